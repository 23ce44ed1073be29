"""Lets many processes open one SQLite file that does not exist yet, and then write and read it without a rest."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.settings import Settings
from tests.faults.crew import Hand, crew
from tests.faults.survey import Survey, survey

PROCESSES = 8
AHEAD = 0.05
"""Seconds from telling the processes where to start until they do."""


@dataclass(frozen=True, slots=True)
class Rush:
    """How a crowd fared: *told* deliveries were acknowledged, in *seconds*."""

    told: int
    seconds: float
    found: Survey


def starts(folder: Path, times: int) -> list[Survey]:
    """Have every process start at once, so many times, each time on a folder that does not exist yet."""
    hands = [Hand("starter", Settings(folder), f"w{name}") for name in range(PROCESSES)]
    homes = [folder / f"home{number}" for number in range(times)]
    with crew(hands):
        return [survey(Settings(home), _started(hands, home)) for home in homes]


def _started(hands: Sequence[Hand], home: Path) -> dict[str, int]:
    moment = time.time() + AHEAD
    for hand in hands:
        hand.tell(f"{moment} {home}")
    told = [hand.hear().split() for hand in hands]
    return {delivery: int(number) for delivery, number in told}


def rush(home: Path, writes: int) -> Rush:
    """Have every process carry out *writes* deliveries, each followed by a look at the record.

    A process that is told that the database is locked ends with an error, which is raised here.
    """
    settings = Settings(home)
    with crew([Hand("writer", settings, f"w{name}", "0", str(writes)) for name in range(PROCESSES)]) as hands:
        start = time.perf_counter()
        for hand in hands:
            hand.tell()
        told = [line.split() for hand in hands for line in hand.finish()]
        seconds = time.perf_counter() - start
    acknowledged = {delivery: int(number) for delivery, number in told}
    return Rush(len(told), seconds, survey(settings, acknowledged))
