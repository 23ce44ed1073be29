"""People, acts and whole records for the tests of the memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import Connection, select

from bot.core.permission.events import EVERYONE, WORDS, YES, Act, Fact, Kind, Limits, Means
from bot.core.permission.hours import parse_hours
from bot.core.ports import Book, Identity, Person
from storage.database import Database
from storage.tables import workspaces
from tests.record import NOON

TEAM = "terminal"
OTHER_TEAM = "slack:T1"
MINUTE = timedelta(minutes=1)
HOURS = ("mon-fri 09:00-12:00 Europe/Lisbon", "tue, thu 14:00-16:30 Asia/Kathmandu", "sat 22:00-24:00 UTC")
OWN = WORDS | {Kind.NOT_NOW}
"""What somebody says about herself."""
TURNS = {Kind.ERASED, Kind.LINKED}
"""What takes more than one line: whoever did it is gone, or is somebody else from then on."""


def known(name: str) -> Identity:
    """Return by what a member called *name* is known in the terminal."""
    return Identity("terminal", name.casefold(), name)


def met(book: Book, *names: str) -> tuple[str, ...]:
    """Meet members called *names* and return their ids."""
    return tuple(book.people.meet(known(name)).id for name in names)


def said(book: Book, kind: Kind, subject: str, caller: str = EVERYONE, now: datetime = NOON, words: str = "") -> Fact:
    """Write down what *subject* says about calls by *caller*."""
    return book.ledger.append(Act(kind, subject, caller, subject, words=words), now)


def team_of(database: Database, workspace: str = TEAM) -> str:
    """Return the id of a workspace's team."""

    def found(connection: Connection) -> str:
        known = select(workspaces.c.team).where(workspaces.c.name == workspace)
        return str(connection.execute(known).scalar_one())

    return database.transact(found, write=False)


@dataclass(slots=True)
class Crowd:
    """Some people who say, ask, report, forget and merge as a seed has it; the record of it has lines of all kinds."""

    book: Book
    random: Random
    words: str = "said at line"
    now: datetime = NOON
    people: list[Person] = field(default_factory=list)

    def write(self, lines: int) -> None:
        """Go on until the record has *lines* lines."""
        while self.book.ledger.checkpoint().number < lines:
            while len(self.people) < 12:
                self.people.append(self._newcomer())
            self.now += self.random.randint(0, 5) * MINUTE
            kind = self.random.choice(list(Kind))
            if kind in TURNS and self.random.random() < 0.5:  # half as often: they take lines away
                continue
            if kind is Kind.ERASED:
                self.forget(self.random.choice(self.people))
            elif kind is Kind.LINKED:
                self._link(*self.random.sample(self.people, 2))
            else:
                self._act(kind)

    def _newcomer(self) -> Person:
        name = f"Person {self.random.randrange(10**9)}"
        outside = Identity("email", f"{name.casefold()}@example.com", name)
        return self.book.people.meet(self.random.choice((known(name), outside)))

    def _act(self, kind: Kind) -> None:
        subject, caller = (person.id for person in self.random.sample(self.people, 2))
        number = self.book.ledger.checkpoint().number + 1
        act = Act(
            kind,
            subject,
            caller if kind not in OWN or self.random.random() < 0.7 else EVERYONE,
            subject if kind in OWN else caller,
            self.now - MINUTE if self.random.random() < 0.3 else None,
            self.random.randint(1, number) if self.random.random() < 0.3 else None,
            self._limits() if kind in YES | {Kind.REPORTED} else Limits(),
            f"{self.words} {number}" if self.random.random() < 0.6 else "",
        )
        self.book.ledger.append(act, self.now)

    def _limits(self) -> Limits:
        chance, hours = self.random.random, self.random.choice(HOURS)
        until = self.now + timedelta(days=self.random.randint(1, 200))
        means = self.random.choice([None, *Means])
        return Limits(chance() < 0.5, until, means, parse_hours(hours, None) if chance() < 0.5 else None)

    def forget(self, person: Person) -> None:
        """Erase somebody as the desk does, for good or not."""
        book, for_good = self.book, self.random.random() < 0.5
        book.ledger.append(Act(Kind.ERASED, person.id, EVERYONE, person.id), self.now)
        book.ledger.erase(person.id)
        book.people.erase(person.id, self.now, keep_codes=for_good)
        if for_good:
            book.ledger.append(Act(Kind.SUPPRESSED, person.id, EVERYONE, person.id), self.now)
        if not for_good or self.random.random() < 0.5:  # else she comes again, and goes on as the same person
            self.people.remove(person)

    def _link(self, kept: Person, other: Person) -> None:
        book = self.book
        book.ledger.append(Act(Kind.LINKED, kept.id, other.id, other.id), self.now)
        book.people.link(kept.id, other.id)
        book.ledger.link(kept.id, other.id)
        self.people.remove(other)
