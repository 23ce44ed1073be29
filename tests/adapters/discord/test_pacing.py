"""Neither too fast nor too often in vain."""

from __future__ import annotations

import asyncio

from adapters.discord.pacing import Budget, Pace


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


async def test_turns_come_at_an_even_pace() -> None:
    pace, loop = Pace(a_second=100), asyncio.get_running_loop()
    began = loop.time()

    await asyncio.gather(*(pace.turn() for _ in range(51)))

    assert 0.5 <= loop.time() - began < 0.7


async def test_who_comes_after_a_pause_waits_for_nobody() -> None:
    clock = Clock()
    pace = Pace(a_second=0.001, clock=clock)
    await pace.turn()
    clock.now += 1000

    async with asyncio.timeout(1):
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
