"""The people of one team, and by what they are known."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, bindparam, delete, insert, or_, select, update

from bot.core.permission.events import EVERYONE
from bot.core.ports import Identity, Person
from storage.lookup import Lookup
from storage.reading import Question, Reading
from storage.tables import identities, people

MOST = 9
"""People offered when a name could mean several."""
GET = Question(select(people).where(people.c.team == bindparam("team"), people.c.id == bindparam("id")))
FIND = Question(
    select(people, identities.c.code)
    .join(identities, and_(identities.c.team == people.c.team, identities.c.person == people.c.id))
    .where(identities.c.team == bindparam("team"), identities.c.kind == bindparam("kind"))
    .where(identities.c.code.in_((bindparam("code"), bindparam("other"))))
)


class People:
    """One team's people, over a connection whose transaction is somebody else's."""

    def __init__(self, connection: Connection, team: str, lookup: Lookup) -> None:
        self._connection = connection
        self._team = team
        self._lookup = lookup
        self._reading = Reading(connection)
        self._known: dict[tuple[str, str], Row[Any] | None] = {}

    def meet(self, who: Identity) -> Person:
        """Return the person known by *who*; make one if there is none."""
        found = self.find(who)
        return self._refreshed(found, who) if found else self._made(who)

    def _refreshed(self, person: Person, who: Identity) -> Person:
        """Give back a name to somebody who was erased and came again of her own accord, or a new one if it changed."""
        if not who.shown or person.name == who.shown or (person.name and not self._is_renamed(person, who)):
            return person
        self._set(person.id, name=who.shown, sought=who.shown.casefold(), erased=None)
        self._write(update(identities).where(*self._hers(who)).values(value=who.value, shown=who.shown))
        return self.get(person.id)

    def _is_renamed(self, person: Person, who: Identity) -> bool:
        """Say whether she is called by what a platform called her before: no other name of hers is touched."""
        if who.kind not in {"slack", "discord"}:
            return False
        before = select(identities.c.shown).where(*self._hers(who))
        return self._connection.execute(before).scalar() in {person.name, ""}

    def _hers(self, who: Identity) -> tuple[ColumnElement[bool], ...]:
        return (identities.c.team == self._team, identities.c.kind == who.kind, identities.c.code == self._code(who))

    def _made(self, who: Identity) -> Person:
        person = Person(secrets.token_hex(8), who.shown or who.value, who.outside)
        row = {"name": person.name, "sought": person.name.casefold(), "outside": who.outside}
        self._write(insert(people), {"team": self._team, "id": person.id, **row})
        self.also(person.id, who)
        return person

    def also(self, person: str, who: Identity) -> None:
        """Know this person by *who* as well, which is nobody else's."""
        row = {"kind": who.kind, "code": self._code(who), "value": who.value, "shown": who.shown}
        self._write(insert(identities), {"team": self._team, "person": person, **row})

    def find(self, who: Identity, beside: Identity | None = None) -> Person | None:
        """Return the person known by *who*; whoever is known *beside* her is read along, to be found next."""
        if (who.kind, who.value) not in self._known:
            self._read(who, beside if beside and beside.kind == who.kind else who)
        row = self._known[who.kind, who.value]
        return self._of(row) if row else None

    def _read(self, *both: Identity) -> None:
        """Read who is known by one or two of a kind; what we read stays true until we write ourselves."""
        codes = {self._code(who): who.value for who in both}
        code, other = (*codes, *codes)[:2]
        asked = {"team": self._team, "kind": both[0].kind, "code": code, "other": other}
        found = {row.code: row for row in FIND.put(self._connection, asked)}
        self._known |= {(both[0].kind, value): found.get(code) for code, value in codes.items()}

    def _of(self, row: Row[Any]) -> Person:
        """Return whom a row is about: whoever she turned out to be."""
        return self.get(row.merged_into) if row.merged_into else Person(row.id, row.name, row.outside, row.zone)

    def _code(self, who: Identity) -> bytes:
        return self._lookup.code(self._team, who.kind, who.value)

    def named(self, name: str) -> tuple[Person, ...]:
        """Return everybody who has *name* among the words of theirs."""
        inside = (" " + people.c.sought + " ").contains(f" {name.casefold()} ", autoescape=True)
        members = people.c.outside.is_(False)  # whom a colleague knows outside is nobody else's business
        rows = self._connection.execute(self._all().where(inside, members).order_by(people.c.name).limit(MOST))
        return tuple(self._of(row) for row in rows)

    def has(self, person: str) -> bool:
        """Say whether this is the id of somebody of the team."""
        row = self._row(person)
        return row is not None and row.erased is None

    def get(self, person: str) -> Person:
        """Return the person with this id; one without a name if she was erased."""
        row = self._row(person)
        return self._of(row) if row else Person(person, "", outside=False)

    def _row(self, person: str) -> Row[Any] | None:
        return self._reading.row(GET, _whole, team=self._team, id=person)

    def _all(self) -> Any:
        return select(people).where(
            people.c.team == self._team, people.c.erased.is_(None), people.c.merged_into.is_(None)
        )

    def known_by(self, person: str) -> tuple[Identity, ...]:
        """Return by what this person is known, as far as it is kept."""
        rows = self._connection.execute(
            select(identities).where(identities.c.team == self._team, identities.c.person == person)
        )
        return tuple(Identity(row.kind, row.value, row.shown or "") for row in rows if row.value is not None)

    def names(self) -> tuple[str, ...]:
        """Return what everybody of the team is called."""
        called = select(people.c.name).where(people.c.team == self._team, people.c.name != "")
        return tuple(self._connection.execute(called.distinct().order_by(people.c.name)).scalars())

    def place_in(self, person: str, zone: str) -> None:
        """Keep the person's zone."""
        self._set(person, zone=zone)

    def link(self, kept: str, other: str) -> None:
        """Make two people one; what identified *other* identifies *kept*."""
        self._write(
            update(identities).where(identities.c.team == self._team, identities.c.person == other).values(person=kept)
        )
        self._write(
            update(people)
            .where(people.c.team == self._team, or_(people.c.id == other, people.c.merged_into == other))
            .values(merged_into=kept)
        )

    def erase(self, person: str, now: datetime, *, keep_codes: bool) -> None:
        """Delete name, zone and identities; the keyed codes stay only where a no depends on them."""
        hers = (identities.c.team == self._team, identities.c.person == person)
        if keep_codes:
            self._write(update(identities).where(*hers).values(value=None, shown=None))
        else:
            self._write(delete(identities).where(*hers))
        gone = {"name": "", "sought": "", "zone": "", "erased": now}
        self._write(
            update(people)
            .where(people.c.team == self._team, or_(people.c.id == person, people.c.merged_into == person))
            .values(**gone)
        )

    def _set(self, person: str, **values: Any) -> None:
        if person == EVERYONE:
            raise ValueError("everyone is nobody in particular")
        self._write(update(people).where(people.c.team == self._team, people.c.id == person).values(**values))

    def _write(self, *statement: Any) -> None:
        self._reading.forget()
        self._known.clear()
        self._connection.execute(*statement)


def _whole(row: Row[Any]) -> Row[Any]:
    return row
