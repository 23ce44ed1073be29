"""A Slack and a Discord that have to have been treated well, and a data folder for the one program that serves both."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.fakes.discord.server import FakeDiscord
from tests.fakes.slack import FakeSlack


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack() as fake:
        yield fake
        assert fake.complaints == []
        assert fake.bare_markup() == []
        assert fake.refusals() == []


@pytest.fixture
async def discord() -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord() as fake:
        yield fake
        assert fake.refused == []


@pytest.fixture
def folder(home: Path, tmp_path: Path) -> Path:
    """Return a data folder of one's own, in which the guidelines were read before."""
    return Path(shutil.copytree(home, tmp_path / "home", ignore=shutil.ignore_patterns("*.db*")))
