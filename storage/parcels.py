"""Commands too long for a platform's button: the button carries an id, the command waits here for whom it was made."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, Select, delete, insert, or_, select

from storage.mentioning import naming
from storage.tables import parcels, people

KEPT = timedelta(days=30)
"""As long as the conversation in which the button stands."""


class Parcels:
    """One team's kept commands, over a connection whose transaction is somebody else's."""

    def __init__(self, connection: Connection, team: str) -> None:
        self._connection = connection
        self._team = team

    def keep(self, person: str, spelled: str, now: datetime) -> str:
        """Keep a command for *person* and return its id; let go of those whose time is over."""
        stale = (parcels.c.team == self._team, parcels.c.created <= now - KEPT)
        self._connection.execute(delete(parcels).where(*stale))
        number = secrets.token_hex(8)
        row = {"team": self._team, "id": number, "person": person, "body": spelled, "created": now}
        self._connection.execute(insert(parcels), row)
        return number

    def open(self, number: str, person: str, now: datetime) -> str | None:
        """Return the command kept under *number*; None if it is gone, or was never this person's."""
        wanted = (parcels.c.team == self._team, parcels.c.id == number, parcels.c.created > now - KEPT)
        found: str | None = self._connection.execute(
            select(parcels.c.body).where(*wanted, parcels.c.person.in_(self._same(person)))
        ).scalar()
        return found

    def erase(self, person: str, mentions: Sequence[str]) -> None:
        """Delete what was kept for this person, and what holds one of *mentions* as a word."""
        ids = {row.id for row in self._connection.execute(self._same(person)).all()}
        mentioned = naming({*mentions, *ids})
        for row in self._connection.execute(select(parcels).where(parcels.c.team == self._team)).all():
            if row.person in ids or mentioned.search(row.body):
                self._connection.execute(delete(parcels).where(parcels.c.team == self._team, parcels.c.id == row.id))

    def _same(self, person: str) -> Select[tuple[str]]:
        """Select every id that turned out to be this person's."""
        return select(people.c.id).where(
            people.c.team == self._team, or_(people.c.id == person, people.c.merged_into == person)
        )
