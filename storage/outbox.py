"""Messages to people: written in the transaction that causes them, delivered outside any, under a lease."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Literal

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    bindparam,
    case,
    delete,
    exists,
    func,
    or_,
    select,
    tuple_,
    update,
)

from bot.core import letters
from bot.core.delivering import Address, Leased
from bot.core.replies import Letter
from storage.spelling import Order
from storage.tables import identities, insert_once, outbox, people, workspaces

LEASE = timedelta(seconds=60)
"""How long a delivery may take before another process takes the letter over; longer than any of our timeouts."""
WRITTEN = ("team", "key", "recipient", "body", "refers", "created", "not_before", "expires", "place")
POST = Order(insert_once(outbox, state="'pending'", fence="0", attempts="0"), WRITTEN)
REMEMBERED = timedelta(days=7)
"""How long it is told that a letter may not have arrived."""
IN_TURN = (outbox.c.not_before, outbox.c.created, outbox.c.refers, outbox.c.key)
OVER = (
    update(outbox)
    .where(outbox.c.state == "pending", outbox.c.not_before <= bindparam("now"), outbox.c.expires <= bindparam("now"))
    .values(state="dead", body="")
)
TAKE = (
    update(outbox)
    .where(tuple_(outbox.c.team, outbox.c.key).in_(bindparam("names", expanding=True)))
    .values(
        state="leased",
        owner=bindparam("owner"),
        leased_until=bindparam("leased_until"),
        fence=outbox.c.fence + 1,
        attempts=outbox.c.attempts + 1,
    )
    .returning(*outbox.c)
)

WORKSPACES = (
    select(workspaces.c.team, workspaces.c.name)
    .where(workspaces.c.team.in_(bindparam("teams", expanding=True)))
    .order_by(workspaces.c.name.desc())
)


class Outbox:
    """One team's letters, over a connection whose transaction is somebody else's."""

    def __init__(self, connection: Connection, team: str) -> None:
        self._connection = connection
        self._team = team
        self.posted = False

    def post(self, letter: Letter, now: datetime) -> None:
        """Put a letter out; one with the same key is not put out twice."""
        post_all(self._connection, [(self._team, letter)], now)
        self.posted = True

    def due(self, person: str, now: datetime) -> bool:
        """Say whether a letter is due to this person."""
        due = select(outbox.c.key).where(self._to(person), _due(now))
        return self._connection.execute(due.limit(1)).first() is not None

    def unread(self, refers: int, to: str) -> bool:
        """Say whether a letter about this line has yet to reach this person."""
        waits = outbox.c.state.in_(("pending", "leased"))
        wanted = select(outbox.c.key).where(self._to(to), outbox.c.refers == refers, waits)
        return self._connection.execute(wanted.limit(1)).first() is not None

    def take(self, person: str, now: datetime) -> tuple[Letter, ...]:
        """Return the letters that are due to this person here, and count them as delivered."""
        due = and_(self._to(person), _due(now))
        ours = select(outbox).where(due).order_by(*IN_TURN).with_for_update()
        rows = self._connection.execute(ours).all()  # held, so that no worker sends meanwhile what is read here
        self._connection.execute(update(outbox).where(due).values(state="sent", sent=now, body=""))
        return tuple(replace(letter, to=person) for row in rows if (letter := _letter(row)).reply.parts)

    def put_back(self, letter: Letter) -> None:
        """Let a letter that was taken and never shown wait again, under the words that it had."""
        ours = (outbox.c.team == self._team, outbox.c.key == letter.key, outbox.c.state == "sent")
        waits = {"state": "pending", "sent": None, "body": letters.write(letter.reply)}
        self._connection.execute(update(outbox).where(*ours).values(**waits))

    def cancel(self, refers: int, to: str | None = None) -> None:
        """Take back what has not gone out about this line of the record, to one person or to anybody."""
        about = [outbox.c.team == self._team, outbox.c.refers == refers, outbox.c.state.in_(("pending", "leased"))]
        if to is not None:
            about.append(outbox.c.recipient == to)
        self._connection.execute(update(outbox).where(*about).values(state="cancelled", body=""))

    def recall(self, key: str) -> None:
        """Take back one letter, if it has not gone out."""
        waits = (outbox.c.team == self._team, outbox.c.key == key, outbox.c.state == "pending")
        self._connection.execute(update(outbox).where(*waits).values(state="cancelled", body=""))

    def in_doubt(self, kind: str, now: datetime) -> tuple[str, ...]:
        """Return the keys, all of which begin with *kind*, of what may not have arrived of late, the latest first."""
        ours = (outbox.c.team == self._team, outbox.c.key.startswith(kind, autoescape=True), _in_doubt(now))
        found = select(outbox.c.key).where(*ours).order_by(outbox.c.not_before.desc(), outbox.c.key)
        return tuple(self._connection.execute(found).scalars())

    def count_as_sent(self, key: str, now: datetime) -> None:
        """Count a letter as sent that may not have arrived."""
        ours = (outbox.c.team == self._team, outbox.c.key == key, _in_doubt(now))
        self._connection.execute(update(outbox).where(*ours).values(state="sent", sent=now))

    def send_again(self, letter: Letter, now: datetime) -> None:
        """Send a letter once more that may not have arrived."""
        ours = (outbox.c.team == self._team, outbox.c.key == letter.key, _in_doubt(now))
        row = dict(zip(WRITTEN, _row(self._team, letter, now), strict=True))
        self._connection.execute(update(outbox).where(*ours).values(**row, state="pending", attempts=0))
        self.posted = True

    def erase(self, person: str) -> None:
        """Delete the letters to this person, and those that she answers for."""
        self._connection.execute(delete(outbox).where(self._to(person)))
        theirs = (outbox.c.team == self._team, outbox.c.recipient == person)
        self._connection.execute(delete(outbox).where(*theirs))

    def _to(self, person: str) -> ColumnElement[bool]:
        """Find the letters to this person, under every id that turned out to be hers, and to no channel."""
        same = select(people.c.id).where(people.c.team == self._team, people.c.merged_into == person)
        hers = or_(outbox.c.recipient == person, outbox.c.recipient.in_(same))
        return and_(outbox.c.team == self._team, outbox.c.place == "", hers)


def post_all(connection: Connection, letters: Sequence[tuple[str, Letter]], now: datetime) -> None:
    """Put out letters of several teams; one with a key that its team has used is not put out twice."""
    POST.make(connection, [_row(team, letter, now) for team, letter in letters])


def _row(team: str, letter: Letter, now: datetime) -> tuple[object, ...]:
    written, starts = letters.write(letter.reply), letter.not_before or now
    return team, letter.key, letter.to, written, letter.refers, now, starts, letter.expires, letter.place


@dataclass(frozen=True, slots=True)
class Reach:
    """What one process can deliver: letters to *platforms*, apart from those to which another one delivers alone."""

    platforms: Sequence[str]
    elsewhere: Collection[str] = ()

    @property
    def ours(self) -> list[str]:
        """Return the platforms to which this process delivers just now."""
        return [each for each in self.platforms if each not in self.elsewhere]


def lease(
    connection: Connection, owner: str, now: datetime, most: int = 50, reach: Reach | None = None
) -> tuple[Leased, ...]:
    """Take up to *most* letters that are due, of any team; nobody else gets them while the lease lasts.

    With *reach*, only those to a channel or somebody known within it. Letters whose time is over are given up first.
    """
    if reach and not reach.ours:
        return ()
    connection.execute(OVER, {"now": now})
    wanted = _wanted(tuple(reach.ours) if reach else None)
    names = [(row.team, row.key) for row in connection.execute(wanted, {"now": now, "most": most})]
    if not names:
        return ()
    ours = {"names": names, "owner": owner, "leased_until": now + LEASE}
    rows = sorted(connection.execute(TAKE, ours), key=lambda row: names.index((row.team, row.key)))
    platforms = reach.platforms if reach else ()
    addresses = _addresses(connection, rows, platforms)
    taken = [Leased(row.team, _letter(row), row.fence, row.attempts, addresses[row.team, row.key]) for row in rows]
    for unreadable in (leased for leased in taken if not leased.letter.reply.parts):
        settle(connection, unreadable, "dead", now)
    return tuple(leased for leased in taken if leased.letter.reply.parts)


def next_due(connection: Connection, platforms: Sequence[str]) -> datetime | None:
    """Return when the next letter that one of *platforms* can deliver is due; None if none waits."""
    found: datetime | None = connection.execute(_soonest(tuple(platforms))).scalar()
    return found


@cache
def _wanted(platforms: tuple[str, ...] | None) -> Select[Any]:
    return (
        select(outbox.c.team, outbox.c.key)
        .where(_due(bindparam("now")), *([] if platforms is None else [_reachable(platforms)]))
        .order_by(*IN_TURN)
        .limit(bindparam("most"))
        .with_for_update(skip_locked=True)
    )


@cache
def _soonest(platforms: tuple[str, ...]) -> Select[Any]:
    waits = outbox.c.state.in_(("pending", "leased"))
    when = case((outbox.c.state == "leased", outbox.c.leased_until), else_=outbox.c.not_before)
    return select(when).where(waits, _reachable(platforms)).order_by(when).limit(1)


def _reachable(platforms: Sequence[str]) -> ColumnElement[bool]:
    placed = or_(*(outbox.c.place.startswith(f"{platform}:", autoescape=True) for platform in platforms))
    return or_(placed, and_(outbox.c.place == "", exists().where(_known_on(platforms)).correlate(outbox)))


def _known_on(platforms: Sequence[str]) -> ColumnElement[bool]:
    """Find by what the recipient of a letter is known on *platforms*: what she turned out to be known by, too."""
    kept = (
        select(people.c.merged_into)
        .where(people.c.team == outbox.c.team, people.c.id == outbox.c.recipient)
        .correlate(outbox)
        .scalar_subquery()
    )
    return and_(
        identities.c.team == outbox.c.team,
        identities.c.kind.in_(platforms),
        identities.c.value.is_not(None),
        or_(identities.c.person == outbox.c.recipient, identities.c.person == kept),
    )


def _addresses(
    connection: Connection, rows: Sequence[Row[Any]], platforms: Sequence[str]
) -> Mapping[tuple[str, str], tuple[Address, ...]]:
    """Return where letters can go, by team and key: to a channel, or to somebody on each platform in turn."""
    found: dict[tuple[str, str], tuple[Address, ...]] = {
        (row.team, row.key): (_place(row.place),) if row.place else () for row in rows
    }
    if direct := [(row.team, row.key) for row in rows if not row.place]:
        spaces = _workspaces(connection, {team for team, _ in direct})
        known = connection.execute(_recipients(tuple(platforms)), {"names": direct}).all()
        for at in sorted(known, key=lambda at: (platforms.index(at.kind), at.value)):
            found[at.team, at.key] += (Address(at.kind, at.value, workspace=spaces.get((at.team, at.kind), "")),)
    return found


@cache
def _recipients(platforms: tuple[str, ...]) -> Select[Any]:
    ours = tuple_(outbox.c.team, outbox.c.key).in_(bindparam("names", expanding=True))
    told = select(outbox.c.team, outbox.c.key, identities.c.kind, identities.c.value)
    return told.select_from(outbox.join(identities, _known_on(platforms))).where(ours)


def _place(named: str) -> Address:
    return Address(named.partition(":")[0], place=named, workspace=named.partition("/")[0])


def _workspaces(connection: Connection, teams: Collection[str]) -> Mapping[tuple[str, str], str]:
    """Return a workspace for each platform of *teams*; where a team has several, they share one record anyway."""
    named = connection.execute(WORKSPACES, {"teams": sorted(teams)})
    return {(row.team, row.name.partition(":")[0]): row.name for row in named}


def settle(
    connection: Connection,
    leased: Leased,
    state: Literal["sent", "unknown", "dead"],
    now: datetime,
    receipt: str = "",
) -> bool:
    """Note how a delivery ended; False if the lease had passed to somebody else meanwhile.

    Whoever noted that it is unknown may learn more.
    """
    done = connection.execute(
        update(outbox)
        .where(*_ours(leased))
        .values(state=state, sent=now if state == "sent" else None, receipt=receipt or None, body="", owner=None)
    )
    return done.rowcount == 1


def put_back(connection: Connection, leased: Leased, again: datetime) -> bool:
    """Let a letter that certainly did not go out wait until *again*, under the words that it had."""
    waits = {"state": "pending", "owner": None, "not_before": again, "body": letters.write(leased.letter.reply)}
    done = connection.execute(update(outbox).where(*_ours(leased)).values(**waits))
    return done.rowcount == 1


def _ours(leased: Leased) -> tuple[Any, ...]:
    return (
        outbox.c.team == leased.team,
        outbox.c.key == leased.letter.key,
        outbox.c.state.in_(("leased", "unknown")),
        outbox.c.fence == leased.fence,
    )


def _due(now: datetime | BindParameter[datetime]) -> Any:
    pending = and_(outbox.c.state == "pending", outbox.c.not_before <= now)
    left_behind = and_(outbox.c.state == "leased", outbox.c.leased_until <= now)
    return and_(or_(pending, left_behind), or_(outbox.c.expires.is_(None), outbox.c.expires > now))


def _in_doubt(now: datetime) -> Any:
    """Find what may not have arrived: it was sent, nobody noted the answer, and nobody waits for it any more."""
    over = outbox.c.leased_until <= now
    return and_(outbox.c.state == "unknown", over, outbox.c.not_before > now - REMEMBERED)


def count_in_doubt(connection: Connection, now: datetime) -> int:
    """Return how many letters of all teams may not have arrived of late."""
    counted: int = connection.execute(select(func.count()).select_from(outbox).where(_in_doubt(now))).scalar_one()
    return counted


def _letter(row: Row[Any]) -> Letter:
    return Letter(row.key, row.recipient, letters.read(row.body), row.refers, row.not_before, row.expires, row.place)
