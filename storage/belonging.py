"""Finds in which of many teams somebody was spoken with, in two statements however many they are."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime

from sqlalchemy import Connection, and_, select

from bot.core.ports import Identity
from storage.lookup import Lookup
from storage.tables import conversations, identities, workspaces

NEVER = datetime.min.replace(tzinfo=UTC)
"""When somebody was spoken with who is on record, and with whom no talk is kept."""


def last_spoken(
    connection: Connection, lookup: Lookup, who: Identity, names: Collection[str]
) -> Mapping[str, datetime]:
    """Return when *who* was last spoken with directly in each of the workspaces of these *names* that knows her."""
    teams = select(workspaces.c.name, workspaces.c.team).where(workspaces.c.name.in_(names))
    found = {row.name: row.team for row in connection.execute(teams)}
    codes = {team: lookup.code(team, who.kind, who.value) for team in found.values()}
    directly = and_(
        conversations.c.team == identities.c.team,
        conversations.c.person == identities.c.person,
        conversations.c.place == "",
        conversations.c.thread == "",
    )
    hers = (
        select(identities.c.team, conversations.c.updated)
        .select_from(identities.outerjoin(conversations, directly))
        .where(identities.c.kind == who.kind, identities.c.code.in_(codes.values()))
    )
    spoken = {row.team: row.updated or NEVER for row in connection.execute(hers)}
    return {name: spoken[team] for name, team in found.items() if team in spoken}
