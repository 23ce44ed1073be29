"""What the coach says back, as values; adapters decide how it looks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.coaching.outcome import Answer, Shelf
    from bot.core.coaching.written import Opening, Reviewed
    from bot.core.commands import Command
    from bot.core.moments import Moment
    from bot.core.permission.outcome import Outcome
    from bot.core.reminding.outcome import Reminded

COUNTED = re.compile(r"\d{1,3}\. ")


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; its *lead* is set in bold, and *source* names whom it follows."""

    text: str
    lead: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Paste:
    """A line ready to send, drawn without a frame so that it copies out clean."""

    text: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A whole message or script to send or say, under a label; drawn bare, so that it copies out clean."""

    text: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody else wrote: foreign text, which every adapter escapes in its own way."""

    text: str
    by: str


@dataclass(frozen=True, slots=True)
class OtherSide:
    """The view that speaks against the advice, whose it is, and what decides between the two."""

    text: str
    source: str
    decides: str
    asks: str = ""


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list under a heading; an item may begin with a number of its own, "1. "."""

    heading: str
    items: tuple[str, ...]

    def lines(self, mark: str) -> Iterator[str]:
        """Yield the items, each behind *mark* if it has no number."""
        return (item if COUNTED.match(item) else mark + item for item in self.items)


@dataclass(frozen=True, slots=True)
class Trouble:
    """What was refused or failed: a code for scripts and the sentence that people read."""

    code: str
    message: str


Part = Text | Paste | Draft | Quote | OtherSide | Bullets


@dataclass(frozen=True, slots=True)
class Button:
    """A command waiting under a label."""

    label: str
    command: Command


@dataclass(frozen=True, slots=True)
class Reply:
    """What the coach says back to the caller; `result` is the typed outcome that scripts read."""

    parts: tuple[Part, ...]
    buttons: tuple[Button, ...] = ()
    private: bool = True
    result: Answer | Shelf | Opening | Reviewed | Outcome | Reminded | Trouble | None = None
    times: tuple[Moment, ...] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """A message to somebody who is not the caller; *key* makes it unique, *refers* ties it to a line of the record.

    With a *place* ("slack:T1/C1", "discord:7/8"), it goes to that channel, and *to* is whoever answers for it.
    """

    key: str
    to: str
    reply: Reply
    refers: int | None = None
    not_before: datetime | None = None
    expires: datetime | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class Labels:
    """The few words that stand before a part, or on a button; from prompts/phrases.toml."""

    paste: str
    other: str
    decides: str
    why: str
    yes: str
    no: str


def visible(parts: Iterable[Part], labels: Labels) -> str:
    """Write *parts* as plain lines: everything a person sees, buttons apart."""
    return "\n".join(_line(part, labels) for part in parts)


def _line(part: Part, labels: Labels) -> str:
    match part:
        case Text(text, lead, source):
            return " ".join(filter(None, (lead, text, f"({source})" if source else "")))
        case Paste(text):
            return f'{labels.paste} "{text}"'
        case Draft(text, label):
            return "\n".join(filter(None, (label, text)))
        case Quote(text, by):
            return f'{by}: "{text}"'
        case OtherSide(text, source, decides, asks):
            return f"{labels.other} {text} ({source})\n{labels.decides} {decides} {asks}".rstrip()
        case Bullets(heading):
            return "\n".join((*filter(None, [heading]), *part.lines("- ")))
        case _:
            assert_never(part)
