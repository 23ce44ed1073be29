"""A Slack app of stock Bolt that acknowledges every /coach with what was typed; the benches run it as a child."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.slack.town import APP_TOKEN, BOT_TOKEN


async def main(api_url: str) -> None:
    """Serve the fake Slack at *api_url* until killed."""
    app = AsyncApp(client=AsyncWebClient(BOT_TOKEN, base_url=api_url))

    async def echo(ack: AsyncAck, body: dict[str, str]) -> None:
        await ack(body["text"])

    app.command("/coach")(echo)
    start: Callable[[], Awaitable[None]] = AsyncSocketModeHandler(app, APP_TOKEN).start_async
    await start()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
