"""Whoever runs the coach can see whether all of it is alive, and how it does: never a word, nor who asked."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.core.errors import Unavailable
from bot.core.front import Seen
from bot.health import Counts, Health, Part
from storage.memory import Memory
from tests.record import NOON, SECRET, Clock, kept_in


@dataclass(slots=True)
class Slack:
    """A platform of which only the connection matters."""

    trouble: str = ""
    name: str = "slack"


@dataclass(slots=True)
class Office:
    """An outbox in whatever state one needs."""

    due: datetime | None = None
    clock: datetime | None = None
    away: bool = False
    doubts: int = 0
    asked: list[Sequence[str]] = field(default_factory=list)

    async def next_due(self, platforms: Sequence[str]) -> datetime | None:
        self.asked.append(platforms)
        if self.away:
            raise Unavailable("unavailable")
        return self.due

    async def in_doubt(self, _now: datetime) -> int:
        return self.doubts

    async def time(self) -> datetime | None:
        return self.clock


def health(slack: Slack | None = None, office: Office | None = None) -> Health:
    platforms = [slack or Slack()]
    return Health(platforms, office or Office(), Clock(), Counts())  # type: ignore[arg-type]


def served(examined: Health) -> web.Application:
    """Return what answers whoever asks."""
    application = web.Application()
    examined.mount(application)
    return application


@pytest.mark.parametrize(
    ("slack", "office", "troubled"),
    [
        (Slack(), Office(), set()),
        (Slack("no answer to a ping for 40 s"), Office(), {"slack"}),
        (Slack(), Office(away=True), {"database"}),
        (Slack(), Office(due=NOON - timedelta(minutes=1)), set()),
        (Slack(), Office(due=NOON - timedelta(minutes=6)), {"outbox"}),
        (Slack(), Office(due=NOON + timedelta(days=6)), set()),
        (Slack(), Office(clock=NOON + timedelta(seconds=29)), set()),
        (Slack(), Office(clock=NOON - timedelta(seconds=31)), {"clock"}),
    ],
)
async def test_what_is_wrong_is_told_by_its_part(slack: Slack, office: Office, troubled: set[str]) -> None:
    examined = health(slack, office)

    parts = await examined.look()

    assert {part.name for part in parts if part.trouble} == troubled
    async with TestClient(TestServer(served(examined))) as client:
        answered = await client.get("/healthz")
        assert answered.status == (503 if troubled else 200)
        told = await answered.json()
        assert told.pop("ok") is not bool(troubled)
        assert {name for name, state in told.items() if state != "ok"} == troubled


async def test_what_was_answered_is_counted_by_verb_and_outcome() -> None:
    examined = health(Slack("gone"), Office(due=NOON - timedelta(seconds=7), doubts=2))
    for outcome in ("ok", "ok", "empty"):
        examined.counts.saw(Seen("ask", "slack:T1", 0.02, outcome))

    async with TestClient(TestServer(served(examined))) as client:
        lines = (await (await client.get("/metrics")).text()).splitlines()

    assert 'askfirst_answers_total{outcome="ok",verb="ask"} 2.0' in lines
    assert 'askfirst_answers_total{outcome="empty",verb="ask"} 1.0' in lines
    assert 'askfirst_answer_seconds_bucket{le="0.025",verb="ask"} 3.0' in lines
    assert "askfirst_outbox_overdue_seconds 7.0" in lines
    assert "askfirst_tips_in_doubt 2.0" in lines
    assert 'askfirst_alive{part="slack"} 0.0' in lines


def test_an_answer_is_a_line_in_the_log_that_leads_to_nobody(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="bot"):
        Counts().saw(Seen("ask", "slack:T1", 0.0214, "ok"))

    assert [record.getMessage() for record in caplog.records] == ["ask slack:T1 0.021 s ok"]


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Memory]:
    with kept_in(tmp_path / "record.db") as database:
        yield Memory.opened(database, SECRET)


async def test_a_file_has_no_clock_but_ours(memory: Memory) -> None:
    examined = Health([Slack()], memory.post, Clock(), Counts())  # type: ignore[list-item]

    assert await examined.look() == (Part("slack"), Part("database"), Part("outbox"), Part("clock"))
