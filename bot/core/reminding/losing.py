"""What becomes of a reminder whose tip reaches nobody: its channel is gone, or somebody takes no direct messages."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.core.ports import Book
from bot.core.reminding.reminder import Reminder, carried_by
from bot.core.reminding.wording import Words
from bot.core.replies import Letter, Reply


def lose(book: Book, letter: Letter, now: datetime, say: Words) -> None:
    """Pause the reminder whose tip *letter* carried, and tell whoever set it up for a channel."""
    found = next((each for each in book.reminders.all() if each.id == carried_by(letter)), None)
    if found is None or found.pause or found.place != letter.place:
        return
    book.reminders.keep(replace(found, pause="closed", slot=None))
    if found.place and book.people.has(found.owner):
        key = f"lost:{found.id}:{letter.key}"
        book.outbox.post(Letter(key, found.owner, _told(found, say)), now)


def _told(reminder: Reminder, say: Words) -> Reply:
    say = say.on(reminder.platform)
    values = {"topic": say.topic(reminder.topic), "rhythm": say.rhythm(reminder.rhythm)}
    return Reply((say.text("lost.told", place=reminder.label, id=reminder.id, **values),))
