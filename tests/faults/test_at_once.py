"""Two processes may hear the same at once: it counts once, and whoever came second is told what counted."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from bot import app
from bot.core.people import Caller
from bot.core.permission.desk import Desk
from bot.core.permission.events import WORDS, Fact
from bot.core.permission.outcome import Recorded
from bot.core.permission.verbs import Request
from bot.core.ports import Book, Identity
from bot.settings import Settings
from tests.faults.crew import Hand, crew
from tests.faults.deliveries import TEAM

TIMES = 50
AHEAD = 0.01
"""Seconds from telling two processes what to say until they say it."""


@pytest.fixture
def pair(place: Settings) -> Iterator[Sequence[Hand]]:
    """Two processes with a desk each, on one memory."""
    with app.desk(place):  # so that neither has to make the tables
        pass
    with crew([Hand("speaker", place) for _ in range(2)]) as hands:
        yield hands


def say(pair: Sequence[Hand], *lines: str) -> list[dict[str, Any]]:
    """Have each process say its line at the same moment."""
    moment = time.time() + AHEAD
    for hand, line in zip(pair, lines, strict=True):
        hand.tell(f"{moment} {line}")
    return [json.loads(hand.hear()) for hand in pair]


async def requested(desk: Desk, asker: str, person: str) -> int:
    """Have *asker* ask *person* for a call, and return the number of the request."""
    command = Request(person, "I liked your talk on ovens and have one question", anyway=True)
    reply = await desk.handle(command, Caller(TEAM, asker))
    assert isinstance(reply.result, Recorded)
    assert reply.result.event
    return reply.result.event


def requests(place: Settings) -> list[int]:
    """Have so many people ask one person each."""

    async def asked(desk: Desk) -> list[int]:
        return [await requested(desk, f"asker{number}", f"person{number}") for number in range(TIMES)]

    with app.desk(place) as desk:
        return asyncio.run(asked(desk))


def said(place: Settings) -> list[list[Fact]]:
    """Return what each person said about calls, in the order of the record."""

    def words(book: Book, person: str) -> list[Fact]:
        found = book.people.find(Identity("terminal", person))
        facts = book.ledger.about(found.id) if found else ()
        return sorted((fact for fact in facts if fact.kind in WORDS), key=lambda fact: fact.number)

    with app.desk(place) as desk:
        return asyncio.run(
            desk.memory.read(TEAM, lambda book: [words(book, f"person{number}") for number in range(TIMES)])
        )


def test_of_a_yes_and_a_no_at_once_one_counts_and_the_other_is_told_so(place: Settings, pair: Sequence[Hand]) -> None:
    told = [
        say(pair, *(f"person{number} {answer}-{number} permission {answer} {request}" for answer in ("yes", "no")))
        for number, request in enumerate(requests(place))
    ]

    answers = said(place)
    phrases = app.permission_words(place)["said"]
    assert [len(facts) for facts in answers] == [1] * TIMES
    for (answer,), (yes, no) in zip(answers, told, strict=True):
        first, second = (yes, no) if answer.kind == "granted" else (no, yes)
        assert yes["event"] == no["event"] == answer.number
        assert "already" not in first["text"]
        assert second["text"].startswith(f"You answered that already: {phrases[answer.kind]}, on ")


def test_of_the_same_delivery_at_once_one_counts_and_the_other_is_told_so(
    place: Settings, pair: Sequence[Hand]
) -> None:
    line = "person{0} tap-{0} permission grant asker{0}"
    told = [say(pair, *[line.format(number)] * 2) for number in range(TIMES)]

    assert [len(facts) for facts in said(place)] == [1] * TIMES
    assert [sorted(answer["refused"] for answer in both) for both in told] == [["", "twice"]] * TIMES
