"""A replica of the shipped clock and relay, which may die at a moment that is named beforehand.

It says "ready", waits for a line, and posts from then on what is due. It dies of itself over its nth batch of slots
("turn"), once it has leased letters ("lease"), once it has noted that one is about to go out ("begin"), or before it
has noted that one did ("mark"); over what happens on the way, whoever stands there kills it.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from bot import app, bell, relay
from bot.core.delivering import Ended, Leased, PostOffice
from bot.core.ports import Book
from bot.core.reminding.posting import Posting
from bot.core.reminding.reminder import Due, Turned
from bot.settings import Settings
from storage import outbox


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

    async def lease(self, platforms: Sequence[str], now: datetime, most: int) -> tuple[Leased, ...]:
        leased = await self.real.lease(platforms, now, most)
        if leased:
            self.fate.meet("lease")
        return leased

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


async def post(settings: Settings, fate: Fate) -> None:
    """Post until killed."""
    stop, wake, look = asyncio.Event(), asyncio.Event(), asyncio.Event()
    with app.house(settings, wake.set) as house:
        for platform in house.platforms:
            await platform.start()
        print("ready", flush=True)
        await asyncio.to_thread(sys.stdin.readline)
        carrying = replace(house.relay, office=Office(house.relay.office, fate))
        ringing = replace(house.bell, posting=Clerk(house.bell.posting.tips, house.bell.posting.say, fate))
        await asyncio.gather(carrying.run(stop, wake), ringing.run(stop, look))


def main(*told: str) -> None:
    """Serve both fakes; a lease is short here, so that nobody waits a minute for what somebody left."""
    home, url, secret, slack, bot, app_token, api, gateway, token, seconds, at_once, moment, count = told
    outbox.LEASE = timedelta(seconds=float(seconds))
    relay.AT_ONCE = bell.AT_ONCE = int(at_once)
    relay.IDLE = bell.LONGEST = 1.0
    settings = Settings(
        Path(home), database=url, secret=secret, slack_api_url=slack, slack_bot_token=bot, slack_app_token=app_token,
        discord_api_base=api, discord_gateway_url=gateway, discord_token=token,
    )  # fmt: skip
    asyncio.run(post(settings, Fate(moment, int(count))))


if __name__ == "__main__":
    main(*sys.argv[1:])
