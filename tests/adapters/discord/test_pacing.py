"""Neither too fast nor too often in vain."""

from __future__ import annotations

import asyncio
import time

import pytest

from adapters.discord.pacing import LATE, Budget, Pace


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


async def test_turns_come_at_an_even_pace() -> None:
    pace, loop = Pace(a_second=100), asyncio.get_running_loop()
    began = loop.time()

    async def one() -> None:
        async with pace.turn():
            pass

    await asyncio.gather(*(one() for _ in range(151)))

    assert loop.time() - began >= 1.5 - LATE


async def test_no_second_holds_too_many_however_late_they_come_and_however_long_they_take() -> None:
    pace, loop = Pace(a_second=20), asyncio.get_running_loop()
    times: list[float] = []

    async def one(number: int) -> None:
        async with pace.turn():
            if number in {5, 30}:
                time.sleep(0.4)  # noqa: ASYNC251 - a machine that is busy with something else
            await asyncio.sleep(0.05 + 0.1 * (number % 3))
            times.append(loop.time())  # when the other side counts it

    await asyncio.gather(*(one(number) for number in range(70)))

    assert all(later - earlier >= 1 for earlier, later in zip(times, times[20:], strict=False))


async def test_who_comes_after_a_pause_waits_for_nobody() -> None:
    clock = Clock()
    pace = Pace(a_second=2, clock=clock)
    async with pace.turn():
        clock.now += 1000

    async with asyncio.timeout(0.4), pace.turn():
        pass


async def test_who_gives_up_waiting_leaves_her_turn_to_others() -> None:
    pace = Pace(a_second=1)
    async with pace.turn():
        pass

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1), pace.turn():
            pass
    async with asyncio.timeout(5), pace.turn():
        pass


def test_with_the_budget_spent_nothing_is_risked_until_the_oldest_refusal_is_forgotten() -> None:
    clock = Clock()
    budget = Budget(most=3, clock=clock)
    for _ in range(3):
        assert budget.pause == 0
        budget.spend()
        clock.now += 100

    assert budget.pause == 300
    clock.now += 300
    assert budget.pause == 0
