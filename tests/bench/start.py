"""Measures what a short command costs beside a bare interpreter that imports what any such command would.

`python3 -m tests bench` runs the two in turn and prints the median of the ratios, pair by pair: on a shared machine a
ratio of neighbours means something where a single time does not. Nothing here passes or fails.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.words import counted

ROOT = Path(__file__).resolve().parents[2]
BARE = [sys.executable, "-c", "import argparse, asyncio, dataclasses, json, tomllib"]
ASKED = [str(Path(sys.executable).with_name("askfirst")), "ask", "is it ok to call someone i only know from a forum?"]
PAIRS = 31


def seconds(command: Sequence[str], home: str) -> float:
    """Return the wall time of one run of *command*."""
    start = time.perf_counter()
    subprocess.run(command, cwd=ROOT, env={"ASKFIRST_HOME": home}, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def ratios(pairs: int) -> list[float]:
    """Return the ratio of a warm question to a bare start, for so many pairs of runs."""
    with tempfile.TemporaryDirectory() as home:
        counted(Path(home))
        seconds(ASKED, home)
        return [seconds(ASKED, home) / seconds(BARE, home) for _ in range(pairs)]


def main() -> int:
    """Print the ratio."""
    found = ratios(PAIRS)
    print(f"askfirst ask, warm, against a bare start: {statistics.median(found):.2f} (median of {PAIRS} pairs)")
    return 0
