"""A bot that is nothing but discord.py, pointed at the fake, for tests of the fake itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import discord
from discord.ext import commands
from discord.gateway import DiscordWebSocket
from discord.http import Route
from yarl import URL

from tests.fakes.discord.server import FakeDiscord


class Bare(commands.AutoShardedBot):
    """discord.py as it comes."""

    def __init__(self, *, intents: discord.Intents, silent: bool = True) -> None:
        quiet = discord.AllowedMentions.none() if silent else None
        super().__init__(
            "!", intents=intents, allowed_mentions=quiet, help_command=None, chunk_guilds_at_startup=False,
            guild_ready_timeout=0.05,
        )  # fmt: skip
        self.faults: list[BaseException] = []


@asynccontextmanager
async def pointed_at(fake: FakeDiscord) -> AsyncIterator[None]:
    """Let discord.py talk to the fake, and put its addresses back afterwards."""
    before = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = fake.api, URL(fake.line)
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = before


@asynccontextmanager
async def connected(fake: FakeDiscord, bot: Bare) -> AsyncIterator[Bare]:
    """Log the bot in, and out again."""

    async def note(_interaction: discord.Interaction, error: BaseException) -> None:
        bot.faults.append(getattr(error, "original", error))

    bot.tree.on_error = note  # type: ignore[method-assign]
    async with pointed_at(fake):
        await bot.login(fake.token)
        await bot.tree.sync()
        running = asyncio.create_task(bot.connect())
        await bot.wait_until_ready()
        yield bot
        await bot.close()
        await running
