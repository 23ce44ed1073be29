"""What a team has settled about reminders: who sets them up, on which days they rest, which tips nobody wants."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from bot.core.errors import NotKept, Refused, Unreadable
from bot.core.reminding.reminder import Reminder
from bot.core.reminding.rhythms import DAY, next_slot
from bot.core.reminding.sitting import Sitting
from bot.core.reminding.verbs import Off, Unwanted, Who
from bot.core.replies import Reply

MOST_OFF = 400
"""Days off of one team."""
_DAYS = re.compile(r"(\d{4}-\d\d?-\d\d?)(?:\s*(?:\.\.|to|until|till|–)\s*(\d{4}-\d\d?-\d\d?))?")  # noqa: RUF001 - as people type it


def unwanted(sitting: Sitting, command: Unwanted) -> Reply:
    """Leave a tip out from now on, or take it in again."""
    reminder = sitting.found(command.id)
    if command.tip not in {tip.id for tip in sitting.posting.tips}:
        raise NotKept("no_tip")
    others = tuple(tip for tip in reminder.unwanted if tip != command.tip)
    unwanted = others if command.back else (*others, command.tip)
    sitting.visit.book.reminders.keep(replace(reminder, unwanted=unwanted))
    phrase = "unwanted.undone" if command.back else "unwanted.done"
    undo = () if command.back else (sitting.say.button("undo", replace(command, back=True)),)
    return Reply((sitting.say.text(phrase),), undo, result=sitting.outcome(command, reminder))


def who(sitting: Sitting, command: Who) -> Reply:
    """Say, or settle, who sets up reminders for a channel."""
    settings = sitting.visit.book.settings
    if command.everybody is not None:
        if not sitting.visit.caller.admin:
            raise Refused("admin_reminder")
        settings.let_remind(everybody=command.everybody)
    phrase = "who.everybody" if settings.everybody_reminds() else "who.admins"
    return Reply((sitting.say.text(phrase),), result=sitting.outcome(command))


def off(sitting: Sitting, command: Off) -> Reply:
    """Say, or settle, on which days nothing is posted."""
    book = sitting.visit.book.reminders
    if command.days:
        if not sitting.may_set():
            raise Refused("admin_reminder")
        before = sitting.off
        (book.take_in if command.back else book.leave_out)(_days(command.days, sitting.now))
        for reminder in book.all():
            if (moved := _moved(reminder, before, sitting)) != reminder:
                book.keep(moved)
    coming = [day for day in sitting.off if day >= sitting.now.date() - DAY]
    if len(coming) > MOST_OFF:
        raise Refused("too_many_days", most=str(MOST_OFF))
    text = sitting.say.text("off.days", days=sitting.say.days(coming)) if coming else sitting.say.text("off.none")
    return Reply((text,), result=sitting.outcome(command))


def _moved(reminder: Reminder, before: Sequence[date], sitting: Sitting) -> Reminder:
    """Return a reminder whose next slot is on none of the days off; one that was snoozed does not come sooner."""
    slot, rhythm, off = reminder.slot, reminder.rhythm, sitting.off
    if slot is None:
        return reminder
    if slot == next_slot(rhythm, sitting.now, before):
        return replace(reminder, slot=next_slot(rhythm, sitting.now, off))
    return replace(reminder, slot=next_slot(rhythm, slot.at, off)) if slot.local.date() in off else reminder


def _days(typed: str, now: datetime) -> tuple[date, ...]:
    """Read ISO dates and ranges of them; raises Unreadable."""
    if not typed.strip() or _DAYS.sub("", typed).strip(" ,;"):
        raise Unreadable("bad_date", text=typed)
    found: list[date] = []
    for first, last in _DAYS.findall(typed):
        begins = _day(first)
        ends = _day(last) if last else begins
        if ends < now.date() - DAY:
            raise Unreadable("past", text=last or first)
        if not 0 <= (ends - begins).days < MOST_OFF:
            raise Unreadable("bad_date", text=f"{first} to {last}")
        found += [begins + DAY * ahead for ahead in range((ends - begins).days + 1)]
    return tuple(found)


def _day(typed: str) -> date:
    try:
        return date(*map(int, typed.split("-")))
    except ValueError as error:
        raise Unreadable("no_such_day", text=typed) from error
