"""What a platform with buttons, forms and repeated deliveries needs beside the coach's two doors.

The walk of a delivery: the adapter names the caller (a Caller with its mentions, its delivery's id and the platform's
time), finds the command (`read` for typed words, `unwrap` for a button, `fill` for a form) and asks for its `manner`.
Quick commands go to `take` at once, and the answer is the acknowledgement: claim and effect are one transaction, and a
repeat is answered None. Slow ones, and all of them where too many come at once, are claimed first (`claim`, False for a
repeat), acknowledged, then taken, drawn and reported with `answered`. `form` comes before both, where the platform can
show one.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from string import Template
from time import perf_counter
from typing import TYPE_CHECKING, Any, Literal

from bot.core import commands, forms, pending
from bot.core.commands import Ask, Feedback, Fill, Help, Opener, Review, Share
from bot.core.errors import CoachError
from bot.core.grammar import AT_THE_DESK, WRITING, parse, spell
from bot.core.line import Line, OpenDoor
from bot.core.permission.desk import Desk
from bot.core.permission.verbs import READERS
from bot.core.permission.visit import reference
from bot.core.replies import Button, Reply, Text, Trouble

if TYPE_CHECKING:
    from bot.core.coach import Coach
    from bot.core.commands import Command
    from bot.core.forms import Form, Mistakes
    from bot.core.people import Caller

log = logging.getLogger(__name__)

KEPT = "#"
"""Begins a token that stands for a command kept in the memory."""
VERBS = {"ask", "help", "sources", *WRITING, *AT_THE_DESK, *READERS} - {"permissions", "right", "wrong", "again"}
"""First words of what can be typed."""
ALIKE = 0.75
"""How alike two words are of which one is the other mistyped: a letter too many, too few or out of place."""
ABOUT_SOMEBODY = re.compile(
    r"/?(?:permissions?\s+)?(?:allow|block|call|called|change|check|grant|narrow|report|request|revoke|unblock|withdraw)"
    r"\s+@?\{[^}\s]+\}(?!\s+to\s)",
    re.IGNORECASE,
)
"""How a command about a person begins; "request @Bo to be kind" is a sentence."""
ASKING = re.compile(
    r"^(?:please\s+)?ask\s+(@?\{[^}\s]+\})\s+(?:(?:if|whether)\s+(?:i|we)\s+(?:can|may|could|might)\s+(?:call|phone|ring)"
    r"|for\s+an?\s+(?:\w+\s+)?call)\b.*",
    re.IGNORECASE | re.DOTALL,
)
"""How a request is begun in a sentence; its own words are asked for, and looked over, before anybody reads them."""
TO_CALL = re.compile(r"^(\w+\s+@?\{[^}\s]+\})\s+to\s+(?:call|phone|ring)(?:\s+me)?\b", re.IGNORECASE)
NAMED = re.compile(r"@?\{([^}\s]+)\}")
"""How people stand in typed words and in tokens: by the platform's name for them, or by an id of ours."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What whoever runs the coach may know of an answer: never a word of it, nor who asked.

    The *verb* is "words" for free ones; the *outcome* "ok", or the code of what was wrong.
    """

    verb: str
    team: str
    seconds: float
    outcome: str


@dataclass(frozen=True, slots=True)
class Front:
    """Stands between a platform's adapter and the coach; none of its doors raises. *watch* is told of every answer.

    What a language model may have to write waits in a *line* of its own, *talks*.
    """

    coach: Coach
    desk: Desk
    phrases: Mapping[str, Any]
    forms: Mapping[str, Any]
    watch: Callable[[Seen], None] | None = None
    line: Line = field(default_factory=OpenDoor)
    talks: Line | None = None

    # What was meant

    def read(self, typed: str, caller: Caller) -> Command | None:
        """Return the command that typed words begin with, as after `/coach`; None for free words.

        Whatever is written or asked names people by name; what is on record about calls names them by who they are.
        """
        text = typed.strip()
        command = parse(text if text.startswith("/") else f"/{text}") if text else None
        if isinstance(command, Ask | Opener | Review):
            return parse(_with_names(spell(command), caller))
        return command

    def nearest(self, typed: str, caller: Caller) -> Reply | None:
        """Return what a mistyped command may have been meant as, for one to press; None for words of another kind."""
        verb, _, rest = typed.strip().removeprefix("/").partition(" ")
        close = get_close_matches(verb.casefold(), sorted(VERBS), 1, ALIKE) if _is_short(rest) else []
        if not close or close[0] == verb.casefold():
            return None
        meant = f"{close[0]} {rest}".strip()
        command = self.read(meant, caller) or Fill(close[0])
        text = Template(self.phrases["beside"]["did_you_mean"]).safe_substitute(typed=verb)
        return Reply((Text(text),), (Button(_with_names(meant, caller), command),))

    async def hear(self, typed: str, caller: Caller) -> Reply:
        """Answer free words, as in a direct message; a verb and somebody whom the platform names are a command."""
        if command := self._about_somebody(typed, caller):
            return await self._taken(command, caller)
        return await self._watched("words", caller, self.coach.hear(_with_names(typed, caller), caller))

    def _about_somebody(self, typed: str, caller: Caller) -> Command | None:
        """Read a verb that is followed by somebody, whose name may have any number of words."""
        plain = ASKING.sub(r"request \1", TO_CALL.sub(r"\1", typed))
        command = self.read(plain, caller) if ABOUT_SOMEBODY.match(plain) else None
        return command if command and not isinstance(command, Help | Ask) else None

    def manner(self, command: Command) -> Literal["quick", "slow"]:
        """Say how long an answer takes just now: where many wait in line, nothing is quick."""
        return commands.manner(command) if self.line.moves else "slow"

    async def take(self, command: Command, caller: Caller) -> Reply | None:
        """Answer a command, and keep it as the last one of its thread; None for a delivery that was taken before."""
        with self.line.at_the_desk():
            reply = await self._taken(command, caller)
        return None if _outcome(reply) == "twice" else reply

    async def _taken(self, command: Command, caller: Caller) -> Reply:
        return await self._watched(type(command).__name__.casefold(), caller, self.coach.take(command, caller))

    async def _watched(self, verb: str, caller: Caller, answering: Awaitable[Reply]) -> Reply:
        began = perf_counter()
        reply = await answering
        if self.watch:
            self.watch(Seen(verb, caller.team, perf_counter() - began, _outcome(reply)))
        return reply

    # Who is speaking, and with whom

    async def home(self, caller: Caller, workspaces: Collection[str]) -> str:
        """Return in which of *workspaces* the caller was last spoken with directly; empty if none knows her.

        That is where what she says in a direct message belongs, where a platform does not tell.
        """
        try:
            spoken = await self.desk.last_spoken(caller, workspaces)
        except CoachError:
            log.warning("where somebody belongs could not be looked up")
            return ""
        return max(spoken, key=lambda each: spoken[each], default="")

    async def circle(self, caller: Caller) -> tuple[tuple[str, str], ...]:
        """Return whom the caller may mean, as she names them and as a command does, to complete what she types."""
        try:
            return tuple((person.name, reference(person)) for person in await self.desk.circle(caller))
        except CoachError:
            return ()

    # Deliveries that may be repeated, or cut short

    async def claim(self, command: Command, caller: Caller, reply_to: str = "") -> bool:
        """Count a delivery as ours and keep what was asked until it is `answered`; False for a repeat.

        *reply_to* is whatever the adapter needs to answer there after a restart. Where the memory is out of reach, a
        delivery counts as ours: an answer given twice is better than none.
        """
        return await self.claim_words(spell(command), caller, reply_to)

    async def claim_words(self, typed: str, caller: Caller, reply_to: str = "") -> bool:
        """Claim a delivery of free words, as `claim` does one of a command."""
        try:
            return await self.desk.claim(caller, pending.write(typed, caller, reply_to))
        except CoachError:
            log.warning("a delivery could not be claimed")
            return True

    async def work(self, asked: Command | str, caller: Caller) -> Reply:
        """Answer a delivery that was claimed, or one that was interrupted.

        What it changes is claimed once more, apart from the delivery: taken up again, it happens no second time.
        """
        own = replace(caller, delivery=f"{caller.delivery}+" if caller.delivery else "")
        quick = not isinstance(asked, str) and commands.manner(asked) == "quick"
        async with (self.line if quick else self.talks or self.line).in_turn():
            reply = await (self.hear(asked, own) if isinstance(asked, str) else self._taken(asked, own))
        return self.interrupted() if _outcome(reply) == "twice" else reply

    async def answered(self, caller: Caller) -> None:
        """Let go of what was kept of the caller's delivery."""
        try:
            await self.desk.answered(caller)
        except CoachError:
            log.warning("a delivery could not be marked as answered")

    def interrupted(self) -> Reply:
        """Return what somebody reads whose answer can't be brought any more."""
        return self._said("interrupted", self.phrases["beside"]["interrupted"])

    # Buttons

    async def wrap(self, buttons: Sequence[Button], caller: Caller, most: int) -> tuple[str, ...]:
        """Return a token of at most *most* characters for each button; long commands are kept for the caller alone."""
        spelled = [spell(button.command) for button in buttons]
        long = [text for text in spelled if len(text) > most]
        try:
            kept = dict(zip(long, await self.desk.keep_commands(long, caller), strict=True)) if long else {}
        except CoachError:
            log.warning("a long command could not be kept; its button will be too old")
            kept = dict.fromkeys(long, "gone")
        return tuple(f"{KEPT}{kept[text]}" if text in kept else text for text in spelled)

    async def unwrap(self, token: str, caller: Caller) -> Command | None:
        """Return the command that a token stands for; None if it is too old, or was made for somebody else.

        The token comes from a platform's payload, and nobody vouches for it: the caller is who clicked.
        """
        if not token.startswith(KEPT):
            return parse(token)
        try:
            kept = await self.desk.kept_command(token.removeprefix(KEPT), caller)
        except CoachError:
            return None
        return parse(kept) if kept else None

    def too_old(self) -> Reply:
        """Return what somebody reads whose button can't be made out."""
        return self._said("old_button", self.phrases["errors"]["old_button"])

    def beside(self, command: Command, reply: Reply) -> tuple[Button, ...]:
        """Return the buttons that a platform shows beside those of a reply: to share an answer, and to judge it."""
        if not isinstance(command, Ask) or getattr(reply.result, "route", "") != "answer":
            return ()
        label = self.phrases["beside"]
        judged = (Button(label["good"], Feedback(True)), Button(label["bad"], Feedback(False)))
        return (Button(label["share"], Share(command.question)), *judged)

    async def take_backs(self, caller: Caller) -> tuple[Button, ...]:
        """Return a button for each question and each yes of the caller's that she can take back."""
        try:
            return await self.desk.take_backs(caller)
        except CoachError:
            return ()

    async def welcome(self, reply: Reply, caller: Caller) -> None:
        """Write to whoever comes to us first in this workspace."""
        try:
            await self.desk.welcome(reply, caller)
        except CoachError:
            log.warning("whoever came first could not be welcomed yet")

    def menu(self) -> Reply:
        """Return what a bare command shows: the four things to begin with."""
        ask, write, look_over, call = self.phrases["beside"]["menu"]
        buttons = (
            Button(ask, Fill("ask")),
            Button(write, Fill("opener")),
            Button(look_over, Fill("review")),
            Button(call, Fill("call")),
        )
        return Reply((Text(self.phrases["beside"]["menu_text"]),), buttons)

    # Forms

    def form(self, command: Command) -> Form | None:
        """Return the form for what a command lacks; None if it lacks nothing that could be asked for."""
        return forms.form_for(command, self.forms)

    def fill(self, name: str, values: Mapping[str, str]) -> Command | Mistakes:
        """Return the command that a filled-in form amounts to, or what is wrong with it."""
        return forms.fill(name, values, self.forms)

    def mistaken(self, reply: Reply, form: Form) -> Mistakes | None:
        """Return what is wrong with a field, if the reply to a filled-in form says so."""
        trouble = reply.result
        return forms.mistaken(trouble.code, trouble.message, form) if isinstance(trouble, Trouble) else None

    def _said(self, code: str, text: str) -> Reply:
        return Reply((Text(text),), result=Trouble(code, text))


def _outcome(reply: Reply) -> str:
    return reply.result.code if isinstance(reply.result, Trouble) else "ok"


def _is_short(rest: str) -> bool:
    """Say whether no more than a name follows: a whole sentence is no command, whatever it begins with."""
    return len(rest.split()) <= 1 or rest.startswith(("@", "{"))


def named_in(text: str) -> tuple[str, ...]:
    """Return by what people are named in typed words or in a token, in their order: an adapter looks up its own."""
    return tuple(dict.fromkeys(NAMED.findall(text)))


def _with_names(text: str, caller: Caller) -> str:
    """Put names where the platform named people."""
    names = {mention.value: mention.name for mention in caller.mentions}
    return NAMED.sub(lambda found: names.get(found[1], found[0]), text)
