"""A reminder, and what became of one of its slots."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from bot.core.reminding.rhythms import Rhythm, Slot
    from bot.core.replies import Letter

Pause = Literal["", "paused", "closed", "removed"]
"""Why a reminder rests: it does not, somebody paused it, nobody can be reached there any more, somebody removed it."""
Fate = Literal["posted", "late", "off"]
"""What became of a slot: it was posted, it was found too late, its day is a day off."""

KEY = "slot:"
"""Begins the key of every letter that carries a tip; the reminder and its slot follow."""
SPOKEN = "said:"
"""Begins the key of every letter in which both authors of a dilemma speak; the reminder and its slot follow."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """Tips that come round, in a channel or for *owner* alone, who set it up.

    *place* is a channel as letters name it ("slack:T1/C1"), empty for the owner's own direct messages, and *label* what
    people call it; *platform* is where it was set up. *slot* is due next, None while it rests. *shown* are the tips of
    this round, *unwanted* those that nobody wants to see here.
    """

    number: int
    owner: str
    platform: str
    place: str
    label: str
    rhythm: Rhythm
    topic: str = ""
    pause: Pause = ""
    slot: Slot | None = None
    shown: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Return what people type for it."""
        return f"r{self.number}"


def carried_by(letter: Letter) -> str:
    """Return the id of the reminder to which *letter* belongs; nothing if it belongs to none."""
    kind, _, rest = letter.key.partition(":")
    return rest.partition(":")[0] if f"{kind}:" in {KEY, SPOKEN} else ""


@dataclass(frozen=True, slots=True)
class Due:
    """A reminder whose slot is due, in *team*, with that team's days off, and its owner's name and zone."""

    team: str
    reminder: Reminder
    off: frozenset[date]
    owner: str
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Turned:
    """What became of a slot of *reminder*: with which *tip* it was posted, and the letter that carries it.

    *slot* is due next, and *shown* are the tips of this round by now. Where people vote on the tip, they do until it
    *closes*.
    """

    reminder: Reminder
    fate: Fate
    slot: Slot | None
    shown: tuple[str, ...]
    tip: str = ""
    letter: Letter | None = None
    closes: datetime | None = None
    pause: Pause = ""

    @property
    def after(self) -> Reminder:
        """Return the reminder as it is now."""
        return replace(self.reminder, slot=self.slot, shown=self.shown, pause=self.pause)
