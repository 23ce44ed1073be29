"""Reads a file of phrases in prompts/, finds a phrase in it, and fills it in."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
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


@dataclass(frozen=True, slots=True)
class Later:
    """Words that are made where a phrase says them, and not at all where none does."""

    made: Callable[[], str]

    def __str__(self) -> str:
        """Make them."""
        return self.made()


def line(phrase: str, values: Mapping[str, str | Later]) -> str:
    """Return a single sentence with its $words filled in."""
    return _shape(phrase).format_map(values)


def pair(phrase: tuple[str, str], values: Mapping[str, str | Later]) -> Text:
    """Return a pair with its $words filled in: what is set in bold, and the rest."""
    lead, rest = phrase
    return Text(line(rest, values), line(lead, values))


class _Slots(dict[str, str]):
    def __missing__(self, word: str) -> str:
        return f"{{{word}}}"


@lru_cache(maxsize=4096)
def _shape(phrase: str) -> str:
    """Return a phrase as `str.format` takes it, which fills it in several times as fast as a Template does."""
    return Template(phrase.replace("{", "{{").replace("}", "}}")).substitute(_Slots())
