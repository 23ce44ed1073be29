"""Tells what kind of message somebody got; the kinds, and what is said of each, stand in prompts/received.toml."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.core import phrasing
from bot.core.coaching.reviewing.drafts import Pattern, fold
from bot.core.coaching.routes import Aside
from bot.core.errors import BrokenWords

FILE = "received.toml"
LONGEST = 3000
"""Characters of a message that are read; what somebody wants mostly stands at its beginning."""
ADVISED = {"verdict", "is", "card"}
"""What a kind that is advised on has to have."""
MAY = {"paste", "else", "never"}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of message: how it shows, and what is said of it; one with an *aside* is no matter of manners."""

    id: str
    signs: Pattern
    never: Pattern | None = None
    aside: Aside | None = None
    verdict: str = ""
    says: str = ""
    card: str = ""
    paste: str = ""
    other: str = ""

    def fits(self, text: str) -> bool:
        """Say whether a message, folded, is of this kind."""
        return self.signs.search(text) is not None and not (self.never and self.never.search(text))


@dataclass(frozen=True, slots=True)
class Received:
    """The kinds, the weightiest first, and what is said where none fits."""

    kinds: tuple[Kind, ...]
    label: str
    nothing: tuple[str, str]
    empty: tuple[str, str]

    def kind(self, text: str) -> Kind | None:
        """Return of which kind a message is; None for any other."""
        folded = fold(text[:LONGEST]).text
        return next((kind for kind in self.kinds if kind.fits(folded)), None)


# ---- reading ---------------------------------------------------------------------------------------------------------


def read(folder: Path, cards: Collection[str]) -> Received:
    """Read and check received.toml; *cards* are the guidelines that a kind may name.

    Raises:
        BrokenWords: a kind lacks something, names something that does not exist, or has a sign nobody can read.
    """
    page = phrasing.read(folder, FILE)
    try:
        lead, more = page["nothing"]
        blank, try_another = page["empty"]
        kinds = tuple(_kind(entry, cards) for entry in page["kind"])
        return Received(kinds, page["label"], (lead, more), (blank, try_another))
    except (KeyError, ValueError) as error:
        raise BrokenWords(FILE, "", str(error)) from error


def _kind(entry: Mapping[str, Any], cards: Collection[str]) -> Kind:
    name = str(entry.get("id", "a kind"))
    needs = {"id", "signs"} | ({"aside"} if "aside" in entry else ADVISED)
    if odd := sorted((needs - entry.keys()) | (entry.keys() - needs - MAY)):
        raise BrokenWords(FILE, name, f"it lacks these, or nobody reads them: {', '.join(odd)}")
    if entry.get("card", "") not in {"", *cards}:
        raise BrokenWords(FILE, name, f"there is no {entry['card']!r}")
    return Kind(
        name,
        _pattern(name, entry["signs"]),
        _pattern(name, entry["never"]) if "never" in entry else None,
        Aside(entry["aside"]) if "aside" in entry else None,
        entry.get("verdict", ""),
        entry.get("is", ""),
        entry.get("card", ""),
        entry.get("paste", ""),
        entry.get("else", ""),
    )


def _pattern(entry: str, signs: Iterable[str]) -> Pattern:
    try:
        return re.compile("|".join(signs), re.MULTILINE)
    except re.error as error:
        raise BrokenWords(FILE, entry, f"a sign can't be read ({error})") from error
