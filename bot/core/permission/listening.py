"""What words mean while something is open: an answer, a stop word, a button's label, or words that were asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Literal

from bot.core.commands import Coaching, parse
from bot.core.errors import Refused, Unreadable
from bot.core.permission import deciding, verbs
from bot.core.permission.answering import TypedAnswer, read_answer
from bot.core.permission.events import Fact, Kind
from bot.core.permission.hours import spell_hours
from bot.core.permission.outcome import Recorded
from bot.core.permission.verbs import PassOn, PermissionCommand, Report, Request, Respond, Stop, Terms
from bot.core.permission.visit import Visit, legible
from bot.core.ports import Talk
from bot.core.replies import Quote, Reply

SHORT_LINE = 12
"""Words above which a line typed while a question is open is something else, unless it is understood whole."""


def is_answer(typed: str, now: datetime) -> bool:
    """Say whether *typed* can hardly mean anything but a stop, or an answer to somebody."""
    answer = read_answer(typed, None, now)
    return answer is not None and (answer.kind == "stop" or (answer.sure and answer.kind in {"no", "write"}))


def meant(visit: Visit, typed: str) -> PermissionCommand | None:
    """Return the command that *typed* amounts to, given what is open; None if it has nothing to do with that.

    Raises:
        Unreadable: hours are named, and nobody knows by whose clock.
    """
    zone = visit.me.zone or visit.caller.zone or None
    answer = read_answer(typed, zone, visit.now)
    if answer and answer.kind == "stop":
        return Stop()
    if command := _pressed(visit.fresh, typed) or _completed(visit.fresh, typed):
        return command
    if answer and answer.kind == "yes" and _plain(answer) and (read_back := _read_back(visit)):
        return read_back
    asked = _asked(visit)
    if asked and zone is None and _names_hours(typed, visit.now):
        raise Unreadable("no_zone")
    if not asked or answer is None or not (answer.sure or len(typed.split()) <= SHORT_LINE):
        return None
    if answer.kind == "question":
        return PassOn(asked[0].number, typed) if _just_shown(visit, asked) else None
    number = asked[0].number if len(asked) == 1 else None
    return Respond(_verb(answer), number, _terms(answer), doubt=answer.kind == "yes" and not _plain(answer))


def _asked(visit: Visit) -> list[Fact]:
    """Return the questions that an answer may be to: the one just shown, else all that wait."""
    unread = visit.book.outbox.unread
    waiting = [fact for fact in deciding.waiting_for(visit) if not unread(fact.number, visit.me.id)]
    shown = [fact for fact in waiting if fact.caller == visit.fresh.about]
    return shown or waiting


def _just_shown(visit: Visit, asked: list[Fact]) -> bool:
    return bool(asked) and asked[0].caller == visit.fresh.about


def _names_hours(typed: str, now: datetime) -> bool:
    """Say whether hours are meant, which mean nothing without a zone."""
    answer = read_answer(typed, "UTC", now)
    return answer is not None and answer.hours is not None


def _pressed(talk: Talk, typed: str) -> PermissionCommand | None:
    """Find the button meant by its label, as typed below it."""
    labels = {label.casefold(): spelled for label, spelled in talk.buttons}
    command = parse(labels.get(typed.strip().casefold(), ""))
    return command if command and not isinstance(command, Coaching) else None


def _read_back(visit: Visit) -> PermissionCommand | None:
    """Return what a yes confirms while an answer in words stands read back on the screen."""
    return _pressed(visit.fresh, visit.say.line("buttons.that"))


def _completed(talk: Talk, typed: str) -> PermissionCommand | None:
    """Put the words that were asked for into the command that waits for them."""
    verb, _, rest = talk.asking.partition(" ")
    command = verbs.parse(verb, rest)
    match command:
        case Request():
            return replace(command, why=typed.strip(), asked=True)
        case Report():
            return replace(command, words=typed.strip().strip('"“”'), asked=True)
        case _:
            return None


def _plain(answer: TypedAnswer) -> bool:
    """Say whether a yes has no conditions; any other is read back first."""
    return answer.sure and answer.hours is None and answer.until is None and answer.means is None


def _verb(answer: TypedAnswer) -> Literal["yes", "no", "not-now", "write-instead"]:
    match answer.kind:
        case "not_now":
            return "not-now"
        case "write":
            return "write-instead"
        case "yes":
            return "yes"
        case _:
            return "no"


def _terms(answer: TypedAnswer) -> Terms:
    if answer.kind != "yes":
        return Terms()
    until = answer.until.isoformat() if answer.until else ""
    return Terms(answer.once, until, answer.means, spell_hours(answer.hours) if answer.hours else "")


def pass_on(visit: Visit, command: PassOn) -> Reply:
    """Let whoever asked me read my question, once I have said that it was meant for them."""
    line = visit.book.ledger.line(command.request)
    if line is None or line.fact.kind is not Kind.REQUESTED or line.fact.subject != visit.me.id:
        raise Refused("not_yours")
    asker = visit.book.people.get(line.fact.caller)
    if command.words:
        command = replace(command, words=legible(command.words))
        visit.remember(Talk(draft=command.words, about=asker.id))
        button = visit.button("pass_on", PassOn(command.request), name=asker.name)
        parts = (visit.say.text("answer.pass_on", name=asker.name), Quote(command.words, visit.me.name))
        return Reply(parts, (button,), result=Recorded("pass-on"))
    if visit.talk.about != asker.id or not visit.talk.draft:
        raise Refused("old_draft", name=asker.name)
    told = Reply((visit.to(asker).text("told.question", name=visit.me.name), Quote(visit.talk.draft, visit.me.name)))
    visit.send(f"question:{command.request}:{visit.now.isoformat()}", asker, told, refers=command.request)
    visit.remember(Talk(about=asker.id))
    return Reply((visit.say.text("answer.passed_on", name=asker.name),), result=Recorded("pass-on"))
