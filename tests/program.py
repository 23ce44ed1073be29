"""Runs the shipped program in processes of their own, as a person or a script would.

To load what it is made of takes a second. So one process loads that, and forks for every run; what is about the start
itself, or needs a terminal, begins `python3 -m bot` from nothing instead.
"""

from __future__ import annotations

import asyncio
import json
import os
import runpy
import subprocess
import sys
from collections.abc import Mapping, Sequence
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 60.0
"""Seconds that one command may take."""
LOADED = [
    "adapters.console.chat", "adapters.discord.platform", "adapters.openai", "adapters.slack.platform",
    "bot.core.coaching.by_model.author", "bot.core.coaching.openers", "bot.core.coaching.reviews",
    "bot.core.reminding.board", "bot.doctor", "bot.drafting", "bot.serve", "bot.turn", "discord", "openai", "psycopg",
    "slack_bolt.async_app",
    "sqlalchemy.dialects.sqlite", "storage.memory", "storage.migrations.run", "tests.faults.poster", "tests.program",
]  # fmt: skip
"""What a run may need."""
STREAMS = {
    "stdin": os.O_RDONLY,
    "stdout": os.O_WRONLY | os.O_CREAT | os.O_APPEND,
    "stderr": os.O_WRONLY | os.O_CREAT | os.O_APPEND,
}
"""What a run reads, prints and complains, by the names of files, in the order in which a process has them."""

if sys.platform == "win32":  # which has no forks, and starts each from nothing
    forks = get_context("spawn")
else:
    forks = get_context("forkserver")
    forks.set_forkserver_preload(LOADED)


def begin(folder: Path, module: str, *arguments: str, **environ: str) -> BaseProcess:
    """Begin `python3 -m MODULE` with *arguments*, its streams the files of these names in *folder*."""
    (folder / "stdin").touch()
    run = (folder, module, arguments, {**os.environ, **environ})
    process = forks.Process(target=_become, args=run, daemon=True)
    process.start()
    return process


def _become(folder: Path, module: str, arguments: Sequence[str], environ: Mapping[str, str]) -> None:
    os.chdir(ROOT)
    os.environ.clear()
    os.environ.update(environ)
    for number, (name, how) in enumerate(STREAMS.items()):
        opened = os.open(folder / name, how, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin = os.fdopen(0, "r", encoding="utf-8")
    sys.stdout, sys.stderr = (os.fdopen(number, "w", encoding="utf-8") for number in (1, 2))
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


def run(home: Path, *arguments: str, typed: str = "", **environ: str) -> subprocess.CompletedProcess[str]:
    """Run `python3 -m bot` with *arguments*, its data in *home*, and give it *typed* on standard input."""
    with TemporaryDirectory() as made:
        folder = Path(made)
        (folder / "stdin").write_text(typed, encoding="utf-8")
        process = begin(folder, "bot", *arguments, **{"ASKFIRST_HOME": str(home), **environ})
        process.join(PATIENCE)
        if process.exitcode is None:
            process.kill()
            raise TimeoutError(f"{' '.join(arguments)} took more than {PATIENCE:.0f} seconds")
        said, errors = ((folder / name).read_text(encoding="utf-8") for name in ("stdout", "stderr"))
        return subprocess.CompletedProcess(arguments, process.exitcode, said, errors)


def object_of(ended: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    """Return the one JSON object that a command with --json printed."""
    (line,) = ended.stdout.splitlines()
    found: dict[str, Any] = json.loads(line)
    return found


class Served:
    """One run of `python3 -m bot serve`; what it prints stays in its data folder."""

    def __init__(self, home: Path, program: str = "bot", **environ: str) -> None:
        self.home = home
        self._before = len(self._printed("stdout")), len(self._printed("stderr"))
        self._process = begin(home, program, "serve", ASKFIRST_HOME=str(home), **environ)

    @property
    def said(self) -> str:
        """Return what this run has printed."""
        return self._printed("stdout")[self._before[0] :]

    @property
    def errors(self) -> str:
        """Return what it has complained."""
        return self._printed("stderr")[self._before[1] :]

    @property
    def code(self) -> int | None:
        """Return how it ended, None while it runs."""
        return self._process.exitcode

    async def speaks(self, within: float = PATIENCE) -> None:
        """Wait until it says that it listens."""
        async with asyncio.timeout(within):
            while not self.said:
                assert self.code is None, self.errors
                await asyncio.sleep(0.02)

    async def ended(self, within: float = PATIENCE / 2) -> int:
        """Wait for its end, and return its exit code."""
        async with asyncio.timeout(within):
            while (code := self.code) is None:  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0.02)
        return code

    async def end(self) -> int:
        """Ask it to end, and return its exit code."""
        if self.code is None:
            self._process.terminate()
        return await self.ended()

    async def kill(self) -> None:
        """End it as a power cut does."""
        self._process.kill()
        await self.ended()

    def _printed(self, stream: str) -> str:
        file = self.home / stream
        return file.read_text(encoding="utf-8") if file.exists() else ""
