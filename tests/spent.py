"""Tells how long processes have had the processor, from what Linux keeps of them."""

from __future__ import annotations

import os
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def spent(pid: int, *, with_children: bool = False) -> float:
    """Return the seconds that a process has had so far, in all its threads; with those that its children had, too."""
    own, ended = _times(pid)
    if not with_children:
        return own
    alive = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return own + ended + sum(_times(int(child))[0] for child in alive)


def _times(pid: int) -> tuple[float, float]:
    """Return the seconds of a process, and those of its children that have ended; nothing if it has, meanwhile."""
    try:
        told = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0, 0.0
    ticks = [int(each) for each in told[11:15]]
    return sum(ticks[:2]) / TICKS, sum(ticks[2:]) / TICKS
