"""A vote on a dilemma: one a person, changed by another press, and told to nobody; alone, both views come at once."""

from __future__ import annotations

from dataclasses import replace

from bot.core.errors import NotKept
from bot.core.reminding.dilemmas import Dilemma
from bot.core.reminding.sitting import Sitting
from bot.core.reminding.verbs import Vote
from bot.core.replies import Reply


def vote(sitting: Sitting, command: Vote) -> Reply:
    """Count a vote while the ballot is open."""
    number, book = int(command.id.removeprefix("r")), sitting.visit.book
    dilemma = sitting.posting.dilemma(book.reminders.tip_of(number, command.slot))
    if dilemma is None:
        raise NotKept("not_asked")
    ballot = book.votes.ballot(number, command.slot)
    if ballot is None:
        reply = _alone(sitting, command, dilemma)
    elif ballot.closes is None or sitting.now >= ballot.closes:
        reply = dilemma.closed(ballot)
    else:
        book.votes.cast(number, command.slot, sitting.visit.me.id, aye=command.aye)
        until = sitting.visit.say.moment(ballot.closes, sitting.now)
        reply = dilemma.counted(aye=command.aye, until=until)
    return replace(reply, result=sitting.outcome(command))


def _alone(sitting: Sitting, command: Vote, dilemma: Dilemma) -> Reply:
    """Answer somebody to whom the tip came alone; raises NotKept."""
    if sitting.found(command.id).place:
        raise NotKept("not_asked")
    return dilemma.answered(aye=command.aye)
