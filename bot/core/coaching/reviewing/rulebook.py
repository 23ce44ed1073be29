"""Reads prompts/rules.toml, what drafts are read against, and checks it; a broken rule names its file and id."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from bot.core.coaching.reviewing.drafts import Cues, Pattern
from bot.core.coaching.reviewing.faults import NOTHING_LEARNED, Faults
from bot.core.errors import BrokenWords

Plain = Mapping[str, Any]

FILE = "rules.toml"
ADVICE_WORDS = 14
WHY_WORDS = 26
READINGS = frozenset({
    "nobody_says_who", "not_agreed", "thin_thanks", "asks_for_long", "favour", "nothing_of_theirs", "only_a_tie",
    "all_about_me", "no_question", "no_way_out",
})  # fmt: skip
"""Rules that need more than a pattern; `rules` has a function for each."""
_RELATION = "relation:"
_NEEDS = {"id", "severity", "advice", "why", "rewrite"}
_MAY = {
    "card", "house", "soft", "known", "around", "media", "not_with", "reading", "patterns", "unless", "never", "needs",
    "whole", "sure",
}  # fmt: skip
_REVIEW = {
    "somebody", "ok", "fix", "honest", "glance", "tells", "lacks", "partly", "fits",
    "says", "instead", "better", "fine", "open", "gist", "asked", "told",
    "strengths", "notes", "refused",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that can be wrong with a draft, how it shows, and what to do about it.

    *patterns* hit a clause; *unless* spares a sentence, *never* a whole draft, and *needs* asks for something in it.
    *whole* is what takes the place of the clause's sentence in the whole version: "" for the rewrite, "-" for nothing,
    "+" and ">" for the rewrite in front of and behind the draft, "->" for leaving the sentence out and putting the
    rewrite behind, "=" for the rewrite in place of the hit alone, "?" for a plain order put as a question.
    """

    id: str
    card: str
    severity: Literal["high", "low"]
    soft: bool
    known: bool
    around: bool
    sure: bool
    media: frozenset[str]
    not_with: frozenset[str]
    reading: str
    patterns: tuple[Pattern, ...]
    unless: Pattern | None
    never: Pattern | None
    needs: Pattern | None
    relation: str
    advice: str
    why: str
    rewrite: str
    whole: str


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Everything a draft is read against, weightiest rule first, and the words in which remarks are made."""

    rules: tuple[Rule, ...]
    cues: Cues
    words: Mapping[str, Pattern]
    known: frozenset[str]
    refused: Mapping[str, Pattern]
    phrases: Plain
    faults: Faults

    def for_one_draft(self) -> Rulebook:
        """Return the same book for one review, after which nothing of the draft is remembered."""
        return replace(self, faults=self.faults.afresh())


def read(folder: Path, cards: Collection[str], faults: Faults = NOTHING_LEARNED) -> Rulebook:
    """Read and check the rules; *cards* are the guidelines that a rule may name, *faults* what was learned of drafts.

    Raises:
        BrokenWords: a rule lacks something, names something that does not exist, or has a pattern nobody can read.
    """
    page = _page(folder)
    _table("the page", page, {"words", "cues", "rule", "known", "review"})
    words = {name: "|".join(spellings) for name, spellings in page["words"].items()}
    rules = [_rule(entry, words, cards) for entry in page["rule"]]
    for name in (ids := [rule.id for rule in rules]):
        if ids.count(name) > 1:
            raise BrokenWords(FILE, name, "the name is taken twice")
    _table("[review]", page["review"], _REVIEW)
    return Rulebook(
        tuple(rules),
        _cues(page["cues"], words),
        {name: _pattern("[words]", [f"\\b(?:{spellings})"], words) for name, spellings in words.items()},
        frozenset(page["known"]["relations"]),
        {name: _pattern("[review.refused]", [pattern], words) for name, pattern in page["review"]["refused"].items()},
        page["review"],
        faults,
    )


def _page(folder: Path) -> Plain:
    try:
        return tomllib.loads((folder / FILE).read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise BrokenWords(FILE, "", f"can't be read ({error})") from error
    except tomllib.TOMLDecodeError as error:
        raise BrokenWords(FILE, "", str(error)) from error


def _rule(entry: Plain, words: Mapping[str, str], cards: Collection[str]) -> Rule:
    name = str(entry.get("id", "a rule"))
    _table(name, entry, _NEEDS, _MAY)
    if bool(entry.get("card")) == bool(entry.get("house")):
        raise BrokenWords(FILE, name, "a rule names a card or is a house rule")
    if entry.get("card", "") not in {"", *cards}:
        raise BrokenWords(FILE, name, f"there is no {entry['card']!r}")
    if entry["severity"] not in {"high", "low"}:
        raise BrokenWords(FILE, name, "its severity is high or low")
    if entry.get("reading", "") not in {"", *READINGS}:
        raise BrokenWords(FILE, name, f"nobody reads {entry['reading']!r}")
    for field, most in (("advice", ADVICE_WORDS), ("why", WHY_WORDS)):
        if (length := len(entry[field].split())) > most:
            raise BrokenWords(FILE, name, f"its {field} has {length} words; {most} fit")
    needs = entry.get("needs", ())
    return Rule(
        id=name,
        card=entry.get("card", ""),
        severity=entry["severity"],
        soft=entry.get("soft", False),
        known=entry.get("known", False),
        around=entry.get("around", False),
        sure=entry.get("sure", False),
        media=frozenset(entry.get("media", ())),
        not_with=frozenset(entry.get("not_with", ())),
        reading=entry.get("reading", ""),
        patterns=tuple(_pattern(name, [pattern], words) for pattern in entry.get("patterns", ())),
        unless=_any(name, entry.get("unless", ()), words),
        never=_any(name, entry.get("never", ()), words),
        needs=_any(name, [need for need in needs if not need.startswith(_RELATION)], words),
        relation=next((need.removeprefix(_RELATION) for need in needs if need.startswith(_RELATION)), ""),
        advice=entry["advice"],
        why=entry["why"],
        rewrite=entry["rewrite"],
        whole=entry.get("whole", ""),
    )


def _cues(page: Plain, words: Mapping[str, str]) -> Cues:
    _table("[cues]", page, {"greeting", "around", "medium", "relation"})
    medium, relation = (
        {name: _pattern(f"[cues.{table}]", [pattern], words) for name, pattern in page[table].items()}
        for table in ("medium", "relation")
    )
    greeting, around = (_pattern("[cues]", [page[name]], words) for name in ("greeting", "around"))
    return Cues(greeting, around, medium, relation)


def _any(entry: str, patterns: Iterable[str], words: Mapping[str, str]) -> Pattern | None:
    return _pattern(entry, kept, words) if (kept := list(patterns)) else None


def _pattern(entry: str, patterns: Iterable[str], words: Mapping[str, str]) -> Pattern:
    """Compile *patterns* as one, each {name} in them filled with the family of words of that name."""

    def family(hit: re.Match[str]) -> str:
        if hit[1] not in words:
            raise BrokenWords(FILE, entry, f"there is no family of words {hit[1]!r}")
        return re.sub(_FAMILY, family, words[hit[1]])

    joined = "|".join(re.sub(_FAMILY, family, pattern) for pattern in patterns)
    try:
        return re.compile(joined, re.MULTILINE)
    except re.error as error:
        raise BrokenWords(FILE, entry, f"its pattern can't be read ({error})") from error


_FAMILY = r"\{([a-z_]+)\}"


def _table(entry: str, found: object, needs: Collection[str], may: Collection[str] = ()) -> None:
    if not isinstance(found, dict):
        raise BrokenWords(FILE, entry, f"it is no table with {', '.join(sorted(needs))}")
    if missing := sorted(field for field in needs if not found.get(field)):
        raise BrokenWords(FILE, entry, f"it lacks {', '.join(missing)}")
    if strange := sorted(field for field in found if field not in needs and field not in may):
        raise BrokenWords(FILE, entry, f"nobody reads its {', '.join(strange)}")
