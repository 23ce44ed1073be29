"""The shipped program serves many workspaces over HTTP: installed, used, killed, started again, removed, forgotten."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime
from pathlib import Path

from aiohttp import ClientError, ClientSession

from storage.database import Database
from storage.leaving import STAYS
from storage.memory import Memory
from tests.adapters.slack.asking import LETTER, WHY
from tests.fakes.slack.country import CLIENT_ID, CLIENT_SECRET, Branch, Country
from tests.fakes.slack.town import SIGNING_SECRET
from tests.program import ROOT

ALMOST_RENEWED = 2 * 3600 + 1
"""Seconds that tokens live here: one more than is left when they are renewed."""
AT_ONCE = 20
"""Workspaces in which somebody does something in the same moment."""


@asynccontextmanager
async def serving(country: Country, home: Path, port: int) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run `python3 -m bot serve` until it answers at *port*; what is still running at the end is asked to end."""
    given = {
        "ASKFIRST_HOME": str(home), "SLACK_API_URL": country.api_url, "SLACK_SIGNING_SECRET": SIGNING_SECRET,
        "SLACK_CLIENT_ID": CLIENT_ID, "SLACK_CLIENT_SECRET": CLIENT_SECRET, "ASKFIRST_HTTP_PORT": str(port),
        "ASKFIRST_PUBLIC_URL": f"http://127.0.0.1:{port}",
    }  # fmt: skip
    with (home / "stderr").open("ab") as errors:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "serve", cwd=ROOT, env={**os.environ, **given}, stderr=errors,
            stdout=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
    try:
        async with asyncio.timeout(60):
            while not await answers(port):
                assert process.returncode is None, (home / "stderr").read_text()
                await asyncio.sleep(0.1)
        yield process
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
            assert await asyncio.wait_for(process.wait(), 30) == 0


async def answers(port: int) -> bool:
    try:
        async with ClientSession() as session, session.get(f"http://127.0.0.1:{port}/healthz") as answer:
            return answer.status == 200
    except ClientError:
        return False


def everything(home: Path) -> str:
    """Return every value in every table."""
    with closing(sqlite3.connect(home / "askfirst.db")) as opened:
        tables = [name for (name,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return str([opened.execute(f'SELECT * FROM "{name}"').fetchall() for name in tables])  # noqa: S608 - our own


async def let_go(home: Path, now: float) -> int:
    """Do what the program does every six hours, thirty days from *now*."""
    with closing(Database(home / "askfirst.db")) as database:
        memory = Memory.opened(database, (home / "secret").read_bytes())
        return await memory.let_go(datetime.fromtimestamp(now, UTC) + STAYS)


async def ask_bo(branch: Branch) -> None:
    await branch.type_slash("ana", f'permission request @bo "{WHY}"')


async def test_many_workspaces_over_http(home: Path, unused_tcp_port: int, long: bool) -> None:
    count, gone = (200, 50) if long else (6, 2)
    teams = [f"T{number:04d}" for number in range(count)]
    pages = f"http://127.0.0.1:{unused_tcp_port}"
    async with (
        Country(f"{pages}/slack/events", renews=True, tokens_live=ALMOST_RENEWED) as country,
        ClientSession() as session,
    ):
        async with serving(country, home, unused_tcp_port) as first:
            for team in teams:
                assert (await country.install(team, session, pages))[0] == 200
            branches = [country.branches[team] for team in teams]
            for start in range(0, count, AT_ONCE):
                await asyncio.gather(*(ask_bo(branch) for branch in branches[start : start + AT_ONCE]))
            await asyncio.gather(*(branch.reads("bo", LETTER.split(" would")[0], within=60) for branch in branches))
            first.kill()
            await first.wait()
        async with serving(country, home, unused_tcp_port):
            for branch in branches:
                await branch.click("bo", "Yes, until I say stop")
            checks = [json.dumps((await branch.type_slash("ana", "call @bo")).ack) for branch in branches]
            for team in teams[:gone]:
                await country.uninstall(team)

        assert all("Yes" in check for check in checks)
        for branch in branches:
            told = json.dumps([[post.text, post.blocks] for post in branch.town.posts]) + json.dumps(
                [call.body for call in branch.calls]
            )
            assert [team for team in teams if team != branch.team and team in told] == []
        assert country.strangers == []
        assert [each for branch in branches for each in branch.complaints] == []
        assert await let_go(home, country.now()) == gone
        kept = everything(home)
        assert [team for team in teams[:gone] if team in kept] == []
        assert [team for team in teams[gone:] if team not in kept] == []
