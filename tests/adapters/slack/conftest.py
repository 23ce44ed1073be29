"""A fake Slack that has to have been treated well, and the coach at work in it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.adapters.slack.house import House, open_house
from tests.fakes.slack import FakeSlack


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack() as fake:
        yield fake
        assert fake.complaints == []
        assert fake.bare_markup() == []


@pytest.fixture
async def house(slack: FakeSlack, tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(slack, tmp_path / "record.db") as opened:
        yield opened
