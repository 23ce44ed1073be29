"""Rings when a reminder is due: makes letters of the slots that are, and sleeps until the next."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from bot.core.reminding.posting import true_again
from bot.core.reminding.reminder import Turned
from bot.rounds import Pauses, Rounds

if TYPE_CHECKING:
    from bot.core.reminding.ballot import Closing
    from bot.core.reminding.posting import Posting
    from bot.core.reminding.reminder import Due
    from bot.core.reminding.timetable import Timetable
    from bot.core.replies import Letter

log = logging.getLogger(__name__)

AT_ONCE = 50
"""Slots that are settled in one transaction."""
LONGEST = 30.0
"""Seconds after which the timetable is looked at even if nothing is known to be due: others write it, clocks step."""
SOON = 1.0
"""Seconds between looks while the database can't be reached, or while another process has in hand what is due."""


@dataclass(frozen=True, slots=True)
class Bell:
    """Makes letters of the slots of *platforms* that are due; *posted* wakes whoever carries them."""

    timetable: Timetable
    posting: Posting
    platforms: Sequence[str]
    clock: Callable[[], datetime]
    posted: Callable[[], None]

    async def run(self, stop: asyncio.Event, wake: asyncio.Event | None = None) -> None:
        """Ring until *stop* is set; *wake* says that a reminder was set up or changed."""
        rounds = Rounds("the reminders", self.round, self._next_due, self.clock, Pauses(SOON, LONGEST))
        await rounds.run(stop, wake)

    async def _next_due(self) -> datetime | None:
        """Return when the next reminder is due; while none is, look for those that a clock has carried off."""
        now, due = self.clock(), await self.timetable.next_due(self.platforms)
        if due and due <= now:
            return due
        if count := await self.timetable.bring_back(self.platforms, now, lambda due, gone: true_again(due, gone, now)):
            log.warning("a clock ran ahead; %d reminders come at their own time again", count)
            return await self.timetable.next_due(self.platforms)
        return due

    async def round(self) -> int:
        """Settle one batch of what is due now, slots and votes, and return how many of them that were."""
        now = self.clock()
        closed = await self.timetable.close(self.platforms, now, AT_ONCE, lambda closing: self._spoken(closing, now))
        turned = await self.timetable.turn(self.platforms, now, AT_ONCE, lambda due: self._turned(due, now))
        if closed or any(each.letter for each in turned):
            self.posted()
        return closed + len(turned)

    def _spoken(self, closing: Closing, now: datetime) -> Letter | datetime | None:
        """Return the letter in which both authors speak; a ballot of which none can be made closes all the same."""
        try:
            return self.posting.speak(closing, now)
        except Exception:
            log.exception("nobody could speak on slot %s of reminder %s", closing.slot, closing.reminder.id)
            return None

    def _turned(self, due: Due, now: datetime) -> Turned:
        """Return what becomes of a slot; a reminder that can't be posted rests, so that it holds up nobody else's."""
        try:
            return self.posting.turn(due, now)
        except Exception:
            log.exception("reminder %s in team %s can't be posted and rests", due.reminder.id, due.team)
            return Turned(due.reminder, "late", None, due.reminder.shown, pause="closed")
