"""The use of a language model stays within its caps, whoever asks and however often."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.core.coaching.by_model.model import Completion
from bot.core.coaching.by_model.spending import Caps, Spending
from bot.core.errors import NoModel
from bot.core.people import Caller
from storage.memory import Memory
from tests.record import Clock

ANN = Caller("terminal", "ann")
BOB = Caller("terminal", "bob")
ELSEWHERE = Caller("slack:T9", "T9:cem", platform="slack")


async def used(spending: Spending, caller: Caller, tokens: int = 10) -> str:
    """Use the model once; return why not, if it may not be used."""
    try:
        async with spending.turn(caller):
            await spending.spent(Completion("x", tokens), caller)
    except NoModel as why:
        return why.phrase
    return ""


async def test_a_flood_of_requests_costs_no_more_than_the_caps(memory: Memory) -> None:
    spending = Spending(memory, Caps(hour=20, day=500, tokens=10_000), Clock())
    answers = [await used(spending, ANN) for _ in range(60)]

    assert answers == [""] * 20 + ["model_hour"] * 40


async def test_everybody_has_an_hour_of_their_own_and_a_new_one_begins(memory: Memory) -> None:
    clock = Clock()
    spending = Spending(memory, Caps(hour=2, day=500, tokens=10_000), clock)
    for _ in range(2):
        await used(spending, ANN)

    assert [await used(spending, caller) for caller in (ANN, BOB)] == ["model_hour", ""]
    clock.now += timedelta(hours=1)
    assert await used(spending, ANN) == ""


async def test_a_team_has_a_day_and_another_team_has_its_own(memory: Memory) -> None:
    clock = Clock()
    spending = Spending(memory, Caps(hour=20, day=3, tokens=10_000), clock)
    callers = [ANN, BOB, ANN, BOB, ELSEWHERE]

    assert [await used(spending, caller) for caller in callers] == ["", "", "", "model_day", ""]
    clock.now += timedelta(hours=12)
    assert await used(spending, ANN) == "model_day"
    clock.now += timedelta(hours=12)
    assert await used(spending, ANN) == ""


async def test_tokens_are_counted_for_a_day(memory: Memory) -> None:
    clock = Clock()
    spending = Spending(memory, Caps(hour=20, day=500, tokens=100), clock)

    assert [await used(spending, caller, 60) for caller in (ANN, BOB, ANN)] == ["", "", "model_tokens"]
    clock.now += timedelta(days=1)
    assert await used(spending, ANN) == ""


async def test_a_person_has_one_request_under_way(memory: Memory) -> None:
    spending = Spending(memory, Caps(hour=20, day=500, tokens=10_000), Clock())

    async with spending.turn(ANN):
        assert await used(spending, ANN) == "model_one"
        assert await used(spending, BOB) == ""
    assert await used(spending, ANN) == ""


async def test_many_at_once_get_no_more_than_the_cap(memory: Memory) -> None:
    spending = Spending(memory, Caps(hour=20, day=5, tokens=10_000), Clock())
    people = [Caller("terminal", f"p{number}") for number in range(12)]

    answers = await asyncio.gather(*(used(spending, person) for person in people))

    assert sorted(answers) == [""] * 5 + ["model_day"] * 7


async def test_a_cap_of_nothing_lets_nobody_through(memory: Memory) -> None:
    spending = Spending(memory, Caps(hour=0, day=0, tokens=0), Clock())

    with pytest.raises(NoModel, match="model_hour"):
        async with spending.turn(ANN):
            pass


async def test_a_place_is_free_again_after_a_failure(memory: Memory) -> None:
    spending = Spending(memory, Caps(hour=20, day=500, tokens=10_000), Clock())

    with pytest.raises(NoModel, match="model_down"):
        async with spending.turn(ANN):
            raise NoModel("model_down")
    assert await used(spending, ANN) == ""
