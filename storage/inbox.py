"""Deliveries that a platform may repeat: whoever claims one first does it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select

from storage.tables import inbox

KEPT = timedelta(days=7)
"""Longer than any platform goes on repeating a delivery."""


class Inbox:
    """One team's deliveries, over a connection whose transaction is somebody else's."""

    def __init__(self, connection: Connection, team: str) -> None:
        self._connection = connection
        self._team = team

    def claim(self, delivery: str, now: datetime) -> bool:
        """Count this delivery as ours; False if it was claimed before."""
        self._connection.execute(delete(inbox).where(inbox.c.team == self._team, inbox.c.received < now - KEPT))
        known = select(inbox.c.delivery).where(inbox.c.team == self._team, inbox.c.delivery == delivery)
        if self._connection.execute(known).first():
            return False
        self._connection.execute(insert(inbox).values(team=self._team, delivery=delivery, received=now))
        return True
