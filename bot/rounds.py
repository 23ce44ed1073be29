"""Goes round: again at once while there is something to do, else when more is due, or when woken for it sooner."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from bot.core.errors import Unavailable

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pauses:
    """Seconds between rounds: *soon* after one that failed or left something behind, *longest* where nothing is due."""

    soon: float
    longest: float


@dataclass(frozen=True, slots=True)
class Rounds:
    """What is done in a *round*, which returns how much that was, once it is *due*; the log calls it *what*."""

    what: str
    round: Callable[[], Awaitable[int]]
    due: Callable[[], Awaitable[datetime | None]]
    clock: Callable[[], datetime]
    pauses: Pauses

    async def run(self, stop: asyncio.Event, wake: asyncio.Event | None = None) -> None:
        """Go round until *stop* is set, and finish the round that is under way; *wake* says that more may be due."""
        wake = wake or asyncio.Event()
        stopping = asyncio.ensure_future(stop.wait())
        try:
            while not stop.is_set():
                pause = await self._round_or_pause()
                waking = asyncio.ensure_future(wake.wait())
                await asyncio.wait({stopping, waking}, timeout=pause, return_when=asyncio.FIRST_COMPLETED)
                waking.cancel()
                wake.clear()
        finally:
            stopping.cancel()

    async def _round_or_pause(self) -> float:
        """Do what is due, if anything is, and return for how long, in seconds, nothing more will be.

        We look first: that costs less than the lock of a writer.
        """
        try:
            due = await self.due()
            if due and due <= self.clock() and await self.round():
                return 0.0
        except Unavailable:
            log.exception("%s can't be reached", self.what)
            return self.pauses.soon
        except Exception:
            log.exception("looking after %s failed", self.what)
            return self.pauses.soon
        if due is None:
            return self.pauses.longest
        return min(self.pauses.longest, max(self.pauses.soon, (due - self.clock()).total_seconds()))
