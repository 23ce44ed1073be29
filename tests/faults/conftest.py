"""The two databases on which every fault is tried."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import Settings
from tests.faults.crew import SECRET


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """An empty place for a memory."""
    if request.param == "sqlite":
        return Settings(tmp_path)
    return Settings(tmp_path, database=request.getfixturevalue("postgres").database(), secret=SECRET)
