"""Where tests keep their files: in memory, where there is room for them, since none has to last."""

from __future__ import annotations

import shutil
from pathlib import Path

MEMORY, ENOUGH = Path("/dev/shm"), 3 * 1024**3  # noqa: S108


def memory() -> Path | None:
    """Return the folder that lies in memory, where to write for good takes no time."""
    return MEMORY if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ENOUGH else None
