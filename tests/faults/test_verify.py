"""The record can be looked over while others write to it."""

from __future__ import annotations

import asyncio

from bot import app
from bot.core.ports import Problem
from bot.settings import Settings
from tests.faults.crew import Hand, crew
from tests.faults.deliveries import TEAM

WRITES = 60


def test_lines_that_are_written_meanwhile_are_no_problem(place: Settings) -> None:
    found: list[Problem] = []
    lengths: set[int] = set()
    with app.desk(place) as desk, crew([Hand("writer", place, "w", "0", str(WRITES))]) as (writer,):
        writer.tell()
        while writer.hear() != f"w-{WRITES - 1} {WRITES}":
            found += asyncio.run(desk.memory.read(TEAM, lambda book: tuple(book.ledger.problems())))
            lengths.add(asyncio.run(desk.memory.read(TEAM, lambda book: book.ledger.checkpoint())).number)

    assert found == []
    assert len(lengths) > 5
