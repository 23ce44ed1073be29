"""Who was erased since: told by a database, so that a copy that is older can be made to forget them, too."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from bot.core.permission.erasing import erase
from bot.core.permission.events import Kind
from bot.core.ports import Book
from storage.tables import events, installations, people, workspaces


@dataclass(frozen=True, slots=True)
class Erased:
    """Somebody who was erased, under each id that was hers; number and digest name the line that says so."""

    team: str
    people: tuple[str, ...]
    number: int
    digest: str
    for_good: bool


@dataclass(frozen=True, slots=True)
class Erasures:
    """Everybody who was erased until a moment, the workspaces that left, and those that were still known then."""

    made: datetime
    erased: tuple[Erased, ...]
    left: tuple[tuple[str, datetime], ...]
    known: tuple[str, ...]


def read(connection: Connection, now: datetime) -> Erasures:
    """Return everybody who was ever erased here, and every workspace that left."""
    said = select(events).where(events.c.kind.in_((Kind.ERASED, Kind.SUPPRESSED))).order_by(events.c.number)
    rows = connection.execute(said).all()
    for_good = {(row.team, row.subject, row.number) for row in rows if row.kind == Kind.SUPPRESSED}
    merged: dict[tuple[str, str], list[str]] = {}
    for row in connection.execute(select(people).where(people.c.merged_into.is_not(None))).all():
        merged.setdefault((row.team, row.merged_into), []).append(row.id)
    erased = tuple(
        Erased(
            row.team,
            (row.subject, *merged.get((row.team, row.subject), ())),
            row.number,
            row.digest,
            (row.team, row.subject, row.number + 1) in for_good,
        )
        for row in rows
        if row.kind == Kind.ERASED
    )
    known = connection.execute(select(workspaces)).all()
    left = tuple((row.name, row.left) for row in known if row.left is not None)
    return Erasures(now, erased, left, tuple(row.name for row in known))


def apply(connection: Connection, since: Erasures, now: datetime, book: Callable[[Connection, str], Book]) -> int:
    """Erase here whoever was erased since this was copied, and return how many people that were."""
    fresh = [each for each in since.erased if not _has(connection, each)]
    count = 0
    for each in fresh:
        here = book(connection, each.team)
        for person in each.people:
            if here.people.has(person):
                erase(here, person, now, for_good=each.for_good)
                count += 1
    for workspace, when in since.left:
        _leave(connection, workspace, when)
    installed = select(installations.c.workspace).where(installations.c.installed < since.made)
    for workspace in set(connection.execute(installed).scalars()) - set(since.known):
        _leave(connection, workspace, now)
    return count


def _has(connection: Connection, erased: Erased) -> bool:
    """Say whether the line that says so stands here: whoever came back after it is here of her own accord."""
    line = (events.c.team == erased.team, events.c.number == erased.number, events.c.digest == erased.digest)
    return connection.execute(select(events.c.number).where(*line)).first() is not None


def _leave(connection: Connection, workspace: str, when: datetime) -> None:
    connection.execute(delete(installations).where(installations.c.workspace == workspace))
    connection.execute(update(workspaces).where(workspaces.c.name == workspace).values(left=when))


def write(erasures: Erasures) -> str:
    """Spell a list of erasures: ids that mean nothing without the database, and the names of workspaces."""
    return json.dumps(asdict(erasures), default=datetime.isoformat)


def parse(text: str) -> Erasures:
    """Read what `write` spelled.

    Raises:
        ValueError: it is no such list.
    """
    try:
        plain = json.loads(text)
        erased = tuple(Erased(**each | {"people": tuple(each["people"])}) for each in plain["erased"])
        left = tuple((str(name), datetime.fromisoformat(when)) for name, when in plain["left"])
        return Erasures(datetime.fromisoformat(plain["made"]), erased, left, tuple(plain["known"]))
    except (TypeError, KeyError) as error:
        raise ValueError("not a list of erasures") from error
