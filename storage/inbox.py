"""Deliveries that a platform may repeat: whoever claims one first does it, and what was interrupted is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, or_, select, update

from storage.mentioning import naming
from storage.tables import inbox, insert_once, people, workspaces

KEPT = timedelta(days=7)
"""Longer than any platform goes on repeating a delivery."""
CLAIM = {dialect: once.returning(inbox.c.team, inbox.c.delivery) for dialect, once in insert_once(inbox).items()}
OURS = (inbox.c.team == bindparam("of"), inbox.c.delivery == bindparam("named"))
ANSWERED = update(inbox).where(*OURS)
OF_WORKSPACE = select(workspaces.c.team).where(workspaces.c.name == bindparam("workspace")).scalar_subquery()
ANSWER = (
    update(inbox)
    .where(inbox.c.team == OF_WORKSPACE, inbox.c.delivery == bindparam("named"))
    .values(words=None, person=None)
)


class Inbox:
    """One team's deliveries, over a connection whose transaction is somebody else's."""

    def __init__(self, connection: Connection, team: str) -> None:
        self._connection = connection
        self._team = team

    def claim(self, delivery: str, now: datetime, person: str = "", words: str = "") -> bool:
        """Count this delivery as ours; False if it was claimed before. *words* are kept until it is answered."""
        row = {"team": self._team, "delivery": delivery, "received": now}
        kept = {"person": person or None, "words": words or None}
        return self._connection.execute(CLAIM[self._connection.dialect.name], row | kept).first() is not None

    def answered(self, delivery: str) -> None:
        """Let go of the words of a delivery."""
        ours = {"of": self._team, "named": delivery}
        self._connection.execute(ANSWERED, ours | {"words": None, "person": None})

    def erase(self, person: str, mentions: Sequence[str]) -> None:
        """Let go of the words of this person, and of those in which one of *mentions* stands as a word."""
        same = select(people.c.id).where(
            people.c.team == self._team, or_(people.c.id == person, people.c.merged_into == person)
        )
        ids = set(self._connection.execute(same).scalars())
        mentioned = naming({*mentions, *ids})
        waiting = select(inbox).where(inbox.c.team == self._team, inbox.c.words.is_not(None))
        for row in self._connection.execute(waiting).all():
            if row.person in ids or mentioned.search(row.words):
                self.answered(row.delivery)


@dataclass(frozen=True, slots=True)
class Claim:
    """A delivery that a workspace sent us, and what is kept of it until it is answered."""

    workspace: str
    delivery: str
    received: datetime
    words: str


def claim_all(connection: Connection, claims: Sequence[Claim], teams: Mapping[str, str], owner: str) -> list[bool]:
    """Count deliveries of several workspaces, whose *teams* are known, as *owner*'s; False for each claimed before."""
    keys = [(teams[each.workspace], each.delivery) for each in claims]
    rows = {
        key: {
            "team": key[0],
            "delivery": key[1],
            "received": each.received,
            "words": each.words,
            "person": None,
            "owner": owner,
        }
        for key, each in zip(keys, claims, strict=True)
    }
    in_order = [rows[key] for key in sorted(rows)]  # so that no two processes wait for each other
    fresh = {tuple(row) for row in connection.execute(CLAIM[connection.dialect.name], in_order)}
    first = {key: place for place, key in reversed([*enumerate(keys)])}
    return [key in fresh and first[key] == place for place, key in enumerate(keys)]


def answer_all(connection: Connection, answered: Sequence[tuple[str, str]]) -> None:
    """Let go of the words of deliveries, each named by its workspace and by itself."""
    rows = [{"workspace": workspace, "named": delivery} for workspace, delivery in sorted(answered)]
    connection.execute(ANSWER, rows)


def let_go(connection: Connection, now: datetime) -> None:
    """Delete what no platform repeats any more, of all teams."""
    connection.execute(delete(inbox).where(inbox.c.received < now - KEPT))


@dataclass(frozen=True, slots=True)
class Left:
    """What a process left behind that was interrupted: the words that were kept, and in which workspace."""

    workspace: str
    words: str
    received: datetime


@dataclass(frozen=True, slots=True)
class Sought:
    """What may have been left of a *platform*: claimed before a moment, and by whom, if that matters."""

    platform: str
    before: datetime
    owners: frozenset[str] | None = None


def take_up(connection: Connection, sought: Sought, owner: str, now: datetime) -> list[Left]:
    """Return what was claimed and never answered, oldest first, and claim it *now* for *owner*."""
    theirs = () if sought.owners is None else (inbox.c.owner.in_(sought.owners),)
    waiting = (
        select(inbox, workspaces.c.name)
        .join(workspaces, workspaces.c.team == inbox.c.team)
        .where(inbox.c.words.is_not(None), inbox.c.received < sought.before, *theirs)
        .where(workspaces.c.name.startswith(f"{sought.platform}:"))
        .order_by(inbox.c.received)
        .with_for_update(of=inbox, skip_locked=True)
    )
    found = connection.execute(waiting).all()
    for row in found:
        this = (inbox.c.team == row.team, inbox.c.delivery == row.delivery)
        connection.execute(update(inbox).where(*this).values(received=now, owner=owner))
    return [Left(row.name, row.words, row.received) for row in found]
