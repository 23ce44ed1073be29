"""What a channel says to a dilemma: counted until both authors speak, and never told apart."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from bot.core.reminding.reminder import Reminder

FEWEST = 3
"""Votes below which no split is shown: it would tell who said what."""


@dataclass(frozen=True, slots=True)
class Ballot:
    """How many took each side of the dilemma *tip* in *place*; it *closes* when both authors speak, then None."""

    tip: str
    place: str
    closes: datetime | None
    ayes: int = 0
    noes: int = 0

    @property
    def split(self) -> bool:
        """Say whether enough people voted for the split to be shown."""
        return self.ayes + self.noes >= FEWEST


@dataclass(frozen=True, slots=True)
class Closing:
    """A ballot that is due to close, on the *slot* of a reminder, with the days off of its team."""

    reminder: Reminder
    slot: str
    ballot: Ballot
    off: Collection[date]
