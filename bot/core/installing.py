"""Which workspaces installed the coach: what each gave it to act with, kept until it leaves."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Installations(Protocol):
    """Installations by workspace ("slack:T1"; "slack:E1" for a whole organisation); every method raises Unavailable.

    What a workspace gave, its tokens above all, is the adapter's own business and is kept sealed.
    """

    async def keep(self, workspace: str, given: str, now: datetime) -> None:
        """Keep what a workspace gave, instead of what it gave before; if it had left, it is back."""

    async def find(self, workspace: str) -> str | None:
        """Return what a workspace gave; None if it did not install the coach, or left."""

    async def remove(self, workspace: str, now: datetime) -> None:
        """Let go of what a workspace gave, at once; what is kept about its people goes 30 days from *now*."""

    async def issue(self, now: datetime) -> str:
        """Return a word that proves, for ten minutes and once, that whoever shows it came from us."""

    async def consume(self, word: str, now: datetime) -> bool:
        """Say whether this is such a word; it is none any more."""
