"""Where whoever wants something quick of us waits while too many come at once."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

AT_ONCE = 16
"""Who have it done side by side: enough for every thread of the database, and done within a fraction of a second."""


@dataclass(slots=True)
class Line:
    """Lets so many in at a time, as a context manager, and the others after them in their order."""

    at_once: int = AT_ONCE
    length: int = 0
    _places: asyncio.Semaphore = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Make as many places."""
        self._places = asyncio.Semaphore(self.at_once)

    @property
    def moves(self) -> bool:
        """Say whether whoever comes now need not wait."""
        return self.length < self.at_once

    async def __aenter__(self) -> None:
        """Wait for a place."""
        self.length += 1
        try:
            await self._places.acquire()
        except asyncio.CancelledError:
            self.length -= 1
            raise

    async def __aexit__(self, *_: object) -> None:
        """Leave it to the next."""
        self.length -= 1
        self._places.release()
