"""Finds where somebody is named in what others had kept, so that nothing of her stays behind."""

from __future__ import annotations

import re
from collections.abc import Iterable


def naming(mentions: Iterable[str]) -> re.Pattern[str]:
    """Return what finds any of *mentions*, as a word of its own, whatever the case; with none of them, nothing."""
    words = "|".join(rf"(?<!\w){re.escape(mention)}(?!\w)" for mention in sorted(set(mentions)))
    return re.compile(words or r"(?!)", re.IGNORECASE)
