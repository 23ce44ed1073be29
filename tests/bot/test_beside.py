"""What another process prints comes back whole, and its end, however bad, is no end of ours."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from bot.beside import beside


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path / "work_beside.py"


def test_what_it_prints_comes_back_whole(program: Path) -> None:
    program.write_text("import sys; print(sys.argv[1] * 1_000_000, end='')")

    with beside("work_beside", "é") as printed:
        assert printed() == "é" * 1_000_000


@pytest.mark.parametrize("end", ["sys.exit(3)", "os.kill(os.getpid(), 9)", "1 / 0"])
def test_of_one_that_comes_to_a_bad_end_nothing_comes_back(program: Path, end: str) -> None:
    program.write_text(f"import os, sys; print('half', flush=True); {end}")

    with beside("work_beside") as printed:
        assert printed() is None


def test_where_no_process_can_be_had_nothing_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")

    with beside("json.tool") as printed:
        assert printed() is None


def leave_once_begun(told: Path) -> None:
    while not (told.exists() and told.read_text().endswith(".")):
        time.sleep(0.01)
    raise KeyError


def test_one_that_nobody_waits_for_is_ended(program: Path, tmp_path: Path) -> None:
    told = tmp_path / "number"
    program.write_text("import os, sys, time; open(sys.argv[1], 'w').write(f'{os.getpid()}.'); time.sleep(600)")

    with pytest.raises(KeyError), beside("work_beside", str(told)):
        leave_once_begun(told)

    with pytest.raises(ProcessLookupError):
        os.kill(int(told.read_text().rstrip(".")), 0)
