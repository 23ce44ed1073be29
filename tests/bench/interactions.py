"""Measures what a check costs on Discord, beside a command of discord.py that sends a word back; nothing is sent.

`python3 -m tests bench` hands both the frame that a gateway would, in turn, and lets their answers end where they would
leave the program. Nothing here passes or fails.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import discord
from discord import app_commands
from discord.webhook.async_ import AsyncWebhookAdapter, async_context

from adapters.discord.platform import Discord
from bot import app
from bot.settings import Settings
from tests.adapters.discord.program import Town
from tests.bench.record import Amount, Pair, ratio
from tests.fakes.discord.bare import Bare, connected, pointed_at
from tests.fakes.discord.server import FakeDiscord
from tests.faults.crew import SECRET
from tests.postgres import DURABLE, server
from tests.words import counted

AMOUNT = Amount(31, 40)
GOALS = {"SQLite": 1.3, "PostgreSQL": 2.2}
ANSWER = {"interaction": {"id": "1", "type": 2}}


@dataclass(slots=True)
class Side:
    """A program that is connected, and the frame of a command of its own."""

    parse: Callable[[Any], None]
    frame: str


class Nowhere(AsyncWebhookAdapter):
    """Takes answers and sends them nowhere."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.taken = asyncio.Event()

    async def request(self, *_: object, **__: object) -> Any:  # noqa: ANN401
        """Take what would be sent, and answer as Discord does."""
        self.taken.set()
        return ANSWER


@asynccontextmanager
async def ours(home: Path, url: str) -> AsyncIterator[Side]:
    """Connect the coach, and let Bo have said yes to Ana."""
    async with FakeDiscord() as fake, pointed_at(fake):
        town = Town.founded(fake)
        settings = Settings(
            counted(home), discord_token=fake.token, discord_api_base=fake.api, discord_gateway_url=fake.line,
            database=url, secret=SECRET,
        )  # fmt: skip
        with app.house(settings, lambda: None) as house:
            [platform] = house.platforms
            assert isinstance(platform, Discord)
            await platform.start()
            try:
                await town.hands(town.bo).slash("coach permission allow", person=town.ana)
                asked = await town.hands(town.ana).slash("coach call", person=town.bo)
                yield Side(platform._client._connection.parse_interaction_create, json.dumps(asked.payload))
            finally:
                await platform.stop()


@asynccontextmanager
async def bare() -> AsyncIterator[Side]:
    """Connect discord.py and nothing else."""
    bot = Bare(intents=discord.Intents(guilds=True))

    @app_commands.command(description="Send a word back.")
    async def echo(interaction: discord.Interaction, person: discord.User) -> None:
        await interaction.response.send_message(person.display_name, ephemeral=True)

    bot.tree.add_command(echo)
    async with FakeDiscord() as fake:
        town = Town.founded(fake)
        async with connected(fake, bot):
            asked = await town.hands(town.ana).slash("echo", person=town.bo)
            yield Side(bot._connection.parse_interaction_create, json.dumps(asked.payload))


async def checks(home: Path, url: str, amount: Amount) -> list[Pair]:
    """Time a check and an echo in turn, in seconds of the processor."""
    async with AsyncExitStack() as stack:
        sides = [await stack.enter_async_context(each) for each in (ours(home, url), bare())]
        nowhere = Nowhere()
        async_context.set(nowhere)
        for side in sides:
            await _spent(side, nowhere, amount.works)
        return [Pair(*[await _spent(side, nowhere, amount.works) for side in sides]) for _ in range(amount.pairs)]


async def _spent(side: Side, nowhere: Nowhere, works: int) -> float:
    began = time.process_time()
    for _ in range(works):
        nowhere.taken.clear()
        side.parse(json.loads(side.frame))
        await nowhere.taken.wait()
    return (time.process_time() - began) / works


def main() -> int:
    """Print a line for each database."""
    with tempfile.TemporaryDirectory() as folder, server(**DURABLE) as databases:
        for name, url in {"SQLite": "", "PostgreSQL": databases.database()}.items():
            found = asyncio.run(checks(Path(folder) / name, url, AMOUNT))
            one, other = (1e6 * statistics.median(side) for side in ([p.one for p in found], [p.other for p in found]))
            print(
                f"Discord, {name}: a check takes {ratio(found):.1f} times the processor's time of an echo (goal ≤ "
                f"{GOALS[name]}; {one:.0f} µs against {other:.0f} µs; median of {AMOUNT.pairs} pairs of {AMOUNT.works})"
            )
    return 0
