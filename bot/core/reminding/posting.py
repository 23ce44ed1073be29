"""What becomes of a slot: it is posted with the tip whose turn it is, or found too late, or its day is a day off."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.core.commands import Fill
from bot.core.reminding.ballot import Closing
from bot.core.reminding.dilemmas import Dilemma, Occasion
from bot.core.reminding.reminder import KEY, SPOKEN, Due, Fate, Reminder, Turned
from bot.core.reminding.rhythms import Rhythm, Slot, next_slot, upcoming
from bot.core.reminding.tips import Source, Tip, about, next_tip, read, shown_with
from bot.core.reminding.verbs import Unwanted
from bot.core.reminding.wording import EVERY_DAY, Words
from bot.core.replies import Letter, Paste, Reply, Text

if TYPE_CHECKING:
    from bot.core.coaching.cards import Disagreement
    from bot.core.coaching.library import Library

log = logging.getLogger(__name__)

GRACE = timedelta(hours=1)
"""So late a slot is skipped, and a letter that carries a tip is given up."""
QUIET_FROM, QUIET_TO = time(20), time(8)
"""Nobody is written to between these hours of her day, unless she named that hour by her own clock."""


@dataclass(frozen=True, slots=True)
class Posting:
    """The tips, the disagreements that dilemmas are about, and how they are put into words."""

    tips: tuple[Tip, ...]
    quarrels: Mapping[str, Disagreement]
    say: Words

    @classmethod
    def of(cls, library: Library) -> Posting:
        """Read the tips, checked against what the coach knows.

        Raises:
            BrokenWords: a file in prompts/ is broken.
        """
        say = Words.read(library.prompts)
        cards = library.cards.values()
        sources = {card.id: Source(str(card.document.id), library.source(card)) for card in cards}
        return cls(read(library.prompts, sources, say.topics), library.disagreements, say)

    def turn(self, due: Due, now: datetime) -> Turned:
        """Say what becomes of a slot that is due, and when the reminder comes round again."""
        reminder, slot = due.reminder, due.reminder.slot
        if slot is None:
            raise ValueError("a reminder that rests is never due")
        fate = _fate(slot, due.off, now)
        after = next_after(reminder, slot, due.off, now)
        if fate != "posted":
            log.warning("slot %s of reminder %s in team %s: %s", slot.name, reminder.id, due.team, fate)
            return Turned(reminder, fate, after, reminder.shown)
        tip = self.next_tip(reminder)
        on = occasion(reminder, slot, due.off)
        owner = "" if reminder.shown else due.owner or self.say.line("place.somebody")
        letter = _letter(due, slot, self.reply(tip, on, owner))
        closes = on.closes if tip.disagreement else None
        return Turned(reminder, fate, after, shown_with(tip, reminder.shown), tip.id, letter, closes)

    def speak(self, closing: Closing, now: datetime) -> Letter | datetime | None:
        """Return the letter in which both authors speak; else until when the ballot stays open; None for no letter.

        They keep the reminder's hour: on a day off, or found too late, they wait for the next one.
        """
        reminder, ballot = closing.reminder, closing.ballot
        dilemma = self.dilemma(ballot.tip)
        if reminder.pause or ballot.closes is None or dilemma is None:
            return None
        zone = ZoneInfo(reminder.rhythm.zone)
        slot = Slot(ballot.closes.astimezone(zone).replace(tzinfo=None), ballot.closes)
        if _fate(slot, closing.off, now) != "posted":
            return _next_day(reminder.rhythm, now, closing.off)
        key, reply = f"{SPOKEN}{reminder.id}:{closing.slot}", dilemma.spoken(ballot)
        return Letter(key, reminder.owner, reply, not_before=slot.at, expires=slot.at + GRACE, place=ballot.place)

    def dilemma(self, tip: str) -> Dilemma | None:
        """Return the dilemma called *tip*; None if there is none."""
        found = next((each for each in self.tips if each.id == tip), None)
        return self._dilemma(found) if found else None

    def _dilemma(self, tip: Tip) -> Dilemma | None:
        quarrel = self.quarrels.get(tip.disagreement)
        return Dilemma(tip, quarrel, self.say) if quarrel else None

    def next_tip(self, reminder: Reminder) -> Tip:
        """Return the tip whose turn it is."""
        seed = f"{reminder.place} {reminder.id}"
        return next_tip(about(self.tips, reminder.topic, reminder.unwanted), reminder.shown, seed)

    def reply(self, tip: Tip, on: Occasion, owner: str = "") -> Reply:
        """Return what a channel reads; the first time with its *owner*, and how to change it."""
        reminder, dilemma = on.reminder, self._dilemma(tip)
        told = dilemma.asked(on) if dilemma else self._tip(tip)
        unwanted = self.say.button("not_for_us", Unwanted(reminder.id, tip.id))
        told = replace(told, buttons=(*told.buttons, unwanted))
        if not owner:
            return told
        phrase = "tip.first" if reminder.place else "tip.first_mine"
        say = self.say.on(reminder.platform)
        first = Text(say.line(phrase, owner=owner, rhythm=say.rhythm(reminder.rhythm)))
        return replace(told, parts=(*told.parts, first))

    def _tip(self, tip: Tip) -> Reply:
        parts = Text(tip.text, tip.lead, tip.source.name), Paste(tip.paste)
        return Reply(parts, (self.say.button("write", Fill("opener")),), private=False)


def occasion(reminder: Reminder, slot: Slot, off: Collection[date]) -> Occasion:
    """Return the occasion of a slot; a channel votes until the same hour of the next day that is not *off*."""
    return Occasion(reminder, slot, _next_day(reminder.rhythm, slot.at, off) if reminder.place else None)


def _next_day(rhythm: Rhythm, after: datetime, off: Collection[date]) -> datetime | None:
    """Return when it is the hour of *rhythm* again on a day that is none of those *off*."""
    slot = next_slot(Rhythm(rhythm.minute, rhythm.zone, EVERY_DAY), after, off)
    return slot.at if slot else None


def _fate(slot: Slot, off: Collection[date], now: datetime) -> Fate:
    if slot.local.date() in off:
        return "off"
    return "late" if now - slot.at >= GRACE else "posted"


def next_after(reminder: Reminder, slot: Slot, off: Collection[date], now: datetime) -> Slot | None:
    """Return the slot after this one that can still be posted: however many were missed, there is never a burst."""
    return next_slot(reminder.rhythm, max(slot.at, now - GRACE), off)


def true_again(due: Due, posted: Collection[str], now: datetime) -> Reminder:
    """Return a reminder that a clock ahead of *now* has carried off, at its next slot that is not among *posted*."""
    coming = upcoming(due.reminder.rhythm, now - GRACE, len(posted) + 1, due.off)
    return replace(due.reminder, slot=next((slot for slot in coming if slot.name not in posted), None))


def _letter(due: Due, slot: Slot, reply: Reply) -> Letter:
    reminder = due.reminder
    starts = slot.at if reminder.place or due.zone in {"", reminder.rhythm.zone} else _awake(slot.at, due.zone)
    key = f"{KEY}{reminder.id}:{slot.name}"
    return Letter(key, reminder.owner, reply, not_before=starts, expires=starts + GRACE, place=reminder.place)


def _awake(at: datetime, zone: str) -> datetime:
    """Return *at*, or else the end of the night in *zone* that it falls into."""
    local = at.astimezone(ZoneInfo(zone))
    if QUIET_TO <= local.time() < QUIET_FROM:
        return at
    day = local.date() + timedelta(days=1 if local.time() >= QUIET_FROM else 0)
    return datetime.combine(day, QUIET_TO, ZoneInfo(zone)).astimezone(at.tzinfo)
