"""Whoever was told that it takes longer waits in line; whoever comes then is told so, too."""

from __future__ import annotations

import asyncio

from bot.line import Line


async def test_a_line_moves_until_so_many_are_served() -> None:
    line, moved = Line(at_once=2), list[bool]()

    with line.at_the_desk():
        moved.append(line.moves)
        with line.at_the_desk():
            moved.append(line.moves)
    moved.append(line.moves)

    assert moved == [True, False, True]


async def test_those_who_wait_are_served_in_their_order_and_nobody_passes_them() -> None:
    line, served, go_on = Line(afterwards=1), list[int](), asyncio.Event()

    async def wait(number: int) -> None:
        async with line.in_turn():
            served.append(number)
            await go_on.wait()

    waiting = [asyncio.create_task(wait(number)) for number in range(3)]
    await asyncio.sleep(0)
    assert (served, line.waiting, line.moves) == ([0], 2, False)
    go_on.set()
    await asyncio.gather(*waiting)

    assert served == [0, 1, 2]
    assert line.moves


async def test_whoever_goes_away_leaves_the_line() -> None:
    line = Line(afterwards=1)

    async with line.in_turn():
        leaving = asyncio.create_task(line.in_turn().__aenter__())
        await asyncio.sleep(0)
        leaving.cancel()
        await asyncio.wait({leaving})
    assert (line.waiting, line.served, line.moves) == (0, 0, True)
