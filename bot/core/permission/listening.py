"""What words mean while something is open: an answer, a stop word, a button's label, or words that were asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Literal

from bot.core.commands import Coaching
from bot.core.errors import Refused, Unreadable
from bot.core.grammar import parse, spell
from bot.core.permission import asking, deciding, verbs
from bot.core.permission.answering import TypedAnswer, read_answer
from bot.core.permission.events import Fact, Kind
from bot.core.permission.hours import spell_hours
from bot.core.permission.outcome import Recorded
from bot.core.permission.verbs import Grant, PassOn, PermissionCommand, Report, Request, Respond, Stop, Terms
from bot.core.permission.visit import Visit, legible
from bot.core.ports import Talk
from bot.core.reminding.verbs import ReminderCommand
from bot.core.replies import Quote, Reply

NOES = {"no", "not_now", "write"}
OFFERED = ("that", "send_this", "note", "pass_on")
"""Buttons below a question of ours whether something is meant so."""
DROPPED = re.compile(
    r"(?:no|nope|no thanks?|(?:oh |ah )?never ?mind|nvm|forget (?:it|that|about it)|cancel|skip it|not now|later)",
    re.IGNORECASE,
)
"""How people say that they give no words that were asked for."""
DISPUTED = re.compile(
    r"\b(?:wrong|not true|untrue|not right|false|a lie|i (?:never|did ?n[o']?t) (?:say|said|agreed?))\b", re.I
)
"""How people say that what was noted about them is not what they said."""
CONFIRMED = re.compile(
    r"(?:(?:yes|yeah|yep|ok|okay|sure)[, ]+)*"
    r"(?:(?:(?:that|it)(?:['\u2019]?s| is) )?(?:right|correct|it|exactly right|what i (?:said|meant))|exactly|spot on)",
    re.IGNORECASE,
)
"""How people say that they were read right, beside a plain yes."""
ZONE = re.compile(r"\b[A-Za-z]{3,}/[A-Za-z_]{3,}(?:/[A-Za-z_]+)?\b")
PLACES = {"first": 0, "former": 0, "second": 1, "latter": 1, "third": 2, "last": -1}
"""How people say which of several they mean."""
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
    typed, named = _without_zone(typed, visit.now)
    zone = named or visit.say.zone or None
    answer = read_answer(typed, zone, visit.now)
    if answer and answer.kind == "stop":
        return Stop()
    asked = _asked(visit)
    if visit.fresh.asking and not _just_shown(visit, asked) and DROPPED.fullmatch(typed.strip(" .!")):
        return Stop()
    if command := _chosen(visit, typed, answer, asked) or _completed(visit.fresh, typed):
        return command
    if asked and zone is None and _names_hours(typed, visit.now):
        raise Unreadable("no_zone")
    return _answer(visit, typed, answer, asked) if asked and answer else None


def _without_zone(typed: str, now: datetime) -> tuple[str, str]:
    """Take a zone out of an answer that names one: "Thursdays after 3 Europe/Lisbon", "after 3 Lisbon"."""
    from bot.core.permission.zones import zone_named

    found = ZONE.search(typed)
    zone = zone_named(found[0]) if found else None
    if found and zone:
        return typed.replace(found[0], "").strip(), zone
    said, _, city = typed.rstrip(" .!").rpartition(" ")
    zone = zone_named(city) if said else None
    return (said, zone) if zone and _names_hours(said, now) else (typed, "")


def _answer(visit: Visit, typed: str, answer: TypedAnswer, asked: list[Fact]) -> PermissionCommand | None:
    """Return what an answer in words does: a plain one counts, one in doubt is read back first."""
    long = not answer.sure and len(typed.split()) > SHORT_LINE
    if answer.kind == "question":
        return PassOn(asked[0].number, typed) if _just_shown(visit, asked) and not long else None
    if long and (answer.kind == "yes" or "?" in typed or not _just_shown(visit, asked)):
        return None  # it is about something else, most likely
    number = asked[0].number if len(asked) == 1 else None
    doubt = long or (answer.kind == "yes" and not _plain(answer))
    return Respond(_verb(answer), number, _upheld(visit, answer), doubt=doubt)


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


def _chosen(visit: Visit, typed: str, answer: TypedAnswer | None, asked: list[Fact]) -> PermissionCommand | None:
    """Find the button meant: by its label, or by a plain yes or no to what was shown for one to confirm."""
    said = answer.kind if answer else ""
    command = _pressed(visit.fresh.buttons, typed) or _pressed(_open_buttons(visit, asked), typed)
    command = command or _one_of(visit, typed, yes=said == "yes")
    if command and not (answer and answer.sure and said in NOES and _says_yes(command)):  # a person called "No, thanks"
        return command
    if CONFIRMED.fullmatch(typed.strip(" .!")) and (read_back := _shown(visit, "that")):
        return read_back
    if answer and said == "yes" and _plain(answer) and answer.once is None:
        return _offered(visit) or (None if asked else _shown(visit, "right"))
    if answer and answer.sure and said == "no" and not asked and _offered(visit):
        return Stop()
    return _shown(visit, "wrong") if not asked and (said == "no" or DISPUTED.search(typed)) else None


def _open_buttons(visit: Visit, asked: list[Fact]) -> Sequence[tuple[str, str]]:
    """Return the buttons of the one question that waits, which go on working when other things came in between."""
    if len(asked) != 1:
        return ()
    buttons = asking.answers(visit, asked[0].number, visit.book.people.get(asked[0].caller))
    return [(button.label, spell(button.command)) for button in buttons]


def _pressed(buttons: Iterable[tuple[str, str]], typed: str) -> PermissionCommand | None:
    """Find the button meant by its label, as typed below it."""
    labels = {label.casefold(): spelled for label, spelled in buttons}
    command = parse(labels.get(typed.strip().casefold(), ""))
    return command if command and not isinstance(command, Coaching | ReminderCommand) else None


def _one_of(visit: Visit, typed: str, *, yes: bool) -> PermissionCommand | None:
    """Find who was meant: by a part of the name that one person has alone, by a place, or, of one, by a yes."""
    buttons = visit.fresh.buttons
    if not buttons or not all(_is_name(visit, label, spelled) for label, spelled in buttons):
        return None
    if yes and len(buttons) == 1:
        return _pressed(buttons, buttons[0][0])
    line = typed.casefold().removeprefix("the ").removesuffix(" one").strip(" .!")
    if line in PLACES and PLACES[line] < len(buttons):
        return _pressed(buttons, buttons[PLACES[line]][0])
    meant = [label for label, _ in buttons if line and line in label.casefold().split()]
    return _pressed(buttons, meant[0]) if len(meant) == 1 else None


def _is_name(visit: Visit, label: str, spelled: str) -> bool:
    """Say whether a button names somebody, and does what it does to her."""
    about = re.search(r"\{([^}]+)\}", spelled)
    return about is not None and visit.book.people.has(about[1]) and visit.name(about[1]) == label


def _says_yes(command: PermissionCommand) -> bool:
    return isinstance(command, Grant) or (isinstance(command, Respond) and command.answer == "yes")


def _shown(visit: Visit, button: str) -> PermissionCommand | None:
    """Return what a button does that is on screen: what was read back to be confirmed, a note about oneself."""
    return _pressed(visit.fresh.buttons, visit.say.line(f"buttons.{button}"))


def _offered(visit: Visit) -> PermissionCommand | None:
    """Return what a yes does below "shall I?": of two lines to send, it leaves open which."""
    if _shown(visit, "send_mine"):
        return None
    shown = [_shown(visit, button) for button in OFFERED]
    return next((command for command in shown if command), None)


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


def _upheld(visit: Visit, answer: TypedAnswer) -> Terms:
    """Return the limits of an answer; those that were just read back hold on, unless it says something else of them."""
    said, read_back = _terms(answer), _shown(visit, "that")
    if answer.kind != "yes" or not isinstance(read_back, Respond):
        return said
    was = read_back.terms
    once = was.once if said.once is None else said.once
    return Terms(once, said.until or was.until, said.means or was.means, said.hours or was.hours)


def _terms(answer: TypedAnswer) -> Terms:
    until = answer.until.isoformat() if answer.until and answer.kind in {"yes", "not_now"} else ""
    if answer.kind != "yes":
        return Terms(until=until)
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
