"""A reminder, and what became of one of its slots."""

from __future__ import annotations

from typing import Literal

Pause = Literal["", "paused", "closed"]
"""Why a reminder rests: it does not, somebody paused it, its channel is gone."""
Fate = Literal["posted", "late", "off"]
"""What became of a slot: it was posted, it was found too late, its day is a day off."""
