"""Has another process of ours work beside this one."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def beside(module: str, *given: str) -> Iterator[Callable[[], str | None]]:
    """Begin to run a *module* with what it is *given*; what is yielded waits, and returns what it prints.

    That is None where no other process can be had, or it comes to a bad end.
    """
    found = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-m", module, *given]
    quiet = subprocess.DEVNULL
    try:
        process = subprocess.Popen(  # noqa: S603 - a module of our own, by our own interpreter
            command, env=found, stdin=quiet, stdout=subprocess.PIPE, stderr=quiet, encoding="utf-8"
        )
    except OSError:
        yield lambda: None
        return

    def printed() -> str | None:
        told, _ = process.communicate()
        return None if process.returncode else told

    with process:
        try:
            yield printed
        finally:
            process.kill()
