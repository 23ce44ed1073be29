"""Every table, once; what belongs to a team carries its id in every key."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    false,
    literal_column,
)
from sqlalchemy.dialects import postgresql, sqlite

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


REMEMBERED = 256
"""Times of a column that are remembered as the driver takes or gives them: in a batch, most are the same."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time in UTC: SQLite gives back naive ones, and PostgreSQL those of its session's zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Take aware times only."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a time without a zone")
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give aware times only."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any] | None:
        """Return what says a time to the driver."""
        process = super().bind_processor(dialect)
        return process and lru_cache(REMEMBERED)(process)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        """Return what reads a time that the driver gives."""
        process = super().result_processor(dialect, coltype)
        return process and lru_cache(REMEMBERED)(process)


def _id(name: str = "team", **options: Any) -> Column[str]:
    return Column(name, String(64), nullable=False, **options)


def _of(table: str, *columns: str, refers: tuple[str, ...] | None = None) -> ForeignKeyConstraint:
    """Return a foreign key into *table* that includes the team, so that a row can't even point at another team's."""
    remote = refers or ("id",)
    return ForeignKeyConstraint(("team", *columns), [f"{table}.team", *(f"{table}.{name}" for name in remote)])


def _one_of(column: str, *values: str) -> CheckConstraint:
    return CheckConstraint(f"{column} IN ({', '.join(repr(value) for value in values)})", column)


installation = Table(
    "installation",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", String(200), nullable=False),
)

held = Table(
    "held",
    metadata,
    Column("what", String(64), primary_key=True),  # what one process at a time does
    Column("owner", String(64), nullable=False),
    Column("until", UtcDateTime, nullable=False),
)

teams = Table(
    "teams",
    metadata,
    _id("id", primary_key=True),
    Column("number", Integer, nullable=False, default=0),
    Column("digest", String(64), nullable=False, default=""),
)

workspaces = Table(
    "workspaces",
    metadata,
    Column("name", String(200), primary_key=True),
    _id("team"),
    Column("left", UtcDateTime),  # when it uninstalled the coach; null while it is here
    ForeignKeyConstraint(("team",), ["teams.id"]),
)
Index(None, workspaces.c.left)

installations = Table(
    "installations",
    metadata,
    Column("workspace", String(200), primary_key=True),
    Column("given", LargeBinary, nullable=False),  # tokens and all, sealed
    Column("installed", UtcDateTime, nullable=False),
)

states = Table(
    "states",
    metadata,
    Column("code", String(64), primary_key=True),  # a hash of the word
    Column("expires", UtcDateTime, nullable=False),
)

people = Table(
    "people",
    metadata,
    _id(primary_key=True),
    _id("id", primary_key=True),
    Column("name", Text, nullable=False),
    Column("sought", Text, nullable=False),  # the name as it is looked for: case folded
    Column("outside", Boolean, nullable=False),
    Column("zone", String(64), nullable=False, default=""),
    Column("merged_into", String(64)),
    Column("erased", UtcDateTime),
    ForeignKeyConstraint(("team",), ["teams.id"]),
)

identities = Table(
    "identities",
    metadata,
    _id(primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("code", LargeBinary(32), primary_key=True),  # HMAC of the value
    _id("person"),
    Column("value", Text),  # null once erased
    Column("shown", Text),
    _of("people", "person"),
)
Index(None, identities.c.team, identities.c.person)

events = Table(
    "events",
    metadata,
    _id(primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(24), nullable=False),
    _id("subject"),
    _id("caller"),
    _id("actor"),
    Column("at", UtcDateTime, nullable=False),
    Column("recorded", UtcDateTime, nullable=False),
    Column("refers", Integer),
    Column("once", Boolean, nullable=False),
    Column("until", UtcDateTime),
    Column("means", String(8)),
    Column("commitment", String(64), nullable=False),
    Column("previous", String(64), nullable=False),
    Column("digest", String(64), nullable=False),
    ForeignKeyConstraint(("team",), ["teams.id"]),
    CheckConstraint("number > 0", "number"),
    # Only the person herself says yes, whatever a caller of this table may have in mind.
    CheckConstraint("kind NOT IN ('granted', 'narrowed', 'confirmed') OR actor = subject", "own_yes"),
)
Index(None, events.c.team, events.c.previous, unique=True)  # the chain can't fork
Index(None, events.c.team, events.c.subject)
Index(None, events.c.team, events.c.caller)
Index(None, events.c.team, events.c.actor)

payloads = Table(
    "payloads",
    metadata,
    _id(primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("salt", LargeBinary(16), nullable=False),
    Column("body", Text, nullable=False),
    _of("events", "number", refers=("number",)),
)

facts = Table(
    "facts",
    metadata,
    _id(primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(24), nullable=False),
    _id("subject"),
    _id("caller"),
    _id("actor"),
    Column("at", UtcDateTime, nullable=False),
    Column("recorded", UtcDateTime, nullable=False),
    Column("refers", Integer),
    Column("once", Boolean, nullable=False),
    Column("until", UtcDateTime),
    Column("means", String(8)),
    Column("hours", Text),
    _of("events", "number", refers=("number",)),
)
Index(None, facts.c.team, facts.c.subject, facts.c.caller)
Index(None, facts.c.team, facts.c.subject, facts.c.at)
Index(None, facts.c.team, facts.c.caller, facts.c.at)
Index(None, facts.c.team, facts.c.actor)

inbox = Table(
    "inbox",
    metadata,
    _id(primary_key=True),
    Column("delivery", String(200), primary_key=True),
    Column("received", UtcDateTime, nullable=False),
    Column("words", Text),  # what to take up again after an interruption; null once it is answered
    Column("person", String(64)),
    Column("owner", String(64)),  # the process that claimed it
    ForeignKeyConstraint(("team",), ["teams.id"]),
)
Index(None, inbox.c.team, inbox.c.received)

outbox = Table(
    "outbox",
    metadata,
    _id(primary_key=True),
    Column("key", String(200), primary_key=True),
    _id("recipient"),
    Column("body", Text, nullable=False),
    Column("refers", Integer),
    Column("created", UtcDateTime, nullable=False),
    Column("not_before", UtcDateTime, nullable=False),
    Column("expires", UtcDateTime),
    Column("state", String(16), nullable=False),
    Column("owner", String(64)),
    Column("leased_until", UtcDateTime),
    Column("fence", Integer, nullable=False, default=0),
    Column("attempts", Integer, nullable=False, default=0),
    Column("sent", UtcDateTime),
    Column("receipt", String(200)),  # what the platform calls the message
    Column("place", String(200), nullable=False, default="", server_default=""),  # a channel, instead of the recipient
    _of("people", "recipient"),
    _one_of("state", "pending", "leased", "sent", "unknown", "cancelled", "dead"),
)
Index(None, outbox.c.state, outbox.c.not_before)
Index(None, outbox.c.team, outbox.c.recipient, outbox.c.state)
Index(None, outbox.c.team, outbox.c.refers)

conversations = Table(
    "conversations",
    metadata,
    _id(primary_key=True),
    _id("person", primary_key=True),
    Column("place", String(200), primary_key=True),
    Column("thread", String(200), primary_key=True),
    Column("body", Text, nullable=False),
    Column("updated", UtcDateTime, nullable=False),
    _of("people", "person"),
)
Index(None, conversations.c.team, conversations.c.updated)

parcels = Table(
    "parcels",
    metadata,
    _id(primary_key=True),
    Column("id", String(32), primary_key=True),
    _id("person"),
    Column("body", Text, nullable=False),
    Column("created", UtcDateTime, nullable=False),
    _of("people", "person"),
)
Index(None, parcels.c.team, parcels.c.created)
Index(None, parcels.c.team, parcels.c.person)

codes = Table(
    "codes",
    metadata,
    _id(primary_key=True),
    Column("purpose", String(8), primary_key=True),
    _id("person", primary_key=True),
    Column("code", LargeBinary(32), nullable=False),
    Column("expires", UtcDateTime, nullable=False),
    Column("tries", Integer, nullable=False, default=0),
    Column("used", Boolean, nullable=False, server_default=false()),
    _of("people", "person"),
)

usage = Table(
    "usage",
    metadata,
    _id(primary_key=True),
    _id("person", primary_key=True),
    Column("what", String(16), primary_key=True),
    Column("hour", UtcDateTime, primary_key=True),
    Column("amount", Integer, nullable=False),
    ForeignKeyConstraint(("team",), ["teams.id"]),
)

reminders = Table(
    "reminders",
    metadata,
    _id(primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    _id("owner"),
    Column("platform", String(16), nullable=False),
    Column("place", String(200), nullable=False),  # a channel, empty for the owner's direct messages
    Column("label", Text, nullable=False),
    Column("rhythm", Text, nullable=False),
    Column("topic", String(64), nullable=False),
    Column("pause", String(8), nullable=False),
    Column("slot", String(16)),  # the local date and time that is due next; null while it rests
    Column("due", UtcDateTime),
    Column("shown", Text, nullable=False),
    Column("unwanted", Text, nullable=False),
    Column("created", UtcDateTime, nullable=False),
    _of("people", "owner"),
    _one_of("pause", "", "paused", "closed", "removed"),
)
Index(None, reminders.c.platform, reminders.c.due)
Index(None, reminders.c.team, reminders.c.owner)

slots = Table(
    "slots",
    metadata,
    _id(primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("slot", String(16), primary_key=True),
    Column("fate", String(8), nullable=False),
    Column("tip", String(64), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    _of("reminders", "number", refers=("number",)),
    _one_of("fate", "posted", "late", "off"),
)
Index(None, slots.c.at)

ballots = Table(
    "ballots",
    metadata,
    _id(primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("slot", String(16), primary_key=True),
    Column("place", String(200), nullable=False),
    Column("closes", UtcDateTime),  # null once both authors have spoken
    Column("ayes", Integer, nullable=False, default=0),  # counted when it closes; until then, votes are
    Column("noes", Integer, nullable=False, default=0),
    _of("slots", "number", "slot", refers=("number", "slot")),
)
Index(None, ballots.c.closes)

votes = Table(
    "votes",
    metadata,
    _id(primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("slot", String(16), primary_key=True),
    _id("person", primary_key=True),
    Column("aye", Boolean, nullable=False),
    _of("ballots", "number", "slot", refers=("number", "slot")),
    _of("people", "person"),
)
Index(None, votes.c.team, votes.c.person)

days_off = Table(
    "days_off",
    metadata,
    _id(primary_key=True),
    Column("day", Date, primary_key=True),
    ForeignKeyConstraint(("team",), ["teams.id"]),
)

answers = Table(
    "answers",
    metadata,
    _id(primary_key=True),
    Column("key", String(64), primary_key=True),  # a hash of what was asked
    Column("body", Text, nullable=False),
    Column("created", UtcDateTime, nullable=False),
    ForeignKeyConstraint(("team",), ["teams.id"]),
)
Index(None, answers.c.team, answers.c.created)

settings = Table(
    "settings",
    metadata,
    _id(primary_key=True),
    Column("name", String(32), primary_key=True),
    Column("value", String(200), nullable=False),
    ForeignKeyConstraint(("team",), ["teams.id"]),
)


def insert_once(table: Table, **begins: str) -> dict[str, Any]:
    """Return, for each dialect by its name, an insert that passes over rows whose key is there already.

    How every row *begins* is said in SQL, by column.
    """
    said: dict[str, Any] = {name: literal_column(value) for name, value in begins.items()}
    kinds = (postgresql, sqlite)
    return {each.dialect.name: each.insert(table).values(said).on_conflict_do_nothing() for each in kinds}
