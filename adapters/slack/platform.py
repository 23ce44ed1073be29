"""Runs the coach in one Slack workspace, over Socket Mode: opens, keeps open, and lets what is under way finish."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult

from adapters.slack.carrier import Carrier
from adapters.slack.home import Home
from adapters.slack.people import Directory
from adapters.slack.reception import Reception
from adapters.slack.voice import Voice
from adapters.slack.web import Account, Rejected, Web
from bot.core.delivering import Address, Later, Leased, Unsure
from bot.core.errors import BadSettings, CoachError
from bot.core.front import Front
from bot.core.ports import Interrupted
from bot.core.replies import Labels

log = logging.getLogger(__name__)

ANYTHING = re.compile("")
PING = 5.0
"""Seconds between pings; after four without an answer, the socket counts as deaf and is opened anew."""
LOOK_AFTER = 5.0
"""Seconds between looks at the connection."""
SILENT = 30.0
"""Seconds without a connection after which we no longer trust the SDK to come back by itself."""
ENDS_WITHIN = 12.0
"""Seconds that what is under way may take once we stop."""
REFUSED = "Slack refuses SLACK_BOT_TOKEN ({}). Copy the bot token anew from the app's page, OAuth & Permissions."


@dataclass(frozen=True, slots=True)
class Outside:
    """What the adapter needs of the program beside the coach.

    *wake* is called after anything that may have posted a letter; *interrupted* returns what a process before this one
    had claimed and not answered.
    """

    words: Mapping[str, Any]
    labels: Labels
    clock: Callable[[], datetime]
    wake: Callable[[], None]
    interrupted: Callable[[str], Awaitable[Sequence[Interrupted]]]


class Slack:
    """One workspace; a Carrier for letters to it."""

    name = "slack"

    def __init__(self, account: Account, front: Front, outside: Outside) -> None:
        self._account = account
        self._outside = outside
        self._web = Web(account)
        self._people = Directory(self._web, outside.clock)
        voice = Voice(self._web, front, outside.labels, outside.words)
        home = Home(self._web, front, voice, outside.words["home"])
        self._reception = Reception(
            self._web, front, self._people, voice, home, outside.words, outside.wake, outside.clock
        )
        self._carrier = Carrier(self._web, self._people, voice)
        self._handler: AsyncSocketModeHandler | None = None
        self._keeping: asyncio.Task[None] | None = None
        self._let_in: AuthorizeResult | None = None

    async def start(self) -> None:
        """Open the workspace; while Slack is down, go on trying behind the scenes.

        Raises:
            BadSettings: Slack does not know the token.
        """
        await self._web.open()
        with suppress(Later, Unsure):
            await self._introduce()
        self._keeping = asyncio.ensure_future(self._keep_open())

    async def stop(self) -> None:
        """Take nothing more, and finish what is under way."""
        if self._keeping:
            self._keeping.cancel()
            with suppress(asyncio.CancelledError):
                await self._keeping
        if self._handler:
            self._handler.client.socket_mode_request_listeners.clear()
        await self._reception.finish(ENDS_WITHIN)
        if self._handler:
            await self._handler.close_async()
        await self._web.close()

    async def carry(self, leased: Leased, address: Address) -> str:
        """Deliver a letter; raises what a Carrier does."""
        if not self._people.team or self._reception.gone:
            raise Later
        return await self._carrier.carry(leased, address)

    async def _introduce(self) -> None:
        """Ask Slack who we are."""
        try:
            told = await self._web.call("auth.test")
        except Rejected as error:
            raise BadSettings(REFUSED.format(error.code)) from error
        self._people.team = str(told["team_id"])
        self._let_in = AuthorizeResult(
            enterprise_id=told.get("enterprise_id"),
            team_id=told["team_id"],
            bot_user_id=told.get("user_id"),
            bot_id=told.get("bot_id"),
            bot_token=self._account.bot_token,
        )

    async def _keep_open(self) -> None:
        """Come in, take up what was interrupted, and stay connected."""
        while self._let_in is None:
            try:
                await self._introduce()
            except (Later, Unsure):
                log.warning("Slack can't be reached; trying again")
                await asyncio.sleep(LOOK_AFTER)
            except BadSettings as error:
                log.error("%s", error)
                return
        await self._take_up()
        self._handler = AsyncSocketModeHandler(self._app(), self._account.app_token, ping_interval=PING)
        await self._handler.connect_async()
        silent = 0.0
        while True:
            await asyncio.sleep(LOOK_AFTER)
            silent = 0.0 if await self._handler.client.is_connected() else silent + LOOK_AFTER
            if silent >= SILENT:
                silent = 0.0
                await self._reconnect(self._handler)

    async def _take_up(self) -> None:
        try:
            await self._reception.resume(await self._outside.interrupted(self.name))
        except CoachError:
            log.exception("what was interrupted can't be taken up")

    async def _reconnect(self, handler: AsyncSocketModeHandler) -> None:
        log.warning("the socket has gone deaf; opening another")
        try:
            await handler.client.connect_to_new_endpoint(force=True)
        except Exception:
            log.exception("no other socket could be opened yet")

    def _app(self) -> AsyncApp:
        """Return Bolt's app: one listener a kind of payload, since it asks them one after the other."""

        async def let_in() -> AuthorizeResult | None:
            return self._let_in

        app = AsyncApp(
            name="askfirst",
            client=self._web.client,
            authorize=let_in,
            process_before_response=True,
            attaching_conversation_kwargs_enabled=False,
        )

        async def heard(ack: AsyncAck, body: dict[str, Any]) -> None:
            said = await self._reception.receive(body)
            await ack(**said)

        for kind in (app.command, app.action, app.view, app.shortcut, app.event):
            kind(ANYTHING)(heard)
        return app
