"""The shipped program as a child process, serving a fake Slack."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.fakes.slack import FakeSlack
from tests.fakes.slack.town import APP_TOKEN, BOT_TOKEN
from tests.program import ROOT


class Child:
    """One run of `python3 -m bot serve`."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def kill(self) -> None:
        """End it as a power cut does."""
        self._process.kill()
        await self._process.wait()

    async def end(self) -> int:
        """Ask it to end, and return its exit code."""
        if self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)
        return await asyncio.wait_for(self._process.wait(), 30)


@asynccontextmanager
async def serving(slack: FakeSlack, home: Path, *, connects: bool = True, **environ: str) -> AsyncIterator[Child]:
    """Serve *slack* with the shipped program, its data in *home*; what it writes on standard error stays in there."""
    given = {"SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_APP_TOKEN": APP_TOKEN, "SLACK_API_URL": slack.api_url}
    with (home / "stderr").open("ab") as errors, (home / "stdout").open("ab") as said:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "serve",
            cwd=ROOT, env={**os.environ, "ASKFIRST_HOME": str(home), **given, **environ}, stdout=said, stderr=errors,
        )  # fmt: skip
    child = Child(process)
    try:
        if connects:
            ended = asyncio.ensure_future(process.wait())
            linked = asyncio.ensure_future(slack.connected(within=60))
            await asyncio.wait({ended, linked}, return_when=asyncio.FIRST_COMPLETED)
            assert linked.done(), (home / "stderr").read_text()
            ended.cancel()
        yield child
    finally:
        if process.returncode is None:
            await child.end()
