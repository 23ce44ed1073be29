"""The shipped program as a child process, serving a fake Slack."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.fakes.slack import FakeSlack
from tests.fakes.slack.town import APP_TOKEN, BOT_TOKEN
from tests.program import Served


@asynccontextmanager
async def serving(slack: FakeSlack, home: Path, program: str = "bot", **environ: str) -> AsyncIterator[Served]:
    """Serve *slack* with the shipped program, or with one like it, its data in *home*."""
    given = {"SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_APP_TOKEN": APP_TOKEN, "SLACK_API_URL": slack.api_url}
    served = Served(home, program, **given, **environ)
    try:
        ended = asyncio.ensure_future(served.ended(60))
        linked = asyncio.ensure_future(slack.connected(within=60))
        await asyncio.wait({ended, linked}, return_when=asyncio.FIRST_COMPLETED)
        assert linked.done(), served.errors
        ended.cancel()
        yield served
    finally:
        await served.end()
