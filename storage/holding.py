"""What one process at a time does for all: held under a lease, so that another takes over from one that died."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, or_, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.tables import held


def hold(connection: Connection, what: str, owner: str, now: datetime, until: datetime) -> bool:
    """Hold *what* until a moment; False if another owner does so *now*."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    ours = {"owner": owner, "until": until}
    beyond = until + (until - now)  # nobody holds it so long but by a clock that ran ahead
    free = or_(held.c.until <= now, held.c.until > beyond, held.c.owner == owner)
    taken = dialect.insert(held).values(what=what, **ours)
    taken = taken.on_conflict_do_update(index_elements=["what"], set_=ours, where=free)
    return connection.execute(taken.returning(held.c.what)).first() is not None


def let_go(connection: Connection, what: str, owner: str, until: datetime) -> None:
    """Hold *what* no longer than until a moment."""
    ours = (held.c.what == what, held.c.owner == owner)
    connection.execute(update(held).where(*ours).values(until=until))
