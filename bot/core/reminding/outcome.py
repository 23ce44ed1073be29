"""What a verb about reminders came to, as scripts read it: fields may be added, not renamed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class Listed:
    """A reminder, and the local times, in ISO with their offset, at which it comes next.

    *in_doubt* names the slots, as `Posted` does, whose tips may not have arrived; `list` tells them.
    """

    id: str
    place: str
    rhythm: str
    zone: str
    next: tuple[str, ...]
    paused: bool
    topic: str
    in_doubt: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Posted:
    """A tip that was posted; *slot* names when, by the clock of its zone."""

    id: str
    slot: str
    text: str
    card: str


@dataclass(frozen=True, slots=True)
class Reminded:
    """The outcome of every verb about reminders."""

    kind: Literal["reminder"] = field(default="reminder", init=False)
    verb: str
    ok: bool = True
    reminders: tuple[Listed, ...] = ()
    posted: tuple[Posted, ...] = ()
