"""Whoever looks sees what another process has just written: nothing that is kept at hand is older than the record."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator

import pytest

from bot import app
from bot.core.people import Caller
from bot.core.permission.desk import Desk
from bot.core.permission.outcome import Checked
from bot.core.permission.verbs import Check
from bot.settings import Settings
from tests.faults.crew import Hand, crew
from tests.faults.deliveries import TEAM

TIMES = 20


@pytest.fixture
def desk(place: Settings) -> Iterator[Desk]:
    """A desk of this process."""
    with app.desk(place) as opened:
        yield opened


@pytest.fixture
def other(place: Settings) -> Iterator[Hand]:
    """Another process with a desk of its own, on the same memory."""
    with crew([Hand("speaker", place)]) as [hand]:
        yield hand


def test_a_yes_or_a_take_back_in_another_process_is_seen_by_the_very_next_check(desk: Desk, other: Hand) -> None:
    async def seen() -> list[str]:
        return [await verdict_after(verb, number) for number in range(TIMES) for verb in ("grant", "revoke")]

    async def verdict_after(verb: str, number: int) -> str:
        other.tell(f"{time.time()} bo {verb}-{number} permission {verb} ana")
        other.hear()
        result = (await desk.handle(Check("bo"), Caller(TEAM, "ana"))).result
        assert isinstance(result, Checked)
        return result.verdict

    assert asyncio.run(seen()) == ["allowed", "denied"] * TIMES
