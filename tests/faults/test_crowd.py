"""Many processes may use one SQLite file, from its first moment on."""

from __future__ import annotations

import stat
from pathlib import Path

from tests.faults.crowd import PROCESSES, rush, starts

WRITES = 50
STARTS = 3


def test_eight_processes_make_one_new_file_and_never_find_it_locked(tmp_path: Path) -> None:
    home = tmp_path / "new"
    crowd = rush(home, WRITES)

    assert crowd.found.clean
    assert crowd.told == crowd.found.lines == PROCESSES * WRITES
    assert stat.S_IMODE((home / "secret").stat().st_mode) == 0o600
    assert sorted(file.name for file in home.iterdir()) == ["askfirst.db", "secret"]


def test_eight_processes_that_start_at_once_on_an_empty_folder_share_one_memory(tmp_path: Path) -> None:
    found = starts(tmp_path, STARTS)

    assert [survey.lines for survey in found if survey.clean] == [PROCESSES] * STARTS
