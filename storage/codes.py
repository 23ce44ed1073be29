"""Short codes that are shown on one side and typed on the other: they link two identities, or a workspace to a team."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Connection, delete, insert, select, update

from storage.lookup import Lookup
from storage.tables import codes

LIFE = timedelta(minutes=10)
TRIES = 5
"""Wrong codes after which every code of the team is dead: six digits leave five guesses one chance in 200,000."""
Purpose = Literal["link", "join"]


class Codes:
    """One team's codes, over a connection whose transaction is somebody else's."""

    def __init__(self, connection: Connection, team: str, lookup: Lookup) -> None:
        self._connection = connection
        self._team = team
        self._lookup = lookup

    def make(self, purpose: Purpose, person: str, now: datetime) -> str:
        """Return a fresh code that holds for ten minutes; it replaces the person's older one."""
        code = f"{secrets.randbelow(10**6):06}"
        mine = (codes.c.team == self._team, codes.c.purpose == purpose, codes.c.person == person)
        self._connection.execute(delete(codes).where(*mine))
        self._connection.execute(
            insert(codes).values(
                team=self._team, purpose=purpose, person=person, code=self._hidden(purpose, code), expires=now + LIFE
            )
        )
        return code

    def redeem(self, purpose: Purpose, code: str, now: datetime) -> str | None:
        """Return whose code this is, once; None if it is wrong, old or tried too often."""
        alive = (
            codes.c.team == self._team,
            codes.c.purpose == purpose,
            codes.c.expires > now,
            codes.c.tries < TRIES,
            codes.c.used.is_(False),
        )
        right = (*alive, codes.c.code == self._hidden(purpose, code))
        person: str | None = self._connection.execute(select(codes.c.person).where(*right)).scalar()
        if person is None:
            self._connection.execute(update(codes).where(*alive).values(tries=codes.c.tries + 1))
        else:
            self._connection.execute(update(codes).where(*right).values(used=True))
        return person

    def _hidden(self, purpose: Purpose, code: str) -> bytes:
        return self._lookup.code("code", purpose, code.strip())
