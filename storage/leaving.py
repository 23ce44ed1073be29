"""Deletes what is kept of a workspace that left and did not come back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, select, update

from bot.core.permission.erasing import erase
from bot.core.permission.events import EVERYONE, Act, Kind
from bot.core.ports import Book
from storage.tables import events, identities, metadata, people, teams, workspaces

STAYS = timedelta(days=30)
"""How long a workspace that left can come back and find everything as it was."""
NAMELESS = {teams.name, events.name, people.name}
"""Tables whose rows name nobody once people have no names: who stays in the record is an opaque id."""


def left_for_good(connection: Connection, now: datetime) -> str | None:
    """Return a workspace that left so long ago that what is kept of it has to go."""
    gone = select(workspaces.c.name).where(workspaces.c.left <= now - STAYS).order_by(workspaces.c.left)
    found: str | None = connection.execute(gone.limit(1)).scalar()
    return found


def delete_workspace(
    connection: Connection, workspace: str, now: datetime, book: Callable[[Connection, str], Book]
) -> None:
    """Delete everything that is kept of a workspace; of a team that others share, what is of this one's people."""
    team = connection.execute(select(workspaces.c.team).where(workspaces.c.name == workspace)).scalar_one()
    connection.execute(select(teams.c.id).where(teams.c.id == team).with_for_update())
    connection.execute(delete(workspaces).where(workspaces.c.name == workspace))
    if connection.execute(select(func.count()).select_from(workspaces).where(workspaces.c.team == team)).scalar_one():
        _delete_its_people(connection, team, workspace, now, book(connection, team))
    else:
        _delete_team(connection, team, now, book(connection, team))


def _delete_team(connection: Connection, team: str, now: datetime, book: Book) -> None:
    present = select(people.c.id).where(
        people.c.team == team, people.c.erased.is_(None), people.c.merged_into.is_(None)
    )
    for person in connection.execute(present).scalars().all():
        book.ledger.append(Act(Kind.ERASED, person, EVERYONE, person), now)
    for table in reversed(metadata.sorted_tables):
        if "team" in table.c and table.name not in NAMELESS:
            connection.execute(delete(table).where(table.c.team == team))
    nobody = {"name": "", "sought": "", "zone": "", "erased": now}
    connection.execute(update(people).where(people.c.team == team).values(**nobody))


def _delete_its_people(connection: Connection, team: str, workspace: str, now: datetime, book: Book) -> None:
    """Forget whoever was known by an account in this workspace alone; Discord's accounts belong to no server."""
    platform, _, place = workspace.partition(":")
    here = (
        identities.c.team == team,
        identities.c.kind == platform,
        identities.c.value.startswith(f"{place}:", autoescape=True),
    )
    theirs = set(connection.execute(select(identities.c.person).where(*here)).scalars())
    for person in sorted(theirs):
        elsewhere = [who for who in book.people.known_by(person) if not who.value.startswith(f"{place}:")]
        if not elsewhere:
            erase(book, person, now)
    book.reminders.vacate(f"{workspace}/")
    connection.execute(delete(identities).where(*here))
