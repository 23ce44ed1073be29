"""What a verb about reminders works with, inside one transaction: who asks, the team's book, how things are said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from bot.core.errors import NotKept, Refused, Unreadable
from bot.core.reminding.outcome import Listed, Posted, Reminded
from bot.core.reminding.posting import Posting
from bot.core.reminding.reading import local_iso, read_rhythm, spell
from bot.core.reminding.reminder import Reminder
from bot.core.reminding.rhythms import Rhythm, Slot, next_slot, upcoming
from bot.core.reminding.verbs import VERBS, Pause, ReminderCommand, Remove, Resume
from bot.core.reminding.wishes import wish
from bot.core.reminding.wording import Words
from bot.core.replies import Bullets, Button, Part

if TYPE_CHECKING:
    from bot.core.permission.visit import Visit
    from bot.core.replies import Labels

_MENTIONED = re.compile(r"<#(?P<id>[^|>]+)(?:\|(?P<name>[^>]*))?>|#?\{(?P<known>[^}|]+)(?:\|(?P<called>[^}]*))?\}")
"""A channel as the platforms write it, and as our own buttons and forms do."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """What a verb works with, inside one transaction."""

    visit: Visit
    posting: Posting
    labels: Labels

    @property
    def say(self) -> Words:
        """Return how things are said to the caller."""
        return self.posting.say.on(self.visit.caller.platform)

    @property
    def now(self) -> datetime:
        """Return when this is."""
        return self.visit.now

    @property
    def off(self) -> tuple[date, ...]:
        """Return the days off of the team."""
        return self.visit.book.reminders.days_off()

    def seen(self) -> tuple[Reminder, ...]:
        """Return the reminders that the caller sees: those of channels, and her own."""
        return tuple(each for each in self.visit.book.reminders.all() if each.place or each.owner == self.visit.me.id)

    def found(self, name: str) -> Reminder:
        """Return the reminder called *name*, or else the only one there is; raises NotKept, Unreadable."""
        seen = self.seen()
        if not seen:
            raise NotKept("no_reminders")
        if name:
            there = next((each for each in seen if each.id == name), None)
            if there is None:
                raise NotKept("no_reminder", id=name)
            return there
        if len(seen) > 1:
            raise Unreadable("several", ids=", ".join(each.id for each in seen))
        return seen[0]

    def mine_to_change(self, name: str) -> Reminder:
        """Return what `found` returns, if the caller may change it.

        Raises:
            Refused: she may not.
        """
        reminder = self.found(name)
        if not self.may_change(reminder):
            raise Refused("not_your_reminder")
        return reminder

    def may_change(self, reminder: Reminder) -> bool:
        """Say whether the caller may change a reminder."""
        return reminder.owner == self.visit.me.id or self.may_set()

    def may_set(self) -> bool:
        """Say whether the caller may set up reminders for a channel."""
        return self.visit.caller.admin or self.visit.book.settings.everybody_reminds()

    def place(self, typed: str) -> tuple[str, str]:
        """Return the place that *typed* means, as letters name it, and what people call it.

        Raises:
            Unreadable: no place is named, or none that could be found.
            Refused: it is a channel, and only admins set up reminders there.
        """
        if typed.casefold() in {"me", "myself", "dm"}:
            return "", self.say.line("place.me")
        if not self.may_set():
            raise Refused("admin_reminder")
        return self._terminal(typed) if self.visit.caller.platform == "terminal" else self._channel(typed)

    def _terminal(self, typed: str) -> tuple[str, str]:
        here = typed.casefold() in {"here", "team"}
        return f"terminal:{typed.lstrip('#').casefold()}", self.say.line("place.terminal") if here else typed

    def _channel(self, typed: str) -> tuple[str, str]:
        caller = self.visit.caller
        if found := _MENTIONED.fullmatch(typed):
            name = found["name"] or found["called"]
            return f"{caller.team}/{found['id'] or found['known']}", f"#{name}" if name else self.say.line(
                "place.there"
            )
        if typed.casefold() not in {"here", "team"}:
            return self._mentioned(typed)
        if not caller.place:
            raise Unreadable("no_place")
        return f"{caller.team}/{caller.place}", self.say.line("place.here")

    def _mentioned(self, typed: str) -> tuple[str, str]:
        """Return the channel that the caller named by the platform's own means, and what it is called."""
        named = [each for each in self.visit.caller.mentions if each.name.casefold() == typed.casefold()]
        if len(named) != 1:
            raise Unreadable("unknown_place", place=typed)
        return f"{self.visit.caller.team}/{named[0].value}", named[0].name

    def read(self, text: str) -> tuple[Rhythm, str]:
        """Read a rhythm and a topic; raises Unreadable."""
        said = wish(text, self.say.topics)
        rhythm = read_rhythm(said.when, self.visit.say.zone, self.now)
        if next_slot(rhythm, self.now) is None:
            raise Unreadable("never", text=text)
        return rhythm, said.topic

    def told(self, reminder: Reminder, phrase: str) -> list[Part]:
        """Say what a reminder is like, and list when it comes next."""
        mine = "" if reminder.place else "_mine"
        values = {"topic": self.say.topic(reminder.topic), "rhythm": self.say.rhythm(reminder.rhythm)}
        lead = self.say.text(f"{phrase}{mine}", place=reminder.label, **values)
        return [lead, self.next_of(reminder)]

    def next_of(self, reminder: Reminder) -> Bullets:
        """List when a reminder comes next."""
        return Bullets("", tuple(self.due(reminder, slot) for slot in self.slots(reminder)))

    def due(self, reminder: Reminder, slot: Slot) -> str:
        """Say when a slot of a reminder is, by the reminder's own clock."""
        return self.visit.say.timed(self.say.slot(slot, reminder.rhythm.zone, self.now), slot.at)

    def slots(self, reminder: Reminder) -> tuple[Slot, ...]:
        """Return the next three slots of a reminder; none while it rests."""
        first = reminder.slot
        if first is None:
            return ()
        return (first, *upcoming(reminder.rhythm, first.at, 2, self.off))

    def turning(self, reminder: Reminder) -> tuple[Button, ...]:
        """Return the buttons with which a reminder is stopped or started."""
        rests = bool(reminder.pause)
        turn = self.say.button("resume", Resume(reminder.id)) if rests else self.say.button("pause", Pause(reminder.id))
        return (turn, self.say.button("remove", Remove(reminder.id)))

    def outcome(self, command: ReminderCommand, *reminders: Reminder, posted: Sequence[Posted] = ()) -> Reminded:
        """Return what scripts read."""
        return Reminded(VERBS[type(command)], True, tuple(map(self._listed, reminders)), tuple(posted))

    def _listed(self, reminder: Reminder) -> Listed:
        zone = reminder.rhythm.zone
        return Listed(
            reminder.id if reminder.number else "",
            reminder.label if reminder.place else "me",
            spell(reminder.rhythm),
            zone,
            tuple(local_iso(slot.at, zone) for slot in self.slots(reminder)),
            bool(reminder.pause),
            reminder.topic,
        )
