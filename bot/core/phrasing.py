"""Reads a file of phrases in prompts/, finds a phrase in it, and fills it in."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from string import Template
from typing import Any

from bot.core.errors import BrokenWords
from bot.core.replies import Text


def read(folder: Path, file: str) -> dict[str, Any]:
    """Read *file* in *folder*.

    Raises:
        BrokenWords: it is not there, or can't be read.
    """
    try:
        return tomllib.loads((folder / file).read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BrokenWords(file, "", str(error)) from error


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


def line(phrase: str, values: Mapping[str, str]) -> str:
    """Return a single sentence with its $words filled in."""
    return Template(phrase).substitute(values)


def pair(phrase: tuple[str, str], values: Mapping[str, str]) -> Text:
    """Return a pair with its $words filled in: what is set in bold, and the rest."""
    lead, rest = phrase
    return Text(line(rest, values), line(lead, values))
