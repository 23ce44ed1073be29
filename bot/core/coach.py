"""The coach: two doors, one for words and one for commands, and who does what behind them."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from bot.core.coaching import answers
from bot.core.coaching.counting.tokens import words
from bot.core.coaching.library import Library
from bot.core.commands import (
    Ask,
    Cards,
    Clarify,
    Feedback,
    Fill,
    Help,
    Opener,
    Received,
    Remind,
    Review,
    Settle,
    Share,
    SmallTalk,
    Why,
)
from bot.core.errors import CoachError, Unavailable, Unreadable
from bot.core.grammar import parse, spell
from bot.core.people import Caller
from bot.core.replies import Bullets, Reply, Text, Trouble

if TYPE_CHECKING:
    from bot.core.coaching.by_model.author import Author
    from bot.core.commands import Command
    from bot.core.permission.desk import Desk
    from bot.core.permission.verbs import PermissionCommand
    from bot.core.ports import Talk
    from bot.core.reminding.board import Board
    from bot.core.reminding.verbs import ReminderCommand
    from bot.core.replies import Letter

log = logging.getLogger(__name__)

SHORT_LINE = 10
"""Words above which a line is hardly a wish of another kind, where words were asked for."""
SETTING_UP = "/reminder set "
"""Begins what is offered below the dates of a reminder that is not set up yet."""
TIP = "/reminder preview "
"""Begins what a thread keeps as its last command below a tip."""


class Coach:
    """What every platform talks to; neither door ever raises."""

    def __init__(self, library: Library, desk: Desk | None = None, author: Author | None = None) -> None:
        """Take what is known, the desk that keeps the record, and who writes with a language model.

        Without the last two, coaching works as ever.
        """
        self._library = library
        self._author = author
        self._desk = replace(desk, look_over=self._better_line) if desk else None
        self._kept_board: Board | None = None

    async def hear(self, typed: str, caller: Caller) -> Reply:
        """Answer free words: as an answer to what is open, if they are one, else for what they say on this thread."""
        if command := parse(typed):
            return await self.take(command, caller)
        thread = await self._thread(caller)
        if self._desk and self._desk.is_stop(typed) and (ended := _end_of(thread.last)):
            return await self.take(ended, caller)
        if self._desk and thread.last and self._desk.is_stop(typed):
            await self._desk.leave(caller)  # it ends what we are in the middle of, and takes nothing back
            return self._said_plainly(SmallTalk("stopped"))
        meant = cache(lambda: self.understand(typed, parse(thread.last)))  # understood once, and only if need be
        if thread.asking and len(typed.split()) <= SHORT_LINE and _is_no_answer(meant()):
            return await self._go_on(meant(), caller)
        if placed := _placed(thread.asking, typed):
            return await self.hear(placed, caller)
        if reply := await self._listened(typed, caller):
            return await self._by_whose_clock(reply, typed, caller)
        return await self._go_on(self._pressed(typed, thread) or meant(), caller)

    def _pressed(self, typed: str, thread: Talk) -> Command | None:
        """Return the command on whose button the label was typed, with "ok" or "please" beside it if one likes."""
        said = words(typed)
        bare = [word for word in said if word not in self._library.heard.lists["filler"]]
        labels = {tuple(words(label)): spelled for label, spelled in thread.buttons}
        if len(labels) == 1 and said[:1] and said[0] in self._library.phrases["pressed"]["Yes"] and not bare:
            (offered,) = labels.values()
            return parse(offered) if offered.startswith(SETTING_UP) else None
        return parse(labels.get(tuple(said)) or labels.get(tuple(bare)) or "")

    async def _go_on(self, command: Command, caller: Caller) -> Reply:
        """Answer what was understood, and keep what the next line may be an answer to."""
        reply = await self.take(command, caller)
        if isinstance(command, Clarify | Fill) or _is_check(command):
            await self._note(command, reply, caller)
        return reply

    async def take(self, command: Command, caller: Caller) -> Reply:
        """Answer a command, and keep it as the last one of its thread."""
        reply = await self.handle(command, caller)
        if isinstance(command, (Ask, Opener, Review)):
            await self._note(command, reply, caller)
        return await self._by_whose_clock(reply, command, caller)

    async def _by_whose_clock(self, reply: Reply, asked: Command | str, caller: Caller) -> Reply:
        """Keep what was *asked* where only the place is missing by whose clock it counts: that may be typed next."""
        placeless = isinstance(reply.result, Trouble) and reply.result.code == "no_zone"
        if placeless and self._desk and (typed := _asked_again(asked)):
            await self._desk.wait_for_a_place(typed, caller)
        return reply

    async def _note(self, command: Command, reply: Reply, caller: Caller) -> None:
        """Keep a command as the last one of its thread, and what can be pressed there."""
        if self._desk and not isinstance(reply.result, Trouble):
            try:
                await self._desk.note(command, reply, caller)
            except Unavailable:
                log.warning("the conversation could not be kept")

    async def _thread(self, caller: Caller) -> Talk:
        """Return where this conversation stands; where the record can't be reached, it begins anew."""
        from bot.core.ports import Talk

        try:
            return await self._desk.thread(caller) if self._desk else Talk()
        except CoachError:
            return Talk()

    async def _listened(self, typed: str, caller: Caller) -> Reply | None:
        """Let the desk take the words as an answer; where it can't be reached, coaching goes on without it.

        A stop word or a no is the exception: whoever said it would believe that it was heard.
        """
        if self._desk is None:
            return None
        try:
            return await self._desk.listen(typed, caller)
        except Unavailable as error:
            log.exception("the record can't be reached; coaching goes on")
            return self._trouble(error, caller) if self._desk.needs_memory(typed) else None
        except CoachError as error:
            return self._trouble(error, caller)
        except Exception:
            log.exception("listening failed")
            return self._failed()

    def understand(self, typed: str, before: Command | None = None) -> Command:
        """Say which command free words amount to, after the last command of the thread, whatever else is open."""
        from bot.core.understanding import understood  # a question that was asked as one does without

        return parse(typed) or understood(typed, self._library, self._library.heard, before)

    async def waiting(self, caller: Caller) -> tuple[Letter, ...]:
        """Return the messages that wait for the caller; none where the record can't be reached."""
        if self._desk is None:
            return ()
        try:
            return await self._desk.waiting(caller)
        except CoachError:
            return ()
        except Exception:
            log.exception("the messages that wait can't be read")
            return ()

    async def put_back(self, letters: Sequence[Letter], caller: Caller) -> None:
        """Let letters of `waiting` that could not be shown wait on."""
        if self._desk is None:
            return
        try:
            await self._desk.put_back(letters, caller)
        except Exception:
            log.exception("messages that could not be shown are lost")

    async def handle(self, command: Command, caller: Caller) -> Reply:
        """Answer a command."""
        log.debug("%s in team %s", type(command).__name__, caller.team)
        try:
            return await self._handle(command, caller)
        except Unavailable as error:
            log.exception("the record can't be reached")
            return self._trouble(error, caller)
        except CoachError as error:
            return self._trouble(error, caller)
        except Exception:
            log.exception("%s failed", type(command).__name__)
            return self._failed()

    async def _handle(self, command: Command, caller: Caller) -> Reply:
        match command:
            case Ask(question) | Share(question):
                composed = answers.answer(question, self._library)
                return replace(await self._authored(Ask(question), composed, caller), private=isinstance(command, Ask))
            case Why(question):
                return answers.reasons(question, self._library)
            case Settle(disagreement, yes):
                return answers.settle(disagreement, yes, self._library)
            case Cards(id):
                from bot.core.coaching import browsing  # seldom asked for

                return browsing.guidelines(id, self._library)
            case Help(topic):
                return self._help(topic, caller.platform)
            case SmallTalk() | Clarify() | Fill() | Feedback() | Received():
                return await self._small(command, caller)
            case Opener() | Review():
                return await self._writing(command, caller)
            case _:
                return await self._kept_on_record(command, caller)

    async def _kept_on_record(self, command: PermissionCommand | Remind | ReminderCommand, caller: Caller) -> Reply:
        from bot.core.reminding.verbs import ReminderCommand

        if self._desk is None:
            raise CoachError("no_memory")
        if isinstance(command, (Remind, ReminderCommand)):  # a union of them would be made anew each time
            return await self._at_the_board(self._desk, command, caller)
        return await self._desk.handle(command, caller)

    async def _authored(self, command: Ask | Opener | Review, composed: Reply, caller: Caller) -> Reply:
        """Let a language model write it, if there is one; what we composed ourselves is the ground it falls back to."""
        return await self._author.write(command, composed, caller) if self._author else composed

    async def _small(self, command: SmallTalk | Clarify | Fill | Feedback | Received, caller: Caller) -> Reply:
        """Answer what takes a sentence, and no language model."""
        match command:
            case Received(text):
                return self._how_to_answer(text)
            case Feedback(good):
                return await self._counted("good" if good else "bad", caller)
            case Fill(form):
                return self._typed_instead(form)
            case Clarify("calls", said):
                from bot.core.about_calls import which  # seldom asked

                named = next((f"{{{each.value}}}" for each in caller.mentions if each.name == said), "")
                return which(said, self._library.phrases, named)
            case _:
                return self._said_plainly(command)

    def _said_plainly(self, command: SmallTalk | Clarify) -> Reply:
        """Answer what has one answer."""
        if isinstance(command, SmallTalk):
            if command.topic == "who" and self._author:
                return Reply((Text(self._author.introduces),))
            return Reply((Text(self._library.phrases["smalltalk"][command.topic]),))
        lead, *more = self._library.phrases["answers"]["wish"]
        return Reply((Text(" ".join(more), lead),))

    async def _counted(self, what: str, caller: Caller) -> Reply:
        """Count whether an answer was of use, and thank for it."""
        if self._desk:
            await self._desk.count(what, caller)
        return Reply((Text(self._library.phrases["feedback"][what]),))

    def _typed_instead(self, form: str) -> Reply:
        """Say how to type what a form asks for, where no form can be shown."""
        typed = self._library.phrases["typed"]
        return Reply((Text(typed.get(form, typed["other"])),))

    def _how_to_answer(self, text: str) -> Reply:
        """Say what kind of message somebody got, and how it can be answered; its words go nowhere from here."""
        from bot.core.coaching import replying  # seldom asked for

        return replying.answer(text, self._library)

    async def _writing(self, command: Opener | Review, caller: Caller) -> Reply:
        if isinstance(command, Review):
            return await self._authored(command, self._looked_over(command, caller), caller)
        from bot.core.coaching.openers import instead_of_a_call, opener

        reply = opener(command, self._library)
        script, to = getattr(reply.result, "script", None), getattr(reply.result, "to", "")
        if script and to and await self._is_refused(to, caller):
            return instead_of_a_call(command, to, self._library)
        return await self._authored(command, reply, caller)

    def _looked_over(self, command: Review, caller: Caller) -> Reply:
        """Look a draft over by our rules; one that they can't read is left to a language model, if there is one."""
        from bot.core.coaching.reviews import review  # a question does without

        try:
            return review(command, self._library)
        except Unreadable as error:
            if self._author and error.phrase == "other_language":
                return self._trouble(error, caller)
            raise

    async def _is_refused(self, name: str, caller: Caller) -> bool:
        """Say whether this person has said no to a call from the caller; who is meant has to be plain."""
        from bot.core.permission.outcome import Checked
        from bot.core.permission.verbs import Check

        if self._desk is None:
            return False
        try:
            told = (await self._desk.handle(Check(name), caller)).result
        except CoachError:
            return False
        return isinstance(told, Checked) and told.verdict in {"denied", "blocked", "write_instead"}

    def _better_line(self, why: str) -> str | None:
        """Return a better line for the sentence with which somebody asks for a call; None where it is fine."""
        from bot.core.coaching.reviews import better_line

        return better_line(why, self._library)

    async def _at_the_board(self, desk: Desk, command: Remind | ReminderCommand, caller: Caller) -> Reply:
        board = self._board(desk)
        try:
            if isinstance(command, Remind):
                return await board.understand(command.text, caller)
            return await board.handle(command, caller)
        except CoachError as error:
            if told := board.trouble(error, caller):
                return told
            raise

    def _board(self, desk: Desk) -> Board:
        """Return the board, which reads its words when it is first asked for."""
        from bot.core.reminding.board import Board

        self._kept_board = self._kept_board or Board.of(desk, self._library)
        return self._kept_board

    def _help(self, topic: str, platform: str) -> Reply:
        """Show what can be typed: a platform's own page, if it has one."""
        everywhere = self._library.phrases["help"]
        phrases = everywhere.get(platform, everywhere)
        page = phrases.get(topic, phrases)
        return Reply((Text(page["text"], page["lead"]), Bullets(page["heading"], tuple(page["items"]))))

    def _trouble(self, error: CoachError, caller: Caller) -> Reply:
        """Put an error of ours into words: the desk's if it has them, else the coach's."""
        told = self._desk.trouble(error, caller) if self._desk else None
        return told or self._said(error.phrase, error.values)

    def _failed(self) -> Reply:
        return self._said("failed", {})

    def _said(self, code: str, values: Mapping[str, str]) -> Reply:
        from string import Template

        message = Template(self._library.phrases["errors"][code]).safe_substitute(values)
        return Reply((Text(message),), result=Trouble(code, message))


def _asked_again(asked: Command | str) -> str:
    """Return what has to be typed for it, if a place may follow; empty where words of somebody's end it."""
    from bot.core.permission.verbs import Report

    match asked:
        case str():
            return asked
        case Remind(text):
            return f"/reminder {text}"
        case Report(words=words):
            return words if asked.told else ""
        case _:
            return spell(asked)


def _placed(asking: str, typed: str) -> str:
    """Put a place behind what waits for one to say by whose clock it counts; empty where nothing does."""
    from bot.core.ports import PLACELESS  # with what it imports 5 ms, which a question can do without

    if not asking.startswith(PLACELESS):
        return ""
    from bot.core.permission.zones import is_place  # seldom asked

    place = re.sub(r"^(?:in|by)\s+|\s+(?:time|please)$", "", typed.strip(" .!"), flags=re.IGNORECASE)
    return f"{asking.removeprefix(PLACELESS)} {place}" if is_place(place) else ""


def _is_no_answer(command: Command) -> bool:
    """Say whether this is none of the words that were asked for: a look at the record, a wish to call or for tips."""
    from bot.core.permission.verbs import Check, Request

    return isinstance(command, Check | Request | Remind)


def _is_check(command: Command) -> bool:
    """Say whether this asks if somebody may be called: "ask them" may follow, or which of two is meant."""
    from bot.core.permission.verbs import Check

    return isinstance(command, Check)


def _end_of(last: str) -> Command | None:
    """Return what "stop" means below a tip: that this one reminder rests."""
    shown = parse(last) if last.startswith(TIP) else None
    return parse(f"/reminder pause {last.removeprefix(TIP)}") if shown else None
