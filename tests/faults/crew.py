"""Child processes that work on one memory, and wait for each other at the start."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from bot.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
SECRET = "a secret of these tests alone"  # noqa: S105


class Hand:
    """One child process: a module of this folder."""

    def __init__(self, module: str, settings: Settings, *arguments: str) -> None:
        where = (str(settings.home), settings.database, settings.secret)
        command = [sys.executable, "-m", f"tests.faults.{module}", *where, *arguments]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True)

    def ready(self) -> None:
        """Wait until it has loaded what it needs."""
        if self.hear() != "ready":
            raise RuntimeError("a child process did not start")

    def tell(self, line: str = "") -> None:
        """Give it a line to work on."""
        told = _of(self._process.stdin)
        told.write(f"{line}\n")
        told.flush()

    def hear(self) -> str:
        """Return the next line that it prints; nothing once it has ended."""
        return _of(self._process.stdout).readline().rstrip("\n")

    def kill(self) -> tuple[str, ...]:
        """Kill it, and return what it had still printed: whole lines only.

        Raises:
            RuntimeError: it had ended before, which none does of itself.
        """
        self._process.kill()
        printed = _of(self._process.stdout).read()
        if self._ended() >= 0:
            raise RuntimeError("a child process ended before it was killed")
        return tuple(line.rstrip("\n") for line in printed.splitlines(keepends=True) if line.endswith("\n"))

    def finish(self) -> tuple[str, ...]:
        """Wait for its end, and return what it printed.

        Raises:
            RuntimeError: it failed.
        """
        printed = _of(self._process.stdout).read()
        if self._ended():
            raise RuntimeError("a child process failed")
        return tuple(printed.splitlines())

    def _ended(self) -> int:
        for pipe in (self._process.stdin, self._process.stdout):
            _of(pipe).close()
        return self._process.wait()

    def close(self) -> None:
        """End it, whatever it does."""
        self._process.kill()
        self._ended()


def _of(pipe: IO[str] | None) -> IO[str]:
    if pipe is None:
        raise RuntimeError("a child process has no pipe")
    return pipe


@contextmanager
def crew(hands: Sequence[Hand]) -> Iterator[Sequence[Hand]]:
    """Yield the child processes once all are ready, and leave none behind."""
    try:
        for hand in hands:
            hand.ready()
        yield hands
    finally:
        for hand in hands:
            hand.close()
