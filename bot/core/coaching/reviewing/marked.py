"""Reads drafts in which somebody marked what is wrong (prompts/asked/faults.txt), and tells what they teach."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.core.coaching.reviewing.drafts import Span
from bot.core.coaching.reviewing.faults import FINE, Piece
from bot.core.coaching.reviewing.page import Page
from bot.core.errors import BrokenWords

FILE = "asked/faults.txt"
NOTHING = "-"
_LINE = re.compile(r"(?P<medium>[a-z]+|-), (?P<relation>[a-z ]+|-) \| (?P<text>.+)")
_FAULT = re.compile(r"\{(?P<rules>R\d+(?:\+R\d+)*) (?P<words>[^{}]+)\}")

HALF = 2


@dataclass(frozen=True, slots=True)
class Marked:
    """A draft in which somebody marked what is wrong: rule and place, in code points of *text*."""

    text: str
    medium: str = ""
    relation: str = ""
    faults: tuple[tuple[str, Span], ...] = ()


def examples(marked: Marked, page: Page) -> Iterator[tuple[str, Piece]]:
    """Yield every piece with each rule marked in it; one marked for a little part teaches nothing."""
    for span, piece in zip(page.pieces, page.judged, strict=True):
        place = page.pasted.whole.as_given(span.start, span.end)
        touched = [(rule, mark) for rule, mark in marked.faults if mark.meets(place)]
        broken = [rule for rule, mark in touched if _is_of(mark, place)]
        if broken or not touched:
            yield from ((rule, piece) for rule in broken or (FINE,))


def _is_of(mark: Span, place: Span) -> bool:
    """Tell whether a mark covers half of *place*, or lies in it by half."""
    shared = min(mark.end, place.end) - max(mark.start, place.start)
    return shared * HALF >= min(mark.end - mark.start, place.end - place.start)


# ---- reading ---------------------------------------------------------------------------------------------------------


def read(folder: Path, rules: Collection[str]) -> tuple[Marked, ...]:
    """Read and check the marked drafts; *rules* are the rules that a mark may name.

    A / between spaces stands for a new line. Where more than one rule minds the same words, the first one names them.

    Raises:
        BrokenWords: a line is no draft, or names a rule that does not exist.
    """
    try:
        lines = (folder / FILE).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BrokenWords(FILE, "", f"can't be read ({error})") from error
    typed = ((number, line.strip()) for number, line in enumerate(lines, 1))
    return tuple(_draft(f"line {number}", line, rules) for number, line in typed if line and not line.startswith("# "))


def _draft(entry: str, line: str, rules: Collection[str]) -> Marked:
    hit = _LINE.fullmatch(line)
    if not hit:
        raise BrokenWords(FILE, entry, "it is no medium, relation and draft")
    text, faults = "", []
    for words, rule in _parts(hit["text"].replace(" / ", "\n")):
        if rule and rule not in rules:
            raise BrokenWords(FILE, entry, f"there is no {rule!r}")
        if rule:
            faults.append((rule, Span(len(text), len(text) + len(words))))
        text += words
    if "{R" in text:
        raise BrokenWords(FILE, entry, "a mark is not closed")
    known = {name: "" if hit[name] == NOTHING else hit[name] for name in ("medium", "relation")}
    return Marked(text, known["medium"], known["relation"], tuple(faults))


def _parts(text: str) -> Iterator[tuple[str, str]]:
    """Yield the words of a line as they stand, each stretch with the rule it breaks, if any."""
    start = 0
    for hit in _FAULT.finditer(text):
        yield text[start : hit.start()], ""
        yield hit["words"], hit["rules"].partition("+")[0]
        start = hit.end()
    yield text[start:], ""
