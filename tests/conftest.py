"""What all tests share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.words import counted

if TYPE_CHECKING:
    from tests.postgres import Databases


LONG = "ASKFIRST_TEST_LONG"


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
