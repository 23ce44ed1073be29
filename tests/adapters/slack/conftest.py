"""A fake Slack that has to have been treated well, and the coach at work in it."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.adapters.slack.house import House, open_house
from tests.fakes.slack import FakeSlack
from tests.words import counted


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack() as fake:
        yield fake
        assert fake.complaints == []
        assert fake.bare_markup() == []


@pytest.fixture(scope="session")
def read_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder in which the guidelines were read before: a first start takes its time."""
    return counted(tmp_path_factory.mktemp("read"))


@pytest.fixture
def home(read_once: Path, tmp_path: Path) -> Path:
    """Return a data folder of one's own."""
    return Path(shutil.copytree(read_once, tmp_path / "home"))


@pytest.fixture
async def house(slack: FakeSlack, tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(slack, tmp_path / "record.db") as opened:
        yield opened
