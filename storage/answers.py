"""What a language model wrote before, by what it was asked; for a week."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select

from storage.tables import answers

KEPT = timedelta(days=7)


class Answers:
    """One team's answers, over a connection whose transaction is somebody else's."""

    def __init__(self, connection: Connection, team: str) -> None:
        self._connection = connection
        self._team = team

    def find(self, key: str, now: datetime) -> str | None:
        """Return what was written for the request of this key."""
        mine = (answers.c.team == self._team, answers.c.key == key, answers.c.created > now - KEPT)
        found: str | None = self._connection.execute(select(answers.c.body).where(*mine)).scalar()
        return found

    def keep(self, key: str, body: str, now: datetime) -> None:
        """Keep what was written, and let go of what is old."""
        ours = answers.c.team == self._team
        old = (answers.c.key == key) | (answers.c.created <= now - KEPT)
        self._connection.execute(delete(answers).where(ours, old))
        self._connection.execute(insert(answers).values(team=self._team, key=key, body=body, created=now))

    def erase(self) -> None:
        """Delete everything that was written for this team: whose words it holds is not kept."""
        self._connection.execute(delete(answers).where(answers.c.team == self._team))
