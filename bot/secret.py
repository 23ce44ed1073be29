"""Keeps the secret of an embedded installation: made on the first start, for its owner's eyes only."""

from __future__ import annotations

import os
import secrets
import tempfile
from pathlib import Path

from bot.core.errors import BadSettings

BYTES = 32


def kept_in(folder: Path) -> bytes:
    """Return the secret kept in *folder*; make it if there is none.

    Raises:
        BadSettings: the folder can't be used.
    """
    file = folder / "secret"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not file.exists():
            _make(file)
        return file.read_bytes().strip()
    except OSError as error:
        raise BadSettings(
            f"{file} can't be read or written: {error}. Set ASKFIRST_HOME to a folder of yours."
        ) from error


def _make(file: Path) -> None:
    """Write a fresh secret beside its place and link it there whole: of two first starts, one is first."""
    descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=".secret")  # mode 0600
    with os.fdopen(descriptor, "wb") as fresh:
        fresh.write(secrets.token_hex(BYTES).encode())
    try:
        os.link(name, file)
    except FileExistsError:
        pass
    finally:
        Path(name).unlink()
