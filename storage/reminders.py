"""Reminders and their slots: each slot is a row of its own, so that nobody can post it twice."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import (
    Connection,
    Select,
    and_,
    bindparam,
    delete,
    false,
    func,
    insert,
    or_,
    select,
    tuple_,
    update,
)

from bot.core.reminding.reminder import Due, Reminder, Turned
from bot.core.reminding.rhythms import Rhythm, Slot
from storage import outbox
from storage.reading import Question
from storage.spelling import BOTH, Order
from storage.tables import ballots, days_off, insert_once, people, reminders, settings, slots, votes

RESTING = {"slot": None, "due": None}
ADVANCING = ("pause", "slot", "due", "shown")
"""What a slot that has passed changes of its reminder."""
ASKEW = timedelta(minutes=1)
"""By which the clocks of several processes may differ."""
WEEK = timedelta(days=7)
MOST_DUE = 1000
"""Reminders of one team that are settled at a time."""
_listed = json.JSONEncoder(check_circular=False).encode


class Reminders:
    """One team's reminders, over a connection whose transaction is somebody else's."""

    def __init__(self, connection: Connection, team: str) -> None:
        self._connection = connection
        self._team = team
        self.changed = False

    def add(self, reminder: Reminder, now: datetime) -> Reminder:
        """Keep a new reminder and return it with its number."""
        last = select(func.max(reminders.c.number)).where(reminders.c.team == self._team)
        numbered = replace(reminder, number=(self._connection.execute(last).scalar() or 0) + 1)
        row = {"team": self._team, "number": numbered.number, "created": now} | _row(numbered)
        self._connection.execute(insert(reminders), row)
        self.changed = True
        return numbered

    def all(self) -> tuple[Reminder, ...]:
        """Return every reminder that was not removed, oldest first."""
        there = (reminders.c.team == self._team, reminders.c.pause != "removed")
        found = self._connection.execute(select(reminders).where(*there).order_by(reminders.c.number))
        return tuple(map(reminder_of, found))

    def keep(self, reminder: Reminder) -> None:
        """Keep a reminder as it is now."""
        ours = (reminders.c.team == self._team, reminders.c.number == reminder.number)
        self._connection.execute(update(reminders).where(*ours).values(**_row(reminder)))
        self.changed = True

    def due(self, platform: str, now: datetime, work: Callable[[Due], Turned]) -> tuple[Turned, ...]:
        """Let *work* say what becomes of the reminders of a platform that are due, and keep it."""
        return turn(self._connection, Batch((platform,), now, MOST_DUE, self._team), work)

    def tip_of(self, number: int, slot: str) -> str:
        """Return the tip with which a slot of a reminder was posted; nothing if it was not."""
        ours = (slots.c.team == self._team, slots.c.number == number, slots.c.slot == slot)
        found: str | None = self._connection.execute(select(slots.c.tip).where(*ours)).scalar()
        return found or ""

    def days_off(self) -> tuple[date, ...]:
        """Return the days on which nothing is posted, in their order."""
        ours = select(days_off.c.day).where(days_off.c.team == self._team).order_by(days_off.c.day)
        return tuple(self._connection.execute(ours).scalars())

    def leave_out(self, days: Sequence[date]) -> None:
        """Post nothing on these days."""
        fresh = [{"team": self._team, "day": day} for day in sorted(set(days) - set(self.days_off()))]
        if fresh:
            self._connection.execute(insert(days_off), fresh)

    def take_in(self, days: Sequence[date]) -> None:
        """Post on these days as on any other."""
        self._connection.execute(delete(days_off).where(days_off.c.team == self._team, days_off.c.day.in_(days)))

    def link(self, kept: str, other: str) -> None:
        """Let what *other* set up be set up by *kept*."""
        theirs = (reminders.c.team == self._team, reminders.c.owner == other)
        self._connection.execute(update(reminders).where(*theirs).values(owner=kept))

    def erase(self, person: str) -> None:
        """Delete this person's own reminders; those of a channel are everybody's, and stay."""
        same = select(people.c.id).where(
            people.c.team == self._team, or_(people.c.id == person, people.c.merged_into == person)
        )
        own = select(reminders.c.number).where(
            reminders.c.team == self._team, reminders.c.place == "", reminders.c.owner.in_(same)
        )
        self._delete(own)

    def vacate(self, places: str) -> None:
        """Delete the reminders of every channel whose name begins with *places*."""
        there = reminders.c.place.startswith(places, autoescape=True)
        self._delete(select(reminders.c.number).where(reminders.c.team == self._team, there))

    def _delete(self, wanted: Select[tuple[int]]) -> None:
        for number in self._connection.execute(wanted).scalars().all():
            for table in (votes, ballots, slots, reminders):
                self._connection.execute(delete(table).where(table.c.team == self._team, table.c.number == number))


def next_due(connection: Connection, platforms: Sequence[str]) -> datetime | None:
    """Return when the next reminder of one of *platforms* is due; None if none is."""
    found = (connection.execute(_SOONEST, {"platform": platform}).scalar() for platform in platforms)
    return min(filter(None, found), default=None)


def carried_off(connection: Connection, platforms: Sequence[str], now: datetime) -> bool:
    """Say whether a clock ahead of *now* has settled slots of *platforms*."""
    return connection.execute(_settled_ahead(platforms, now).limit(1)).first() is not None


def bring_back(
    connection: Connection, platforms: Sequence[str], now: datetime, work: Callable[[Due, Collection[str]], Reminder]
) -> int:
    """Let *work* bring back reminders whose slots a clock ahead of *now* has settled; return how many those were."""
    wanted = tuple_(reminders.c.team, reminders.c.number).in_(_settled_ahead(platforms, now))
    rows = connection.execute(_WITH_OWNER.where(wanted).with_for_update(of=reminders)).all()
    off = days_off_of(connection, {row.team for row in rows})
    for row in rows:
        ours = and_(slots.c.team == row.team, slots.c.number == row.number)
        ahead = and_(ours, slots.c.at > now + ASKEW)
        connection.execute(delete(slots).where(ahead, slots.c.fate != "posted"))
        connection.execute(update(slots).where(ahead).values(at=now))
        if row.due is not None:
            gone = select(slots.c.slot).where(ours, slots.c.slot >= (now - WEEK).date().isoformat())
            back = work(_due(row, off), set(connection.execute(gone).scalars()))
            _ADVANCE.make(connection, [_advanced(row, back)])
    return len(rows)


def _settled_ahead(platforms: Sequence[str], now: datetime) -> Select[tuple[str, int]]:
    ours = (reminders.c.team == slots.c.team) & (reminders.c.number == slots.c.number)
    named = select(slots.c.team, slots.c.number).join(reminders, ours)
    return named.where(slots.c.at > now + ASKEW, reminders.c.platform.in_(platforms))


@dataclass(frozen=True, slots=True)
class Batch:
    """Which reminders are taken at a time: up to *most* of *platforms* that are due, of any team or of one."""

    platforms: Sequence[str]
    now: datetime
    most: int
    team: str = ""


def turn(connection: Connection, batch: Batch, work: Callable[[Due], Turned]) -> tuple[Turned, ...]:
    """Take reminders that are due, and keep what *work* makes of them."""
    rows = _claimed(connection, batch)
    if not rows:
        return ()
    off = days_off_of(connection, {row.team for row in rows})
    turned = [(row, work(_due(row, off))) for row in rows]
    _ADVANCE.make(connection, [_advanced(row, to) for row, to in turned])
    fresh = [(row, to) for row, to in turned if row.fate is None]
    _SETTLE.make(connection, [(row.team, row.number, row.slot, to.fate, to.tip, batch.now) for row, to in fresh])
    _open_ballots(connection, fresh)
    outbox.post_all(connection, [(row.team, to.letter) for row, to in fresh if to.letter], batch.now)
    return tuple(to for _, to in fresh)


_SOONEST = (
    select(reminders.c.due)
    .where(reminders.c.due.is_not(None), reminders.c.platform == bindparam("platform"))
    .order_by(reminders.c.due)
    .limit(1)
)
_SETTLE = Order(insert_once(slots), ("team", "number", "slot", "fate", "tip", "at"))
_WITH_OWNER = (
    select(
        *(column for column in reminders.c if column is not reminders.c.created),
        people.c.name,
        func.coalesce(func.nullif(people.c.zone, ""), settings.c.value).label("home"),
    )
    .join(people, (people.c.team == reminders.c.team) & (people.c.id == reminders.c.owner))
    .outerjoin(settings, (settings.c.team == reminders.c.team) & (settings.c.name == "zone"))
)
_SETTLED = and_(
    slots.c.team == reminders.c.team, slots.c.number == reminders.c.number, slots.c.slot == reminders.c.slot
)
"""A slot may have been settled before: a clock was set back, or the reminder changed."""
_ADVANCE = Order(
    dict.fromkeys(
        BOTH,
        update(reminders)
        .where(reminders.c.team == bindparam("of"), reminders.c.number == bindparam("no"))
        .values({name: bindparam(f"new_{name}") for name in ADVANCING}),
    ),
    ("of", "no", *(f"new_{name}" for name in ADVANCING)),
)


def _claimed(connection: Connection, batch: Batch) -> Sequence[Any]:
    """Take reminders that are due; SQLite lets nobody else write meanwhile, PostgreSQL skips what others have taken."""
    wanted = _wanted(tuple(batch.platforms), of_team=bool(batch.team))
    named = {"of": batch.team} if batch.team else {}
    return wanted.put(connection, {"now": batch.now, "most": batch.most, **named})


@cache
def _wanted(platforms: tuple[str, ...], *, of_team: bool) -> Question:
    ours = (reminders.c.team == bindparam("of"),) if of_team else ()
    return Question(
        _WITH_OWNER.add_columns(slots.c.fate)
        .outerjoin(slots, _SETTLED)
        .where(or_(false(), *(reminders.c.platform == each for each in platforms)), *ours)
        .where(reminders.c.due <= bindparam("now"))
        .order_by(reminders.c.due)
        .limit(bindparam("most"))
        .with_for_update(skip_locked=True, of=reminders)
    )


def days_off_of(connection: Connection, teams: Collection[str]) -> dict[str, frozenset[date]]:
    """Return the days off of each of *teams*."""
    named = {f"team{place}": team for place, team in enumerate(teams)}
    found = _days_off(tuple(named)).put(connection, named) if named else []
    return {team: frozenset(row.day for row in found if row.team == team) for team in teams}


@cache
def _days_off(names: tuple[str, ...]) -> Question:
    return Question(select(days_off).where(days_off.c.team.in_([bindparam(name) for name in names])))


def _due(row: Any, off: dict[str, frozenset[date]]) -> Due:
    return Due(row.team, reminder_of(row), off[row.team], row.name, row.home or "")


def _open_ballots(connection: Connection, turned: Sequence[tuple[Any, Turned]]) -> None:
    rows = [
        {"team": row.team, "number": row.number, "place": row.place, "slot": row.slot, "closes": to.closes}
        for row, to in turned
        if to.closes
    ]
    if rows:
        connection.execute(insert(ballots), rows)


def _advanced(row: Any, to: Reminder | Turned) -> tuple[object, ...]:
    name, at = (to.slot.name, to.slot.at) if to.slot else (None, None)
    return row.team, row.number, to.pause, name, at, _listed(to.shown)


def _next(reminder: Reminder) -> dict[str, Any]:
    return {"slot": reminder.slot.name, "due": reminder.slot.at} if reminder.slot else RESTING


def _row(reminder: Reminder) -> dict[str, Any]:
    return {
        "owner": reminder.owner,
        "platform": reminder.platform,
        "place": reminder.place,
        "label": reminder.label,
        "rhythm": json.dumps(asdict(reminder.rhythm), default=str),
        "topic": reminder.topic,
        "pause": reminder.pause,
        "shown": _listed(reminder.shown),
        "unwanted": _listed(reminder.unwanted),
    } | _next(reminder)


def reminder_of(row: Any) -> Reminder:
    """Return the reminder that a row holds."""
    slot = _slot(row.slot, row.due) if row.slot else None
    return Reminder(
        row.number,
        row.owner,
        row.platform,
        row.place,
        row.label,
        _rhythm(row.rhythm),
        row.topic,
        row.pause,
        slot,
        tuple(json.loads(row.shown)),
        _names(row.unwanted),
    )


@lru_cache(maxsize=1024)
def _names(kept: str) -> tuple[str, ...]:
    return tuple(json.loads(kept))


@lru_cache(maxsize=1024)
def _slot(name: str, at: datetime) -> Slot:
    return Slot(datetime.fromisoformat(name), at)


@lru_cache(maxsize=1024)
def _rhythm(kept: str) -> Rhythm:
    plain = json.loads(kept)
    return Rhythm(**plain | {"days": tuple(plain["days"]), "start": date.fromisoformat(plain["start"])})
