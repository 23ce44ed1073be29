"""Answers what a process left that was interrupted: this one before it began, or another one next to it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot import app
from bot.core.errors import Unavailable

if TYPE_CHECKING:
    from bot.core.platforms import Platform
    from storage.memory import Memory

log = logging.getLogger(__name__)

SIGNS = 15.0
"""Seconds between signs of life, and between looks for who gives none any more."""
TRUSTED = 5
"""Signs of ours in a row before we take others for gone: while the database was out of reach, everybody was silent."""
IN_FLIGHT = timedelta(minutes=5)
"""Longer than any answer takes, and the few that may stand before it in one person's line: what was claimed before that
and is not answered was interrupted, whoever gives signs of life."""


@dataclass(frozen=True, slots=True)
class Left:
    """What may have been left of *platforms*."""

    platforms: Sequence[Platform]
    memory: Memory

    async def before(self, began: datetime) -> None:
        """Answer all that was left before we *began*, where nobody else serves."""
        await self._take_up(began)

    async def by_others(self) -> None:
        """Go on giving signs of life, and answer what others left: who give none, or have been at it for too long.

        Those answers take their time, and no sign of life may wait for them.
        """
        async with asyncio.TaskGroup() as under_way:
            came_through = 0
            while True:
                try:
                    silent = await self.memory.sign(app.now())
                except Exception:
                    came_through, silent = 0, frozenset()
                    log.exception("no sign of life could be given; others may take us for gone")
                else:
                    came_through += 1
                if silent and came_through >= TRUSTED:
                    under_way.create_task(self._take_over(silent))
                if came_through % TRUSTED == 1:
                    under_way.create_task(self._take_up(app.now() - IN_FLIGHT))
                await asyncio.sleep(SIGNS)

    async def _take_over(self, silent: frozenset[str]) -> None:
        await self._take_up(app.now(), silent)
        with suppress(Unavailable):
            await self.memory.forget_silent(silent)

    async def _take_up(self, before: datetime, owners: frozenset[str] | None = None) -> None:
        for platform in self.platforms:
            try:
                for left in await self.memory.take_up(platform.name, app.now(), before, owners):
                    await platform.resume(left)
            except Exception:
                log.exception("what was interrupted could not be taken up")
