"""A replica of the shipped clock and relay, which may die at a moment that is named beforehand.

It says "ready", waits for a word, and posts from then on what is due. It dies of itself over its nth batch of slots
("turn"), once it has leased letters ("lease"), once it has noted that one is about to go out ("begin"), or before it
has noted that one did ("mark"); over what happens on the way, whoever stands there kills it.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from multiprocessing.connection import Connection

from adapters.discord.platform import Discord  # so that it is loaded once, for all replicas
from adapters.slack.platform import Slack
from bot import app, bell, relay
from bot.core.delivering import Ended, Leased, PostOffice
from bot.core.ports import Book
from bot.core.reminding.posting import Posting
from bot.core.reminding.reminder import Due, Turned
from bot.settings import Settings
from storage import outbox
from storage.memory import Memory

LOADED = (Discord, Slack, Memory)


@dataclass(slots=True)
class Fate:
    """At which moment, and the how manieth of its kind, this process dies."""

    moment: str
    left: int

    def meet(self, moment: str) -> None:
        """Die if this is the moment."""
        self.left -= moment == self.moment
        if moment == self.moment and self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


@dataclass(frozen=True, slots=True)
class Office:
    """A post office in which somebody may die."""

    real: PostOffice
    fate: Fate

    async def lease(
        self, platforms: Sequence[str], now: datetime, most: int, alone: Sequence[str] = ()
    ) -> tuple[Leased, ...]:
        leased = await self.real.lease(platforms, now, most, alone)
        if leased:
            self.fate.meet("lease")
        return leased

    async def let_go(self, now: datetime) -> None:
        await self.real.let_go(now)

    async def settle(self, leased: Leased, ended: Ended, also: Callable[[Book], None] | None = None) -> bool:
        if ended.state == "unknown":
            noted = await self.real.settle(leased, ended, also)
            self.fate.meet("begin")
            return noted

        def marked(book: Book) -> None:
            self.fate.meet("mark")
            if also:
                also(book)

        return await self.real.settle(leased, ended, marked)

    async def put_back(self, leased: Leased, again: datetime) -> bool:
        return await self.real.put_back(leased, again)

    async def in_doubt(self, now: datetime) -> int:
        return await self.real.in_doubt(now)

    async def time(self) -> datetime | None:
        return await self.real.time()

    async def next_due(self, platforms: Sequence[str]) -> datetime | None:
        return await self.real.next_due(platforms)


@dataclass(frozen=True, slots=True)
class Clerk(Posting):
    """Whoever turns slots into letters, and may die over them."""

    fate: Fate

    def turn(self, due: Due, now: datetime) -> Turned:
        self.fate.meet("turn")
        return super(Clerk, self).turn(due, now)


async def post(settings: Settings, fate: Fate, line: Connection) -> None:
    """Post until killed."""
    stop, wake, look = asyncio.Event(), asyncio.Event(), asyncio.Event()
    with app.house(settings, wake.set) as house:
        for platform in house.platforms:
            await platform.start()
        line.send("ready")
        await asyncio.to_thread(line.recv)
        carrying = replace(house.relay, office=Office(house.relay.office, fate))
        posting = house.bell.posting
        ringing = replace(house.bell, posting=Clerk(posting.tips, posting.quarrels, posting.say, fate))
        await asyncio.gather(carrying.run(stop, wake), ringing.run(stop, look))


def main(line: Connection, settings: Settings, fate: Fate, seconds: float, at_once: int) -> None:
    """Serve both fakes; a lease lasts *seconds* here, so that nobody waits a minute for what somebody left."""
    outbox.LEASE = timedelta(seconds=seconds)
    relay.AT_ONCE = bell.AT_ONCE = at_once
    relay.IDLE = bell.LONGEST = 1.0
    asyncio.run(post(settings, fate, line))
