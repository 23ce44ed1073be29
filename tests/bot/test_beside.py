"""Work is done once and its result is the same, wherever it could be done."""

from __future__ import annotations

import os
import signal

import pytest

from bot import beside as beside_
from bot.beside import beside


def test_another_process_does_the_work() -> None:
    with beside(os.getpid) as result:
        assert result() != os.getpid()


def test_what_goes_wrong_there_is_told_here() -> None:
    with pytest.raises(FileNotFoundError), beside(os.stat, "/nowhere/at/all") as result:
        result()


def die_elsewhere(parent: int) -> str:
    if os.getpid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)
    return "done"


def test_work_that_is_killed_there_is_done_here() -> None:
    with beside(die_elsewhere, os.getpid()) as result:
        assert result() == "done"


def test_without_another_process_the_work_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError("no shared memory")

    monkeypatch.setattr(beside_, "ProcessPoolExecutor", refuse)
    with beside(os.getpid) as result:
        assert result() == os.getpid()
