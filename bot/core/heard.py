"""What people type when they want something, as prompts/hearing.toml tells it; a broken entry names its file and id.

A phrase is a row of words, lower case and without apostrophes. In it stand for: `a|b` either word, `{family}` any word
of that family, `<name>` whoever is named (`<Name>`: by more than a word's place), `...` up to four words, `~` any
number, `^` where a sentence begins, `,` where one begins or goes on behind a comma, `$` the end of the line. A `?`
behind a word says that it may be missing.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, Protocol

from bot.core.coaching.counting.tokens import words
from bot.core.errors import BrokenWords

FILE = "hearing.toml"
SMALLTALK_FILE = "phrases.toml"
GAP = 4
"""So many words may stand where a phrase has three dots."""
FAR = 60
"""So many where it has a ~; who says that much in between means something else."""
NAME = "<name>"
SURE_NAME = "<Name>"
MEANINGS = {
    "ask", "opener", "review", "remind", "help", "hello", "thanks", "bye", "who", "fine", "check", "request",
    "withdraw", "block", "unblock", "revoke", "revoke everyone", "reach-me", "reach-me write",
    "reach-me never", "report no",
    "report yes", "which", "list", "me", "forget me", "export", "stop", "called unanswered", "called answered",
    "clarify",
}  # fmt: skip
"""What a rule can come to: a command of the coach, a topic of small talk, or a verb of the desk."""
THREAD = {
    "anew", "shorter", "longer", "another", "correction", "drop", "wish", "recipient", "done", "reasons", "goes_on",
    "go_ahead", "limit", "take_back", "draft_follows", "may_i_call", "a_question", "some_words", "a_look",
}  # fmt: skip
"""What somebody may say about what was just shown; the code gives each its place."""
DRAFTS = {"cue", "told", "mine", "asks_for_words", "letter"}
LISTS = {"nobody", "vague", "filler", "chatter", "saying", "myself", "you", "thanks", "bye", "hello"}

Kind = Literal["word", "gap", "name", "start", "clause", "end"]


@dataclass(frozen=True, slots=True)
class Element:
    """One place of a phrase; behind a gap it has to be *sure* that a name is one."""

    kind: Kind
    options: frozenset[str] = frozenset()
    most: int = 1
    optional: bool = False
    named: bool = False
    sure: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """The places of a phrase, and the words of which a line has to hold one each, or it can't hold the phrase."""

    elements: tuple[Element, ...]
    needs: tuple[frozenset[str], ...]

    @classmethod
    def of(cls, elements: tuple[Element, ...]) -> Phrase:
        """Note what the phrase can't do without."""
        certain = (one for one in elements if one.kind == "word" and not one.optional and not one.named)
        return cls(elements, tuple(one.options for one in certain))


class Spoken(Protocol):
    """A line as phrases look at it."""

    @property
    def words(self) -> Sequence[str]:
        """Every word, folded."""

    def begins(self, place: int) -> bool:
        """Tell whether a sentence begins at *place*."""

    def pauses(self, place: int) -> bool:
        """Tell whether a sentence begins at *place*, or goes on behind a comma."""

    def name_at(self, place: int, *, sure: bool) -> int:
        """Return how many words from *place* on name somebody, *sure* if by more than their place; else 0."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What a line means in which one of the *phrases* stands, and none of *unless*; a question only if it *asks*.

    A line of more than *most* words is something else, too.
    """

    id: str
    means: str
    phrases: tuple[Phrase, ...]
    unless: tuple[Phrase, ...] = ()
    asks: bool = True
    most: int = 0


@dataclass(frozen=True, slots=True)
class Heard:
    """The words that give away what somebody wants; rules are tried in their order."""

    smalltalk: Mapping[str, Collection[str]]
    short: Mapping[str, str]
    media: Mapping[str, frozenset[str]]
    lists: Mapping[str, frozenset[str]]
    drafts: Mapping[str, tuple[Phrase, ...]]
    thread: Mapping[str, tuple[Phrase, ...]]
    rules: tuple[Rule, ...]


def find(phrases: Iterable[Phrase], line: Spoken) -> tuple[int, int] | None:
    """Return where the first phrase that stands in *line* has its name, as places of words, (0, 0) if it has none."""
    words = frozenset(line.words)
    for phrase in phrases:
        if any(words.isdisjoint(options) for options in phrase.needs):
            continue
        for place in range(len(line.words) + 1):
            if (found := _match(phrase.elements, line, place)) is not None:
                return found
    return None


def _match(elements: tuple[Element, ...], line: Spoken, place: int) -> tuple[int, int] | None:
    if not elements:
        return (0, 0)
    first, rest = elements[0], elements[1:]
    for length in _lengths(first, line, place):
        if (found := _match(rest, line, place + length)) is not None:
            return (place, place + length) if _names(first, line, place) and length else found
    return None


def _names(element: Element, line: Spoken, place: int) -> bool:
    return element.kind == "name" or (element.named and line.words[place] not in element.options)


def _lengths(element: Element, line: Spoken, place: int) -> Iterator[int]:
    """Yield how many words *element* may take at *place*."""
    if element.kind in {"start", "clause", "end"}:
        if _is_at(element, line, place):
            yield 0
        return
    left = len(line.words) - place
    match element.kind:
        case "gap":
            yield from range(min(element.most, left) + 1)
        case "name" if left and (length := line.name_at(place, sure=element.sure)):
            yield length
        case "word" if left and line.words[place] in element.options:
            yield 1
        case "word" if left and element.named and (length := line.name_at(place, sure=element.sure)):
            yield length
        case _:
            pass
    if element.optional:
        yield 0


def _is_at(element: Element, line: Spoken, place: int) -> bool:
    if element.kind == "end":
        return place == len(line.words)
    return line.begins(place) if element.kind == "start" else line.pauses(place)


# ---- reading -------------------------------------------------------------------------------------------------------


def read(folder: Path) -> Heard:
    """Read and check hearing.toml in *folder*, and the lines of small talk beside it.

    Raises:
        BrokenWords: an entry lacks something, names something that does not exist, or can't be read.
    """
    page = _toml(folder, FILE)
    _fields("the page", page, {"short", "media", "families", "lists", "drafts", "thread", "rule"})
    _fields("[lists]", page["lists"], LISTS)
    _fields("[drafts]", page["drafts"], DRAFTS)
    _fields("[thread]", page["thread"], THREAD)
    families, lists = (
        {name: frozenset(listed.split()) for name, listed in page[table].items()} for table in ("families", "lists")
    )
    lists["nobody"] |= frozenset[str]().union(*families.values())
    return Heard(
        smalltalk=_toml(folder, SMALLTALK_FILE).get("heard", {}),
        short=page["short"],
        media={medium: frozenset(listed.split()) for medium, listed in page["media"].items()},
        lists=lists,
        drafts={name: _phrases(f"[drafts] {name}", lines, families) for name, lines in page["drafts"].items()},
        thread={name: _phrases(f"[thread] {name}", lines, families) for name, lines in page["thread"].items()},
        rules=tuple(_rules(page["rule"], families)),
    )


def _rules(entries: list[dict[str, Any]], families: Mapping[str, frozenset[str]]) -> Iterator[Rule]:
    seen: set[str] = set()
    for number, entry in enumerate(entries, 1):
        name = entry.get("id", f"rule {number}")
        _fields(name, entry, {"id", "means", "phrases"}, {"unless", "asks", "most"})
        if name in seen:
            raise BrokenWords(FILE, name, "the name is taken twice")
        seen.add(name)
        if entry["means"] not in MEANINGS:
            raise BrokenWords(FILE, name, f"there is no {entry['means']!r}, only {', '.join(sorted(MEANINGS))}")
        phrases, unless = (_phrases(name, entry.get(field, []), families) for field in ("phrases", "unless"))
        yield Rule(name, entry["means"], phrases, unless, entry.get("asks", True), entry.get("most", 0))


def _phrases(entry: str, lines: Iterable[str], families: Mapping[str, frozenset[str]]) -> tuple[Phrase, ...]:
    return tuple(_phrase(entry, line, families) for line in lines)


def _phrase(entry: str, line: str, families: Mapping[str, frozenset[str]]) -> Phrase:
    elements = [_element(entry, part, families) for part in line.split()]
    behind_gap = (before.kind == "gap" for before in (Element("start"), *elements))
    both = zip(elements, behind_gap, strict=False)
    return Phrase.of(tuple(replace(element, sure=element.sure or gap) for element, gap in both))


def _element(entry: str, part: str, families: Mapping[str, frozenset[str]]) -> Element:
    optional, part = part.endswith("?"), part.removesuffix("?")
    marks: Mapping[str, Element] = {
        "^": Element("start"),
        ",": Element("clause"),
        "$": Element("end"),
        "...": Element("gap", most=GAP),
        "~": Element("gap", most=FAR),
        NAME: Element("name", optional=optional),
        SURE_NAME: Element("name", optional=optional, sure=True),
    }
    if part in marks:
        return marks[part]
    options: set[str] = set()
    spelled = part.split("|")
    for option in spelled:
        if option not in {NAME, SURE_NAME}:
            options |= _options(entry, option, families)
    sure, named = SURE_NAME in spelled, not {NAME, SURE_NAME}.isdisjoint(spelled)
    return Element("word", frozenset(options), optional=optional, named=named, sure=sure)


def _options(entry: str, option: str, families: Mapping[str, frozenset[str]]) -> frozenset[str]:
    if option.startswith("{") and option.endswith("}"):
        if option[1:-1] not in families:
            raise BrokenWords(FILE, entry, f"there is no family {option}")
        return families[option[1:-1]]
    if words(option) != [option]:
        raise BrokenWords(FILE, entry, f"{option!r} is no word as a line has it: lower case, nothing but letters")
    return frozenset({option})


def _toml(folder: Path, file: str) -> dict[str, Any]:
    try:
        return tomllib.loads((folder / file).read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise BrokenWords(file, "", f"can't be read ({error})") from error
    except tomllib.TOMLDecodeError as error:
        raise BrokenWords(file, "", str(error)) from error


def _fields(entry: str, found: Mapping[str, Any], needs: set[str], may: Collection[str] = ()) -> None:
    """Check that a table has every field it needs, and none that nobody reads."""
    if missing := sorted(field for field in needs if not found.get(field)):
        raise BrokenWords(FILE, entry, f"it lacks {', '.join(missing)}")
    if strange := sorted(field for field in found if field not in needs and field not in may):
        raise BrokenWords(FILE, entry, f"nobody reads its {', '.join(strange)}")
