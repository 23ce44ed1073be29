"""The library of the words in prompts/, counted once for all tests, their processes, and those that they start."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

from filelock import FileLock

from bot import kept
from bot.core.coaching.library import Library
from bot.settings import PROMPTS

COUNTED = Path(__file__).resolve().parents[1] / ".pytest_cache" / "askfirst"
"""Where what takes seconds to count is kept between runs; it is counted anew whenever words or code have changed."""

LINES = 25
"""So many are left of each file of lines, where a test has words counted anew."""


@cache
def library() -> Library:
    """Return what the coach knows."""
    COUNTED.mkdir(parents=True, exist_ok=True)
    with FileLock(COUNTED / "lock"):
        return kept.library(PROMPTS, COUNTED)


def fewer(folder: Path) -> Path:
    """Copy prompts/ into *folder* with fewer lines asked before, so that to count them is quick."""
    copied = Path(shutil.copytree(PROMPTS, folder / "prompts"))
    for path in (copied / "asked").glob("*.txt"):
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        path.write_text("".join(lines[:: max(1, len(lines) // LINES)]), encoding="utf-8")
    return copied


def counted(home: Path) -> Path:
    """Let a data folder have what was counted, so that a program started on it need not."""
    library()
    home.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(COUNTED / "counted", home / "counted")
    return home
