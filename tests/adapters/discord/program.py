"""The shipped program as a child process, pointed at the fake Discord."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.fakes.discord.hands import Hands
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.world import Guild, Message, User
from tests.program import ROOT

if TYPE_CHECKING:
    from bot.app import House

TO_START = 30.0
WHY = "Your note on wheel tags saved my release last week. May I ask how you test them?"


@dataclass(slots=True)
class Served:
    """`python3 -m bot serve`, and what it has printed."""

    process: asyncio.subprocess.Process
    home: Path

    async def killed(self) -> None:
        """Kill it, as a power cut does."""
        self.process.kill()
        await self.process.wait()

    async def ended(self) -> int:
        """Ask it to end, and return how it did."""
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(30):
            return await self.process.wait()


async def begun(home: Path, fake: FakeDiscord, **environ: str) -> Served:
    """Start the program and do not wait until it listens."""
    settings = {
        "ASKFIRST_HOME": str(home), "DISCORD_TOKEN": fake.token, "DISCORD_API_BASE": fake.api,
        "DISCORD_GATEWAY_URL": fake.line, "DATABASE_URL": "", "SLACK_BOT_TOKEN": "",
    }  # fmt: skip
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "serve", cwd=ROOT, env={**os.environ, **settings, **environ},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    return Served(process, home)


@asynccontextmanager
async def serving(home: Path, fake: FakeDiscord, **environ: str) -> AsyncIterator[Served]:
    """Run the program until the block ends; it has to end well, unless it was killed."""
    served = await begun(home, fake, **environ)
    try:
        assert served.process.stdout
        async with asyncio.timeout(TO_START):
            line = await served.process.stdout.readline()
        if not line:
            assert served.process.stderr
            raise AssertionError((await served.process.stderr.read()).decode())
        yield served
        if served.process.returncode is None:
            assert await served.ended() == 0
    finally:
        if served.process.returncode is None:
            await served.killed()


@dataclass(slots=True)
class Town:
    """A server with Ana, who owns it, and Bo."""

    fake: FakeDiscord
    guild: Guild
    ana: User
    bo: User
    house: House | None = None

    @classmethod
    def founded(cls, fake: FakeDiscord) -> Town:
        """Make the server and its people."""
        ana, bo = fake.user("Ana Ruiz"), fake.user("Bo")
        return cls(fake, fake.guild("Packagers", ana, bo), ana, bo)

    async def asks_bo(self) -> Message:
        """Let Ana ask Bo for a call, and return what Bo reads."""
        ana = self.hands(self.ana)
        await ana.slash("coach permission request", person=self.bo, why=WHY)
        return await self.hands(self.bo).gets()

    def hands(self, user: User) -> Hands:
        """Return somebody in the server's first room."""
        return Hands(self.fake, user, self.fake.room_of(self.guild))
