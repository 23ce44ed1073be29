"""What all tests share."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.memory import memory
from tests.words import counted

if TYPE_CHECKING:
    from tests.postgres import Databases


LONG = "ASKFIRST_TEST_LONG"


def pytest_configure() -> None:
    """Spare the tests what they would wait for: the compiling of hundreds of programs, and a disk."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    if there := memory():
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(there))


@pytest.fixture(scope="session")
def long() -> bool:
    """Say whether the long forms are wanted: more lines, more mutations, more tries."""
    return os.environ.get(LONG) == "1"


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder for child processes."""
    return counted(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Databases]:
    """A real PostgreSQL; without one, what needs it fails."""
    from tests.postgres import databases  # half a second that other tests need not pay

    with databases() as found:
        yield found
