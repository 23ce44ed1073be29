"""Remembers between starts how far a model's endpoint can be held to a shape, so that it is tried out once."""

from __future__ import annotations

from pathlib import Path


class Rungs:
    """One line in a file of the data folder; it can be deleted at any time."""

    def __init__(self, file: Path, endpoint: str) -> None:
        """Take the *file*, and the *endpoint* that it has to be about."""
        self._file = file
        self._endpoint = endpoint

    def found(self) -> str:
        """Return the rung found earlier; empty where there is none."""
        try:
            rung, _, endpoint = self._file.read_text(encoding="utf-8").partition(" ")
        except (OSError, UnicodeDecodeError):
            return ""
        return rung if endpoint == self._endpoint else ""

    def keep(self, rung: str) -> None:
        """Keep the rung found now; where the folder can't be written, it is found again next time."""
        if rung == self.found():
            return
        try:
            self._file.write_text(f"{rung} {self._endpoint}", encoding="utf-8")
        except OSError:
            return
