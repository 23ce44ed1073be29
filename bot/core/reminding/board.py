"""The notice board: opens the team's book and lets one verb about reminders work on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.core.errors import CoachError
from bot.core.people import Caller
from bot.core.reminding import doubting, house, showing, tending, voting
from bot.core.reminding.outcome import Reminded
from bot.core.reminding.posting import Posting
from bot.core.reminding.sitting import Sitting
from bot.core.reminding.verbs import (
    LOOKING,
    Add,
    Arrived,
    Change,
    Listing,
    Off,
    Pause,
    PostDue,
    Preview,
    ReminderCommand,
    Remove,
    Resume,
    Snooze,
    Unwanted,
    Vote,
    Who,
)
from bot.core.reminding.wishes import meant
from bot.core.replies import Reply

if TYPE_CHECKING:
    from bot.core.coaching.library import Library
    from bot.core.permission.desk import Desk
    from bot.core.permission.visit import Visit


@dataclass(frozen=True, slots=True)
class Board:
    """What the coach hands everything about reminders to; it raises what the verbs raise, and Unavailable."""

    desk: Desk
    library: Library
    posting: Posting

    @classmethod
    def of(cls, desk: Desk, library: Library) -> Board:
        """Read the tips and the words.

        Raises:
            BrokenWords: a file in prompts/ is broken.
        """
        return cls(desk, library, Posting.of(library))

    async def handle(self, command: ReminderCommand, caller: Caller) -> Reply:
        """Do what *command* says."""
        looking = isinstance(command, LOOKING) or command in {Who(), Off()}

        def job(visit: Visit) -> Reply:
            return JOBS[type(command)](Sitting(visit, self.posting, self.library.labels), command)

        return await self.desk.attend(caller, job, keep=not looking)

    async def understand(self, typed: str, caller: Caller) -> Reply:
        """Do what free words about reminders ask for, or say what can be asked for."""
        found = meant(typed, self.posting.say.topics, caller.at or self.desk.clock())
        if isinstance(found, str):
            say = self.posting.say.on(caller.platform)
            return Reply((say.text(f"understood.{found}"),), result=Reminded("list"))
        return await self.handle(found, caller)

    def trouble(self, error: CoachError, caller: Caller) -> Reply | None:
        """Put an error of ours into words; None if it is not one about reminders."""
        return self.posting.say.on(caller.platform).trouble(error)


JOBS: dict[type[ReminderCommand], Callable[[Sitting, Any], Reply]] = {
    Add: tending.add,
    Listing: showing.every,
    Preview: showing.preview,
    Pause: tending.pause,
    Resume: tending.resume,
    Remove: tending.remove,
    Change: tending.change,
    Snooze: tending.snooze,
    PostDue: showing.post_due,
    Unwanted: house.unwanted,
    Arrived: doubting.arrived,
    Who: house.who,
    Off: house.off,
    Vote: voting.vote,
}
