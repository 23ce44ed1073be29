"""Reads prompts/asked/faults.txt, drafts in which what is wrong stands in braces behind its rule, and checks it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path

from bot.core.coaching.drafts import Span
from bot.core.coaching.faults import Marked
from bot.core.errors import BrokenWords

FILE = "asked/faults.txt"
NOTHING = "-"
_LINE = re.compile(r"(?P<medium>[a-z]+|-), (?P<relation>[a-z ]+|-) \| (?P<text>.+)")
_FAULT = re.compile(r"\{(?P<rules>R\d+(?:\+R\d+)*) (?P<words>[^{}]+)\}")


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
