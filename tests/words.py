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


@cache
def library() -> Library:
    """Return what the coach knows."""
    COUNTED.mkdir(parents=True, exist_ok=True)
    with FileLock(COUNTED / "lock"):
        return kept.library(PROMPTS, COUNTED)


def counted(home: Path) -> Path:
    """Let a data folder have what was counted, so that a program started on it need not."""
    library()
    home.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(COUNTED / "counted", home / "counted")
    return home
