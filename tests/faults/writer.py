"""A process that writes to the record, and reads it in between, as fast as it can, until it is done or killed.

It says "ready", waits for a line, and from then on prints each delivery with the number of its line: only once that is
kept, so that whoever hears of it may rely on it.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterable
from pathlib import Path

from bot import app
from bot.core.ports import Memory
from bot.settings import Settings
from tests.faults.deliveries import TEAM, check, deliver


async def write(memory: Memory, deliveries: Iterable[str]) -> None:
    """Carry out *deliveries* one after the other."""
    for delivery in deliveries:
        number = await memory.change(TEAM, deliver(delivery))
        print(delivery, number, flush=True)
        await memory.read(TEAM, check(delivery))


def main(home: str, url: str, secret: str, name: str, first: str, last: str) -> None:
    """Open the memory, which may not be there yet, and write."""
    print("ready", flush=True)
    sys.stdin.readline()
    with app.desk(Settings(Path(home), database=url, secret=secret)) as desk:
        asyncio.run(write(desk.memory, (f"{name}-{index}" for index in range(int(first), int(last)))))


if __name__ == "__main__":
    main(*sys.argv[1:])
