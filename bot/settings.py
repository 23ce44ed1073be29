"""Reads the environment and .env into one value; nothing else reads them."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.core.errors import BadSettings

PROMPTS = Path(__file__).resolve().parents[1] / "prompts"


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are."""

    home: Path
    prompts: Path = PROMPTS

    @classmethod
    def read(cls, environ: Mapping[str, str], dotenv: Path) -> Settings:
        """Take settings from *environ*, and those missing there from the file *dotenv* if there is one.

        Raises:
            BadSettings: one or more settings can't be used; all of them are named.
        """
        try:
            home = {**_from_file(dotenv), **environ}.get("ASKFIRST_HOME", "").strip()
            folder = Path(home).expanduser() if home else _user_data(environ)
        except (OSError, RuntimeError, UnicodeDecodeError) as error:
            raise BadSettings(f"{dotenv.name} or ASKFIRST_HOME can't be used: {error}") from error
        if not folder.is_absolute():
            raise BadSettings(f"ASKFIRST_HOME is {home!r}; give the whole path of a folder, from the root on.")
        return cls(folder)


def _from_file(dotenv: Path) -> dict[str, str]:
    if not dotenv.is_file():
        return {}
    from dotenv import dotenv_values  # only who has such a file waits for it

    return {name: value for name, value in dotenv_values(dotenv, interpolate=False).items() if value is not None}


def _user_data(environ: Mapping[str, str]) -> Path:
    """Return the folder where programs keep a person's data on this system."""
    if sys.platform == "win32":
        return Path(environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "askfirst"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "askfirst"
    named = Path(environ.get("XDG_DATA_HOME", ""))
    return (named if named.is_absolute() else Path.home() / ".local" / "share") / "askfirst"
