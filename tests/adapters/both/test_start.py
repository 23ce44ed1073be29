"""The program as somebody starts it, in a Python that has loaded nothing yet, serves both platforms."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from tests.fakes.discord.server import FakeDiscord
from tests.fakes.slack import FakeSlack
from tests.fakes.slack.town import APP_TOKEN, BOT_TOKEN
from tests.program import ROOT


async def test_it_listens_to_both_and_ends_when_it_is_asked_to(
    slack: FakeSlack, discord: FakeDiscord, folder: Path
) -> None:
    given = {
        "ASKFIRST_HOME": str(folder), "SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_APP_TOKEN": APP_TOKEN,
        "SLACK_API_URL": slack.api_url, "DISCORD_TOKEN": discord.token, "DISCORD_API_BASE": discord.api,
        "DISCORD_GATEWAY_URL": discord.line,
    }  # fmt: skip
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "serve", cwd=ROOT, env={**os.environ, **given}, stdout=pipe, stderr=pipe
    )
    assert process.stdout
    async with asyncio.timeout(60):
        began = await process.stdout.readline()
    if process.returncode is None:
        process.terminate()
    _, errors = await process.communicate()

    assert b"Slack and Discord" in began, errors.decode()
    assert process.returncode == 0
    assert b"Traceback" not in errors
