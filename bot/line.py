"""Where whoever wants something quick of us waits while too many come at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field

AT_ONCE = 16
"""Who are served side by side while their platforms wait: the last of them within a fraction of a second."""
AFTERWARDS = 2
"""Who are served side by side of those who were told that it takes longer: whoever is told nothing yet comes first."""


@dataclass(slots=True)
class Line:
    """Counts who is being served, and lets those who wait have their turn in the order in which they came."""

    at_once: int = AT_ONCE
    afterwards: int = AFTERWARDS
    waiting: int = 0
    served: int = 0
    _places: asyncio.Semaphore = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Make a place for each who is served afterwards."""
        self._places = asyncio.Semaphore(self.afterwards)

    @property
    def moves(self) -> bool:
        """Say whether whoever comes now can be served at once: nobody waits, and not too many are being served."""
        return self.waiting == 0 and self.served < self.at_once

    @contextmanager
    def at_the_desk(self) -> Iterator[None]:
        """Be served at once."""
        self.served += 1
        try:
            yield
        finally:
            self.served -= 1

    @asynccontextmanager
    async def in_turn(self) -> AsyncIterator[None]:
        """Wait, then be served."""
        self.waiting += 1
        try:
            await self._places.acquire()
        finally:
            self.waiting -= 1
        try:
            with self.at_the_desk():
                yield
        finally:
            self._places.release()
