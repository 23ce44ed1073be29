"""The desk where permissions are asked for, given and looked up: opens the team's book and lets one verb work on it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.core.errors import CoachError, Refused, Unavailable
from bot.core.grammar import spell
from bot.core.people import Caller
from bot.core.permission import asking, deciding, ending, keeping, lasting, listening, reaching, reporting
from bot.core.permission.contacts import read_name, shown_name
from bot.core.permission.events import EVERYONE, Act, Kind
from bot.core.permission.importing import Row
from bot.core.permission.outcome import Recorded
from bot.core.permission.sayings import STOP
from bot.core.permission.verbs import (
    Again,
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
    PassOn,
    PermissionCommand,
    ReachMe,
    Report,
    Request,
    Respond,
    Revoke,
    Settings,
    Stop,
    TakeCheckpoint,
    Undo,
    Verify,
    Withdraw,
    verb_of,
)
from bot.core.permission.visit import EVERYBODY, Unclear, Visit, is_fresh, reference
from bot.core.permission.wording import Wording
from bot.core.ports import PLACELESS, Book, Identity, Memory, Person, Spot, Talk
from bot.core.reminding.reminder import carried_by
from bot.core.reminding.verbs import Preview
from bot.core.replies import Button, Letter, Reply, Text, Trouble

if TYPE_CHECKING:
    from bot.core.commands import Command
    from bot.core.delivering import Ended

log = logging.getLogger(__name__)

LOOKING = (Overview, Export, Verify, TakeCheckpoint)
"""Verbs that change nothing, beside a check."""
ELSEWHERE = {"slack", "discord"}
"""Platforms on which somebody may be known beside the one that a command comes from."""
AT_A_TIME = 250
"""Lines of a list that one transaction writes: less than a second."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What the coach hands everything about calls to; it raises what the verbs raise, and Unavailable.

    *look_over* returns a better line for the sentence of a request, empty where it is to be said anew, None where it is
    fine. *lose* says what becomes of a reminder whose tip can't be brought.
    """

    memory: Memory
    phrases: Mapping[str, Any]
    clock: Callable[[], datetime]
    look_over: Callable[[str], str | None] | None = None
    lose: Callable[[Book, Letter, datetime], None] | None = None

    async def handle(self, command: PermissionCommand, caller: Caller) -> Reply:
        """Do what *command* says."""
        if isinstance(command, Check):
            return await self.memory.glance(caller.team, lambda book: self._looked_up(book, caller, command))
        if isinstance(command, Join) and command.code:
            return await self._join(command.code, caller)
        if isinstance(command, Import):
            return await self._import(command, caller)
        looking = isinstance(command, LOOKING) or (isinstance(command, Me | Settings) and not command.zone)
        reply = await self.attend(caller, lambda visit: _did(visit, command), keep=not looking)
        if isinstance(command, Forget) and command.confirmed:
            await self._scrub()
        return reply

    def _looked_up(self, book: Book, caller: Caller, command: Check) -> Reply:
        return _timed(self._visit(book, caller, keep=False), lambda visit: _did(visit, command))

    async def _scrub(self) -> None:
        """Overwrite what was deleted; where that has to wait, what was said stays true all the same."""
        try:
            await self.memory.scrub()
        except Unavailable:
            log.exception("what was deleted could not be overwritten yet")

    async def attend(self, caller: Caller, job: Callable[[Visit], Reply], *, keep: bool) -> Reply:
        """Let *job* work on the team's book for the caller; unless it is to *keep* something, it only reads."""

        def work(book: Book) -> Reply:
            visit = self._visit(book, caller, keep=keep)
            if keep and caller.delivery and not book.inbox.claim(caller.delivery, visit.now):
                raise Refused("twice")
            reply = _timed(visit, job)
            if keep:
                _keep_buttons(visit, reply)
            return reply

        return await (self.memory.change if keep else self.memory.read)(caller.team, work)

    def _visit(self, book: Book, caller: Caller, *, keep: bool) -> Visit:
        """Let the caller in; somebody who only looks around is not written down."""
        now = caller.at or self.clock()
        who = _identity(caller)
        me = book.people.meet(who) if keep else book.people.find(who, _named(caller)) or Person("", who.shown)
        if keep and caller.zone and not me.zone:
            book.people.place_in(me.id, caller.zone)
        zone = me.zone or caller.zone or book.settings.zone()
        return Visit(book, me, caller, now, Wording(self.phrases, zone, caller.platform), self.look_over)

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
        say = Wording(self.phrases)
        reply = reporting.summary(say, sheet, fates, applied=command.apply)
        typed_there = caller.platform == "terminal"  # where a sheet is a file, and --apply a flag
        return reply if typed_there else replace(reply, buttons=reporting.applying(say, command, fates))

    async def waiting(self, caller: Caller) -> tuple[Letter, ...]:
        """Return the letters that are due to the caller, who reads them here and now."""

        def take(book: Book) -> tuple[Letter, ...]:
            now = caller.at or self.clock()
            me = book.people.find(_identity(caller))
            letters = book.outbox.take(me.id, now) if me else ()
            for letter in letters:
                _show(book, Spot(letter.to, caller.place, caller.thread), letter, now)
            return letters

        def any_due(book: Book) -> bool:
            me = book.people.find(_identity(caller))
            return me is not None and book.outbox.due(me.id, caller.at or self.clock())

        return await self.memory.change(caller.team, take) if await self.memory.read(caller.team, any_due) else ()

    async def put_back(self, letters: Sequence[Letter], caller: Caller) -> None:
        """Let letters that the caller did not get to see wait on; what is typed next can't be an answer to them."""

        def put(book: Book) -> None:
            me = book.people.find(_identity(caller))
            if me is None or not me.name:
                return
            for letter in letters:
                book.outbox.put_back(letter)
            book.conversations.keep(Spot(me.id, caller.place, caller.thread), Talk(), self.clock())

        await self.memory.change(caller.team, put)

    async def thread(self, caller: Caller) -> Talk:
        """Return where the caller's conversation stands here."""

        def resumed(book: Book) -> Talk:
            me = book.people.find(_identity(caller))
            spot = Spot(me.id, caller.place, caller.thread) if me else None
            now = caller.at or self.clock()
            talk = book.conversations.resume(spot, now) if spot else Talk()
            return talk if is_fresh(talk, now) else replace(talk, asking="")

        return await self.memory.glance(caller.team, resumed)

    async def last_spoken(self, caller: Caller, workspaces: Collection[str]) -> Mapping[str, datetime]:
        """Return when the caller was last spoken with directly, in each of *workspaces* that knows her."""
        return await self.memory.last_spoken(_identity(caller), workspaces)

    async def circle(self, caller: Caller) -> tuple[Person, ...]:
        """Return everybody with whom something about calls is on record for the caller, by name."""

        def known(book: Book) -> tuple[Person, ...]:
            me = book.people.find(_identity(caller))
            if me is None:
                return ()
            facts = (*book.ledger.by(me.id), *book.ledger.about(me.id))
            ids = {each for fact in facts for each in (fact.subject, fact.caller)} - {me.id, EVERYONE}
            people = (book.people.get(each) for each in ids)
            return tuple(sorted((each for each in people if each.name), key=lambda each: each.name.casefold()))

        return await self.memory.read(caller.team, known)

    async def note(self, command: Command, reply: Reply, caller: Caller) -> None:
        """Keep *command* as the last one of its thread, and the buttons that its reply shows."""

        def kept(book: Book) -> None:
            visit = self._visit(book, caller, keep=True)
            about = _by_id(visit, command) if isinstance(command, Check) else command
            visit.remember(replace(visit.talk, last=spell(about), buttons=_labelled(reply), asking=""))

        await self.memory.change(caller.team, kept)

    async def claim(self, caller: Caller, words: str) -> bool:
        """Count the caller's delivery as ours and keep *words* until it is answered; False if it was claimed before."""
        now = self.clock()  # whether it was interrupted is told from when we took it, not from when it was said
        return await self.memory.claim(caller.team, caller.delivery, now, words) if caller.delivery else True

    async def answered(self, caller: Caller) -> None:
        """Let go of what was kept of the caller's delivery."""
        if caller.delivery:
            await self.memory.answered(caller.team, caller.delivery)

    async def keep_commands(self, spelled: Sequence[str], caller: Caller) -> tuple[str, ...]:
        """Keep commands that are too long for a button of the caller's, and return their numbers."""

        def kept(book: Book) -> tuple[str, ...]:
            visit = self._visit(book, caller, keep=True)
            return tuple(book.parcels.keep(visit.me.id, each, visit.now) for each in spelled)

        return await self.memory.change(caller.team, kept)

    async def kept_command(self, number: str, caller: Caller) -> str | None:
        """Return the command kept under *number* for the caller; None if there is none."""

        def opened(book: Book) -> str | None:
            visit = self._visit(book, caller, keep=False)
            return book.parcels.open(number, visit.me.id, visit.now)

        return await self.memory.glance(caller.team, opened)

    async def take_backs(self, caller: Caller) -> tuple[Button, ...]:
        """Return a button for each question and each yes of the caller's that she can take back."""

        def found(book: Book) -> tuple[Button, ...]:
            visit = self._visit(book, caller, keep=False)
            return keeping.take_backs(visit) if visit.me.id else ()

        return await self.memory.read(caller.team, found)

    async def welcome(self, reply: Reply, caller: Caller) -> None:
        """Write to whoever comes to us first in this workspace; nobody else of it is written to."""

        def posted(book: Book) -> None:
            visit = self._visit(book, caller, keep=True)
            book.outbox.post(Letter(f"welcome:{caller.team}", visit.me.id, reply), visit.now)

        await self.memory.change(caller.team, posted)

    async def count(self, what: str, caller: Caller) -> None:
        """Count something that the caller did, by the hour."""

        def counted(book: Book) -> None:
            me = self._visit(book, caller, keep=True).me
            book.usage.add(what, me.id, 1, caller.at or self.clock())

        await self.memory.change(caller.team, counted)

    async def wait_for_a_place(self, asked: str, caller: Caller) -> None:
        """Keep what was *asked* until a place is typed by whose clock it counts."""

        def kept(book: Book) -> None:
            visit = self._visit(book, caller, keep=True)
            visit.remember(replace(visit.talk, asking=f"{PLACELESS}{asked}"))

        await self.memory.change(caller.team, kept)

    def is_stop(self, typed: str) -> bool:
        """Say whether *typed* is a stop word and nothing else."""
        return STOP.fullmatch(typed.strip().casefold().rstrip(".!")) is not None

    async def leave(self, caller: Caller) -> None:
        """Let the conversation about words to send end."""

        def left(book: Book) -> None:
            visit = self._visit(book, caller, keep=True)
            visit.remember(replace(visit.talk, last="", buttons=()))

        await self.memory.change(caller.team, left)

    async def listen(self, typed: str, caller: Caller) -> Reply | None:
        """Take *typed* as an answer, a stop word, a button's label or words asked for; None if it is none of these."""

        def meant(book: Book) -> PermissionCommand | None:
            visit = self._visit(book, caller, keep=False)
            return listening.meant(visit, typed) if visit.me.id else None

        understood = await self.memory.read(caller.team, meant)
        return await self.handle(understood, caller) if understood else None

    def delivered(self, book: Book, letter: Letter, ended: Ended) -> None:
        """Let what is typed below a message that went out be an answer to it, in its thread as beside it."""
        if letter.place:
            return
        for thread in ("", ended.receipt.partition("/")[2]):
            _show(book, Spot(letter.to, "", thread), letter, ended.at)

    def unreachable(self, book: Book, letter: Letter, now: datetime) -> None:
        """Take a question back that could not be brought to whom it is for, and tell whoever asked."""
        if carried_by(letter) and self.lose:
            self.lose(book, letter, now)
            return
        line = book.ledger.line(letter.refers) if letter.refers else None
        if not line or line.fact.kind is not Kind.REQUESTED or line.fact.subject != letter.to:
            return
        asked, name = line.fact, book.people.get(letter.to).name
        book.ledger.append(Act(Kind.WITHDRAWN, asked.subject, asked.caller, asked.caller, refers=asked.number), now)
        told = Reply((Wording(self.phrases).text("request.unreachable", name=name),))
        book.outbox.post(Letter(f"unreachable:{asked.number}", asked.caller, told, asked.number), now)

    def needs_memory(self, typed: str) -> bool:
        """Say whether *typed* is one of those words that nobody may take for heard while there is no memory."""
        return listening.is_answer(typed, self.clock())

    def trouble(self, error: CoachError, caller: Caller) -> Reply | None:
        """Put an error of ours into words; None if it is not one about calls."""
        say = Wording(self.phrases, platform=caller.platform)
        return say.trouble(error) if error.phrase in self.phrases["errors"] else None


def _identity(caller: Caller) -> Identity:
    if caller.platform != "terminal":
        return Identity(caller.platform, caller.person, caller.name)
    name = read_name(caller.person)
    if name.value in EVERYBODY:
        raise Refused("one_person")
    return Identity("terminal", name.value, caller.name or shown_name(caller.person))


def _named(caller: Caller) -> Identity | None:
    """Return whom the caller named by the platform's own means, if she named anybody."""
    return next((Identity(caller.platform, each.value, each.name) for each in caller.mentions), None)


JOBS: dict[type[PermissionCommand], Callable[[Visit, Any], Reply]] = {
    Check: asking.check,
    Request: asking.request,
    Withdraw: asking.withdraw,
    Called: asking.called,
    Respond: deciding.respond,
    Grant: deciding.grant,
    Again: lasting.again,
    PassOn: listening.pass_on,
    Revoke: ending.revoke,
    Block: ending.block,
    Undo: ending.undo,
    Stop: ending.stop,
    ReachMe: reaching.reach_me,
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
    Settings: keeping.settings,
}


def _timed(visit: Visit, job: Callable[[Visit], Reply]) -> Reply:
    """Do *job*, and note which times are said in what comes of it, a refusal too."""
    try:
        reply = job(visit)
        return replace(reply, times=visit.times) if visit.times else reply
    except CoachError as error:
        error.times = visit.times
        raise


def _did(visit: Visit, command: PermissionCommand) -> Reply:
    try:
        return JOBS[type(command)](visit, command)
    except Unclear as unclear:
        return _which(visit, command, unclear)


def _keep_buttons(visit: Visit, reply: Reply) -> None:
    """Keep the buttons of a reply, so that their labels can be typed, also to another process."""
    if not visit.book.people.get(visit.me.id).name:
        return  # she asked to be forgotten, just now
    talk = visit.talk
    asking = talk.asking if isinstance(reply.result, Trouble) else ""  # else it has come, or something else was done
    now = replace(talk, buttons=_labelled(reply), asking=asking, last="")
    if now != talk:
        visit.remember(now)


def _by_id(visit: Visit, command: Check) -> Check:
    """Name whom a check was about by who she is: "ask her" comes without the platform's word for her.

    Whom the platform named is kept from then on; another name that nobody on record has is left as it was typed.
    """
    spelled = visit.spelling(command.person)
    named = any(spelled == f"{{{mention.value}}}" for mention in visit.caller.mentions)
    try:
        person = visit.met(command.person) if named else visit.sought(command.person)
    except Unclear:
        return command
    return replace(command, person=reference(person)) if person.id else command


def _labelled(reply: Reply) -> tuple[tuple[str, str], ...]:
    """Return the buttons of a reply as they are kept: what stands on each, and what it says."""
    return tuple((button.label, spell(button.command)) for button in reply.buttons)


def _which(visit: Visit, command: PermissionCommand, unclear: Unclear) -> Reply:
    """Ask which of several people is meant; each button is the same command with that person's id."""
    buttons = [Button(person.name, _about(command, reference(person))) for person in unclear.people]
    return Reply((_unclear(visit, unclear.people),), tuple(buttons), result=Recorded(verb_of(command)))


def _unclear(visit: Visit, people: Sequence[Person]) -> Text:
    """Ask whom a name means: one of several, or the one person who is called about that, on another platform maybe."""
    if len(people) > 1:
        return visit.say.text("clarify.who")
    [person] = people
    kinds = {who.kind for who in visit.book.people.known_by(person.id)}
    elsewhere = kinds & ELSEWHERE if visit.caller.platform not in kinds else frozenset[str]()
    platform = next((visit.say.line(f"clarify.on.{kind}") for kind in sorted(elsewhere)), "")
    return visit.say.text("clarify.elsewhere" if platform else "clarify.one", name=person.name, platform=platform)


def _about(command: PermissionCommand, person: str) -> PermissionCommand:
    match command:
        case Check() | Request() | Withdraw() | Grant() | Revoke() | Block() | Report() | Called():
            return replace(command, person=person)
        case _:
            return command


def _show(book: Book, spot: Spot, letter: Letter, now: datetime) -> None:
    """Remember whom a letter is from, so that "stop" typed below it takes back just that, or ends just that tip."""
    if reminder := carried_by(letter):
        talk = Talk(_labelled(letter.reply), last=spell(Preview(reminder)))
        book.conversations.keep(spot, talk, now)
        return
    line = book.ledger.line(letter.refers) if letter.refers else None
    if line and line.fact.subject == letter.to:
        talk = book.conversations.resume(spot, now)
        buttons = _labelled(letter.reply)
        book.conversations.keep(spot, replace(talk, about=line.fact.caller, buttons=buttons, last=""), now)
