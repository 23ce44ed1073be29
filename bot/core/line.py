"""What the coach needs to know of those who wait for it while too many come at once."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager, AbstractContextManager, nullcontext
from typing import Protocol


class Line(Protocol):
    """Where they wait."""

    @property
    def waiting(self) -> int:
        """Return how many wait."""

    @property
    def moves(self) -> bool:
        """Say whether whoever comes now can be served at once."""

    def at_the_desk(self) -> AbstractContextManager[None]:
        """Be served at once."""

    def in_turn(self) -> AbstractAsyncContextManager[None]:
        """Wait, then be served."""


class OpenDoor:
    """The line where never too many come."""

    waiting = 0
    moves = True

    def at_the_desk(self) -> AbstractContextManager[None]:
        """Be served at once."""
        return nullcontext()

    def in_turn(self) -> AbstractAsyncContextManager[None]:
        """Be served at once."""
        return nullcontext()
