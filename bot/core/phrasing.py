"""Finds a phrase among those of a file in prompts/."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.core.errors import BrokenWords


def phrase_of(phrases: Mapping[str, Any], name: str, file: str) -> Any:  # noqa: ANN401 - a phrase, a pair or a list
    """Return the phrase called *name*, such as "next.twice".

    Raises:
        BrokenWords: the file has none.
    """
    found: Any = phrases
    for part in name.split("."):
        if part not in found:
            raise BrokenWords(file, name, "is missing")
        found = found[part]
    return found
