"""Short codes that are shown on one side and typed on the other: they link two identities, or a workspace to a team."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Connection, and_, delete, func, insert, select, update

from storage.lookup import Lookup
from storage.tables import codes, people

LIFE = timedelta(minutes=10)
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""What nobody takes for something else when it is read aloud."""
LENGTH = {"link": 6, "join": 12}
"""A join code is looked for among all teams, so it has to be beyond guessing: 31^12 is some 2^59."""
TRIES = 5
"""Wrong codes after which every code of the team is dead: five guesses among 31^6 codes."""
Purpose = Literal["link", "join"]


class Codes:
    """One team's codes, over a connection whose transaction is somebody else's."""

    def __init__(self, connection: Connection, team: str, lookup: Lookup) -> None:
        self._connection = connection
        self._team = team
        self._lookup = lookup

    def make(self, purpose: Purpose, person: str, now: datetime) -> str:
        """Return a fresh code that holds for ten minutes; it replaces the person's older one."""
        code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH[purpose]))
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
        whose = func.coalesce(people.c.merged_into, people.c.id)  # who showed it may be known to be another by now
        same = and_(people.c.team == codes.c.team, people.c.id == codes.c.person)
        person: str | None = self._connection.execute(
            select(whose).select_from(codes.join(people, same)).where(*right)
        ).scalar()
        if person is None:
            self._connection.execute(update(codes).where(*alive).values(tries=codes.c.tries + 1))
        else:
            self._connection.execute(update(codes).where(*right).values(used=True))
        return person

    def _hidden(self, purpose: Purpose, code: str) -> bytes:
        return self._lookup.code("code", purpose, code.strip().upper())
