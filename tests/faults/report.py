"""Runs the long forms and prints what was found: `python3 -m tests faults [rounds]`."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bot.settings import Settings
from tests.faults.crew import SECRET
from tests.faults.crowd import PROCESSES, rush
from tests.faults.kill import WRITERS, Siege
from tests.postgres import DURABLE, server

ROUNDS = 50
WRITES = 2000
COLUMNS = ("database", "kills", "told", "lines", "unheard", "lost", "doubled", "halves", "problems", "seconds")
ROW = "{:<12}" + "{:>9}" * (len(COLUMNS) - 1)


def main(arguments: Sequence[str]) -> int:
    """Print a line for each database, and one for a crowd on SQLite; 1 if anything was lost, doubled or wrong."""
    rounds = int(arguments[0]) if arguments else ROUNDS
    seed = random.SystemRandom().randrange(10**6)
    print(f"{len(WRITERS)} writers, killed {rounds} times each (seed {seed}); unheard: kept, but not told yet")
    print(ROW.format(*COLUMNS))
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other, server(**DURABLE) as ours:
        held = [
            _killed("SQLite", Settings(Path(one)), rounds, seed),
            _killed("PostgreSQL", Settings(Path(other), database=ours.database(), secret=SECRET), rounds, seed),
        ]
    return 0 if all([*held, _crowded()]) else 1


def _killed(name: str, settings: Settings, rounds: int, seed: int) -> bool:
    """Print what all rounds on one database came to."""
    start, siege = time.perf_counter(), Siege(settings, random.Random(seed))  # noqa: S311
    found = siege.rounds(rounds)
    wrong = [
        len({delivery for one in found for delivery in one.lost}),
        max(one.doubled for one in found),
        len({delivery for one in found for delivery in one.halves}),
        sum(len(one.problems) for one in found),
    ]
    seconds = f"{time.perf_counter() - start:.0f}"
    print(ROW.format(name, siege.killed, len(siege.acknowledged), found[-1].lines, siege.unheard, *wrong, seconds))
    return not any(wrong)


def _crowded() -> bool:
    with tempfile.TemporaryDirectory() as home:
        crowd = rush(Path(home), WRITES)
    rate = crowd.told / crowd.seconds
    print(
        f"{PROCESSES} processes on one new SQLite file, {WRITES} writes and reads each: {crowd.told} told, "
        f"{crowd.found.lines} lines, {len(crowd.found.lost)} lost, {crowd.found.doubled} doubled, "
        f"{len(crowd.found.halves)} halves, {len(crowd.found.problems)} problems; {rate:.0f} a second"
    )
    return crowd.found.clean
