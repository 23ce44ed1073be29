"""The record of one team: a chain of lines that only grows, and beside it the facts that the rules read."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Row,
    and_,
    bindparam,
    delete,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.exc import DataError

from bot.core.permission.events import EVERYONE, NO, WORDS, Act, Fact, Kind, Limits, Means
from bot.core.permission.hours import parse_hours, spell_hours
from bot.core.ports import Checkpoint, Line, Problem
from storage.reading import Question, Reading
from storage.spelling import Change
from storage.tables import events, facts, payloads, people, teams

INSTANT = timedelta(microseconds=1)
SAID = sorted(WORDS | {Kind.NOT_NOW})
LIFTS = {Kind.ASKED_FIRST, Kind.UNREPORTED}
"""What ends a no without being a yes."""
OUTLIVING = sorted(NO | LIFTS | {Kind.REPORTED_NO, Kind.NOT_NOW, Kind.REQUESTED, Kind.WITHDRAWN})
"""What stays, without words, when the caller it names, or whoever wrote it down, is erased: the subject's own noes,
what lifted them since, and the questions that were put to her, or else leaving and coming back would be a way to ask
again at once."""
CHUNK = 1000
"""Lines that a walk over the record holds at a time."""
_OURS = select(facts).where(facts.c.team == bindparam("team"))
_ABOUT = _OURS.where(facts.c.subject == bindparam("subject"))
_BY = _OURS.where(facts.c.caller == bindparam("caller"))
_LATELY = facts.c.at > bindparam("since")
BETWEEN = Question(_ABOUT.where(facts.c.caller.in_((bindparam("caller"), EVERYONE))))
ABOUT, ABOUT_SINCE = Question(_ABOUT), Question(_ABOUT.where(_LATELY))
BY, BY_SINCE = Question(_BY), Question(_BY.where(_LATELY))
LAST_SAID = Question(
    select(facts.c.at)
    .where(
        facts.c.team == bindparam("team"),
        facts.c.subject == bindparam("subject"),
        or_(*(facts.c.kind == kind for kind in SAID)),
        facts.c.at >= bindparam("now"),
    )
    .order_by(facts.c.at.desc())
    .limit(1)
)
HEAD = select(teams.c.number, teams.c.digest).where(teams.c.id == bindparam("team"))
HEAD_HELD = Question(HEAD.with_for_update(key_share=True))
EVENT, PAYLOAD, FACT = Change(insert(events)), Change(insert(payloads)), Change(insert(facts))
ADVANCE = Change(update(teams).where(teams.c.id == bindparam("team")))


class Ledger:
    """One team's record, over a connection whose transaction is somebody else's."""

    def __init__(self, connection: Connection, team: str) -> None:
        self._connection = connection
        self._team = team
        self._reading = Reading(connection)

    def append(self, act: Act, now: datetime) -> Fact:
        """Write one line and bring the current state up to date."""
        [head] = HEAD_HELD.put(self._connection, {"team": self._team})
        at = act.at or self._moment(act, now)
        fact = Fact(head.number + 1, act.kind, act.subject, act.caller, act.actor, at, now, act.refers, act.limits)
        salt, body = secrets.token_bytes(16), _body(act)
        columns = _columns(fact)
        clear = columns | {"team": self._team, "commitment": _commitment(salt, body) if body else ""}
        digest = _digest(clear, head.digest)
        here, ours = self._connection, {"team": self._team}
        EVENT.make(here, clear | {"previous": head.digest, "digest": digest})
        if body:
            PAYLOAD.make(here, ours | {"number": fact.number, "salt": salt, "body": body})
        FACT.make(here, columns | ours | {"hours": _spelled(act.limits)})
        ADVANCE.make(here, ours | {"number": fact.number, "digest": digest})
        self._reading.forget()
        return fact

    def _moment(self, act: Act, now: datetime) -> datetime:
        """Return when something was said by our clock: after the person's last word, even if the clock stepped back."""
        if act.kind not in SAID:
            return now
        asked = {"team": self._team, "subject": act.subject, "now": now}
        later = LAST_SAID.put(self._connection, asked)
        return later[0].at + INSTANT if later else now

    def between(self, subject: str, caller: str) -> tuple[Fact, ...]:
        """Return the facts about *subject* that concern *caller*, by name or as one of the team."""
        return self._facts(BETWEEN, subject=subject, caller=caller)

    def about(self, subject: str, since: datetime | None = None) -> tuple[Fact, ...]:
        """Return the facts about *subject*, of all callers; only those said after *since*, if given."""
        if since:
            return self._facts(ABOUT_SINCE, subject=subject, since=since)
        return self._facts(ABOUT, subject=subject)

    def by(self, caller: str, since: datetime | None = None) -> tuple[Fact, ...]:
        """Return the facts that concern *caller* by name."""
        if since:
            return self._facts(BY_SINCE, caller=caller, since=since)
        return self._facts(BY, caller=caller)

    def line(self, number: int) -> Line | None:
        """Return one line, if it is part of the current state."""
        found = self._lines(facts.c.number == literal(number, BigInteger))  # people type numbers of any length
        return found[0] if found else None

    def lines(self, person: str) -> tuple[Line, ...]:
        """Return every line that is about this person, or that she wrote."""
        return self._lines(or_(facts.c.subject == person, facts.c.caller == person, facts.c.actor == person))

    def _facts(self, wanted: Question, **values: object) -> tuple[Fact, ...]:
        return self._reading.rows(wanted, _fact, team=self._team, **values)

    def _lines(self, *where: ColumnElement[bool]) -> tuple[Line, ...]:
        joined = facts.outerjoin(payloads, and_(payloads.c.team == facts.c.team, payloads.c.number == facts.c.number))
        rows = self._connection.execute(
            select(facts, payloads.c.body)
            .select_from(joined)
            .where(facts.c.team == self._team, *where)
            .order_by(facts.c.number)
        )
        return tuple(Line(_fact(row), json.loads(row.body)["words"] if row.body else "") for row in rows)

    def link(self, kept: str, other: str) -> None:
        """Let every fact about *other* be one about *kept*."""
        self._reading.forget()
        for column in (facts.c.subject, facts.c.caller, facts.c.actor):
            self._connection.execute(
                update(facts).where(facts.c.team == self._team, column == other).values({column.name: kept})
            )

    def erase(self, person: str) -> None:
        """Delete what was said by and about this person; others' noes to her stay, without words."""
        self._reading.forget()
        everyone = self._same(person)
        theirs = select(events.c.number).where(events.c.team == self._team, _touches(events, everyone))
        self._connection.execute(delete(payloads).where(payloads.c.team == self._team, payloads.c.number.in_(theirs)))
        hers = or_(facts.c.subject == person, facts.c.kind.not_in(OUTLIVING))
        self._connection.execute(delete(facts).where(facts.c.team == self._team, _touches(facts, {person}), hers))

    def binds(self, person: str, since: datetime) -> bool:
        """Say whether something holds this person that leaving may not undo: a no, or a question put since then."""
        to_others = (facts.c.team == self._team, facts.c.caller == person, facts.c.subject != person)
        recent = and_(facts.c.kind.in_(sorted({*OUTLIVING} - LIFTS)), facts.c.at > since)
        holding = or_(facts.c.kind.in_(sorted(NO)), recent)
        asked = select(facts.c.number).where(*to_others, holding)
        return self._connection.execute(asked.limit(1)).first() is not None

    def _same(self, person: str) -> set[str]:
        """Return the ids under which this person was ever on record."""
        merged = select(people.c.id).where(people.c.team == self._team, people.c.merged_into == person)
        return {person, *self._connection.execute(merged).scalars()}

    def checkpoint(self) -> Checkpoint:
        """Return how long the record is and what it hashes to."""
        head = self._connection.execute(HEAD, {"team": self._team}).one_or_none()
        return Checkpoint(head.number, head.digest) if head else Checkpoint(0, "")  # nobody ever wrote here

    def problems(self, kept: Checkpoint | None = None) -> Iterator[Problem]:
        """Walk the record and yield everything that does not fit."""
        try:
            yield from self._breaks(kept)
        except (DataError, TypeError, ValueError):  # a time that is none, bytes where words belong
            yield Problem(None, "unreadable")
        yield from self._strays()

    def _breaks(self, kept: Checkpoint | None) -> Iterator[Problem]:
        """Walk the chain from its first line to its head."""
        past = _Past.read(self._connection, self._team)
        number, digest, met = 0, "", kept is None or kept.number == 0
        for row in self._walk():
            number += 1
            if row.number != number:
                yield Problem(number, "missing")
                number = row.number
            yield from self._faults(row, digest, past)
            digest = row.digest
            if kept and kept.number == row.number:
                met = kept.digest == row.digest
        head = self.checkpoint()
        if (head.number, head.digest) != (number, digest):
            yield Problem(None, "tail")
        if not met:
            yield Problem(None, "checkpoint")

    def _faults(self, row: Row[Any], previous: str, past: _Past) -> Iterator[Problem]:
        """Compare one line with the one before and with its words; if it is as written, also with the fact it made."""
        clear = {name: getattr(row, name) for name in CLEAR}
        if row.previous != previous:
            yield Problem(row.number, "link")
        whole = row.digest == _digest(clear, row.previous)
        if not whole:
            yield Problem(row.number, "line")
        erased = past.erased(row)
        if row.body is None and row.commitment and not erased:
            yield Problem(row.number, "words_missing")
        if row.body is not None and erased:
            yield Problem(row.number, "words_kept")
        if row.body is not None and row.commitment != _commitment(row.salt, row.body):
            yield Problem(row.number, "words")
        elif whole and _told(row) != past.told(row, erased=erased):
            yield Problem(row.number, "state")

    def _walk(self) -> Iterator[Row[Any]]:
        """Yield every line in order, with its words and its fact beside it."""
        told = [column.label(f"fact_{column.name}") for column in facts.c]
        joined = events.outerjoin(
            payloads, and_(payloads.c.team == events.c.team, payloads.c.number == events.c.number)
        ).outerjoin(facts, and_(facts.c.team == events.c.team, facts.c.number == events.c.number))
        lines = (
            select(events, payloads.c.salt, payloads.c.body, *told)
            .select_from(joined)
            .where(events.c.team == self._team)
            .order_by(events.c.number)
        )
        yield from self._connection.execute(lines, execution_options={"yield_per": CHUNK})

    def _strays(self) -> Iterator[Problem]:
        """Yield the words and facts that belong to no line."""
        for table in (payloads, facts):
            known = select(events.c.number).where(events.c.team == self._team)
            stray = select(table.c.number).where(table.c.team == self._team, table.c.number.not_in(known))
            for number in self._connection.execute(stray).scalars():
                yield Problem(number, "stray")


@dataclass(frozen=True, slots=True)
class _Past:
    """Who was erased when, and who turned out to be whom: what the current state depends on besides the line itself."""

    last_erased: Mapping[str, int]
    merged: Mapping[str, str]

    @classmethod
    def read(cls, connection: Connection, team: str) -> _Past:
        turns = (
            select(events.c.number, events.c.kind, events.c.subject, events.c.caller)
            .where(events.c.team == team, events.c.kind.in_((Kind.ERASED, Kind.LINKED)))
            .order_by(events.c.number)
        )
        last_erased: dict[str, int] = {}
        merged: dict[str, str] = {}
        for number, kind, person, other in connection.execute(turns):
            if kind == Kind.LINKED:
                merged = {old: person if new == other else new for old, new in merged.items()} | {other: person}
            else:  # whoever was one with this person by then is gone as well, whoever became so later is not
                same = {person, *(old for old, new in merged.items() if new == person)}
                last_erased |= dict.fromkeys(same, number)
        return cls(last_erased, merged)

    def now(self, person: str) -> str:
        """Return the id under which this person is known today."""
        return self.merged.get(person, person)

    def gone(self, person: str, number: int) -> bool:
        """Say whether this person was erased by the line *number* or after it."""
        return self.last_erased.get(person, 0) >= number

    def erased(self, row: Row[Any]) -> bool:
        """Say whether anybody whom this line names was erased since."""
        return any(self.gone(person, row.number) for person in (row.subject, row.caller, row.actor))

    def told(self, row: Row[Any], *, erased: bool) -> dict[str, Any] | None:
        """Return the fact that this line makes, as it has to stand in the table."""
        if self.gone(row.subject, row.number) or (erased and row.kind not in OUTLIVING):
            return None
        hours = json.loads(row.body)["hours"] if row.body else None
        fact = {name: getattr(row, name) for name in TOLD}
        people_now = {name: self.now(fact[name]) for name in ("subject", "caller", "actor")}
        return fact | people_now | {"hours": hours}


TOLD = ("number", "kind", "subject", "caller", "actor", "at", "recorded", "refers", "once", "until", "means")
CLEAR = ("team", *TOLD, "commitment")
"""What the hash covers, in this order, after the hash of the line before."""


def _digest(clear: Mapping[str, Any], previous: str) -> str:
    told = [_plain(clear[name]) for name in CLEAR]
    return hashlib.sha256(json.dumps([previous, *told], separators=(",", ":")).encode()).hexdigest()


def _plain(value: Any) -> Any:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value


def _commitment(salt: bytes, body: str) -> str:
    return hashlib.sha256(salt + body.encode()).hexdigest()


def _body(act: Act) -> str:
    """Return what can be erased of an act; nothing where there is nothing."""
    hours = _spelled(act.limits)
    return json.dumps({"words": act.words, "hours": hours}, ensure_ascii=False) if act.words or hours else ""


def _spelled(limits: Limits) -> str | None:
    return spell_hours(limits.hours) if limits.hours else None


def _columns(fact: Fact) -> dict[str, Any]:
    limits = fact.limits
    names = ("number", "kind", "subject", "caller", "actor", "at", "recorded", "refers")
    return {name: getattr(fact, name) for name in names} | {
        "kind": fact.kind.value,
        "once": limits.once,
        "until": limits.until,
        "means": limits.means.value if limits.means else None,
    }


def _fact(row: Any) -> Fact:
    hours = parse_hours(row.hours, None) if row.hours else None
    limits = Limits(row.once, row.until, Means(row.means) if row.means else None, hours)
    return Fact(
        row.number, Kind(row.kind), row.subject, row.caller, row.actor, row.at, row.recorded, row.refers, limits
    )


def _told(row: Row[Any]) -> dict[str, Any] | None:
    """Return the fact that stands beside a line."""
    if row.fact_number is None:
        return None
    return {name: getattr(row, f"fact_{name}") for name in (*TOLD, "hours")}


def _touches(table: Any, persons: set[str]) -> ColumnElement[bool]:
    wanted = sorted(persons)
    return or_(table.c.subject.in_(wanted), table.c.caller.in_(wanted), table.c.actor.in_(wanted))
