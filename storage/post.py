"""The outboxes of all teams, as whoever delivers letters sees them."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, select

from bot.core.delivering import Ended, Leased
from bot.core.errors import Unavailable
from bot.core.ports import Book
from storage import outbox
from storage.holding import hold, let_go
from storage.together import Together

if TYPE_CHECKING:
    from storage.database import Database

CLEAR = timedelta(seconds=3)
"""Before another process goes on: what we still have in hand goes out meanwhile, and a second passes after that."""
AT_ONCE = 50
"""Ends of deliveries that one transaction notes."""


@dataclass(frozen=True, slots=True)
class End:
    """How a delivery ended, and what is to be done in its team's book, if anything."""

    leased: Leased
    ended: Ended
    also: Callable[[Book], None] | None


class PostOffice:
    """The core's PostOffice, over one database; *book* opens a team's book by the team's id."""

    def __init__(self, database: Database, book: Callable[[Connection, str], Book]) -> None:
        self._database = database
        self._book = book
        self._owner = secrets.token_hex(8)
        self._holds: set[str] = set()
        self._ends = Together(self._settled, AT_ONCE)

    async def lease(
        self, platforms: Sequence[str], now: datetime, most: int, alone: Sequence[str] = ()
    ) -> tuple[Leased, ...]:
        """Take letters that are due and that one of *platforms* can deliver; to *alone* we hold on while more are."""

        def taken(connection: Connection) -> tuple[set[str], tuple[Leased, ...]]:
            ours = {each for each in alone if hold(connection, each, self._owner, now, now + outbox.LEASE)}
            reach = outbox.Reach(platforms, set(alone) - ours)
            leased = outbox.lease(connection, self._owner, now, most, reach)
            if len(leased) < most:
                self._leave(connection, ours, now)
                ours = set()
            return ours, leased

        self._holds, leased = await self._database.run(taken, write=True)
        return leased

    async def let_go(self, now: datetime) -> None:
        """Leave to other processes what we alone delivered to."""

        held, self._holds = self._holds, set()
        if held:
            await self._database.run(lambda connection: self._leave(connection, held, now), write=True)

    def _leave(self, connection: Connection, held: Collection[str], now: datetime) -> None:
        for each in held:
            let_go(connection, each, self._owner, now + CLEAR)

    async def settle(self, leased: Leased, ended: Ended, also: Callable[[Book], None] | None = None) -> bool:
        """Note how a delivery ended, and do *also* in its team's book; False if we came too late."""
        told = await self._ends.ask(End(leased, ended, also))
        if isinstance(told, Exception):
            raise told
        return told

    async def _settled(self, ends: Sequence[End]) -> Sequence[bool | Exception]:
        """Note how deliveries ended: together, or, where that fails, each by itself."""
        in_turn = sorted(ends, key=lambda end: end.leased.team)  # so that no two processes wait for each other

        def all_of_them(connection: Connection) -> dict[int, bool]:
            return {id(end): self._end(connection, end) for end in in_turn}

        try:
            told = await self._database.run(all_of_them, write=True)
        except Unavailable:
            raise
        except Exception as error:
            if len(ends) == 1:
                return [error]
            return [told for end in ends for told in await self._settled([end])]
        return [told[id(end)] for end in ends]

    def _end(self, connection: Connection, end: End) -> bool:
        ours = outbox.settle(connection, end.leased, end.ended.state, end.ended.at, end.ended.receipt)
        if ours and end.also:
            end.also(self._book(connection, end.leased.team))
        return ours

    async def put_back(self, leased: Leased, again: datetime) -> bool:
        """Let a letter wait until *again*; False if we came too late."""
        return await self._database.run(lambda connection: outbox.put_back(connection, leased, again), write=True)

    async def time(self) -> datetime | None:
        """Return the time by the database's own clock; None for a file, whose clock is ours."""

        def told(connection: Connection) -> datetime | None:
            return connection.execute(select(func.now())).scalar()

        return None if self._database.embedded else await self._database.run(told, write=False)

    async def in_doubt(self, now: datetime) -> int:
        """Return how many letters may not have arrived in the last seven days."""
        return await self._database.run(lambda connection: outbox.count_in_doubt(connection, now), write=False)

    async def next_due(self, platforms: Sequence[str]) -> datetime | None:
        """Return when the next letter is due; None if none waits."""
        return await self._database.run(lambda connection: outbox.next_due(connection, platforms), write=False)
