"""What ends is told beforehand or when it ends, once, by day, and to whom it concerns."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.core.coach import Coach
from bot.core.grammar import parse
from bot.core.people import Caller
from bot.core.replies import visible
from tests.record import NOON, Clock
from tests.record import desk as opened
from tests.words import library

DAY = timedelta(days=1)
REQUEST = 'request Bo "I liked your talk on ovens and have one question about it."'


class Two:
    """Ana and Bo, and the days that go by between them."""

    def __init__(self, coach: Coach, clock: Clock) -> None:
        self.coach = coach
        self.clock = clock

    async def say(self, name: str, typed: str, days: float = 0) -> None:
        """Have somebody type after `permission`, so many days after noon of the first."""
        self.clock.now = NOON + days * DAY
        command = parse(f"/permission {typed}")
        assert command
        await self.coach.handle(command, Caller("terminal", name, admin=True))

    async def read(self, name: str, days: float) -> list[str]:
        """Return the bold words of whatever waits for somebody."""
        self.clock.now = NOON + days * DAY
        letters = await self.coach.waiting(Caller("terminal", name, admin=True))
        return [visible(letter.reply.parts[:1], library().labels).partition(". ")[0] for letter in letters]


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Two]:
    clock = Clock()
    with opened(tmp_path, clock) as desk:
        yield Two(Coach(library(), desk), clock)


async def test_an_asker_hears_that_there_was_no_answer_when_the_question_rests(two: Two) -> None:
    await two.say("Ana", REQUEST)

    assert await two.read("Ana", 13.9) == []
    assert await two.read("Ana", 14) == ["No answer from Bo"]
    assert await two.read("Ana", 15) == []


@pytest.mark.parametrize(
    "answer", ["yes", "no", "not-now", "write-instead", "block Ana", "reach-me never", "allow Ana"]
)
async def test_whoever_had_an_answer_does_not_hear_that_there_was_none(two: Two, answer: str) -> None:
    await two.say("Ana", REQUEST)
    await two.read("Bo", 1)
    await two.say("Bo", answer, 1)
    await two.read("Ana", 1)

    assert "No answer from Bo" not in await two.read("Ana", 14)


async def test_a_question_that_was_taken_back_does_not_rest(two: Two) -> None:
    await two.say("Ana", REQUEST)
    await two.say("Ana", "withdraw Bo", 1)

    assert await two.read("Ana", 14) == []


async def test_an_answer_to_one_leaves_the_others_waiting(two: Two) -> None:
    await two.say("Ana", REQUEST)
    await two.say("Cy", REQUEST)
    await two.say("Bo", "no 1", 1)
    await two.read("Ana", 1)

    assert await two.read("Cy", 14) == ["No answer from Bo"]
    assert await two.read("Ana", 14) == []


async def test_the_holder_of_a_yes_hears_three_days_before_it_ends(two: Two) -> None:
    await two.say("Bo", "allow Ana until 2026-12-20")
    await two.read("Ana", 0)

    assert await two.read("Ana", 24) == []
    assert await two.read("Ana", 24.6) == ["Your OK to call Bo is about to end"]


async def test_after_a_yes_to_one_call_it_is_asked_whether_it_was_made(two: Two) -> None:
    await two.say("Bo", "allow Ana once")
    await two.read("Ana", 0)

    assert await two.read("Ana", 11) == [
        "Did you and Bo talk? If not yet: your OK for one call holds until 7 December."
    ]


@pytest.mark.parametrize(
    ("who", "typed"),
    [("Ana", "called Bo answered"), ("Bo", "revoke Ana"), ("Bo", "block Ana"), ("Bo", "revoke everyone")],
)
async def test_nothing_is_told_of_a_yes_that_has_ended_before(two: Two, who: str, typed: str) -> None:
    await two.say("Bo", "allow Ana once")
    await two.read("Ana", 0)
    await two.say(who, typed, 1)

    assert await two.read("Ana", 11) == []


async def test_a_yes_that_was_replaced_is_not_told_of_and_the_new_one_is(two: Two) -> None:
    await two.say("Bo", "allow Ana until 2026-12-20")
    await two.say("Bo", "allow Ana until 2027-01-20")
    await two.read("Ana", 0)

    assert await two.read("Ana", 27) == []
    assert await two.read("Ana", 56) == ["Your OK to call Bo is about to end"]


async def test_a_yes_said_anew_lets_the_old_end_pass(two: Two) -> None:
    await two.say("Bo", "allow Ana until I stop")
    await two.read("Ana", 0)
    assert await two.read("Bo", 170) == ["Ana may still call you"]
    await two.say("Bo", "again 1", 170)

    assert await two.read("Ana", 180) == []


async def test_a_yes_for_a_day_or_two_is_not_announced_to_end(two: Two) -> None:
    await two.say("Bo", "allow Ana until 2026-11-25")
    await two.read("Ana", 0)

    assert await two.read("Ana", 1.9) == []


async def test_nobody_is_told_at_night(two: Two) -> None:
    await two.say("Ana", "me zone Asia/Kathmandu")
    two.clock.now = NOON
    await two.say("Ana", REQUEST, 0.2)  # 16:48 in London is 22:33 in Kathmandu, two weeks on as well

    assert await two.read("Ana", 14.25) == []
    two.clock.now = datetime.fromisoformat("2026-12-08T08:00+05:45")
    assert await two.read("Ana", (two.clock.now - NOON) / DAY) == ["No answer from Bo"]
