"""The reminders of all teams, as a clock sees them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.reminding.ballot import Closing
    from bot.core.reminding.reminder import Due, Reminder, Turned
    from bot.core.replies import Letter


class Timetable(Protocol):
    """The reminders of all teams, as a clock sees them. Every method raises Unavailable."""

    async def next_due(self, platforms: Sequence[str]) -> datetime | None:
        """Return when the next reminder or ballot of one of *platforms* is due; None if none is."""

    async def turn(
        self, platforms: Sequence[str], now: datetime, most: int, work: Callable[[Due], Turned]
    ) -> tuple[Turned, ...]:
        """Let *work* say what becomes of up to *most* reminders that are due, and keep it, in one transaction.

        What another process has in hand is left to it; a slot that was settled before makes no letter.
        """

    async def close(
        self, platforms: Sequence[str], now: datetime, most: int, work: Callable[[Closing], Letter | datetime | None]
    ) -> int:
        """Close up to *most* ballots that are due, in one transaction, and return how many were looked at.

        *work* returns the letter in which both authors speak, or until when the ballot stays open, or None to close it
        without a word.
        """

    async def bring_back(
        self, platforms: Sequence[str], now: datetime, work: Callable[[Due, Collection[str]], Reminder]
    ) -> int:
        """Let *work* bring back reminders that a clock ahead of *now* has carried off; return how many those were.

        It is told which slots were posted; those that were passed over, and have yet to come, count for nothing.
        """
