"""Tips of which nobody knows whether they arrived: shown to whoever may change them, and settled by a look."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.core.errors import NotKept
from bot.core.reminding.dilemmas import Occasion
from bot.core.reminding.posting import GRACE
from bot.core.reminding.reminder import KEY, SPOKEN, Reminder
from bot.core.reminding.rhythms import Slot, instant
from bot.core.reminding.sitting import Sitting
from bot.core.reminding.verbs import Arrived, Listing
from bot.core.replies import Button, Letter, Reply, Text


@dataclass(frozen=True, slots=True)
class Doubt:
    """A reminder, and the name of a slot whose tip may not have arrived, or what both authors said to it."""

    reminder: Reminder
    slot: str
    kind: str = KEY

    @property
    def key(self) -> str:
        """Return the key of the letter that may not have arrived."""
        return f"{self.kind}{self.reminder.id}:{self.slot}"

    @property
    def when(self) -> Slot:
        """Return the slot itself."""
        local = datetime.fromisoformat(self.slot)
        return Slot(local, instant(local, ZoneInfo(self.reminder.rhythm.zone)))


def doubts(sitting: Sitting) -> tuple[Doubt, ...]:
    """Return what is in doubt among the reminders that the caller sees, the latest first."""
    seen = {each.id: each for each in sitting.seen()}
    outbox, kinds = sitting.visit.book.outbox, (SPOKEN, KEY)
    keys = (
        (kind, key.removeprefix(kind).partition(":")) for kind in kinds for key in outbox.in_doubt(kind, sitting.now)
    )
    return tuple(Doubt(seen[name], slot, kind) for kind, (name, _, slot) in keys if name in seen)


def told(sitting: Sitting, doubt: Doubt) -> Text:
    """Say what is in doubt."""
    reminder = doubt.reminder
    when = sitting.say.slot(doubt.when, reminder.rhythm.zone, sitting.now)
    phrase = "told_spoken" if doubt.kind == SPOKEN else "told" if reminder.place else "told_mine"
    return sitting.say.text(f"doubt.{phrase}", when=when, place=reminder.label)


def settling(sitting: Sitting, doubt: Doubt) -> tuple[Button, ...]:
    """Return the buttons that settle a doubt, for whoever may change the reminder."""
    if not sitting.may_change(doubt.reminder):
        return ()
    arrived = Arrived(doubt.reminder.id, doubt.slot)
    lost = Arrived(doubt.reminder.id, doubt.slot, lost=True)
    return sitting.say.button("send_again", lost), sitting.say.button("arrived", arrived)


def arrived(sitting: Sitting, command: Arrived) -> Reply:
    """Take a tip for posted, or send it once more."""
    doubt = _found(sitting, command)
    reminder = sitting.mine_to_change(doubt.reminder.id)
    if command.lost:
        sitting.visit.book.outbox.send_again(_letter(sitting, doubt), sitting.now)
    else:
        sitting.visit.book.outbox.count_as_sent(doubt.key, sitting.now)
    text = sitting.say.text("doubt.again" if command.lost else "doubt.arrived")
    return Reply((text,), (sitting.say.button("list", Listing()),), result=sitting.outcome(command, reminder))


def _found(sitting: Sitting, command: Arrived) -> Doubt:
    """Return the doubt that is meant, the latest one where none is named; raises NotKept."""
    for doubt in doubts(sitting):
        if command.id in {"", doubt.reminder.id} and command.slot in {"", doubt.slot}:
            return doubt
    raise NotKept("no_doubt")


def _letter(sitting: Sitting, doubt: Doubt) -> Letter:
    reminder, name = doubt.reminder, sitting.visit.book.reminders.tip_of(doubt.reminder.number, doubt.slot)
    tip = next((each for each in sitting.posting.tips if each.id == name), None)
    if tip is None:
        raise NotKept("no_tip")
    ballot = sitting.visit.book.votes.ballot(reminder.number, doubt.slot)
    dilemma = sitting.posting.dilemma(tip.id)
    if doubt.kind == SPOKEN and ballot and dilemma:
        return Letter(
            doubt.key, reminder.owner, dilemma.spoken(ballot), expires=sitting.now + GRACE, place=ballot.place
        )
    reply = sitting.posting.reply(tip, Occasion(reminder, doubt.when, ballot.closes if ballot else None))
    return Letter(doubt.key, reminder.owner, reply, expires=sitting.now + GRACE, place=reminder.place)
