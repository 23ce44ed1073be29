"""Reads prompts/claims.toml, the words by which a claim in a draft is known, and checks them.

Lists of words are kept as stems, so that endings do not matter; words that tell a clause's kind are kept as they are.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bot.core.coaching.counting.tokens import Lexicon, words
from bot.core.errors import BrokenWords

FILE = "claims.toml"
START = "^"
"""Before a phrase: it stands at the beginning of a clause."""
ANYTHING = "*"
"""In a phrase: up to three words."""

_PLAIN = Lexicon((), {}, {})
_NEEDS: dict[str, set[str]] = {
    "questions": {"consumed", "feeling", "about_them", "about_me"},
    "roles": {"of", "words", "also", "after", "shades"},
    "achievements": {"words", "phrases"},
    "together": {"words"},
    "contact": set(),
    "shared": {"phrases", "fan", "fan_needs"},
    "works": set(),
    "shelves": set(),
    "clauses": {
        "actors",
        "definite",
        "divides",
        "hearsay",
        "me",
        "you",
        "us",
        "other",
        "open",
        "opinion",
        "asks",
        "splits",
        "theirs",
        "puts",
        "none",
        "never",
        "light",
    },
    "counting": {"figures", "loose", "before", "units", "words", "vague", "dates"},
    "consumption": {"words"},
    "feelings": {"words", "phrases"},
    "minds": {"phrases", "says", "speakers"},
    "pieces": {"words", "after"},
    "deeds": {"past", "between", "harmless"},
    "families": {"lines"},
    "ordinary": {"small", "words"},
    "courtesy": {
        *("words", "opens", "begins", "able", "reasons", "conditions", "pointers", "without", "future", "doers"),
        *("points", "owners", "marks", "lines", "turns", "offers", "manners"),
    },
    "advice": {
        *(
            "verbs",
            "acts",
            "judges",
            "near",
            "others",
            "nameless",
            "light",
            "loose",
            "objects",
            "sources",
            "conditions",
        ),
        *(
            "behind",
            "leads",
            "marks",
            "plain",
            "limits",
            "rates",
            "free",
            "leave",
            "until",
            "times",
            "at_large",
            "whole",
            "picks",
            "consensus",
        ),
    },
}

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bond:
    """A kind of dealings two people may have had: how a draft claims it, and which words of a fact bear it out."""

    phrases: tuple[Phrase, ...]
    needs: frozenset[str]


@dataclass(frozen=True, slots=True)
class Claims:
    """The words by which a claim is known."""

    questions: Mapping[str, str]
    roles: frozenset[str]
    roles_too: frozenset[str]
    roles_after: frozenset[str]
    roles_before: frozenset[str]
    shades: frozenset[str]
    feats: frozenset[str]
    feat_phrases: tuple[Phrase, ...]
    together: frozenset[str]
    bonds: tuple[Bond, ...]
    alike: tuple[Phrase, ...]
    fans: Bond
    works: Mapping[str, frozenset[str]]
    shelves: Mapping[str, frozenset[str]]
    clauses: Mapping[str, frozenset[str]]
    units: frozenset[str]
    loose: frozenset[str]
    before_count: frozenset[str]
    figures: frozenset[str]
    numbers: Mapping[str, int]
    vague: tuple[Phrase, ...]
    dates: tuple[Phrase, ...]
    consumed: frozenset[str]
    felt: frozenset[str]
    felt_phrases: tuple[Phrase, ...]
    minds: tuple[Phrase, ...]
    says: frozenset[str]
    speakers: frozenset[str]
    pieces: frozenset[str]
    pieces_before: frozenset[str]
    deeds: Mapping[str, frozenset[str]]
    families: Mapping[str, frozenset[str]]
    small: frozenset[str]
    ordinary: frozenset[str]
    courtesy: Mapping[str, frozenset[str]]
    courtesies: tuple[str, ...]
    turns: tuple[Phrase, ...]
    offers: tuple[Phrase, ...]
    advice: Mapping[str, frozenset[str]]
    advised: Mapping[str, tuple[Phrase, ...]]
    advisory: frozenset[str]


@cache
def stem(word: str) -> str:
    """Return the stem of one folded word."""
    return _PLAIN.tokens(word).stems[0] if words(word) else word


def stems(text: str) -> frozenset[str]:
    """Return the stems of every word of *text*."""
    return frozenset(_PLAIN.stems(text))


def read_claims(folder: Path) -> Claims:
    """Read and check the words by which a claim is known.

    Raises:
        BrokenWords: the file can't be read, lacks something, or holds something that nobody reads.
    """
    page = _checked(_page(folder))
    roles, shared, counting = page["roles"], page["shared"], page["counting"]
    return Claims(
        questions=page["questions"],
        roles=_plain(roles["words"]),
        roles_too=_plain(roles["also"]),
        roles_after=_plain(roles["after"]),
        roles_before=_plain(roles["of"]),
        shades=_plain(roles["shades"]),
        feats=_plain(page["achievements"]["words"]),
        feat_phrases=_phrases(page["achievements"]["phrases"]),
        together=stems(page["together"]["words"]),
        bonds=tuple(Bond(_phrases(kind["phrases"]), stems(kind["needs"])) for kind in page["contact"].values()),
        alike=_phrases(shared["phrases"]),
        fans=Bond(_phrases(shared["fan"]), stems(shared["fan_needs"])),
        works={kind: stems(made) for kind, made in page["works"].items()},
        shelves={shelf: stems(kept) for shelf, kept in page["shelves"].items()},
        clauses={kind: _plain(signs) for kind, signs in page["clauses"].items()},
        units=stems(counting["units"]),
        loose=_plain(counting["loose"]),
        before_count=_plain(counting["before"]),
        figures=_plain(counting["figures"]),
        numbers=_numbers(counting["words"]),
        vague=_phrases(counting["vague"]),
        dates=_phrases(counting["dates"]),
        consumed=_plain(page["consumption"]["words"]),
        felt=_plain(page["feelings"]["words"]),
        felt_phrases=_phrases(page["feelings"]["phrases"]),
        minds=_phrases(page["minds"]["phrases"]),
        says=_plain(page["minds"]["says"]),
        speakers=_plain(page["minds"]["speakers"]),
        pieces=_plain(page["pieces"]["words"]),
        pieces_before=_plain(page["pieces"]["after"]),
        deeds={kind: _plain(verbs) for kind, verbs in page["deeds"].items()},
        families=_families(page["families"]["lines"]),
        small=_plain(page["ordinary"]["small"]),
        ordinary=stems(page["ordinary"]["words"]) | stems(page["ordinary"]["small"]),
        courtesy={kind: _plain(signs) for kind, signs in page["courtesy"].items() if isinstance(signs, str)},
        courtesies=tuple(page["courtesy"]["lines"]),
        turns=_phrases(page["courtesy"]["turns"]),
        offers=_phrases(page["courtesy"]["offers"]),
        advice={kind: _plain(signs) for kind, signs in page["advice"].items() if isinstance(signs, str)},
        advised={kind: _phrases(signs) for kind, signs in page["advice"].items() if isinstance(signs, list)},
        advisory=stems(page["ordinary"]["words"]) | stems(page["ordinary"]["small"]) | stems(page["advice"]["plain"]),
    )


def _plain(line: str) -> frozenset[str]:
    return frozenset(line.split())


def _page(folder: Path) -> dict[str, Any]:
    try:
        return tomllib.loads((folder / FILE).read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise BrokenWords(FILE, "", f"can't be read ({error})") from error
    except tomllib.TOMLDecodeError as error:
        raise BrokenWords(FILE, "", str(error)) from error


def _checked(page: dict[str, Any]) -> dict[str, Any]:
    """Return *page* if every table is there, with all its fields and no strange ones."""
    _same(page, set(_NEEDS), "the page")
    for table, needs in _NEEDS.items():
        _same(page[table], needs or set(page[table]), f"[{table}]")
    for kind, bond in page["contact"].items():
        _same(bond, {"phrases", "needs"}, f"[contact.{kind}]")
    for name, question in page["questions"].items():
        if "$words" not in question:
            raise BrokenWords(FILE, f"questions, {name}", "it has no $words")
    return page


def _same(found: object, needs: set[str], entry: str) -> None:
    if not isinstance(found, dict):
        raise BrokenWords(FILE, entry, f"it is no table with {', '.join(sorted(needs))}")
    if missing := sorted(field for field in needs if not found.get(field)):
        raise BrokenWords(FILE, entry, f"it lacks {', '.join(missing)}")
    if strange := sorted(field for field in found if field not in needs):
        raise BrokenWords(FILE, entry, f"nobody reads its {', '.join(strange)}")


def _phrases(lines: Iterable[str]) -> tuple[Phrase, ...]:
    """Split phrases into folded words; the signs of a start and of a gap stay as they are."""
    return tuple(tuple(part for word in _spaced(line) for part in _part(word)) for line in lines)


def _spaced(line: str) -> list[str]:
    return line.replace(START, f"{START} ").replace(ANYTHING, f" {ANYTHING} ").split()


def _part(word: str) -> list[str]:
    return [word] if word in {START, ANYTHING} else words(word)


def _numbers(pairs: str) -> Mapping[str, int]:
    numbers: dict[str, int] = {}
    for pair in pairs.split():
        word, sign, value = pair.partition("=")
        if not sign or not value.isdecimal():
            raise BrokenWords(FILE, "counting, words", f"can't read {pair!r}")
        numbers[word] = int(value)
    return numbers


def _families(lines: Iterable[str]) -> Mapping[str, frozenset[str]]:
    """Give every stem all stems that stand for the same thing; a word may belong to several families."""
    families: dict[str, frozenset[str]] = {}
    for line in lines:
        family = stems(line)
        for member in family:
            families[member] = families.get(member, frozenset()) | family
    return families
