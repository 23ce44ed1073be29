"""Opens one team's book for one transaction; the only thing of this folder that the program hands to the coach."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection, and_, bindparam, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from bot.core import pending
from bot.core.errors import BadSettings, NotEmpty, Unavailable
from bot.core.ports import Book, Identity, Interrupted
from storage import conversations, erasures, inbox, serving
from storage.answers import Answers
from storage.belonging import last_spoken
from storage.codes import Codes
from storage.conversations import Conversations
from storage.database import Database
from storage.inbox import Claim, Inbox, Left, Sought
from storage.installations import Installations
from storage.leaving import delete_workspace, left_for_good
from storage.ledger import Ledger
from storage.lookup import Lookup
from storage.outbox import Outbox
from storage.parcels import Parcels
from storage.people import People
from storage.post import PostOffice
from storage.reading import Question
from storage.reminders import Reminders
from storage.sealing import Seal
from storage.tables import codes, installation, metadata, settings, teams, workspaces
from storage.teams import ZONE, TeamSettings
from storage.timetable import Timetable
from storage.together import Together
from storage.usage import Usage
from storage.votes import Votes

T = TypeVar("T")

LOG_TRIES, LOG_PAUSE = 20, 0.25
"""How often, and after how many seconds again, we try to empty SQLite's log."""
HOLDING_WORDS = (
    "people",
    "identities",
    "payloads",
    "facts",
    "outbox",
    "conversations",
    "inbox",
    "parcels",
    "reminders",
    "answers",
)
_OURS = workspaces.c.name == bindparam("name")
_ZONE = and_(settings.c.team == workspaces.c.team, settings.c.name == ZONE)
TEAM = Question(select(workspaces.c.team, settings.c.value.label("zone")).outerjoin(settings, _ZONE).where(_OURS))
TEAM_HELD = Question(
    select(teams.c.id)
    .join(workspaces, workspaces.c.team == teams.c.id)
    .where(_OURS)
    .with_for_update(key_share=True)  # others may claim in it meanwhile
)
TEAMS_STAY = (
    select(workspaces.c.name, teams.c.id)
    .join(teams, teams.c.id == workspaces.c.team)
    .where(workspaces.c.name.in_(bindparam("names", expanding=True)))
    .with_for_update(read=True, key_share=True)
)
AT_ONCE = 200
"""Claims that one transaction writes: a few milliseconds."""


class Memory:
    """The core's Memory, over one database."""

    def __init__(
        self, database: Database, secret: bytes, keys: Sequence[bytes] = (), wake: Callable[[], None] | None = None
    ) -> None:
        self._database = database
        self._lookup = Lookup(secret)
        self._keys = (*keys, secret)
        self._wake = wake
        self._owner = secrets.token_hex(8)
        self._claims = Together(self._claim, AT_ONCE)
        self._answers = Together(self._answered, AT_ONCE)

    @classmethod
    def opened(
        cls, database: Database, secret: bytes, keys: Sequence[bytes] = (), wake: Callable[[], None] | None = None
    ) -> Memory:
        """Open the memory of an installation; the first to open it decides on the secret.

        What platforms gave is sealed with the first of *keys*, and opened with any of them and with the secret. *wake*
        is called whenever a letter was put out or a reminder set up: something may be due.

        Raises:
            BadSettings: the database was made with another secret, so nobody in it could be found again.
        """
        memory = cls(database, secret, keys, wake)
        kept = database.transact(_kept_fingerprint, write=False)
        if kept is None:
            kept = database.transact(lambda connection: _keep(connection, memory._lookup.fingerprint), write=True)
        if kept != memory._lookup.fingerprint:
            raise BadSettings("ASKFIRST_SECRET is not the one that this database was made with. Set the right one.")
        return memory

    @property
    def described(self) -> str:
        """Return what keeps this memory, and a warning if that is known to be faulty."""
        return self._database.described

    async def change(self, team: str, work: Callable[[Book], T]) -> T:
        """Run *work* on the team's book in one transaction: all of it is kept, or, if it raises, nothing."""

        def changed(connection: Connection) -> tuple[T, bool]:
            book = self._book(connection, team, lock=True)
            return work(book), book.outbox.posted or book.reminders.changed

        told, stirred = await self._database.run(changed, write=True)
        if stirred and self._wake:
            self._wake()
        return told

    async def read(self, team: str, work: Callable[[Book], T]) -> T:
        """Run *work*, which changes nothing, on the team's book."""
        return await self._database.run(lambda connection: work(self._book(connection, team)), write=False)

    async def glance(self, team: str, work: Callable[[Book], T]) -> T:
        """Run *work*, which reads a few rows and changes nothing, on the team's book."""
        return await self._database.glance(lambda connection: work(self._book(connection, team)))

    async def claim(self, team: str, delivery: str, now: datetime, words: str) -> bool:
        """Count a delivery as ours and keep *words* until it is `answered`; False if it was claimed before."""
        return await self._claims.ask(Claim(team, delivery, now, words))

    async def _claim(self, claims: Sequence[Claim]) -> Sequence[bool]:
        def claimed(connection: Connection) -> list[bool]:
            teams = _teams(connection, {each.workspace for each in claims})
            return inbox.claim_all(connection, claims, teams, self._owner)

        return await self._database.run_ahead(claimed)

    async def answered(self, team: str, delivery: str) -> None:
        """Let go of the words of a delivery."""
        await self._answers.ask((team, delivery))

    async def _answered(self, deliveries: Sequence[tuple[str, str]]) -> Sequence[None]:
        await self._database.run_ahead(lambda connection: inbox.answer_all(connection, deliveries))
        return [None] * len(deliveries)

    @property
    def post(self) -> PostOffice:
        """Return the outboxes of all teams."""
        return PostOffice(self._database, self._book_of)

    @property
    def timetable(self) -> Timetable:
        """Return the reminders of all teams."""
        return Timetable(self._database)

    @property
    def installations(self) -> Installations:
        """Return which workspaces installed the coach."""
        return Installations(self._database, Seal.of(self._keys))

    async def let_go(self, now: datetime) -> int:
        """Delete what has been kept for its time.

        Those are old deliveries, old conversations, and everything of workspaces that left 30 days ago or earlier.
        Return how many workspaces that were.
        """

        def outlived(connection: Connection) -> None:
            inbox.let_go(connection, now)
            conversations.let_go(connection, now)

        def deleted(connection: Connection) -> bool:
            workspace = left_for_good(connection, now)
            if workspace is None:
                return False
            delete_workspace(connection, workspace, now, self._book_of)
            return True

        await self._database.run(outlived, write=True)
        count = 0
        while await self._database.run(lambda connection: left_for_good(connection, now), write=False):
            count += await self._database.run(deleted, write=True)
        if count:
            await self.scrub()
        return count

    async def erasures(self, now: datetime) -> str:
        """List who was ever erased, for an older copy to forget them as well."""
        return erasures.write(await self._database.run(lambda connection: erasures.read(connection, now), write=False))

    async def forget_again(self, listed: str, now: datetime) -> int:
        """Erase here, in an older copy, whoever a list says was erased since; return how many people that were.

        Raises:
            ValueError: it is no such list.
        """
        since = erasures.parse(listed)

        def forgotten(connection: Connection) -> int:
            return erasures.apply(connection, since, now, self._book_of)

        return await self._database.run(forgotten, write=True)

    async def take_up(
        self, platform: str, now: datetime, before: datetime, owners: frozenset[str] | None = None
    ) -> tuple[Interrupted, ...]:
        """Return a platform's deliveries that were claimed before *before* and never answered, oldest first.

        Where *owners* are named, only what these processes claimed. They count as claimed *now*, so that no other
        process takes them up as well.
        """

        def taken(connection: Connection) -> list[Left]:
            return inbox.take_up(connection, Sought(platform, before, owners), self._owner, now)

        found = [
            (each.workspace, pending.read(each.words, each.received))
            for each in await self._database.run(taken, write=True)
        ]
        return tuple(left for workspace, left in found if left and left.caller.team == workspace)

    async def sign(self, now: datetime) -> frozenset[str]:
        """Give a sign of life, and return which other processes have given none for a minute."""
        return await self._database.run(lambda connection: serving.sign(connection, self._owner, now), write=True)

    async def forget_silent(self, owners: frozenset[str]) -> None:
        """Expect no sign of *owners* any more, once what they left was taken up."""
        await self._database.run(lambda connection: serving.forget(connection, owners), write=True)

    async def last_spoken(self, who: Identity, workspaces: Collection[str]) -> Mapping[str, datetime]:
        """Return when *who* was last spoken with directly in each of *workspaces* that knows her."""

        def spoken(connection: Connection) -> Mapping[str, datetime]:
            return last_spoken(connection, self._lookup, who, workspaces)

        return await self._database.run(spoken, write=False)

    def _book(self, connection: Connection, workspace: str, *, lock: bool = False) -> Book:
        if lock:
            return self._book_of(connection, _team(connection, workspace))
        found = TEAM.put(connection, {"name": workspace})
        team, zone = next(((row.team, row.zone or "") for row in found), ("", ""))  # an unknown one has an empty book
        return self._book_of(connection, team, zone)

    def _book_of(self, connection: Connection, team: str, zone: str | None = None) -> Book:
        return Book(
            People(connection, team, self._lookup),
            Ledger(connection, team),
            Outbox(connection, team),
            Conversations(connection, team),
            Codes(connection, team, self._lookup),
            Inbox(connection, team),
            Parcels(connection, team),
            Usage(connection, team),
            TeamSettings(connection, team, zone),
            Reminders(connection, team),
            Votes(connection, team),
            Answers(connection, team),
        )

    async def join(self, workspace: str, code: str, now: datetime) -> bool:
        """Let a workspace without a record share the team that showed *code*; False if the code is no good."""
        return await self._database.run(lambda connection: self._join(connection, workspace, code, now), write=True)

    def _join(self, connection: Connection, workspace: str, code: str, now: datetime) -> bool:
        own = _team(connection, workspace)
        ours = select(teams.c.number).where(teams.c.id == own).with_for_update()  # and nobody claims in it meanwhile
        if connection.execute(ours).scalar_one():
            raise NotEmpty("not_empty")
        hidden = self._lookup.code("code", "join", code.strip().upper())
        shown = (codes.c.purpose == "join", codes.c.expires > now, codes.c.used.is_(False), codes.c.code == hidden)
        found = list(connection.execute(select(codes.c.team).where(*shown, codes.c.team != own)).scalars())
        if len(found) != 1:
            return False
        team = found[0]
        connection.execute(delete(codes).where(codes.c.code == hidden, codes.c.purpose == "join"))
        connection.execute(update(workspaces).where(workspaces.c.name == workspace).values(team=team))
        _disband(connection, own)
        return True

    async def noted(self, name: str) -> str:
        """Return what is noted under *name* for the whole installation; empty if nothing is."""
        kept = select(installation.c.value).where(installation.c.name == name)
        found: str | None = await self._database.run(lambda connection: connection.execute(kept).scalar(), write=False)
        return found or ""

    async def note(self, name: str, value: str) -> None:
        """Note something for the whole installation, in the place of what was noted before."""

        def kept(connection: Connection) -> None:
            there = update(installation).where(installation.c.name == name).values(value=value)
            if connection.execute(there).rowcount:
                return
            with suppress(IntegrityError), connection.begin_nested():  # else another process is noting it just now
                connection.execute(insert(installation), {"name": name, "value": value})

        await self._database.run(kept, write=True)

    async def scrub(self) -> None:
        """Overwrite what was deleted, so that no byte of it stays behind.

        SQLite zeroes what it deletes, so only its log has to be emptied. PostgreSQL leaves deleted rows in its pages,
        so the tables that hold words are written anew; the server's own log keeps them until it is recycled.
        """
        if self._database.embedded:
            await self._empty_log()
        else:
            rewrite = [f"VACUUM (FULL) {table}" for table in HOLDING_WORDS]
            await self._database.run_alone(("SET lock_timeout = '2s'", *rewrite, "SET lock_timeout = '15s'"))

    async def _empty_log(self) -> None:
        """Empty SQLite's log, which another process that reads may keep from being emptied for a while."""
        for _ in range(LOG_TRIES):
            busy = await self._database.run_alone(("PRAGMA wal_checkpoint(TRUNCATE)",))
            if not busy:
                return
            await asyncio.sleep(LOG_PAUSE)
        raise Unavailable("unavailable")


def _kept_fingerprint(connection: Connection) -> str | None:
    kept = select(installation.c.value).where(installation.c.name == "secret")
    return connection.execute(kept).scalar()


def _keep(connection: Connection, fingerprint: str) -> str:
    """Keep the fingerprint, unless another process was first."""
    try:
        with connection.begin_nested():
            connection.execute(insert(installation).values(name="secret", value=fingerprint))
    except IntegrityError:
        return _kept_fingerprint(connection) or ""
    return fingerprint


def _team(connection: Connection, workspace: str) -> str:
    """Return the team of a workspace for writing: held, and made at its first contact.

    The workspace is held with it, or else it could join another team between our finding it and our writing.
    """
    named = {"name": workspace}
    team = next((str(row.id) for row in TEAM_HELD.put(connection, named)), "")
    if not team:
        try:
            with connection.begin_nested():
                return _founded(connection, workspace)
        except IntegrityError:  # another process was first, or the workspace has just joined another team
            [(team,)] = TEAM_HELD.put(connection, named)
    return team


def _teams(connection: Connection, names: Collection[str]) -> Mapping[str, str]:
    """Return the teams of workspaces, made at their first contact; none joins another before we are done."""
    found = {row.name: row.id for row in connection.execute(TEAMS_STAY, {"names": sorted(names)})}
    return found | {name: _team(connection, name) for name in sorted(names - found.keys())}


def _founded(connection: Connection, workspace: str) -> str:
    team = secrets.token_hex(8)
    connection.execute(insert(teams).values(id=team))
    connection.execute(insert(workspaces).values(name=workspace, team=team))
    return team


def _disband(connection: Connection, team: str) -> None:
    """Delete whom and what a team without a record knew, unless another workspace is still in it."""
    if connection.execute(select(workspaces.c.name).where(workspaces.c.team == team)).first():
        return
    for table in reversed(metadata.sorted_tables):
        if "team" in table.c and table is not workspaces:
            connection.execute(delete(table).where(table.c.team == team))
    connection.execute(delete(teams).where(teams.c.id == team))
