"""The grammar of openers and reviews: what is typed after the verb, and how it is written back."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator
from dataclasses import replace

from bot.core.commands import MEDIA, Opener, Review

_PERSON = re.compile(r'@(?:\{(?P<id>[^}\s]+)\}|"(?P<quoted>[^"]+)"|(?P<bare>[^\s"]+))\s*')
_FLAG = re.compile(r"(?:^|\s)--[a-z]")


def read_opener(rest: str) -> Opener | None:
    """Read what follows `opener`: a person and a brief, or flags and a brief; None if a flag can't be read."""
    if not _FLAG.search(rest):
        found = _PERSON.match(rest)
        to = (found["id"] or found["quoted"] or found["bare"]) if found else ""
        return Opener(rest[found.end() :] if found else rest, to)
    try:
        return _flagged(shlex.split(rest))
    except ValueError:  # an open quotation mark, a number that is none, an unknown medium
        return None


def _flagged(words: list[str]) -> Opener | None:
    command, brief = Opener(), []
    waiting = iter(words)
    for word in waiting:
        if not word.startswith("--"):
            brief.append(word)
        elif word[2:] in _SETTERS:
            command = _SETTERS[word[2:]](command, next(waiting, ""))
        else:
            return None
    return replace(command, brief=" ".join(brief)) if brief else command


_SETTERS: dict[str, Callable[[Opener, str], Opener]] = {
    "to": lambda command, value: replace(command, to=value),
    "brief": lambda command, value: replace(command, brief=value),
    "fact": lambda command, value: replace(command, facts=(*command.facts, value)),
    "without": lambda command, value: replace(command, dropped=(*command.dropped, value)),
    "purpose": lambda command, value: replace(command, purpose=value),
    "medium": lambda command, value: replace(command, medium=MEDIA[MEDIA.index(value)]),
    "relation": lambda command, value: replace(command, relation=value),
    "max-chars": lambda command, value: replace(command, max_chars=int(value)),
    "angle": lambda command, value: replace(command, angle=int(value)),
}
"""What each flag does; ValueError for a value that it can't have."""


def read_review(rest: str) -> Review:
    """Read what follows `review`: flags in front, if any, and the draft as it was typed."""
    given = {"medium": "", "relation": ""}
    while found := re.match(r'\s*--(?P<flag>medium|relation) (?:"(?P<quoted>[^"]*)"|(?P<bare>\S+))\s*', rest):
        given[found["flag"]] = found["quoted"] if found["quoted"] is not None else found["bare"]
        rest = rest[found.end() :]
    return Review(rest, given["medium"], given["relation"])


def spell(command: Opener | Review) -> str:
    """Write *command* with its verb, so that it is read back as it is."""
    if isinstance(command, Opener):
        return f"/opener {' '.join(_spelled(command))}"
    flags = (("medium", command.medium), ("relation", command.relation))
    return " ".join(("/review", *(f'--{name} "{value}"' for name, value in flags if value), command.text))


def _spelled(command: Opener) -> Iterator[str]:
    yield f"--angle {command.angle}"
    for flag, value in (("to", command.to), ("purpose", command.purpose), ("relation", command.relation)):
        if value:
            yield f"--{flag} {shlex.quote(value)}"
    for flag, values in (("fact", command.facts), ("without", command.dropped)):
        yield from (f"--{flag} {shlex.quote(value)}" for value in values)
    if command.medium:
        yield f"--medium {command.medium}"
    if command.max_chars is not None:
        yield f"--max-chars {command.max_chars}"
    if command.brief:
        yield f"--brief {shlex.quote(command.brief)}"
