"""Measures what a check costs on Discord, beside commands of discord.py: an echo, the same card, the same by hand.

`python3 -m tests bench` hands each the frame that a gateway would, in turn, and lets their answers end where they would
leave the program, or go to another process over HTTP. Nothing here passes or fails.
"""

from __future__ import annotations

import asyncio
import gc
import json
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any, TypeAlias

import discord
from discord import app_commands, ui
from discord.http import Route
from discord.webhook.async_ import AsyncWebhookAdapter, async_context

from adapters.discord.platform import Discord
from bot import app
from bot.settings import Settings
from tests.adapters.discord.program import Town
from tests.bench import check_by_hand
from tests.bench.record import Amount, Pair, ratio
from tests.bench.taking import TAKEN, elsewhere
from tests.fakes.discord.bare import Bare, connected, pointed_at
from tests.fakes.discord.server import FakeDiscord
from tests.faults.crew import SECRET
from tests.postgres import DURABLE, server
from tests.words import counted

Answer: TypeAlias = Callable[[discord.Interaction, discord.User], Awaitable[object]]

AMOUNT = Amount(31, 40)
CARD = "**Yes, you may call Bo:** until Bo says stop."
BUTTONS = {"They answered": "answered", "No answer": "unanswered"}
CARRIED = "1574074769937006596:/permission called @{11d8b34444d73a10} "
"""The card of a check, as the coach would send it."""
WORD = "a check against an echo"
SAME = "a check against a bare command with the same card"
SENT = "a check against that, both over HTTP"
HAND = "a check against the same by hand"
FLOOR = "the same by hand against an echo"
GOALS = {("SQLite", WORD): 1.3, ("SQLite", HAND): 1.3, ("PostgreSQL", WORD): 2.2}


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
        return TAKEN


class Away(Nowhere):
    """Sends answers to where Discord is said to be."""

    async def request(self, *args: Any, **options: Any) -> Any:  # noqa: ANN401
        """Send it, and return what comes back."""
        answer = await AsyncWebhookAdapter.request(self, *args, **options)
        self.taken.set()
        return answer


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
async def bare(
    name: str, answer: Callable[[discord.Interaction, discord.User], Awaitable[object]]
) -> AsyncIterator[Side]:
    """Connect discord.py and nothing else."""
    bot = Bare(intents=discord.Intents(guilds=True))

    @app_commands.command(name=name, description="Send something back.")
    async def command(interaction: discord.Interaction, person: discord.User) -> None:
        await answer(interaction, person)

    bot.tree.add_command(command)
    async with FakeDiscord() as fake:
        town = Town.founded(fake)
        async with connected(fake, bot):
            asked = await town.hands(town.ana).slash(name, person=town.bo)
            yield Side(bot._connection.parse_interaction_create, json.dumps(asked.payload))


@asynccontextmanager
async def by_hand(record: Path, frame: str) -> AsyncIterator[Side]:
    """Connect a check that is written by hand, over the coach's record; it takes the coach's own frame."""
    bot = Bare(intents=discord.Intents(guilds=True))
    bot.tree.add_command(check_by_hand.group(record, SECRET.encode()))
    async with FakeDiscord() as fake, connected(fake, bot):
        yield Side(bot._connection.parse_interaction_create, frame)


async def echo(interaction: discord.Interaction, person: discord.User) -> None:
    """Send a word."""
    await interaction.response.send_message(person.display_name, ephemeral=True)


async def card(interaction: discord.Interaction, _person: discord.User) -> None:
    """Send a card with two buttons, as a program would that listens to none of them."""
    view = ui.LayoutView(timeout=None)
    view.add_item(ui.TextDisplay(CARD))
    keys = (ui.Button[ui.LayoutView](label=label, custom_id=CARRIED + does) for label, does in BUTTONS.items())
    view.add_item(ui.ActionRow(*keys))
    view.stop()
    await interaction.response.send_message(view=view, ephemeral=True)


async def checks(home: Path, url: str, amount: Amount) -> dict[str, list[Pair]]:
    """Time a check and bare commands in turn, in seconds of the processor."""
    found: dict[str, list[Pair]] = {}
    async with AsyncExitStack() as stack:
        sides = (ours(home, url), bare("echo", echo), bare("card", card))
        check, word, same = [await stack.enter_async_context(each) for each in sides]
        hand = None if url else await stack.enter_async_context(by_hand(home / "askfirst.db", check.frame))
        address = await stack.enter_async_context(elsewhere())
        gc.collect()
        gc.freeze()  # as serving does
        stack.callback(gc.unfreeze)
        nowhere, away = Nowhere(), Away()
        for pairs in range(-1, amount.pairs):
            round_ = {
                WORD: await _pair(check, word, nowhere, amount.works),
                SAME: await _pair(check, same, nowhere, amount.works),
            }
            if hand:
                round_[HAND] = await _pair(check, hand, nowhere, amount.works)
                round_[FLOOR] = await _pair(hand, word, nowhere, amount.works)
            with _sending_to(address):
                round_[SENT] = await _pair(check, same, away, amount.works)
            if pairs >= 0:  # the first is for warming up
                for name, pair in round_.items():
                    found.setdefault(name, []).append(pair)
    return found


@contextmanager
def _sending_to(address: str) -> Iterator[None]:
    before, Route.BASE = Route.BASE, address
    try:
        yield
    finally:
        Route.BASE = before


async def _pair(one: Side, other: Side, sink: Nowhere, works: int) -> Pair:
    async_context.set(sink)
    return Pair(await _spent(one, sink, works), await _spent(other, sink, works))


async def _spent(side: Side, sink: Nowhere, works: int) -> float:
    began = time.process_time()
    for _ in range(works):
        sink.taken.clear()
        side.parse(json.loads(side.frame))
        await sink.taken.wait()
    return (time.process_time() - began) / works


def main() -> int:
    """Print a line for each pair, on each database."""
    with tempfile.TemporaryDirectory() as folder, server(**DURABLE) as databases:
        for name, url in {"SQLite": "", "PostgreSQL": databases.database()}.items():
            for what, pairs in asyncio.run(checks(Path(folder) / name, url, AMOUNT)).items():
                one, other = (1e6 * statistics.median(side) for side in zip(*map(astuple, pairs), strict=True))
                goal = f"goal ≤ {GOALS[name, what]}; " if (name, what) in GOALS else ""
                print(
                    f"Discord, {name}: {what}, {ratio(pairs):.1f} times the processor's time ({goal}{one:.0f} µs "
                    f"against {other:.0f} µs; median of {AMOUNT.pairs} pairs of {AMOUNT.works})"
                )
    return 0
