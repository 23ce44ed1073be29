"""Which processes serve this database: each gives a sign of life, and one that has given none is taken for gone."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select

from storage.holding import hold
from storage.tables import held

SILENT = timedelta(minutes=1)
"""So long after its last sign a process is gone: several signs' worth, and more than clocks may differ by."""
SERVING = "serving:"
"""Begins what a process holds as long as it lives."""


def sign(connection: Connection, owner: str, now: datetime) -> frozenset[str]:
    """Give a sign of life for *owner*, and return who has fallen silent."""
    hold(connection, f"{SERVING}{owner}", owner, now, now + SILENT)
    over = select(held.c.owner).where(held.c.what.startswith(SERVING), held.c.until <= now, held.c.owner != owner)
    return frozenset(connection.execute(over).scalars())


def forget(connection: Connection, owners: Collection[str]) -> None:
    """Expect no sign of *owners* any more."""
    connection.execute(delete(held).where(held.c.what.in_(f"{SERVING}{each}" for each in owners)))
