"""What carrying a letter out of the outbox to its platform needs of a platform, and of the outbox.

A platform's adapter is a Carrier. What went out, what certainly did not and what may have are three different things,
and only the adapter can tell them apart:

CoachError
├── Closed     nobody can be reached there: a closed direct message, a channel that is gone
├── Later      it certainly did not go out, and may be tried again after a while
└── Unsure     the answer was lost, so it may have gone out
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from bot.core.errors import CoachError
from bot.core.ports import Book
from bot.core.reminding.reminder import carried_by
from bot.core.replies import Letter


class Closed(CoachError):
    """Nobody can be reached there."""

    def __init__(self) -> None:
        super().__init__("closed")


class Later(CoachError):
    """It certainly did not go out; it may be tried again after *seconds*, 0 for as one thinks fit."""

    def __init__(self, seconds: float = 0) -> None:
        super().__init__("later")
        self.seconds = seconds


class Unsure(CoachError):
    """The platform's answer was lost, so it may have gone out; *repeatable* where sending it again can't double."""

    def __init__(self, *, repeatable: bool = False) -> None:
        super().__init__("unsure")
        self.repeatable = repeatable


@dataclass(frozen=True, slots=True)
class Address:
    """Where a letter goes: to somebody as her platform knows her ("T1:U1", "42"), or to a *place* ("slack:T1/C1").

    *workspace* is what a Caller's team is called there ("discord:7"): what is pressed below the letter happens in it.
    """

    platform: str
    person: str = ""
    place: str = ""
    workspace: str = ""


@dataclass(frozen=True, slots=True)
class Leased:
    """A letter that is ours to deliver until the lease ends; the fence tells a late finisher that it came too late.

    *team* is the memory's own name for the team; *addresses* are tried in turn until one is open.
    """

    team: str
    letter: Letter
    fence: int
    attempts: int
    addresses: tuple[Address, ...] = ()

    @property
    def once(self) -> bool:
        """Say whether a second copy would be worse than none: a tip, or what a whole channel reads."""
        return bool(self.letter.place or carried_by(self.letter))

    @property
    def nonce(self) -> str:
        """Return what is the same for every try at this letter, and no other's: at most 25 characters (Discord's)."""
        from hashlib import blake2b

        return blake2b(f"{self.team}\0{self.letter.key}".encode(), digest_size=12).hexdigest()


@dataclass(frozen=True, slots=True)
class Ended:
    """How a delivery ended, and when; *receipt* is what the platform calls the message ("D1/171.42")."""

    state: Literal["sent", "unknown", "dead"]
    at: datetime
    receipt: str = ""


class Carrier(Protocol):
    """What an adapter does with a letter."""

    @property
    def doubles(self) -> bool:
        """Say whether what is sent twice stands there twice; a nonce prevents that where there is one."""

    @property
    def alone(self) -> bool:
        """Say whether one process at a time delivers there, since the platform counts what all of them send."""

    async def carry(self, leased: Leased, address: Address) -> str:
        """Deliver a letter to one address and return what the platform calls the message ("D1/171.42").

        Raises:
            Closed, Later, Unsure: see this module's tree.
        """


class PostOffice(Protocol):
    """The outboxes of all teams, as whoever delivers sees them. Every method raises Unavailable."""

    async def lease(
        self, platforms: Sequence[str], now: datetime, most: int, alone: Sequence[str] = ()
    ) -> tuple[Leased, ...]:
        """Take letters that are due and that one of *platforms* can deliver; they are ours for a minute.

        What goes to those of *alone* is taken by one process at a time, as long as it finds any.
        """

    async def let_go(self, now: datetime) -> None:
        """Leave to other processes what we alone delivered to."""

    async def settle(self, leased: Leased, ended: Ended, also: Callable[[Book], None] | None = None) -> bool:
        """Note how a delivery ended, and do *also* in its team's book; False if we came too late.

        What was noted as unknown may be noted anew, by whoever noted it.
        """

    async def put_back(self, leased: Leased, again: datetime) -> bool:
        """Let a letter wait until *again*; False if we came too late."""

    async def in_doubt(self, now: datetime) -> int:
        """Return how many letters may not have arrived in the last seven days."""

    async def time(self) -> datetime | None:
        """Return the time by the database's own clock; None where it has none but ours."""

    async def next_due(self, platforms: Sequence[str]) -> datetime | None:
        """Return when the next letter is due; None if none waits."""
