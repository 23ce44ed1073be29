"""Child processes that work on one memory, and wait for each other at the start."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.settings import Settings
from tests.program import begin

SECRET = "a secret of these tests alone"  # noqa: S105


class Hand:
    """One child process: a module of this folder."""

    def __init__(self, module: str, settings: Settings, *arguments: str) -> None:
        where = (str(settings.home), settings.database, settings.secret)
        self._made = TemporaryDirectory()
        folder = Path(self._made.name)
        for pipe in ("stdin", "stdout"):
            os.mkfifo(folder / pipe)
        self._process = begin(folder, f"tests.faults.{module}", *where, *arguments)
        self._stdin = (folder / "stdin").open("w", encoding="utf-8")
        self._stdout = (folder / "stdout").open(encoding="utf-8")

    def ready(self) -> None:
        """Wait until it has loaded what it needs."""
        if self.hear() != "ready":
            raise RuntimeError("a child process did not start")

    def tell(self, line: str = "") -> None:
        """Give it a line to work on."""
        self._stdin.write(f"{line}\n")
        self._stdin.flush()

    def hear(self) -> str:
        """Return the next line that it prints; nothing once it has ended."""
        return self._stdout.readline().rstrip("\n")

    def kill(self) -> tuple[str, ...]:
        """Kill it, and return what it had still printed: whole lines only.

        Raises:
            RuntimeError: it had ended before, which none does of itself.
        """
        self._process.kill()
        printed = self._stdout.read()
        if self._ended() >= 0:
            raise RuntimeError(f"a child process ended before it was killed\n{self._complained}")
        return tuple(line.rstrip("\n") for line in printed.splitlines(keepends=True) if line.endswith("\n"))

    def finish(self) -> tuple[str, ...]:
        """Wait for its end, and return what it printed.

        Raises:
            RuntimeError: it failed.
        """
        printed = self._stdout.read()
        if self._ended():
            raise RuntimeError(f"a child process failed\n{self._complained}")
        return tuple(printed.splitlines())

    def _ended(self) -> int:
        self._stdin.close()
        self._stdout.close()
        self._process.join()
        code: int = self._process.exitcode or 0
        return code

    @property
    def _complained(self) -> str:
        return (Path(self._made.name) / "stderr").read_text(encoding="utf-8")

    def close(self) -> None:
        """End it, whatever it does."""
        self._process.kill()
        self._ended()
        self._made.cleanup()


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
