"""What workspaces gave when they installed the coach, sealed; and what becomes of them when they leave."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.database import Database
from storage.sealing import Seal
from storage.tables import installations, states, workspaces

STATE = timedelta(minutes=10)
"""How long somebody may take between our install page and her "Allow"."""
GIVEN = select(installations.c.given).where(installations.c.workspace == bindparam("workspace"))


class Installations:
    """The core's Installations, over one database."""

    def __init__(self, database: Database, seal: Seal) -> None:
        self._database = database
        self._seal = seal

    async def keep(self, workspace: str, given: str, now: datetime) -> None:
        """Keep what a workspace gave, instead of what it gave before; if it had left, it is back."""
        sealed = self._seal.close(given)

        def kept(connection: Connection) -> None:
            dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
            fresh = {"given": sealed, "installed": now}
            ours = dialect.insert(installations).values(workspace=workspace, **fresh)
            connection.execute(ours.on_conflict_do_update(index_elements=["workspace"], set_=fresh))
            connection.execute(update(workspaces).where(workspaces.c.name == workspace).values(left=None))

        await self._database.run(kept, write=True)

    async def find(self, workspace: str) -> str | None:
        """Return what a workspace gave; None if it did not install the coach, left, or can't be unsealed any more."""
        named = {"workspace": workspace}
        sealed = await self._database.glance(lambda connection: connection.execute(GIVEN, named).scalar())
        return self._seal.open(sealed) if sealed else None

    async def remove(self, workspace: str, now: datetime) -> None:
        """Let go of what a workspace gave, at once, and note when it left, if that is not known yet."""

        def removed(connection: Connection) -> None:
            connection.execute(delete(installations).where(installations.c.workspace == workspace))
            stays = (workspaces.c.name == workspace, workspaces.c.left.is_(None))
            connection.execute(update(workspaces).where(*stays).values(left=now))

        await self._database.run(removed, write=True)

    async def reseal(self) -> int:
        """Seal everything with the newest key, so that older ones can go; return how much can't be opened."""

        def resealed(connection: Connection) -> int:
            lost = 0
            for row in connection.execute(select(installations).with_for_update()).all():
                renewed = self._seal.renewed(row.given)
                lost += renewed is None
                here = installations.c.workspace == row.workspace
                connection.execute(update(installations).where(here).values(given=renewed or row.given))
            return lost

        return await self._database.run(resealed, write=True)

    async def issue(self, now: datetime) -> str:
        """Return a word that proves, for ten minutes and once, that whoever shows it came from us."""
        word = secrets.token_urlsafe(24)

        def issued(connection: Connection) -> None:
            connection.execute(delete(states).where(states.c.expires <= now))
            connection.execute(insert(states).values(code=_code(word), expires=now + STATE))

        await self._database.run(issued, write=True)
        return word

    async def consume(self, word: str, now: datetime) -> bool:
        """Say whether this is such a word; it is none any more."""
        ours = delete(states).where(states.c.code == _code(word), states.c.expires > now)
        return bool(await self._database.run(lambda connection: connection.execute(ours).rowcount, write=True))


def _code(word: str) -> str:
    return hashlib.sha256(word.encode()).hexdigest()
