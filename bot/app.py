"""Builds every concrete object from the settings; who wants one asks here."""

from __future__ import annotations

from bot import kept
from bot.core.coaching.library import Library
from bot.settings import Settings


def library(settings: Settings) -> Library:
    """Return what the coach knows.

    Raises:
        BrokenWords: a file in prompts/ is broken.
    """
    return kept.library(settings.prompts, settings.home)
