"""A process that starts on one empty folder after the other, each at a moment that is named beforehand.

It says "ready", and then answers every line "<moment> <folder>" with what it delivered there, and the number of that.
"""

from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path

from bot import app
from bot.settings import Settings
from storage.memory import Memory  # so that it is not loaded at the first moment only
from storage.migrations import run
from tests.faults.deliveries import TEAM, deliver

LOADED = (Memory, run)


def main(_home: str, _url: str, _secret: str, name: str) -> None:
    """Start wherever the lines say."""
    print("ready", flush=True)
    for line in sys.stdin:
        moment, home = line.rstrip("\n").split(" ", 1)
        while time.time() < float(moment):  # no sleep: it would wake up later than the other processes do
            pass
        with app.desk(Settings(Path(home))) as desk:
            print(name, asyncio.run(desk.memory.change(TEAM, deliver(name))), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
