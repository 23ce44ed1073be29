"""What a clock asks the database: which reminders and ballots of all teams are due."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from bot.core.reminding.ballot import Closing
from bot.core.reminding.reminder import Due, Reminder, Turned
from bot.core.replies import Letter
from storage.reminders import Batch, bring_back, carried_off, next_due, turn
from storage.votes import close, next_closing

if TYPE_CHECKING:
    from storage.database import Database


class Timetable:
    """The core's Timetable, over one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def next_due(self, platforms: Sequence[str]) -> datetime | None:
        """Return when the next reminder or ballot of one of *platforms* is due; None if none is."""

        def soonest(connection: Connection) -> datetime | None:
            known = next_due(connection, platforms), next_closing(connection, platforms)
            return min(filter(None, known), default=None)

        return await self._database.run(soonest, write=False)

    async def turn(
        self, platforms: Sequence[str], now: datetime, most: int, work: Callable[[Due], Turned]
    ) -> tuple[Turned, ...]:
        """Let *work* say what becomes of up to *most* reminders that are due, and keep it, in one transaction."""
        batch = Batch(platforms, now, most)
        return await self._database.run(lambda connection: turn(connection, batch, work), write=True)

    async def close(
        self, platforms: Sequence[str], now: datetime, most: int, work: Callable[[Closing], Letter | datetime | None]
    ) -> int:
        """Close up to *most* ballots that are due, in one transaction, and return how many were looked at."""
        batch = Batch(platforms, now, most)
        return await self._database.run(lambda connection: close(connection, batch, work), write=True)

    async def bring_back(
        self, platforms: Sequence[str], now: datetime, work: Callable[[Due, Collection[str]], Reminder]
    ) -> int:
        """Let *work* bring back reminders that a clock ahead of *now* has carried off; return how many those were."""

        def brought(connection: Connection) -> int:
            return bring_back(connection, platforms, now, work)

        found = await self._database.run(lambda connection: carried_off(connection, platforms, now), write=False)
        return await self._database.run(brought, write=True) if found else 0
