"""A time that is shown to people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Moment:
    """A time as *words* of a text or a list say it, for platforms that show times by each reader's own clock.

    Of a *day*, its hour means nothing.
    """

    words: str
    at: datetime
    day: bool = False
