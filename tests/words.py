"""The library of the words in prompts/, made once for all tests that read it."""

from __future__ import annotations

from functools import cache

from bot.core.coaching.library import Library, condense
from bot.core.coaching.reading import read
from bot.settings import PROMPTS


@cache
def library() -> Library:
    """Return what the coach knows, read from prompts/ without anything kept from an earlier start."""
    return Library(condense(read(PROMPTS), PROMPTS), PROMPTS)
