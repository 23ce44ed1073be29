"""Neither too fast nor too often in vain."""

from __future__ import annotations

import asyncio
import time

from adapters.discord.pacing import LATE, Budget, Pace


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


async def test_turns_come_at_an_even_pace() -> None:
    pace, loop = Pace(a_second=100), asyncio.get_running_loop()
    began = loop.time()

    await asyncio.gather(*(pace.turn() for _ in range(151)))

    assert loop.time() - began >= 1.5 - LATE


async def test_no_second_holds_too_many_however_late_they_come() -> None:
    pace, loop = Pace(a_second=20), asyncio.get_running_loop()
    times: list[float] = []

    async def one() -> None:
        await pace.turn()
        times.append(loop.time())
        if len(times) in {5, 30}:
            time.sleep(0.4)  # noqa: ASYNC251 - a machine that is busy with something else

    await asyncio.gather(*(one() for _ in range(70)))

    assert all(later - earlier >= 0.99 for earlier, later in zip(times, times[20:], strict=False))


async def test_who_comes_after_a_pause_waits_for_nobody() -> None:
    clock = Clock()
    pace = Pace(a_second=1, clock=clock)
    await pace.turn()
    clock.now += 1000

    async with asyncio.timeout(0.5):
        await pace.turn()


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
