"""Runs the shipped program as a child process, as a person or a script would."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


def run(home: Path, *arguments: str, typed: str = "", **environ: str) -> subprocess.CompletedProcess[str]:
    """Run `python3 -m bot` with *arguments*, its data in *home*, and give it *typed* on standard input."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=ROOT,
        env={**os.environ, "ASKFIRST_HOME": str(home), **environ},
        input=typed,
        capture_output=True,
        check=False,
        encoding="utf-8",
        timeout=60,
    )


def object_of(ended: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    """Return the one JSON object that a command with --json printed."""
    (line,) = ended.stdout.splitlines()
    found: dict[str, Any] = json.loads(line)
    return found
