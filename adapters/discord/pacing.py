"""Keeps us below what Discord allows: the library slows down when it is told to, and by then it counts against us."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable

A_SECOND = 45.0
"""Messages a second; Discord takes 50 requests of a bot, and opening a direct message is one, too."""
BUDGET, WINDOW = 5000, 600.0
"""Refusals within ten minutes after which we wait; at 10,000, Discord bars the address."""


class Pace:
    """Lets things happen at an even pace, by absolute times, so that a late one does not delay the rest."""

    def __init__(self, a_second: float = A_SECOND, clock: Callable[[], float] = time.monotonic) -> None:
        self._gap = 1 / a_second
        self._clock = clock
        self._next = 0.0

    async def turn(self) -> None:
        """Wait for one's turn."""
        now = self._clock()
        mine = max(now, self._next)
        self._next = mine + self._gap
        if mine > now:
            await asyncio.sleep(mine - now)


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
