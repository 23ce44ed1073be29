"""Talks with people in direct messages, and answers there, or where it was asked, what was cut short."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import discord

from adapters.discord import markup, naming
from adapters.discord.belonging import Belonging
from adapters.discord.drawing import Pen
from adapters.discord.pressing import keys
from bot.core.front import Front
from bot.core.grammar import parse
from bot.core.people import Caller, Mention
from bot.core.ports import Interrupted
from bot.core.replies import Reply, Text

log = logging.getLogger(__name__)

ANSWERABLE = timedelta(minutes=14)
"""How long something can be answered where it was asked: Discord takes fifteen minutes."""


@dataclass(frozen=True, slots=True)
class Direct:
    """Stands between direct messages and the coach."""

    belonging: Belonging
    pen: Pen
    clock: Callable[[], datetime]

    @property
    def front(self) -> Front:
        """Return the coach's."""
        return self.belonging.front

    @property
    def client(self) -> discord.Client:
        """Return the connection."""
        return self.belonging.client

    async def hear(self, message: discord.Message) -> None:
        """Answer what somebody wrote; never raises."""
        try:
            await self._hear(message)
        except discord.HTTPException as error:
            log.warning("a direct message could not be answered: %s %s", error.status, error.code)
        except Exception:
            log.exception("a direct message failed")
            await self._apologise(message.channel, message.id)

    async def _hear(self, message: discord.Message) -> None:
        mentions = [Mention(str(each.id), each.display_name, bot=each.bot) for each in message.mentions]
        caller = await self.belonging.named(naming.writer(message, "", mentions))
        typed = markup.named(message.content, lambda number: f"@{{{number}}}").strip()
        where = json.dumps({"channel": message.channel.id, "message": message.id})
        if not await self.front.claim_words(typed, caller, where):
            return
        try:
            await self._answer(typed, caller, message.channel, message.id)
        except Exception:  # what failed once is not to be taken up at every start
            await self.front.answered(caller)
            raise

    async def _answer(self, typed: str, caller: Caller, to: discord.abc.Messageable, nonce: int) -> None:
        """Answer and send, under the nonce of what is answered, so that a second try does not double it."""
        reply = await self.front.work(typed, caller) if typed else self.front.menu()
        await self._send(reply, caller, to, nonce)
        await self.front.answered(caller)

    async def _send(self, reply: Reply, caller: Caller, to: discord.abc.Messageable, nonce: int) -> None:
        row = await keys(self.front, reply.buttons, caller)
        for place, page in enumerate(self.pen.drawn(reply, row)):
            await to.send(view=page.view, files=page.files, nonce=f"{nonce}-{place}")

    async def _apologise(self, to: discord.abc.Messageable, nonce: int) -> None:
        failed = self.front.phrases["errors"]["failed"]
        for page in self.pen.drawn(Reply((Text(failed),))):
            try:
                await to.send(view=page.view, nonce=f"{nonce}-x")
            except discord.HTTPException as error:
                log.warning("nor could an apology be sent: %s", error.code)

    # What a stopped process left behind

    async def resume(self, interrupted: Interrupted) -> None:
        """Answer what was interrupted where it was asked, or say that it was; never raises."""
        try:
            await self._resume(interrupted)
        except discord.HTTPException as error:
            log.warning("what was interrupted could not be answered: %s %s", error.status, error.code)
            await self.front.answered(interrupted.caller)
        except Exception:  # it would fail at every start again
            log.exception("what was interrupted could not be taken up")
            await self.front.answered(interrupted.caller)

    async def _resume(self, interrupted: Interrupted) -> None:
        where: dict[str, Any] = json.loads(interrupted.reply_to or "{}")
        caller = interrupted.caller
        if "channel" in where:
            to = self.client.get_partial_messageable(where["channel"])
            await self._answer(interrupted.spelled, caller, to, where["message"])
            return
        if not await self._answered_there(interrupted, where):
            user = discord.Object(int(caller.person), type=discord.User)
            nonce = int(caller.delivery.rpartition(":")[2])
            await self._send(self.front.interrupted(), caller, await self.client.create_dm(user), nonce)
        await self.front.answered(caller)

    async def _answered_there(self, interrupted: Interrupted, where: dict[str, Any]) -> bool:
        """Answer where it was asked; False if that is over."""
        began = interrupted.caller.at or interrupted.received
        if "token" not in where or self.clock() - began > ANSWERABLE:
            return False
        try:
            await self._follow_up(interrupted, where)
        except discord.HTTPException as error:
            log.info("where somebody asked, nothing can be answered any more: %s", error.code)
            return False
        return True

    async def _follow_up(self, interrupted: Interrupted, where: dict[str, Any]) -> None:
        """Put the answer in the place of "thinking"."""
        caller, command = interrupted.caller, parse(interrupted.spelled)
        reply = await self.front.work(command, caller) if command else self.front.interrupted()
        webhook = discord.Webhook.partial(where["app"], where["token"], client=self.client)
        row = await keys(self.front, reply.buttons, caller)
        for page in self.pen.drawn(reply, row):
            await webhook.send(view=page.view, files=page.files, wait=True)
