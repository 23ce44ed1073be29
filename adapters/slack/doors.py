"""The two ways in which Slack tells us what people do: over a socket that we open, or by requests that it signs."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

import aiohttp
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient

from adapters.slack.manifest import PATH
from bot.core.delivering import Later
from bot.core.errors import BadSettings

log = logging.getLogger(__name__)

PING = 5.0
"""Seconds between pings; after four without an answer, the socket counts as deaf and is opened anew."""
LOOK_AFTER = 5.0
"""Seconds between looks at the connection."""
SILENT = 30.0
"""Seconds without a connection after which we no longer trust the SDK to come back by itself."""
NO_SOCKET = "Slack refuses SLACK_APP_TOKEN ({}). Make one with connections:write on the app's page, Basic Information."
PORT_TAKEN = "Port {} can't be listened on ({}). Set ASKFIRST_HTTP_PORT to another."


class Socket:
    """A socket to Slack, kept open."""

    def __init__(self, app_token: str) -> None:
        self._app_token = app_token
        self._client: AsyncBaseSocketModeClient | None = None
        self._watching: asyncio.Task[None] | None = None

    async def open(self, app: AsyncApp) -> None:
        """Open the socket; the SDK by itself would go on trying a token that is refused.

        Raises:
            BadSettings: Slack refuses the token.
            Later: Slack can't be reached.
        """
        self._client = client = AsyncSocketModeHandler(app, self._app_token, ping_interval=PING).client
        try:
            client.wss_uri = await client.issue_new_wss_url()
        except SlackApiError as error:
            raise BadSettings(NO_SOCKET.format(error.response["error"])) from error
        except (aiohttp.ClientError, OSError) as error:
            raise Later from error
        connect: Callable[[], Awaitable[None]] = client.connect  # the SDK gives it no type
        await connect()
        self._watching = asyncio.ensure_future(self._watch(client))

    def shut(self) -> None:
        """Take nothing more."""
        if self._watching:
            self._watching.cancel()
        if self._client:
            self._client.socket_mode_request_listeners.clear()

    async def close(self) -> None:
        """Let go of the connection."""
        if self._client:
            close: Callable[[], Awaitable[None]] = self._client.close
            await close()

    async def _watch(self, client: AsyncBaseSocketModeClient) -> None:
        """Open another socket where the SDK has not come back by itself."""
        silent = 0.0
        while True:
            await asyncio.sleep(LOOK_AFTER)
            silent = 0.0 if await client.is_connected() else silent + LOOK_AFTER
            if silent >= SILENT:
                silent = 0.0
                log.warning("the socket has gone deaf; opening another")
                try:
                    await client.connect_to_new_endpoint(force=True)
                except Exception:
                    log.exception("no other socket could be opened yet")


class Requests:
    """A port on which Slack's signed requests come in; Bolt turns away what is not signed, or too old."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._runner: web.AppRunner | None = None

    async def open(self, app: AsyncApp) -> None:
        """Listen.

        Raises:
            BadSettings: the port is taken.
        """

        async def taken(request: web.Request) -> web.Response:
            return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

        server = web.Application()
        server.router.add_post(PATH, taken)
        self._runner = web.AppRunner(server, access_log=None, shutdown_timeout=3)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, port=self._port).start()
        except OSError as error:
            raise BadSettings(PORT_TAKEN.format(self._port, error.strerror)) from error

    def shut(self) -> None:
        """Take nothing more; what is half taken is let through, for a moment."""

    async def close(self) -> None:
        """Let go of the port."""
        if self._runner:
            await self._runner.cleanup()
