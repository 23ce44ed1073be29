"""Votes on dilemmas: kept by person until both authors speak, and as two numbers from then on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, Table, delete, func, insert, or_, select, update

from bot.core.reminding.ballot import Ballot, Closing
from bot.core.reminding.reminder import Reminder
from bot.core.replies import Letter
from storage import outbox
from storage.reminders import MOST_DUE, Batch, days_off_of, reminder_of
from storage.tables import ballots, people, reminders, slots, votes

OF_SLOT = (ballots.c.team == slots.c.team) & (ballots.c.number == slots.c.number) & (ballots.c.slot == slots.c.slot)
OF_REMINDER = (ballots.c.team == reminders.c.team) & (ballots.c.number == reminders.c.number)


class Votes:
    """One team's votes, over a connection whose transaction is somebody else's."""

    def __init__(self, connection: Connection, team: str) -> None:
        self._connection = connection
        self._team = team

    def ballot(self, number: int, slot: str) -> Ballot | None:
        """Return how the votes on a slot's dilemma stand, and keep it from closing meanwhile."""
        ours = (ballots.c.team == self._team, ballots.c.number == number, ballots.c.slot == slot)
        wanted = select(ballots, slots.c.tip).join(slots, OF_SLOT).where(*ours).with_for_update(of=ballots)
        row = self._connection.execute(wanted).first()
        return _ballot(self._connection, row) if row else None

    def cast(self, number: int, slot: str, person: str, *, aye: bool) -> None:
        """Count this person's vote, in the place of one that she gave before."""
        row = {"team": self._team, "number": number, "slot": slot, "person": person}
        hers = [votes.c[name] == value for name, value in row.items()]
        if not self._connection.execute(update(votes).where(*hers).values(aye=aye)).rowcount:
            self._connection.execute(insert(votes).values(**row, aye=aye))

    def by(self, person: str) -> tuple[tuple[int, str, bool], ...]:
        """Return this person's votes that have yet to be counted: a reminder's number, a slot, and what she said."""
        hers = (votes.c.team == self._team, votes.c.person == person)
        found = select(votes).where(*hers).order_by(votes.c.slot, votes.c.number)
        return tuple((row.number, row.slot, row.aye) for row in self._connection.execute(found))

    def close(self, platform: str, now: datetime, work: Callable[[Closing], Letter | datetime | None]) -> None:
        """Close the ballots of a platform that are due; *work* says how, as for a Timetable."""
        close(self._connection, Batch((platform,), now, MOST_DUE, self._team), work)

    def drop(self, number: int) -> None:
        """Close every ballot of a reminder, and count nothing."""
        for table in (votes, ballots):
            ours = (table.c.team == self._team, table.c.number == number)
            over = update(ballots).values(closes=None, ayes=0, noes=0) if table is ballots else delete(votes)
            self._connection.execute(over.where(*ours))

    def link(self, kept: str, other: str) -> None:
        """Let what *other* said be said by *kept*, unless she said something herself."""
        theirs = (votes.c.team == self._team, votes.c.person == other)
        hers = votes.alias()
        same = (hers.c.team == votes.c.team) & (hers.c.number == votes.c.number) & (hers.c.slot == votes.c.slot)
        said = select(hers.c.person).where(same, hers.c.person == kept).exists()
        self._connection.execute(update(votes).where(*theirs, ~said).values(person=kept))
        self._connection.execute(delete(votes).where(*theirs))

    def erase(self, person: str) -> None:
        """Delete this person's votes."""
        same = select(people.c.id).where(
            people.c.team == self._team, or_(people.c.id == person, people.c.merged_into == person)
        )
        self._connection.execute(delete(votes).where(votes.c.team == self._team, votes.c.person.in_(same)))


def next_closing(connection: Connection, platforms: Sequence[str]) -> datetime | None:
    """Return when the next ballot of one of *platforms* is due to close; None if none is."""
    ours = ballots.c.closes.is_not(None), reminders.c.platform.in_(platforms)
    soonest = select(ballots.c.closes).join(reminders, OF_REMINDER).where(*ours).order_by(ballots.c.closes)
    found: datetime | None = connection.execute(soonest.limit(1)).scalar()
    return found


def close(connection: Connection, batch: Batch, work: Callable[[Closing], Letter | datetime | None]) -> int:
    """Close ballots that are due as *work* says, and return how many were looked at."""
    rows = connection.execute(_wanted(batch)).all()
    off = days_off_of(connection, {row.team for row in rows})
    for row in rows:
        ballot = _ballot(connection, row)
        closing = Closing(_reminder(connection, row), row.slot, ballot, off[row.team])
        _settle(connection, row, ballot, work(closing), batch.now)
    return len(rows)


def _wanted(batch: Batch) -> Select[Any]:
    """Find ballots that are due; PostgreSQL passes over what others have in hand."""
    of_team = (ballots.c.team == batch.team,) if batch.team else ()
    return (
        select(ballots, slots.c.tip)
        .join(slots, OF_SLOT)
        .join(reminders, OF_REMINDER)
        .where(ballots.c.closes <= batch.now, reminders.c.platform.in_(batch.platforms), *of_team)
        .order_by(ballots.c.closes)
        .limit(batch.most)
        .with_for_update(skip_locked=True, of=ballots)
    )


def _settle(
    connection: Connection, row: Row[Any], ballot: Ballot, spoken: Letter | datetime | None, now: datetime
) -> None:
    ours = update(ballots).where(*_on(ballots, row))
    if isinstance(spoken, datetime):
        connection.execute(ours.values(closes=spoken))
        return
    connection.execute(ours.values(closes=None, ayes=ballot.ayes, noes=ballot.noes))
    connection.execute(delete(votes).where(*_on(votes, row)))
    if spoken:
        outbox.post_all(connection, [(row.team, spoken)], now)


def _reminder(connection: Connection, row: Row[Any]) -> Reminder:
    ours = (reminders.c.team == row.team, reminders.c.number == row.number)
    return reminder_of(connection.execute(select(reminders).where(*ours)).one())


def _ballot(connection: Connection, row: Row[Any]) -> Ballot:
    """Return a ballot as it stands: from the votes while it is open, from what was counted afterwards."""
    if row.closes is None:
        return Ballot(row.tip, row.place, None, row.ayes, row.noes)
    counted = select(votes.c.aye, func.count().label("people")).where(*_on(votes, row)).group_by(votes.c.aye)
    count = {each.aye: each.people for each in connection.execute(counted)}
    return Ballot(row.tip, row.place, row.closes, count.get(True, 0), count.get(False, 0))


def _on(table: Table, row: Row[Any]) -> tuple[ColumnElement[bool], ...]:
    return table.c.team == row.team, table.c.number == row.number, table.c.slot == row.slot
