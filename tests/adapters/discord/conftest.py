"""A town on the fake Discord in which the coach is at home, in this process; and data folders that start quickly."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot import app
from bot.settings import Settings
from tests.adapters.discord.program import Town
from tests.fakes.discord.bare import pointed_at
from tests.fakes.discord.server import FakeDiscord
from tests.record import tables
from tests.words import counted


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder of its own in which what prompts/ holds is counted already, and every table made."""
    home = counted(tmp_path / "home")
    (home / "askfirst.db").write_bytes(tables())
    return home


@pytest_asyncio.fixture
async def town(folder: Path) -> AsyncIterator[Town]:
    """The coach answers, and letters are carried."""
    async with FakeDiscord() as fake, pointed_at(fake):
        found = Town.founded(fake)
        stop, wake = asyncio.Event(), asyncio.Event()
        settings = Settings(folder, discord_token=fake.token, discord_api_base=fake.api, discord_gateway_url=fake.line)
        with app.house(settings, wake.set) as house:
            [platform] = house.platforms
            await platform.start()
            found.house = house
            carrying = asyncio.create_task(house.relay.run(stop, wake))
            yield found
            stop.set()
            await platform.stop()
            await carrying
