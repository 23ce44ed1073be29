"""Relays letters from the outbox to their platforms: each once, in turn, and outside any transaction."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from bot.core.delivering import Address, Carrier, Closed, Ended, Later, Leased, PostOffice, Unsure
from bot.core.errors import Unavailable
from bot.rounds import Pauses, Rounds

if TYPE_CHECKING:
    from bot.core.permission.desk import Desk
    from bot.core.ports import Book

log = logging.getLogger(__name__)

AT_ONCE = 25
"""Letters that are taken at a time."""
ON_THE_WAY = 75
"""Letters that are being delivered side by side: while some wait for a slow answer, the next are taken."""
MOST_ATTEMPTS = 8
"""Tries after which a letter that certainly did not go out is given up: with the pauses below, most of a day."""
IDLE = 30.0
"""Seconds after which the outbox is looked at even if nothing is known to be due: another process may have posted."""
SOON = 1.0
"""Seconds between looks while the database can't be reached, or while somebody else holds what is due."""


@dataclass(frozen=True, slots=True)
class Relay:
    """Carries letters by *carriers*, one a platform; the *desk* knows what follows from how that ended.

    *turns* holds whoever brings a workspace what must not double.
    """

    office: PostOffice
    carriers: Mapping[str, Carrier]
    clock: Callable[[], datetime]
    desk: Desk
    turns: WeakValueDictionary[str, asyncio.Lock] = field(default_factory=WeakValueDictionary)

    async def run(self, stop: asyncio.Event, wake: asyncio.Event | None = None) -> None:
        """Deliver until *stop* is set, then finish what is under way; *wake* says that something new may be due."""
        on_the_way: set[asyncio.Task[None]] = set()
        wake = wake or asyncio.Event()

        async def sent_off() -> int:
            return await self._send_off(on_the_way, wake)

        await Rounds("the outbox", sent_off, self._next_due, self.clock, Pauses(SOON, IDLE)).run(stop, wake)
        if on_the_way:
            await asyncio.wait(on_the_way)
        with suppress(Unavailable):
            await self.office.let_go(self.clock())

    async def _next_due(self) -> datetime | None:
        return await self.office.next_due(tuple(self.carriers))

    async def round(self) -> int:
        """Deliver what is due now, side by side, and return how many letters that were."""
        leased = await self._taken(AT_ONCE)
        await asyncio.gather(*(self._deliver(each) for each in leased))
        return len(leased)

    async def _send_off(self, on_the_way: set[asyncio.Task[None]], wake: asyncio.Event) -> int:
        """Let what is due now join what is *on the way*, as soon as there is room, and return how many that were."""
        if len(on_the_way) >= ON_THE_WAY:
            await asyncio.wait(on_the_way, return_when=asyncio.FIRST_COMPLETED)
        leased = await self._taken(min(AT_ONCE, ON_THE_WAY - len(on_the_way)))
        for each in leased:
            on_the_way.add(task := asyncio.ensure_future(self._watched(each, wake)))
            task.add_done_callback(on_the_way.discard)
        return len(leased)

    async def _taken(self, most: int) -> tuple[Leased, ...]:
        alone = [name for name, carrier in self.carriers.items() if carrier.alone]
        return await self.office.lease(tuple(self.carriers), self.clock(), most, alone)

    async def _watched(self, leased: Leased, wake: asyncio.Event) -> None:
        try:
            over = await self._deliver(leased)
        except Exception:  # its lease ends, and it is tried again
            log.exception("how a delivery ended could not be noted")
        else:
            if not over:
                wake.set()

    async def _deliver(self, leased: Leased) -> bool:
        """Deliver a letter; False if it waits again, or another one was put out in its place."""
        for address in leased.addresses:
            with suppress(Closed):
                return await self._carry(leased, address)
        ended = Ended("dead", self.clock())
        await self._end(leased, ended, lambda book: self.desk.unreachable(book, leased.letter, ended.at))
        return False

    async def _carry(self, leased: Leased, address: Address) -> bool:
        """Deliver a letter to one address; False if it waits again. Raises Closed.

        One that must not double counts as unknown before it is sent, so that nobody sends it again should we die over
        it. No workspace has two of them on their way: a process that dies leaves it one in doubt.
        """
        carrier = self.carriers[address.platform]
        if not (leased.once and carrier.doubles):
            return await self._settled(leased, carrier.carry(leased, address))
        async with self.turns.setdefault(address.workspace, asyncio.Lock()):
            ours = await self.office.settle(leased, Ended("unknown", self.clock()))
            return not ours or await self._settled(leased, carrier.carry(leased, address), once=True)

    async def _settled(self, leased: Leased, carrying: Awaitable[str], *, once: bool = False) -> bool:
        """Wait for a delivery and note how it ended; False if the letter waits again. Raises Closed."""
        try:
            receipt = await carrying
        except Later as later:
            await self._again(leased, later.seconds)
            return False
        except Unsure as unsure:
            if unsure.repeatable and not once:
                await self._again(leased, 0)
                return False
            await self.office.settle(leased, Ended("unknown", self.clock()))
        except Closed:
            raise
        except Exception:  # a fault of ours in drawing or sending: another try would fail as well
            log.exception("a letter could not be delivered")
            await self.office.settle(leased, Ended("dead", self.clock()))
        else:
            ended = Ended("sent", self.clock(), receipt)
            await self._end(leased, ended, lambda book: self.desk.delivered(book, leased.letter, ended))
        return True

    async def _end(self, leased: Leased, ended: Ended, also: Callable[[Book], None]) -> None:
        """Note how a delivery ended, and what follows; a fault in that must not have the letter sent again."""
        try:
            await self.office.settle(leased, ended, also)
        except Unavailable:
            raise
        except Exception:
            log.exception("what follows from a delivery could not be written")
            await self.office.settle(leased, ended)

    async def _again(self, leased: Leased, seconds: float) -> None:
        if leased.attempts >= MOST_ATTEMPTS:
            await self.office.settle(leased, Ended("dead", self.clock()))
            return
        pause = timedelta(seconds=seconds or min(2.0**leased.attempts * 5, 6 * 3600))
        await self.office.put_back(leased, self.clock() + pause)
