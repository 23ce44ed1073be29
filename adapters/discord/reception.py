"""Takes whatever somebody sets going on Discord: finds what it means, lets the coach answer, shows the answer.

The order is Discord's: an answer within three seconds, or else a word that it comes later; a form only as the first
answer. Whatever fails on the way, the person reads a sentence.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

import discord

from adapters.discord import filling, markup, menus, naming, sheets, slash
from adapters.discord.belonging import Belonging
from adapters.discord.drawing import Key, Page, Pen, without_buttons
from adapters.discord.offering import Offers
from adapters.discord.pressing import keys, pressed
from bot.core.commands import Fill, Share, manner
from bot.core.forms import Mistakes
from bot.core.front import Front, named_in
from bot.core.grammar import spell
from bot.core.permission.outcome import Recorded
from bot.core.replies import Button, Reply, Text, Trouble

if TYPE_CHECKING:
    from bot.core.commands import Command
    from bot.core.people import Caller

T = TypeVar("T")
Interaction = discord.Interaction[Any]
log = logging.getLogger(__name__)

IN_TIME = 1.5
"""Seconds after which we say that an answer will come; Discord waits three, and the way there takes some."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing that somebody set going, and who she is."""

    interaction: Interaction
    caller: Caller

    @property
    def hidden(self) -> bool:
        """Say whether an answer is to be seen by her alone."""
        return _is_hidden(self.interaction)


@dataclass(frozen=True, slots=True)
class Reception:
    """Stands between Discord and the coach."""

    front: Front
    pen: Pen
    words: Mapping[str, Any]
    belonging: Belonging

    @property
    def offers(self) -> Offers:
        """Return what is offered while somebody types."""
        return Offers(self.front, self.belonging)

    # What people set going

    async def take(self, interaction: Interaction) -> None:
        """Answer whatever somebody set going."""
        try:
            await self._take(interaction)
        except discord.HTTPException as error:
            log.warning("Discord refused an answer: %s %s", error.status, error.code)
            if error.code not in LOST:
                await self._apologise(interaction)
        except Exception:
            log.exception("an interaction failed")
            await self._apologise(interaction)

    async def _take(self, interaction: Interaction) -> None:
        data: Mapping[str, Any] = interaction.data or {}
        match interaction.type:
            case discord.InteractionType.application_command:
                await self._command(interaction, data)
            case discord.InteractionType.autocomplete:
                await self.offers.make(interaction)
            case discord.InteractionType.component | discord.InteractionType.modal_submit:
                await self._pressed(interaction, data)
            case _:
                log.info("an interaction of a kind that is not known here")

    async def _apologise(self, interaction: Interaction) -> None:
        if interaction.type is discord.InteractionType.autocomplete:  # nothing can be said there
            return
        failed = self.front.phrases["errors"]["failed"]
        try:
            await self._show(interaction, self.pen.drawn(Reply((Text(failed),))), hidden=True)
        except discord.HTTPException as error:
            log.warning("nor did it take an apology: %s", error.code)

    async def _command(self, interaction: Interaction, data: Mapping[str, Any]) -> None:
        mentions = tuple(naming.picked(data))
        turn = Turn(interaction, naming.speaker(interaction, await self.belonging.of(interaction), mentions))
        if data.get("type") in {slash.ON_USER, slash.ON_MESSAGE}:
            command = menus.chosen(data, turn.caller.person, self.words)
        else:
            command = await self._typed(turn, slash.typed(data), data)
        if command is None:
            await self._answer(turn, self.front.too_old())
        elif isinstance(command, menus.Refusal):
            await self._answer(turn, self._said(command.phrase))
        else:
            await self._do(turn, command)

    async def _typed(self, turn: Turn, told: slash.Typed, data: Mapping[str, Any]) -> Command | menus.Refusal | None:
        if told.path[0] == slash.ADMIN and not turn.caller.admin:  # a server may show its commands to anybody
            return menus.Refusal("admins_only")
        if slash.SHEET in told.options:
            client, file = turn.interaction.client, str(told.options[slash.SHEET])
            says = await self._in_time(turn, sheets.brought(client, data, file), turn.hidden)
            if isinstance(says, menus.Refusal):
                return says
            return slash.command(replace(told, options={**told.options, slash.SHEET: says}), str)
        return slash.command(told, await self._reader(turn.interaction, told.options))

    async def _reader(self, interaction: Interaction, options: Mapping[str, Any]) -> Callable[[str], str]:
        """Return what writes out the mentions in what was typed."""
        typed = [value for name, value in options.items() if isinstance(value, str) and name != "person"]
        ids = (str(each) for text in typed for each in markup.mentioned(text))
        names = {each.value: each.name for each in await naming.looked_up(interaction, ids)}
        return lambda text: markup.named(text, lambda number: names.get(number, self.words["somebody"]))

    # What is pressed and filled in

    async def _pressed(self, interaction: Interaction, data: Mapping[str, Any]) -> None:
        found = pressed(interaction)
        if found is None:
            await self._show(interaction, self.pen.drawn(self.front.too_old()), hidden=_is_hidden(interaction))
            return
        team, token = found
        caller = naming.speaker(interaction, team, naming.picked(data))
        command = await self.front.unwrap(token, caller)
        turn = Turn(interaction, await self._with_mentions(interaction, caller, command))
        if command is None:
            await self._answer(turn, self.front.too_old())
        elif interaction.type is discord.InteractionType.modal_submit and isinstance(command, Fill):
            await self._filled_in(turn, command, filling.filled(data))
        else:
            await self._do(turn, command)

    async def _with_mentions(self, interaction: Interaction, caller: Caller, command: Command | None) -> Caller:
        """Let the caller name the people of a command, whom a button knows by their ids only."""
        known = {each.value for each in caller.mentions}
        ids = [each for each in named_in(spell(command)) if naming.is_discords(each)] if command else []
        more = await naming.looked_up(interaction, (each for each in ids if each not in known))
        return replace(caller, mentions=caller.mentions + more)

    async def _filled_in(self, turn: Turn, begun: Fill, values: Mapping[str, str]) -> None:
        every = {**dict(begun.given), **values}
        command = self.front.fill(begun.form, every)
        if isinstance(command, Mistakes):
            sentences = tuple(Text(sentence) for _, sentence in command.fields)
            await self._answer(turn, Reply(sentences, (self._again(begun, every),)))
        else:
            await self._do(turn, command, again=self._again(begun, every))

    def _again(self, begun: Fill, values: Mapping[str, str]) -> Button:
        """Return the button that opens a form once more, with what was filled in."""
        kept = tuple((name, value) for name, value in values.items() if value)
        return Button(self.words["again"], Fill(begun.form, kept))

    # Answers

    async def _do(self, turn: Turn, command: Command, again: Button | None = None) -> None:
        """Let the coach answer; a form comes first, where one is lacking and none was just filled in."""
        form = self.front.form(command)
        if form and turn.interaction.type is not discord.InteractionType.modal_submit:
            shown = filling.settled(form)
            [key] = await keys(self.front, [Button("", filling.begun(shown))], turn.caller)
            await turn.interaction.response.send_modal(filling.modal(shown, key.carries))
        elif manner(command) == "quick":
            reply = await self._in_time(turn, self.front.take(command, turn.caller), turn.hidden)
            if reply:
                await self._answer(turn, _offering(reply, again), command)
        else:
            await self._slowly(turn, command)

    async def _in_time(self, turn: Turn, work: Awaitable[T], hidden: bool) -> T:
        """Wait for an answer; where it takes long, say that it comes."""
        working = asyncio.ensure_future(work)
        done, _ = await asyncio.wait({working}, timeout=IN_TIME)
        if not done:
            with suppress(discord.HTTPException):  # too late even for that; what was begun ends all the same
                await turn.interaction.response.defer(ephemeral=hidden, thinking=True)
        return await working

    async def _slowly(self, turn: Turn, command: Command) -> None:
        """Keep what was asked, say that an answer comes, and bring it."""
        hidden = turn.hidden and not isinstance(command, Share)
        where = {"app": turn.interaction.application_id, "token": turn.interaction.token}
        if not await self._in_time(turn, self.front.claim(command, turn.caller, json.dumps(where)), hidden):
            return
        try:
            if not turn.interaction.response.is_done():
                await turn.interaction.response.defer(ephemeral=hidden, thinking=True)
            await self._bring(turn, command)
        except Exception:  # what failed once is not to be taken up at every start
            await self.front.answered(turn.caller)
            raise
        await self.front.answered(turn.caller)

    async def _bring(self, turn: Turn, command: Command) -> None:
        reply = await self.front.work(command, turn.caller)
        by = menus.filled(self.words["shared"], name=turn.caller.name) if isinstance(command, Share) else ""
        await self._answer(turn, reply, command, small=by)

    async def _answer(self, turn: Turn, reply: Reply, command: Command | None = None, small: str = "") -> None:
        """Show what the coach says: below what was pressed if that is used up now, else as a message of its own."""
        rows = await self._rows(turn, reply, command)
        if _uses_up(turn.interaction, reply) and turn.interaction.message:
            changed = self.pen.below(turn.interaction.message, reply, *rows)
            if changed:
                await turn.interaction.response.edit_message(view=changed)
                return
            await turn.interaction.response.edit_message(view=without_buttons(turn.interaction.message))
        await self._show(
            turn.interaction, self.pen.drawn(reply, *rows, small=small), hidden=turn.hidden and reply.private
        )

    async def _rows(self, turn: Turn, reply: Reply, command: Command | None) -> tuple[tuple[Key, ...], ...]:
        beside = self.front.beside(command, reply) if command else ()
        fitting = [each for each in beside if turn.hidden or not isinstance(each.command, Share)]
        return tuple([await keys(self.front, buttons, turn.caller) for buttons in (reply.buttons, fitting) if buttons])

    async def _show(self, interaction: Interaction, pages: Sequence[Page], *, hidden: bool) -> None:
        """Show pages as the answer, or behind it; directly to whoever asked, once that is over."""
        for page in pages:
            if not interaction.response.is_done():
                await interaction.response.send_message(view=page.view, files=page.files, ephemeral=hidden)
                continue
            try:
                await interaction.followup.send(view=page.view, files=page.files, ephemeral=hidden, wait=True)
            except discord.HTTPException as error:
                if error.code not in OVER:
                    raise
                await interaction.user.send(view=page.view)

    # Words

    def _said(self, phrase: str) -> Reply:
        return Reply((Text(self.words[phrase]),), result=Trouble(phrase, self.words[phrase]))


OVER = {10015, 50027, 40094}
"""Codes that say that nothing more can be answered there: a quarter of an hour is over, or five messages are."""
LOST = {10062, 40060}
"""Codes that say that nobody waits any more, or that it was answered: by a repeat of the same delivery, mostly."""


def _is_hidden(interaction: Interaction) -> bool:
    """Say whether an answer is to be seen by her alone: everywhere but where nobody else is."""
    return not interaction.context.dm_channel


def _offering(reply: Reply, again: Button | None) -> Reply:
    """Let somebody whose form led to a refusal open it again."""
    refused = isinstance(reply.result, Trouble) and again is not None
    return replace(reply, buttons=(*reply.buttons, again)) if refused and again else reply


def _uses_up(interaction: Interaction, reply: Reply) -> bool:
    """Say whether what was pressed is settled now, so that its buttons go: something was written down."""
    fresh = interaction.type is discord.InteractionType.component and not interaction.response.is_done()
    return fresh and isinstance(reply.result, Recorded) and reply.result.event is not None
