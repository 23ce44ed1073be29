"""Receives what people do on Slack, passes it to the coach, and sees to it that each of them gets an answer once.

The acknowledgement carries the answer to a quick command. What takes longer is claimed, acknowledged, and answered
after it, each person's things in their order.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from string import Template
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

from adapters.slack import incoming, markup, modals
from adapters.slack.home import Home
from adapters.slack.incoming import Gone, Held, Opened, Payload, Pressed, Said, Shortcut, Spot, Submitted, Typed
from adapters.slack.people import Directory
from adapters.slack.voice import NOT_DONE, Voice
from adapters.slack.web import Web
from bot.core.commands import Ask, Fill, Help, Opener, Review, Share, manner
from bot.core.forms import Form, Mistakes
from bot.core.front import Front, named_in
from bot.core.people import Caller
from bot.core.permission.outcome import Recorded
from bot.core.ports import Interrupted
from bot.core.replies import Reply

if TYPE_CHECKING:
    from bot.core.commands import Command

log = logging.getLogger(__name__)

Ack = Mapping[str, Any]
NOTHING: Ack = {}
NOBODY: Mapping[str, str] = {}
SLOW = 0.7
"""Seconds after which somebody who waits is told that her question is being looked at."""
ADDRESS_LIVES = timedelta(minutes=29)
"""A response address is good for half an hour."""
TRY_AGAIN = (2.0, 10.0, 60.0)
"""Seconds before an answer that Slack did not take is tried again."""
GLOBAL = {"ask", "opener", "review", "call"}
"""Shortcuts that open the form of their name."""


@dataclass(slots=True)
class Reception:
    """Stands at the door of one workspace; *wake* says that a letter may have been posted."""

    web: Web
    front: Front
    people: Directory
    voice: Voice
    home: Home
    words: Mapping[str, Any]
    wake: Callable[[], None]
    clock: Callable[[], datetime]
    gone: bool = False
    tasks: set[asyncio.Task[None]] = field(default_factory=set)
    turns: WeakValueDictionary[str, asyncio.Lock] = field(default_factory=WeakValueDictionary)

    async def receive(self, body: Payload) -> Ack:
        """Take one delivery and return what its acknowledgement says."""
        match incoming.read(body):
            case Typed() as typed:
                return await self._typed(typed)
            case Said() as said:
                return await self._said(said)
            case Pressed() as pressed:
                return await self._pressed(pressed)
            case Submitted() as submitted:
                return await self._submitted(submitted)
            case Shortcut() as shortcut:
                return await self._shortcut(shortcut)
            case Opened() | Gone() as event:
                self._told(event)
        return NOTHING

    def _told(self, event: Opened | Gone) -> None:
        if isinstance(event, Opened):
            self._spawn(self._opened(event))
        else:
            self.gone = True
            log.error("the app was removed from the workspace, or its token revoked")

    # One kind each

    async def _typed(self, typed: Typed) -> Ack:
        caller, text = await self._heard(typed.spot, typed.text)
        caller = replace(caller, delivery=typed.id)
        if not text:
            return await self._inline(self.front.menu(), caller, typed.spot)
        command = self.front.read(text, caller)
        if form := self._form(command, text):
            await self._show(form, typed.spot, typed.trigger)
            return NOTHING
        if command is None and (meant := self.front.nearest(text, caller)):
            return await self._inline(meant, caller, typed.spot)
        if command is None or manner(command) == "slow":
            return await self._later(text if command is None else command, caller, typed.spot)
        reply = await self.front.take(command, caller)
        self.wake()
        return await self._inline(reply, caller, typed.spot) if reply else NOTHING

    def _form(self, command: Command | None, text: str) -> Form | None:
        """Return the form for what a command lacks; a lone verb that says too little names its form."""
        if command is None or isinstance(command, Help):
            command = Fill(text.casefold().removeprefix("/"))
        return self.front.form(command)

    async def _said(self, said: Said) -> Ack:
        caller, text = await self._heard(said.spot, said.text, said.bot)
        caller = replace(caller, delivery=said.id, at=said.at)
        if not text:
            self._spawn(self._bring(self.front.menu(), caller, said.spot))
            return NOTHING
        if not said.spot.direct:
            self._spawn(self._react(said))
        return await self._later(text, caller, said.spot, said.ts)

    async def _pressed(self, pressed: Pressed) -> Ack:
        caller = await self._caller(pressed.spot, self._ids(named_in(pressed.token)))
        caller = replace(caller, delivery=pressed.id, at=pressed.at)
        caller = replace(caller, place=Home.PLACE) if pressed.home else caller
        command = await self.front.unwrap(pressed.token, caller)
        if command is None:
            self._spawn(self._bring(self.front.too_old(), caller, pressed.spot))
            return NOTHING
        if form := self.front.form(command):
            await self._show(form, pressed.spot, pressed.trigger)
            return NOTHING
        if manner(command) == "slow":
            return await self._later(command, caller, pressed.spot)
        reply = await self.front.take(command, caller)
        self.wake()
        if reply:
            self._spawn(self._after(reply, caller, pressed))
        return NOTHING

    async def _after(self, reply: Reply, caller: Caller, pressed: Pressed) -> None:
        """Say what came of a button: in its own place, where something has changed by it."""
        changed = isinstance(reply.result, Recorded) and reply.result.event is not None
        if pressed.home:
            await self.home.show(caller, pressed.spot.user, reply)
        elif changed and pressed.shown:
            await self.voice.add(reply, caller, pressed.spot, pressed.shown)
        else:
            await self._bring(reply, caller, pressed.spot, instead=changed)

    async def _submitted(self, submitted: Submitted) -> Ack:
        held = incoming.held(submitted.held, submitted.user)
        form = self.front.form(Fill(submitted.form, tuple(held.hidden.items())))
        values = dict(held.hidden) | modals.said(form, submitted.values, self.people.ours)
        command = self.front.fill(submitted.form, values)
        if isinstance(command, Mistakes):
            return modals.errors(command, submitted.fields)
        named = self._ids(named_in(" ".join(values.values()))) | dict.fromkeys(held.people, "")
        caller = replace(await self._caller(held.spot, named), delivery=submitted.id)
        if manner(command) == "slow":
            return await self._later(command, caller, held.spot)
        reply = await self.front.take(command, caller)
        self.wake()
        if reply and form and (mistakes := self.front.mistaken(reply, form)):
            return modals.errors(mistakes, submitted.fields)
        if reply:
            self._spawn(self._bring(reply, caller, held.spot))
        return NOTHING

    async def _shortcut(self, used: Shortcut) -> Ack:
        author = await self.people.member(used.author) if used.author else None
        text, name = await self._legible(used.text), author.name if author else ""
        if used.name in GLOBAL:
            await self._filled(used, Fill(used.name))
        elif used.name == "write_to_author":
            wrote = Template(self.words["shortcuts"]["wrote"]).safe_substitute(text=text)
            await self._filled(
                used, Fill("opener", (("who", name), ("to", name), ("fact", wrote), ("medium", "slack")))
            )
        elif used.name == "save_ok":
            await self._filled(used, Fill("report", (("contact", name), ("answer", "yes"), ("words", text))))
        elif used.name == "help_me_answer":
            question = Template(self.words["shortcuts"]["answer"]).safe_substitute(text=text)
            caller = replace(await self._caller(used.spot), delivery=used.id)
            return await self._later(Ask(question), caller, used.spot)
        return NOTHING

    async def _filled(self, used: Shortcut, command: Fill) -> None:
        """Show a form that is filled in with what a shortcut was used on."""
        if form := self.front.form(command):
            await self._show(form, used.spot, used.trigger, (used.author,) if used.author else ())

    async def _opened(self, opened: Opened) -> None:
        if opened.tab == "messages":
            prompts = [{"title": each["title"], "message": each["message"]} for each in self.words["prompts"]]
            with suppress(*NOT_DONE):
                await self.web.call(
                    "assistant.threads.setSuggestedPrompts",
                    channel_id=opened.channel,
                    title=self.words["prompts_title"],
                    prompts=prompts,
                )
        else:
            caller = replace(await self._caller(Spot(opened.user)), place=Home.PLACE)
            await self.home.show(caller, opened.user)

    # Who, and what was meant

    async def _caller(self, spot: Spot, named: Mapping[str, str] = NOBODY) -> Caller:
        """Return who did something in a spot, and whom she *named*."""
        caller = await self.people.caller(spot.user, named, spot.called)
        return replace(caller, place=spot.place, thread=spot.thread)

    def _ids(self, people: Sequence[str]) -> dict[str, str]:
        """Return the ids of *people* as Slack calls them, those that are of this workspace."""
        return {user: "" for each in people if (user := self.people.theirs(each))}

    async def _heard(self, spot: Spot, typed: str, bot: str = "") -> tuple[Caller, str]:
        """Return who typed something, and what, as the coach reads it."""
        named = {user: called for user, called in markup.mentioned(typed).items() if user != bot}
        text = markup.read(typed, lambda user: f"@{{{self.people.ours(user)}}}", bot)
        caller = await self._caller(spot, named)
        return replace(caller, mentions=(*caller.mentions, *markup.channels(typed))), text

    async def _legible(self, text: str) -> str:
        """Return somebody's message as people read it, with the names of whom it mentions."""
        members = {user: await self.people.member(user) for user in markup.mentioned(text)}
        return markup.read(text, lambda user: f"@{member.name}" if (member := members.get(user)) else "@…")

    # Forms

    async def _show(self, form: Form, spot: Spot, trigger: str, people: tuple[str, ...] = ()) -> None:
        """Show a form; where it comes too late for that, say how to type it."""
        known = named_in(" ".join([*dict(form.hidden).values(), *(each.value for each in form.fields)]))
        held = Held(spot, dict(form.hidden), (*people, *self._ids(known)))
        try:
            view = modals.modal(form, held, self.words["close"], self.people.theirs)
            await self.web.call("views.open", trigger_id=trigger, view=view)
        except NOT_DONE as error:
            log.warning("a form could not be shown (%s)", getattr(error, "code", type(error).__name__))
            caller = await self._caller(spot)
            if reply := await self.front.take(Fill(form.name), caller):
                self._spawn(self._bring(reply, caller, spot))

    # What takes longer than an acknowledgement

    async def _later(self, asked: Command | str, caller: Caller, spot: Spot, ts: str = "") -> Ack:
        """Claim what was asked and answer it after the acknowledgement; a repeat is let go."""
        if isinstance(asked, Opener | Review):
            caller = replace(caller, place="", thread=caller.thread if spot.direct else "")  # it goes on in the DM
        if isinstance(asked, str):
            ours = await self.front.claim_words(asked, caller, spot.written())
        else:
            ours = await self.front.claim(asked, caller, spot.written())
        if ours:
            self._spawn(self._answer(asked, caller, spot, ts))
        return NOTHING

    async def _answer(self, asked: Command | str, caller: Caller, spot: Spot, ts: str = "") -> None:
        """Answer what was claimed; what could not be brought is taken up again at the next start."""
        turn = self.turns.setdefault(caller.person, asyncio.Lock())
        async with turn, self._status(spot, ts):
            reply = await self.front.work(asked, caller)
            beside = () if isinstance(asked, str) else self.front.beside(asked, reply)
            kept = tuple(each for each in beside if not (spot.direct and isinstance(each.command, Share)))
            brought = await self._bring(replace(reply, buttons=(*reply.buttons, *kept)), caller, spot)
        if brought:
            await self.front.answered(caller)
        self.wake()

    async def resume(self, left: Interrupted) -> None:
        """Take up what a process before this one had claimed and not answered."""
        spot = incoming.spot(left.reply_to)
        if spot is None:
            await self.front.answered(left.caller)
        elif spot.address and self.clock() - left.received > ADDRESS_LIVES:
            self._spawn(self._excuse(left, spot))
        else:
            self._spawn(self._answer(left.spelled, left.caller, spot))

    async def _excuse(self, left: Interrupted, spot: Spot) -> None:
        await self._bring(self.front.interrupted(), left.caller, Spot(spot.user))
        await self.front.answered(left.caller)

    @asynccontextmanager
    async def _status(self, spot: Spot, ts: str) -> AsyncIterator[None]:
        """Let whoever waits in the direct message see that she is being heard."""

        shown = asyncio.Event()

        async def show(status: str) -> None:
            shown.set()
            with suppress(*NOT_DONE):
                await self.web.call(
                    "assistant.threads.setStatus", channel_id=spot.channel, thread_ts=spot.thread or ts, status=status
                )

        async def tell() -> None:
            await asyncio.sleep(SLOW)
            await show(self.words["status"])

        telling = asyncio.ensure_future(tell()) if spot.direct and spot.channel and ts else None
        try:
            yield
        finally:
            if telling and not shown.is_set():
                telling.cancel()
            elif telling:
                await telling
                await show("")

    async def _react(self, said: Said) -> None:
        """Show in the channel that a mention was seen: the answer is for one person only."""
        with suppress(*NOT_DONE):
            await self.web.call(
                "reactions.add", channel=said.spot.channel, timestamp=said.ts, name=self.words["reaction"]
            )

    # Answers

    async def _inline(self, reply: Reply, caller: Caller, spot: Spot) -> Ack:
        """Return a reply as an acknowledgement, or bring it behind an empty one."""
        ack = await self.voice.inline(reply, caller)
        if ack is None:
            self._spawn(self._bring(reply, caller, spot))
        return ack or NOTHING

    async def _bring(self, reply: Reply, caller: Caller, spot: Spot, *, instead: bool = False) -> bool:
        """Say a reply; where Slack takes nothing just now, try again a few times."""
        for pause in TRY_AGAIN:
            if await self.voice.say(reply, caller, spot, instead=instead):
                return True
            await asyncio.sleep(pause)
        return await self.voice.say(reply, caller, spot, instead=instead)

    def _spawn(self, work: Coroutine[Any, Any, object]) -> None:
        async def watched() -> None:
            try:
                await work
            except Exception:
                log.exception("something that was asked on Slack could not be answered")

        task = asyncio.ensure_future(watched())
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def finish(self, within: float) -> None:
        """Let what is under way come to its end, for so many seconds at most."""
        if self.tasks:
            await asyncio.wait(self.tasks, timeout=within)
        for task in list(self.tasks):
            task.cancel()
