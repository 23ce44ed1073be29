"""The program as somebody starts it, in a Python that has loaded nothing yet, serves both platforms."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.fakes.discord.server import FakeDiscord
from tests.fakes.slack import FakeSlack
from tests.fakes.slack.town import APP_TOKEN, BOT_TOKEN
from tests.program import ROOT


async def started(given: Mapping[str, str]) -> asyncio.subprocess.Process:
    """Start the program with these settings."""
    pipe = asyncio.subprocess.PIPE
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "serve", cwd=ROOT, env={**os.environ, **given}, stdout=pipe, stderr=pipe
    )


async def test_it_listens_to_both_and_ends_when_it_is_asked_to(
    slack: FakeSlack, discord: FakeDiscord, folder: Path
) -> None:
    given = {
        "ASKFIRST_HOME": str(folder), "SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_APP_TOKEN": APP_TOKEN,
        "SLACK_API_URL": slack.api_url, "DISCORD_TOKEN": discord.token, "DISCORD_API_BASE": discord.api,
        "DISCORD_GATEWAY_URL": discord.line,
    }  # fmt: skip
    process = await started(given)
    assert process.stdout
    async with asyncio.timeout(60):
        began = await process.stdout.readline()
    if process.returncode is None:
        process.terminate()
    _, errors = await process.communicate()

    assert b"Slack and Discord" in began, errors.decode()
    assert process.returncode == 0
    assert b"Traceback" not in errors
    assert b"voice" not in errors


async def test_whoever_starts_it_without_a_network_reads_who_does_not_answer(
    folder: Path, unused_tcp_port: int
) -> None:
    nowhere = f"http://127.0.0.1:{unused_tcp_port}"
    slack = {"SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_APP_TOKEN": APP_TOKEN, "SLACK_API_URL": f"{nowhere}/api/"}
    discord = {"DISCORD_TOKEN": "of.no.body", "DISCORD_API_BASE": nowhere, "DISCORD_GATEWAY_URL": nowhere}
    told = []
    for given in (slack, discord):
        process = await started({"ASKFIRST_HOME": str(folder), **given})
        _, errors = await process.communicate()
        told.append((process.returncode, errors.decode().split(".")[0]))

    assert told == [(1, "Slack does not answer"), (1, "Discord does not answer")]
