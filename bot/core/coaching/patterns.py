"""Small tools for patterns over plain words, so that word families can be read as lists."""

from __future__ import annotations

import re


def any_of(words: str) -> str:
    """Return a group that matches any of *words*; a word's _ stands for a space, its ' may be left out."""
    return f"(?:{'|'.join(word.replace('_', ' ') for word in words.split())})"


def whole(words: str, flags: re.RegexFlag = re.IGNORECASE) -> re.Pattern[str]:
    """Return a pattern that finds any of *words* as whole words."""
    return re.compile(rf"(?<!\w){any_of(words)}(?!\w)", flags)
