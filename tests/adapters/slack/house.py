"""The coach at work in a fake Slack, within the test's own process."""

from __future__ import annotations

import asyncio
import tomllib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from adapters.slack.platform import Slack
from adapters.slack.web import Account
from bot.core.coach import Coach
from bot.core.front import Front
from bot.core.permission.desk import Desk
from bot.core.platforms import Outside
from bot.relay import Relay
from storage.memory import Memory
from tests.fakes.slack import FakeSlack
from tests.fakes.slack.town import APP_TOKEN, BOT_TOKEN
from tests.record import kept_in
from tests.words import library

PROMPTS = Path(__file__).resolve().parents[3] / "prompts"


def words(name: str) -> dict[str, dict[str, object]]:
    """Return one of the files in prompts/."""
    return tomllib.loads((PROMPTS / f"{name}.toml").read_text(encoding="utf-8"))


@dataclass(slots=True)
class House:
    """What serves, for a test that looks behind it."""

    slack: FakeSlack
    platform: Slack
    front: Front
    memory: Memory

    async def quiet(self) -> None:
        """Wait until nothing more is under way."""
        await self.slack.until(lambda: not self.platform.busy)


def account(slack: FakeSlack, bot: str = BOT_TOKEN, app: str = APP_TOKEN) -> Account:
    return Account(bot, app, slack.api_url)


@asynccontextmanager
async def open_house(slack: FakeSlack, file: Path, clock: Callable[[], datetime] | None = None) -> AsyncIterator[House]:
    """Serve *slack*, with the record in *file*."""
    wake, stop = asyncio.Event(), asyncio.Event()
    clock = clock or (lambda: datetime.fromtimestamp(slack.now(), UTC))
    with kept_in(file) as database:
        memory = Memory.opened(database, b"s" * 32, wake=wake.set)
        desk = Desk(memory, words("permission"), clock)
        front = Front(Coach(library(), desk), desk, library().phrases, words("forms"))
        outside = Outside(words("slack"), library().labels, clock)
        platform = Slack(account(slack), front, outside)
        await platform.start()
        relay = asyncio.ensure_future(Relay(memory.post, {"slack": platform}, clock, desk).run(stop, wake))
        try:
            await slack.connected()
            for left in await memory.take_up("slack", clock(), clock()):
                await platform.resume(left)
            yield House(slack, platform, front, memory)
        finally:
            stop.set()
            await relay
            await platform.stop()
