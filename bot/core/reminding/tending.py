"""Sets reminders up, changes them, lets them rest and takes them away."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.core.errors import Refused, Unreadable
from bot.core.reminding.reading import spell
from bot.core.reminding.reminder import Reminder
from bot.core.reminding.rhythms import Rhythm, next_slot
from bot.core.reminding.sitting import Sitting
from bot.core.reminding.verbs import Add, Change, Listing, Pause, Remove, Resume, Snooze
from bot.core.reminding.wishes import changed, wish
from bot.core.replies import Reply, Text

HERE = {"here", "team"}
"""Words for the channel in which they are typed."""
MOST = 200
"""Reminders of one team."""


def add(sitting: Sitting, command: Add) -> Reply:
    """Set a reminder up; first show when it comes, unless that is sure."""
    place, label = sitting.place(command.place)
    rhythm, topic = sitting.read(command.text)
    visit, slot = sitting.visit, next_slot(rhythm, sitting.now, sitting.off)
    fresh = Reminder(0, visit.me.id, visit.caller.platform, place, label, rhythm, topic, slot=slot)
    if not command.sure:
        same = command.place.casefold() in HERE  # where a button is pressed is where it was shown
        sure = Add(command.place if same else _typed_place(fresh), as_typed(rhythm, topic), True)
        parts = sitting.told(fresh, "add.preview")
        return Reply(tuple(parts), (sitting.say.button("save", sure),), result=sitting.outcome(command, fresh))
    if there := _alike(sitting, fresh):
        parts = sitting.told(there, "add.resting" if there.pause else "add.already")
        return Reply(tuple(parts), sitting.turning(there), result=sitting.outcome(command, there))
    if len(visit.book.reminders.all()) >= MOST:
        raise Refused("too_many", most=str(MOST))
    kept = visit.book.reminders.add(fresh, sitting.now)
    more = Text(sitting.say.line("add.change_it", id=kept.id))
    buttons = (sitting.say.button("list", Listing()), sitting.say.button("remove", Remove(kept.id)))
    return Reply((*sitting.told(kept, "add.done"), more), buttons, result=sitting.outcome(command, kept))


def _alike(sitting: Sitting, fresh: Reminder) -> Reminder | None:
    """Return the reminder that is set up already just like *fresh*: a button pressed twice means one."""

    def what(each: Reminder) -> tuple[str, Rhythm, str]:
        return each.place, each.rhythm, each.topic

    return next((each for each in sitting.seen() if what(each) == what(fresh)), None)


def pause(sitting: Sitting, command: Pause) -> Reply:
    """Let a reminder rest."""
    reminder = sitting.mine_to_change(command.id)
    if reminder.pause:
        raise Refused("already_paused")
    rests = replace(reminder, pause="paused", slot=None)
    sitting.visit.book.reminders.keep(rests)
    return Reply((sitting.say.text("change.paused"),), sitting.turning(rests), result=sitting.outcome(command, rests))


def resume(sitting: Sitting, command: Resume) -> Reply:
    """Let a reminder that rests go on."""
    reminder = sitting.mine_to_change(command.id)
    if not reminder.pause:
        raise Refused("not_paused")
    runs = replace(reminder, pause="", slot=next_slot(reminder.rhythm, sitting.now, sitting.off))
    sitting.visit.book.reminders.keep(runs)
    parts = (sitting.say.text("change.resumed"), sitting.next_of(runs))
    return Reply(parts, sitting.turning(runs), result=sitting.outcome(command, runs))


def remove(sitting: Sitting, command: Remove) -> Reply:
    """Take a reminder away, and offer to set it up again."""
    reminder = sitting.mine_to_change(command.id)
    gone = replace(reminder, pause="removed", slot=None)
    sitting.visit.book.reminders.keep(gone)
    sitting.visit.book.votes.drop(reminder.number)
    again = Add(_typed_place(reminder), as_typed(reminder.rhythm, reminder.topic), True)
    buttons = (sitting.say.button("again", again),)
    return Reply((sitting.say.text("change.removed"),), buttons, result=sitting.outcome(command, gone))


def _typed_place(reminder: Reminder) -> str:
    """Return how a command names the place of a reminder."""
    if not reminder.place:
        return "me"
    if reminder.platform == "terminal":
        return reminder.place.partition(":")[2]
    channel = reminder.place.rpartition("/")[2]
    return f"#{{{channel}|{reminder.label[1:]}}}" if reminder.label.startswith("#") else f"#{{{channel}}}"


def change(sitting: Sitting, command: Change) -> Reply:
    """Give a reminder another rhythm, place or topic; what is not said stays as it was."""
    reminder = sitting.mine_to_change(command.id)
    place, text = _cut_place(command.text)
    said = wish(text, sitting.say.topics)
    when = said.when.strip(" ,.;").removeprefix("to ")  # "to Mondays" names no range of days
    if not (place or when or said.names_topic):
        raise Unreadable("no_change")
    at, label = sitting.place(place) if place else (reminder.place, reminder.label)
    rhythm = changed(when, reminder.rhythm, sitting.now) if when else reminder.rhythm
    slot = next_slot(rhythm, sitting.now, sitting.off)
    if slot is None:
        raise Unreadable("never", text=text)
    topic = said.topic if said.names_topic else reminder.topic
    new = replace(reminder, place=at, label=label, rhythm=rhythm, topic=topic, pause="", slot=slot)
    sitting.visit.book.reminders.keep(new)
    parts = sitting.told(new, "change.done")
    return Reply(tuple(parts), sitting.turning(new), result=sitting.outcome(command, new))


def _cut_place(text: str) -> tuple[str, str]:
    """Cut a channel out of *text*; anything but a name with # stays where it is."""
    found = re.search(r"(?:^|\b(?:in|to|into) )\s*(<#[^>\s]+>|#\{[^}]+\}|#[\w-]+|here(?!\w))", text)
    return (found[1], f"{text[: found.start()]} {text[found.end() :]}".strip()) if found else ("", text)


def snooze(sitting: Sitting, command: Snooze) -> Reply:
    """Let a reminder rest until a day; without one, leave out the next slot."""
    reminder = sitting.mine_to_change(command.id)
    if reminder.pause or reminder.slot is None:
        raise Refused("already_paused")
    after = sitting.visit.day_after(_end(command.until)) if command.until else reminder.slot.at
    slot = next_slot(reminder.rhythm, after, sitting.off)
    if slot is None:
        raise Unreadable("never", text=command.until)
    later = replace(reminder, slot=slot)
    sitting.visit.book.reminders.keep(later)
    parts = (sitting.say.text("change.snoozed", until=sitting.due(reminder, slot)), sitting.next_of(later))
    return Reply(parts, sitting.turning(later), result=sitting.outcome(command, later))


def _end(typed: str) -> str:
    return re.sub(r"^(?:until|till?) ", "", typed.strip(), flags=re.IGNORECASE)


def as_typed(rhythm: Rhythm, topic: str) -> str:
    """Return what one types for a rhythm, its zone and a topic; a button carries this."""
    return f"{spell(rhythm)} {rhythm.zone} about {topic or 'everything'}"
