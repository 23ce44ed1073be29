"""How much was used, by the hour, for the caps."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, insert, select, update

from storage.tables import usage

KEPT = timedelta(days=2)


class Usage:
    """One team's use, over a connection whose transaction is somebody else's."""

    def __init__(self, connection: Connection, team: str) -> None:
        self._connection = connection
        self._team = team

    def add(self, what: str, person: str, amount: int, now: datetime) -> None:
        """Count *amount* more of *what* for this person."""
        self._connection.execute(delete(usage).where(usage.c.team == self._team, usage.c.hour < now - KEPT))
        hour = now.replace(minute=0, second=0, microsecond=0)
        mine = (usage.c.team == self._team, usage.c.person == person, usage.c.what == what, usage.c.hour == hour)
        if not self._connection.execute(update(usage).where(*mine).values(amount=usage.c.amount + amount)).rowcount:
            self._connection.execute(
                insert(usage).values(team=self._team, person=person, what=what, hour=hour, amount=amount)
            )

    def total(self, what: str, person: str | None, since: datetime) -> int:
        """Return how much of *what* this person, or the whole team, used since the hour of *since*."""
        hour = since.replace(minute=0, second=0, microsecond=0)
        where = [usage.c.team == self._team, usage.c.what == what, usage.c.hour >= hour]
        if person is not None:
            where.append(usage.c.person == person)
        total = self._connection.execute(select(func.sum(usage.c.amount)).where(*where)).scalar()
        return int(total or 0)
