"""The desk where permissions are asked for, given and looked up: opens the team's book and lets one verb work on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from bot.core.commands import Coaching, parse, spell
from bot.core.errors import CoachError, Refused, Unreadable
from bot.core.people import Caller
from bot.core.permission import asking, deciding, keeping, reporting, verbs
from bot.core.permission.answering import TypedAnswer, read_answer
from bot.core.permission.contacts import read_name
from bot.core.permission.hours import spell_hours
from bot.core.permission.importing import Row
from bot.core.permission.outcome import Recorded
from bot.core.permission.verbs import (
    Block,
    Called,
    Check,
    Confirm,
    Export,
    Forget,
    Grant,
    Import,
    Join,
    Link,
    Me,
    Overview,
    PermissionCommand,
    ReachMe,
    Report,
    Request,
    Respond,
    Revoke,
    Stop,
    TakeCheckpoint,
    Terms,
    Undo,
    Verify,
    Withdraw,
    verb_of,
)
from bot.core.permission.visit import Unclear, Visit, reference
from bot.core.permission.wording import Wording
from bot.core.ports import Book, Identity, Letter, Memory, Person, Spot, Talk
from bot.core.replies import Button, Quote, Reply, Trouble

LOOKING = (Check, Overview, Export, Verify, TakeCheckpoint)
"""Verbs that change nothing."""
AT_A_TIME = 250
"""Lines of a list that one transaction writes: less than a second."""
SHORT_LINE = 12
"""Words above which a line typed while a question is open is something else, unless it is understood whole."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What the coach hands everything about calls to; it raises what the verbs raise, and Unavailable."""

    memory: Memory
    phrases: Mapping[str, Any]
    clock: Callable[[], datetime]

    async def handle(self, command: PermissionCommand, caller: Caller) -> Reply:
        """Do what *command* says."""
        if isinstance(command, Join) and command.code:
            return await self._join(command.code, caller)
        if isinstance(command, Import):
            return await self._import(command, caller)
        looking = isinstance(command, LOOKING) or (isinstance(command, Me) and not command.zone)
        work = self._work(command, caller, keep=not looking)
        reply = await (self.memory.read if looking else self.memory.change)(caller.team, work)
        if isinstance(command, Forget) and command.confirmed:
            await self.memory.scrub()
        return reply

    def _work(self, command: PermissionCommand, caller: Caller, *, keep: bool) -> Callable[[Book], Reply]:
        def work(book: Book) -> Reply:
            visit = self._visit(book, caller, keep=keep)
            if keep and caller.delivery and not book.inbox.claim(caller.delivery, visit.now):
                raise Refused("twice")
            reply = _did(visit, command)
            if keep:
                _keep_buttons(visit, reply)
            return reply

        return work

    def _visit(self, book: Book, caller: Caller, *, keep: bool) -> Visit:
        """Let the caller in; somebody who only looks around is not written down."""
        now = caller.at or self.clock()
        who = _identity(caller)
        me = book.people.meet(who) if keep else book.people.find(who) or Person("", who.shown)
        talk = book.conversations.resume(Spot(me.id, caller.place, caller.thread), now) if me.id else Talk()
        return Visit(book, me, caller, now, Wording(self.phrases, me.zone or caller.zone), talk)

    async def _join(self, code: str, caller: Caller) -> Reply:
        say = Wording(self.phrases)
        if not caller.admin:
            raise Refused("admin_join")
        if not await self.memory.join(caller.team, code, caller.at or self.clock()):
            raise Refused("wrong_code")
        return Reply((say.text("join.done"),), result=Recorded("join"))

    async def _import(self, command: Import, caller: Caller) -> Reply:
        """Look a sheet over or write it down, a few lines at a time, so that others get their turn in between."""
        sheet = reporting.read_sheet(command, caller, caller.at or self.clock())
        job, run = (reporting.enter, self.memory.change) if command.apply else (reporting.look_over, self.memory.read)
        fates: list[reporting.Fate] = []
        for start in range(0, len(sheet.rows), AT_A_TIME):

            def work(book: Book, rows: Sequence[Row] = sheet.rows[start : start + AT_A_TIME]) -> list[reporting.Fate]:
                return job(self._visit(book, caller, keep=command.apply), rows)

            fates += await run(caller.team, work)
        return reporting.summary(Wording(self.phrases), sheet, fates, applied=command.apply)

    async def waiting(self, caller: Caller) -> tuple[Letter, ...]:
        """Return the letters that are due to the caller, who reads them here and now."""

        def take(book: Book) -> tuple[Letter, ...]:
            now = caller.at or self.clock()
            me = book.people.find(_identity(caller))
            letters = book.outbox.take(me.id, now) if me else ()
            for letter in letters:
                _show(book, caller, letter, now)
            return letters

        def any_due(book: Book) -> bool:
            me = book.people.find(_identity(caller))
            return me is not None and book.outbox.due(me.id, caller.at or self.clock())

        return await self.memory.change(caller.team, take) if await self.memory.read(caller.team, any_due) else ()

    async def listen(self, typed: str, caller: Caller) -> Reply | None:
        """Take *typed* as an answer, a stop word or a button shown before; None if it is none of these."""

        def meant(book: Book) -> PermissionCommand | _Question | None:
            visit = self._visit(book, caller, keep=False)
            return _meant(visit, typed) if visit.me.id else None

        understood = await self.memory.read(caller.team, meant)
        if isinstance(understood, _Question):
            return await self.memory.change(caller.team, lambda book: self._ask_back(book, caller, understood))
        return await self.handle(understood, caller) if understood else None

    def _ask_back(self, book: Book, caller: Caller, question: _Question) -> Reply:
        visit = self._visit(book, caller, keep=True)
        return question.put(visit)

    def trouble(self, error: CoachError) -> Reply | None:
        """Put an error of ours into words; None if it is not one about calls."""
        return Wording(self.phrases).trouble(error) if error.phrase in self.phrases["errors"] else None


def _identity(caller: Caller) -> Identity:
    if caller.platform != "terminal":
        return Identity(caller.platform, caller.person, caller.name or caller.person)
    name = read_name(caller.person)
    return Identity("terminal", name.value, caller.name or name.shown)


JOBS: dict[type[PermissionCommand], Callable[[Visit, Any], Reply]] = {
    Check: asking.check,
    Request: asking.request,
    Withdraw: asking.withdraw,
    Called: asking.called,
    Respond: deciding.respond,
    Grant: deciding.grant,
    Revoke: deciding.revoke,
    Block: deciding.block,
    ReachMe: deciding.reach_me,
    Undo: deciding.undo,
    Stop: deciding.stop,
    Report: reporting.report,
    Confirm: reporting.confirm,
    Me: keeping.me,
    Overview: keeping.overview,
    Export: keeping.export,
    Forget: keeping.forget,
    Verify: keeping.verify,
    TakeCheckpoint: keeping.checkpoint,
    Link: keeping.link,
    Join: keeping.join_code,
}


def _did(visit: Visit, command: PermissionCommand) -> Reply:
    try:
        return JOBS[type(command)](visit, command)
    except Unclear as unclear:
        return _which(visit, command, unclear)


def _keep_buttons(visit: Visit, reply: Reply) -> None:
    """Keep the buttons of a reply, so that their labels can be typed, also to another process."""
    if not visit.book.people.get(visit.me.id).name:
        return  # she asked to be forgotten, just now
    spot = Spot(visit.me.id, visit.caller.place, visit.caller.thread)
    talk = visit.book.conversations.resume(spot, visit.now)
    asking = talk.asking if isinstance(reply.result, Trouble) else ""  # else it has come, or something else was done
    buttons = tuple((button.label, spell(button.command)) for button in reply.buttons)
    if (buttons, asking) != (visit.talk.buttons, visit.talk.asking):
        visit.remember(replace(talk, buttons=buttons, asking=asking))


def _which(visit: Visit, command: PermissionCommand, unclear: Unclear) -> Reply:
    """Ask which of several people is meant; each button is the same command with that person's id."""
    buttons = [Button(person.name, _about(command, reference(person))) for person in unclear.people]
    return Reply((visit.say.text("clarify.who"),), tuple(buttons), result=Recorded(verb_of(command), ok=False))


def _about(command: PermissionCommand, person: str) -> PermissionCommand:
    match command:
        case Check() | Request() | Withdraw() | Grant() | Revoke() | Block() | Report() | Called():
            return replace(command, person=person)
        case _:
            return command


def _show(book: Book, caller: Caller, letter: Letter, now: datetime) -> None:
    """Remember whom a letter is from, so that "stop" typed below it takes back just that."""
    line = book.ledger.line(letter.refers) if letter.refers else None
    if line and line.fact.subject == letter.to:
        spot = Spot(letter.to, caller.place, caller.thread)
        talk = book.conversations.resume(spot, now)
        buttons = tuple((button.label, spell(button.command)) for button in letter.reply.buttons)
        book.conversations.keep(spot, replace(talk, about=line.fact.caller, buttons=buttons), now)


# What words mean while something is open


@dataclass(frozen=True, slots=True)
class _Question:
    """An answer in words that has to be read back first, or a question instead of an answer."""

    request: int
    answer: TypedAnswer
    typed: str

    def put(self, visit: Visit) -> Reply:
        line = visit.book.ledger.line(self.request)
        if line is None:
            raise Refused("not_yours")
        asker = visit.book.people.get(line.fact.caller)
        if self.answer.kind == "question":
            return self._pass_on(visit, asker)
        terms = _terms(self.answer)
        limits = visit.limits(terms)
        text = visit.say.text("answer.read_back", name=asker.name, terms=visit.say.terms(limits, visit.now, visit.now))
        buttons = [visit.button("that", Respond("yes", self.request, terms))]
        if limits.once:  # "Thursdays after 3" may mean one Thursday or all of them
            buttons.append(visit.button("yes_standing", Respond("yes", self.request, replace(terms, once=False))))
        buttons.append(visit.button("no", Respond("no", self.request)))
        return Reply((text,), tuple(buttons), result=Recorded("yes"))

    def _pass_on(self, visit: Visit, asker: Person) -> Reply:
        say = visit.to(asker)
        told = Reply((say.text("told.question", name=visit.me.name), Quote(self.typed, visit.me.name)))
        visit.send(f"question:{self.request}:{visit.now.isoformat()}", asker, told, refers=self.request)
        return Reply((visit.say.text("answer.passed_on", name=asker.name),), result=Recorded("question"))


def _meant(visit: Visit, typed: str) -> PermissionCommand | _Question | None:
    if pressed := _pressed(visit.talk, typed):
        return pressed
    if visit.talk.asking and not _stops(visit, typed):
        return _completed(visit.talk.asking, typed)
    waiting = deciding.waiting_for(visit)
    zone = visit.me.zone or visit.caller.zone or None
    answer = read_answer(typed, zone, visit.now)
    if waiting and zone is None and _names_hours(typed, visit.now):
        raise Unreadable("no_zone")
    if answer is None:
        return None
    if answer.kind == "stop":
        return Stop()
    if not waiting or not (answer.sure or len(typed.split()) <= SHORT_LINE):
        return None
    if len(waiting) > 1:
        return Respond(_verb(answer)) if answer.kind != "question" else None
    return _answered(waiting[0].number, answer, typed)


def _names_hours(typed: str, now: datetime) -> bool:
    """Say whether hours are meant, which mean nothing without a zone."""
    answer = read_answer(typed, "UTC", now)
    return answer is not None and answer.hours is not None


def _stops(visit: Visit, typed: str) -> bool:
    answer = read_answer(typed, None, visit.now)
    return answer is not None and answer.kind == "stop"


def _completed(asking: str, typed: str) -> PermissionCommand | None:
    """Put the words that were asked for into the command that waits for them."""
    verb, _, rest = asking.partition(" ")
    command = verbs.parse(verb, rest)
    match command:
        case Request():
            return replace(command, why=typed.strip(), asked=True)
        case Report():
            return replace(command, words=typed.strip().strip('"“”'))
        case _:
            return None


def _pressed(talk: Talk, typed: str) -> PermissionCommand | None:
    """Find the button meant by its label, as typed below it."""
    labels = {label.casefold(): spelled for label, spelled in talk.buttons}
    command = parse(labels.get(typed.strip().casefold(), ""))
    return command if command and not isinstance(command, Coaching) else None


def _answered(request: int, answer: TypedAnswer, typed: str) -> PermissionCommand | _Question:
    """Take a plain yes and every no at once; read a yes with conditions back first."""
    plain = answer.sure and answer.hours is None and answer.until is None and answer.means is None
    if answer.kind == "question" or (answer.kind == "yes" and not plain):
        return _Question(request, answer, typed)
    return Respond(_verb(answer), request, _terms(answer))


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
    until = answer.until.isoformat() if answer.until else ""
    return Terms(answer.once, until, answer.means, spell_hours(answer.hours) if answer.hours else "")
