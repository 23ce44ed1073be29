"""Keeps us below what Discord allows: the library slows down when it is told to, and by then it counts against us."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

A_SECOND = 50
"""Requests of a bot that Discord takes; that each counts until a second after its answer leaves room for others."""
LATE = 0.5
"""Seconds of delay that are caught up with."""
BUDGET, WINDOW = 5000, 600.0
"""Refusals within ten minutes after which we wait; at 10,000, Discord bars the address."""


class Pace:
    """Lets things happen at an even pace, by absolute times, so that a late one does not delay the rest.

    Whatever came late, no second holds more of them than it may, by the clock of whoever counts: when each was counted
    is not known, so that it holds its place from before it goes out until a second after its answer.
    """

    def __init__(self, a_second: int = A_SECOND, clock: Callable[[], float] = time.monotonic) -> None:
        self._gap = 1 / a_second
        self._clock = clock
        self._next = 0.0
        self._room = asyncio.Semaphore(a_second)
        self._queue = asyncio.Lock()

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for one's turn, in which one thing happens."""
        async with self._queue:
            await asyncio.sleep(max(0.0, self._next - self._clock()))
            await self._room.acquire()
            self._next = max(self._next, self._clock() - LATE) + self._gap
        try:
            yield
        finally:
            asyncio.get_running_loop().call_later(1.0, self._room.release)


class Budget:
    """Counts what Discord refused lately."""

    def __init__(self, most: int = BUDGET, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._clock = clock
        self._refused: deque[float] = deque(maxlen=most)

    def spend(self) -> None:
        """Count one refusal."""
        self._refused.append(self._clock())

    @property
    def pause(self) -> float:
        """Return for how many seconds nothing more is to be risked; 0 while there is room."""
        if len(self._refused) < self._most:
            return 0.0
        return max(0.0, self._refused[0] + WINDOW - self._clock())
