"""Shows reminders and when they come next, and posts in the terminal what is due."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.core.reminding import doubting
from bot.core.reminding.ballot import Closing
from bot.core.reminding.doubting import Doubt
from bot.core.reminding.outcome import Posted, Reminded
from bot.core.reminding.posting import occasion
from bot.core.reminding.reminder import Due, Reminder, Turned
from bot.core.reminding.rhythms import next_slot
from bot.core.reminding.sitting import Sitting
from bot.core.reminding.verbs import Listing, PostDue, Preview, Vote
from bot.core.reminding.wording import capital
from bot.core.replies import Bullets, Letter, Part, Reply, Text, visible


def every(sitting: Sitting, command: Listing) -> Reply:
    """Show every reminder."""
    seen = sitting.seen()
    if not seen:
        return Reply((sitting.say.text("list.none"),), result=sitting.outcome(command))
    rows = Bullets(sitting.say.line("list.lead"), tuple(_row(sitting, each) for each in seen))
    in_doubt = doubting.doubts(sitting)
    settling = doubting.settling(sitting, in_doubt[0]) if in_doubt else ()
    turning = sitting.turning(seen[0]) if len(seen) == 1 else ()
    told = tuple(doubting.told(sitting, each) for each in in_doubt)
    return Reply((rows, *told), (*settling, *turning), result=_with_doubts(sitting.outcome(command, *seen), in_doubt))


def _with_doubts(outcome: Reminded, in_doubt: Sequence[Doubt]) -> Reminded:
    named = [(each.reminder.id, each.slot) for each in in_doubt]
    listed = (
        replace(each, in_doubt=tuple(slot for name, slot in named if name == each.id)) for each in outcome.reminders
    )
    return replace(outcome, reminders=tuple(listed))


def _row(sitting: Sitting, reminder: Reminder) -> str:
    say, slot = sitting.say, reminder.slot
    values = {"topic": say.topic(reminder.topic), "rhythm": say.rhythm(reminder.rhythm), "place": reminder.label}
    due = sitting.due(reminder, slot) if slot else say.line(f"list.{reminder.pause or 'paused'}")
    phrase = ("list.row" if slot else "list.row_paused") + ("" if reminder.place else "_mine")
    return say.line(phrase, id=reminder.id, next=due, **values)


def preview(sitting: Sitting, command: Preview) -> Reply:
    """Show when a reminder, or a rhythm, comes next, and the tip that comes with a reminder."""
    known = re.fullmatch(r"#?r?(\d{1,6})", command.text.strip(), re.IGNORECASE)
    if known:
        reminder = sitting.found(f"r{known[1]}")
        tip = _next_tip(sitting, reminder)
        lead = sitting.say.text("preview.lead", rhythm=capital(sitting.say.rhythm(reminder.rhythm)))
        next_tip = Text(sitting.say.line("preview.tip"))
        parts = (lead, sitting.next_of(reminder), next_tip, *tip.parts)
        voting = tuple(button for button in tip.buttons if isinstance(button.command, Vote))
        return Reply(parts, (*voting, *sitting.turning(reminder)), result=sitting.outcome(command, reminder))
    rhythm, topic = sitting.read(command.text)
    slot = next_slot(rhythm, sitting.now, sitting.off)
    reminder = Reminder(0, "", "terminal", "", "", rhythm, topic, slot=slot)
    lead = sitting.say.text("preview.lead", rhythm=capital(sitting.say.rhythm(rhythm)))
    return Reply((lead, sitting.next_of(reminder)), result=sitting.outcome(command, reminder))


def _next_tip(sitting: Sitting, reminder: Reminder) -> Reply:
    slot = reminder.slot or next_slot(reminder.rhythm, sitting.now, sitting.off)
    if slot is None:
        return Reply(())
    tip = sitting.posting.reply(sitting.posting.next_tip(reminder), occasion(reminder, slot, sitting.off))
    for each in tip.times:
        sitting.visit.say.timed(each.words, each.at)
    return tip


def post_due(sitting: Sitting, command: PostDue) -> Reply:
    """Post what is due in the terminal; what is due to others waits for them."""
    say, visit, replies = sitting.say, sitting.visit, dict[int, Reply]()

    def work(due: Due) -> Turned:
        turned = sitting.posting.turn(due, sitting.now)
        if turned.letter and (due.reminder.place or due.reminder.owner == visit.me.id):
            replies[due.reminder.number] = turned.letter.reply
            return replace(turned, letter=None)
        return turned

    if visit.caller.platform != "terminal":
        return Reply((Text(say.line("due.none")),), result=sitting.outcome(command))
    views, spoken = _speak(sitting)
    settled = visit.book.reminders.due("terminal", sitting.now, work)
    here = [turned for turned in settled if turned.reminder.number in replies]
    posted = [_posted(sitting, turned, replies) for turned in here]
    parts = (*views, *(part for turned in here for part in replies[turned.reminder.number].parts))
    buttons = replies[here[-1].reminder.number].buttons if here else ()
    result = sitting.outcome(command, *(turned.after for turned in settled), posted=(*spoken, *posted))
    return Reply(parts or (Text(say.line("due.none")),), buttons, result=result)


def _speak(sitting: Sitting) -> tuple[list[Part], list[Posted]]:
    """Let the authors of dilemmas speak whose votes are over, here and now; return what they say."""
    parts: list[Part] = []
    posted: list[Posted] = []

    def work(closing: Closing) -> Letter | datetime | None:
        spoken = sitting.posting.speak(closing, sitting.now)
        if not isinstance(spoken, Letter):
            return spoken
        parts.extend(spoken.reply.parts)
        text = visible(spoken.reply.parts, sitting.labels)
        posted.append(Posted(closing.reminder.id, closing.slot, text, _card(sitting, closing.ballot.tip)))
        return None

    sitting.visit.book.votes.close("terminal", sitting.now, work)
    return parts, posted


def _card(sitting: Sitting, name: str) -> str:
    return next(tip.card for tip in sitting.posting.tips if tip.id == name)


def _posted(sitting: Sitting, turned: Turned, replies: dict[int, Reply]) -> Posted:
    reminder = turned.reminder
    text = visible(replies[reminder.number].parts, sitting.labels)
    return Posted(reminder.id, reminder.slot.name if reminder.slot else "", text, _card(sitting, turned.tip))
