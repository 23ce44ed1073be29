"""What serving needs of a platform's adapter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from bot.core.delivering import Carrier
from bot.core.ports import Interrupted
from bot.core.replies import Labels


@dataclass(frozen=True, slots=True)
class Outside:
    """What an adapter needs beside the coach: its words, those before parts of a reply, and the clock."""

    words: Mapping[str, Any]
    labels: Labels
    clock: Callable[[], datetime]


class Platform(Carrier, Protocol):
    """A platform on which the coach speaks: it takes what people do there, and carries letters there."""

    @property
    def name(self) -> str:
        """Return what addresses and teams of this platform begin with: "slack", "discord"."""

    @property
    def trouble(self) -> str:
        """Return what is wrong with the connection, for whoever runs the coach; empty while it is alive."""

    async def start(self) -> None:
        """Connect, and take deliveries from then on, until stopped, whatever happens to the connection.

        Raises:
            BadSettings: the platform refuses what it was given, a token say; it says what to do.
            Unavailable: the platform can't be reached.
        """

    async def resume(self, interrupted: Interrupted) -> None:
        """Answer a delivery that a stopped process left behind, or say that it was interrupted; never raises."""

    async def stop(self) -> None:
        """Take nothing more, finish what is under way within 15 seconds, and let go of the connection."""
