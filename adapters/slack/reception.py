"""Receives what people do on Slack: who it was, what was meant, and whether a form comes before the answer."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from string import Template
from typing import TYPE_CHECKING, Any

from adapters.slack import incoming, markup, modals
from adapters.slack.answers import NOTHING, Ack, Answers
from adapters.slack.home import Home
from adapters.slack.incoming import Gone, Held, Opened, Payload, Pressed, Said, Shortcut, Spot, Submitted, Typed
from adapters.slack.people import Directory
from adapters.slack.voice import NOT_DONE
from adapters.slack.web import Web
from bot.core.commands import Fill, Help, Received
from bot.core.forms import Form, Mistakes
from bot.core.front import Front, named_in
from bot.core.people import Caller
from bot.core.permission.outcome import Recorded
from bot.core.replies import Reply

if TYPE_CHECKING:
    from bot.core.commands import Command

log = logging.getLogger(__name__)

GLOBAL = {"ask", "opener", "review", "call"}
"""Shortcuts that open the form of their name."""


@dataclass(slots=True)
class Reception:
    """Stands at the door of one workspace."""

    web: Web
    front: Front
    people: Directory
    answers: Answers
    home: Home
    words: Mapping[str, Any]
    gone: bool = False
    welcomed: bool = False

    async def receive(self, body: Payload) -> Ack:
        """Take one delivery and return what its acknowledgement says; never raises."""
        try:
            return await self._received(body)
        except Exception:
            log.exception("something that Slack sent could not be taken")
            return {"text": self.front.phrases["errors"]["failed"]} if "command" in body else NOTHING

    async def _received(self, body: Payload) -> Ack:
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
            self.answers.spawn(self._opened(event))
        else:
            self.gone = True
            log.error("the app was removed from the workspace, or its token revoked")

    # One kind each

    async def _typed(self, typed: Typed) -> Ack:
        caller, text = await self._heard(typed)
        if not text:
            return await self.answers.inline(self.front.menu(), caller, typed.spot)
        command = self.front.read(text, caller)
        if form := self._form(command, text):
            await self._show(form, typed.spot, typed.trigger)
            return NOTHING
        if command is None and (meant := self.front.nearest(text, caller)):
            return await self.answers.inline(meant, caller, typed.spot)
        if command is None or self.front.manner(command) == "slow":
            return await self.answers.later(text if command is None else command, caller, typed.spot)
        reply = await self.answers.take(command, caller, lambda reply: self.answers.bring(reply, caller, typed.spot))
        return await self.answers.inline(reply, caller, typed.spot) if reply else NOTHING

    def _form(self, command: Command | None, text: str) -> Form | None:
        """Return the form for what a command lacks; a lone verb that says too little names its form."""
        if command is None or isinstance(command, Help):
            command = Fill(text.casefold().removeprefix("/"))
        return self.front.form(command)

    async def _said(self, said: Said) -> Ack:
        caller, text = await self._heard(said)
        caller = replace(caller, at=said.at)
        if not text:
            self.answers.spawn(self.answers.bring(self.front.menu(), caller, said.spot))
            return NOTHING
        if not said.spot.direct:
            self.answers.spawn(self._react(said))
        return await self.answers.later(text, caller, said.spot, said.ts)

    async def _pressed(self, pressed: Pressed) -> Ack:
        caller = await self.people.caller(pressed.spot, self._ids(named_in(pressed.token)))
        place = Home.PLACE if pressed.home else caller.place
        caller = replace(caller, place=place, delivery=pressed.id, at=pressed.at)
        command = await self.front.unwrap(pressed.token, caller)
        if command is None:
            self.answers.spawn(self.answers.bring(self.front.too_old(), caller, pressed.spot))
            return NOTHING
        if form := self.front.form(command):
            await self._show(form, pressed.spot, pressed.trigger)
            return NOTHING
        if self.front.manner(command) == "slow":
            return await self.answers.later(command, caller, pressed.spot)
        reply = await self.answers.take(command, caller, lambda reply: self._after(reply, caller, pressed))
        if reply:
            self.answers.spawn(self._after(reply, caller, pressed))
        return NOTHING

    async def _after(self, reply: Reply, caller: Caller, pressed: Pressed) -> None:
        """Say what came of a button: in its own place, where something has changed by it."""
        changed = isinstance(reply.result, Recorded) and reply.result.event is not None
        if pressed.home:
            await self.home.show(caller, pressed.spot.user, reply)
        elif changed and pressed.shown:
            await self.answers.voice.add(reply, caller, pressed.spot, pressed.shown)
            await self.answers.letters.settle(reply, caller, pressed.spot.channel, pressed.spot.pressed)
        else:
            await self.answers.bring(reply, caller, pressed.spot, instead=changed)

    async def _submitted(self, submitted: Submitted) -> Ack:
        held = incoming.held(submitted.held, submitted.user)
        form = self.front.form(Fill(submitted.form, tuple(held.hidden.items())))
        values = dict(held.hidden) | modals.said(form, submitted.values, self.people.ours)
        command = self.front.fill(submitted.form, values)
        if isinstance(command, Mistakes):
            return modals.errors(command, submitted.fields)
        named = self._ids(named_in(" ".join(values.values()))) | dict.fromkeys(held.people, "")
        caller = replace(await self.people.caller(held.spot, named), delivery=submitted.id)
        if self.front.manner(command) == "slow":
            return await self.answers.later(command, caller, held.spot)
        reply = await self.answers.take(command, caller, lambda reply: self.answers.bring(reply, caller, held.spot))
        if reply and form and (mistakes := self.front.mistaken(reply, form)):
            return modals.errors(mistakes, submitted.fields)
        if reply:
            self.answers.spawn(self.answers.bring(reply, caller, held.spot))
            self.answers.spawn(self.answers.letters.settle(reply, caller, held.spot.channel))
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
            caller = replace(await self.people.caller(used.spot), delivery=used.id)
            return await self.answers.later(Received(text), caller, used.spot)
        return NOTHING

    async def _filled(self, used: Shortcut, command: Fill) -> None:
        """Show a form that is filled in with what a shortcut was used on."""
        if form := self.front.form(command):
            await self._show(form, used.spot, used.trigger, (used.author,) if used.author else ())

    async def _opened(self, opened: Opened) -> None:
        caller = replace(await self.people.caller(Spot(opened.user)), place=Home.PLACE)
        if not self.welcomed:
            await self.front.welcome(self.home.welcome(admin=caller.admin), caller)
            self.welcomed = True
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
            await self.home.show(caller, opened.user)

    # Who, and what was meant

    def _ids(self, people: Sequence[str]) -> dict[str, str]:
        """Return the ids of *people* as Slack calls them, those that are of this workspace."""
        return {user: "" for each in people if (user := self.people.theirs(each))}

    async def _heard(self, told: Typed | Said) -> tuple[Caller, str]:
        """Return who typed something, and what, as the coach reads it."""
        bot = told.bot if isinstance(told, Said) else ""
        named = {user: called for user, called in markup.mentioned(told.text).items() if user != bot}
        text = markup.read(told.text, lambda user: f"@{{{self.people.ours(user)}}}", bot)
        caller = await self.people.caller(told.spot, named)
        mentions = (*caller.mentions, *markup.channels(told.text))
        return replace(caller, mentions=mentions, delivery=told.id), text

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
            await self.web.once("views.open", trigger_id=trigger, view=view)
        except NOT_DONE as error:
            log.warning("a form could not be shown (%s)", getattr(error, "code", type(error).__name__))
            caller = await self.people.caller(spot)
            if reply := await self.front.take(Fill(form.name), caller):
                self.answers.spawn(self.answers.bring(reply, caller, spot))

    async def _react(self, said: Said) -> None:
        """Show in the channel that a mention was seen: the answer is for one person only."""
        with suppress(*NOT_DONE):
            await self.web.call(
                "reactions.add", channel=said.spot.channel, timestamp=said.ts, name=self.words["reaction"]
            )
