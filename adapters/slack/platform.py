"""Runs the coach in one Slack workspace, over Socket Mode: opens, keeps open, and lets what is under way finish."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import aiohttp
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient

from adapters.slack.listening import QUIET, introduced, listen
from adapters.slack.web import TOO_FAST, Account, Web
from adapters.slack.workspace import workspace
from bot.core.delivering import Address, Later, Leased, Unsure
from bot.core.errors import BadSettings, Unavailable
from bot.core.front import Front
from bot.core.platforms import Outside
from bot.core.ports import Interrupted

log = logging.getLogger(__name__)
PING = 5.0
"""Seconds between pings; after four without an answer, the socket counts as deaf and is opened anew."""
LOOK_AFTER = 5.0
"""Seconds between looks at the connection."""
SILENT = 30.0
"""Seconds without a connection after which we no longer trust the SDK to come back by itself."""
OPENS_WITHIN = 30.0
"""Seconds that Slack may take to let us in."""
ENDS_WITHIN = 12.0
"""Seconds that what is under way may take once we stop."""
REMOVED = 3600.0
"""Seconds until a letter is tried again once the app was removed from the workspace."""
NO_SOCKET = (
    "Slack refuses SLACK_APP_TOKEN ({}). It begins with xapp-; make one with connections:write on the app's page, "
    "Basic Information."
)


class Slack:
    """One workspace, as a Platform."""

    name = "slack"
    doubles = True
    alone = False

    def __init__(self, account: Account, front: Front, outside: Outside) -> None:
        self._account = account
        self._web = Web(account)
        here = workspace(self._web, front, outside)
        self._people, self._reception, self._carrier = here.people, here.reception, here.carrier
        self._handler: AsyncSocketModeHandler | None = None
        self._watching: asyncio.Task[None] | None = None
        self._alive = False

    @property
    def busy(self) -> bool:
        """Say whether somebody is still to be answered."""
        return bool(self._reception.answers.tasks)

    @property
    def trouble(self) -> str:
        """Return what is wrong with the connection; empty while it is alive."""
        if self._reception.gone:
            return "the app was removed from the workspace, or its token revoked"
        return "" if self._alive else "the socket is closed, or deaf"

    async def start(self) -> None:
        """Introduce ourselves and open the socket.

        Raises:
            BadSettings: Slack refuses one of the tokens.
            Unavailable: Slack can't be reached.
        """
        await self._web.open()
        try:
            async with asyncio.timeout(OPENS_WITHIN):
                app = self._app(await self._introduced())
                self._handler = AsyncSocketModeHandler(app, self._account.app_token, ping_interval=PING)
                await self._connect(self._handler.client)
        except (Later, Unsure, TimeoutError) as error:
            raise Unavailable("unreachable", name="Slack") from error
        self._alive = True
        self._watching = asyncio.ensure_future(self._watch(self._handler.client))

    async def resume(self, interrupted: Interrupted) -> None:
        """Answer a delivery that a stopped process left behind, or say that it was interrupted."""
        await self._reception.answers.resume(interrupted)

    async def stop(self) -> None:
        """Finish what is under way, then take nothing more.

        Slack repeats events that nobody acknowledged, and nothing else: a command would fail before whoever typed it.
        So all of it is taken until the socket closes; what takes long is kept for whoever serves next.
        """
        if self._watching:
            self._watching.cancel()
        await self._reception.answers.finish(ENDS_WITHIN)
        if self._handler:
            self._handler.client.socket_mode_request_listeners.clear()
            close: Callable[[], Awaitable[None]] = self._handler.client.close
            await close()
        await self._web.close()

    async def carry(self, leased: Leased, address: Address) -> str:
        """Deliver a letter; raises what a Carrier does."""
        if self._reception.gone:
            raise Later(REMOVED)
        return await self._carrier.carry(leased, address)

    async def _introduced(self) -> AuthorizeResult:
        """Ask Slack who we are."""
        ourselves = await introduced(self._web, self._account.bot_token)
        self._people.team = str(ourselves["team_id"])
        return ourselves

    async def _connect(self, client: AsyncBaseSocketModeClient) -> None:
        """Open the socket; the SDK itself would go on trying a token that is refused, and log it in its own words."""
        try:
            opened = await client.web_client.apps_connections_open(app_token=self._account.app_token)
        except SlackApiError as error:
            if error.response["error"] in TOO_FAST:
                raise Later from error
            raise BadSettings(NO_SOCKET.format(error.response["error"])) from error
        except (aiohttp.ClientError, OSError) as error:
            raise Later from error
        client.wss_uri = opened["url"]
        connect: Callable[[], Awaitable[None]] = client.connect  # the SDK gives it no type
        await connect()

    async def _watch(self, client: AsyncBaseSocketModeClient) -> None:
        """Open another socket where the SDK has not come back by itself."""
        silent = 0.0
        while True:
            await asyncio.sleep(LOOK_AFTER)
            self._alive = await client.is_connected()
            silent = 0.0 if self._alive else silent + LOOK_AFTER
            if silent >= SILENT:
                silent = 0.0
                log.warning("the socket has gone deaf; opening another")
                try:
                    await client.connect_to_new_endpoint(force=True)
                except Exception:
                    log.exception("no other socket could be opened yet")

    def _app(self, ourselves: AuthorizeResult) -> AsyncApp:
        """Return Bolt's app: one listener a kind of payload, since it asks them one after the other."""

        async def let_in() -> AuthorizeResult:
            return ourselves

        app = AsyncApp(
            name="askfirst",
            logger=QUIET,
            client=self._web.client,
            authorize=let_in,
            process_before_response=True,
            attaching_conversation_kwargs_enabled=False,
        )

        async def receive(body: Mapping[str, Any], _context: AsyncBoltContext) -> Mapping[str, Any]:
            return await self._reception.receive(body)

        listen(app, receive)
        return app
