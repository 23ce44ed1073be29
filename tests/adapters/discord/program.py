"""The shipped program as a child process, pointed at the fake Discord."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.fakes.discord.hands import Hands
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.world import Guild, Message, User
from tests.program import Served

if TYPE_CHECKING:
    from bot.app import House

WHY = "Your note on wheel tags saved my release last week. May I ask how you test them?"


def begun(home: Path, fake: FakeDiscord, **environ: str) -> Served:
    """Start the program and do not wait until it listens."""
    settings = {
        "DISCORD_TOKEN": fake.token, "DISCORD_API_BASE": fake.api, "DISCORD_GATEWAY_URL": fake.line,
        "DATABASE_URL": "", "SLACK_BOT_TOKEN": "",
    }  # fmt: skip
    return Served(home, **{**settings, **environ})


@asynccontextmanager
async def serving(home: Path, fake: FakeDiscord, **environ: str) -> AsyncIterator[Served]:
    """Run the program until the block ends; it has to end well, unless it was killed."""
    served = begun(home, fake, **environ)
    try:
        await served.speaks()
        yield served
        if served.code is None:
            assert await served.end() == 0
    finally:
        if served.code is None:
            await served.kill()


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
