"""Who comes while others are being answered is answered with all who came; a fault is everybody's."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from storage.together import Together


async def test_who_comes_meanwhile_is_answered_together_and_in_order() -> None:
    asked = list[list[int]]()

    async def doubled(numbers: Sequence[int]) -> Sequence[int]:
        asked.append(list(numbers))
        await asyncio.sleep(0)
        return [2 * number for number in numbers]

    together = Together(doubled, 3)
    told = await asyncio.gather(*(together.ask(number) for number in range(7)))

    assert told == [0, 2, 4, 6, 8, 10, 12]
    assert [len(each) for each in asked] == [3, 3, 1]


async def test_a_fault_is_told_to_all_whom_it_concerns_and_to_nobody_after_them() -> None:
    faults = [LookupError()]

    async def answered(numbers: Sequence[int]) -> Sequence[int]:
        if faults:
            raise faults.pop()
        return numbers

    together = Together(answered, 2)
    told = await asyncio.gather(*(together.ask(number) for number in range(4)), return_exceptions=True)

    assert [type(each) for each in told] == [LookupError, LookupError, int, int]


async def test_who_went_away_holds_up_nobody() -> None:
    async def answered(numbers: Sequence[int]) -> Sequence[int]:
        await asyncio.sleep(0)
        return numbers

    together = Together(answered, 9)
    leaving, staying = (asyncio.create_task(together.ask(number)) for number in (1, 2))
    await asyncio.sleep(0)
    leaving.cancel()

    assert await staying == 2
