"""The record of call permissions, and the memory beside it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.tables import UtcDateTime

revision = "0001"
down_revision = None

WORDS = {
    "people": ("name", "sought", "zone"),
    "identities": ("value", "shown"),
    "payloads": ("body",),
    "facts": ("hours",),
    "outbox": ("body",),
    "conversations": ("body",),
    "inbox": ("words",),
}


def upgrade() -> None:
    """Make it so."""
    op.create_table(
        "installation",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("value", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_installation")),
    )
    op.create_table(
        "teams",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teams")),
    )
    op.create_table(
        "events",
        sa.Column("team", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("caller", sa.String(length=64), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("recorded", UtcDateTime(), nullable=False),
        sa.Column("refers", sa.Integer(), nullable=True),
        sa.Column("once", sa.Boolean(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=True),
        sa.Column("means", sa.String(length=8), nullable=True),
        sa.Column("commitment", sa.String(length=64), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "kind NOT IN ('granted', 'narrowed', 'confirmed') OR actor = subject", name=op.f("ck_events_own_yes")
        ),
        sa.CheckConstraint("number > 0", name=op.f("ck_events_number")),
        sa.ForeignKeyConstraint(["team"], ["teams.id"], name=op.f("fk_events_team_teams")),
        sa.PrimaryKeyConstraint("team", "number", name=op.f("pk_events")),
    )
    op.create_index(op.f("ix_events_team_actor"), "events", ["team", "actor"], unique=False)
    op.create_index(op.f("ix_events_team_caller"), "events", ["team", "caller"], unique=False)
    op.create_index(op.f("ix_events_team_previous"), "events", ["team", "previous"], unique=True)
    op.create_index(op.f("ix_events_team_subject"), "events", ["team", "subject"], unique=False)

    op.create_table(
        "inbox",
        sa.Column("team", sa.String(length=64), nullable=False),
        sa.Column("delivery", sa.String(length=200), nullable=False),
        sa.Column("received", UtcDateTime(), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["team"], ["teams.id"], name=op.f("fk_inbox_team_teams")),
        sa.PrimaryKeyConstraint("team", "delivery", name=op.f("pk_inbox")),
    )
    op.create_index(op.f("ix_inbox_team_received"), "inbox", ["team", "received"], unique=False)

    op.create_table(
        "people",
        sa.Column("team", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sought", sa.Text(), nullable=False),
        sa.Column("outside", sa.Boolean(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("merged_into", sa.String(length=64), nullable=True),
        sa.Column("erased", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["team"], ["teams.id"], name=op.f("fk_people_team_teams")),
        sa.PrimaryKeyConstraint("team", "id", name=op.f("pk_people")),
    )
    op.create_table(
        "settings",
        sa.Column("team", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("value", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["team"], ["teams.id"], name=op.f("fk_settings_team_teams")),
        sa.PrimaryKeyConstraint("team", "name", name=op.f("pk_settings")),
    )
    op.create_table(
        "usage",
        sa.Column("team", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("what", sa.String(length=16), nullable=False),
        sa.Column("hour", UtcDateTime(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["team"], ["teams.id"], name=op.f("fk_usage_team_teams")),
        sa.PrimaryKeyConstraint("team", "person", "what", "hour", name=op.f("pk_usage")),
    )
    op.create_table(
        "workspaces",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("team", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["team"], ["teams.id"], name=op.f("fk_workspaces_team_teams")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_workspaces")),
    )
    op.create_table(
        "codes",
        sa.Column("team", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=8), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("code", sa.LargeBinary(length=32), nullable=False),
        sa.Column("expires", UtcDateTime(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("used", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team", "person"], ["people.team", "people.id"], name=op.f("fk_codes_team_person_people")
        ),
        sa.PrimaryKeyConstraint("team", "purpose", "person", name=op.f("pk_codes")),
    )
    op.create_table(
        "conversations",
        sa.Column("team", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("thread", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("updated", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team", "person"], ["people.team", "people.id"], name=op.f("fk_conversations_team_person_people")
        ),
        sa.PrimaryKeyConstraint("team", "person", "place", "thread", name=op.f("pk_conversations")),
    )
    op.create_index(op.f("ix_conversations_team_updated"), "conversations", ["team", "updated"], unique=False)

    op.create_table(
        "facts",
        sa.Column("team", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("caller", sa.String(length=64), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("recorded", UtcDateTime(), nullable=False),
        sa.Column("refers", sa.Integer(), nullable=True),
        sa.Column("once", sa.Boolean(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=True),
        sa.Column("means", sa.String(length=8), nullable=True),
        sa.Column("hours", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["team", "number"], ["events.team", "events.number"], name=op.f("fk_facts_team_number_events")
        ),
        sa.PrimaryKeyConstraint("team", "number", name=op.f("pk_facts")),
    )
    op.create_index(op.f("ix_facts_team_actor"), "facts", ["team", "actor"], unique=False)
    op.create_index(op.f("ix_facts_team_caller_at"), "facts", ["team", "caller", "at"], unique=False)
    op.create_index(op.f("ix_facts_team_subject_at"), "facts", ["team", "subject", "at"], unique=False)
    op.create_index(op.f("ix_facts_team_subject_caller"), "facts", ["team", "subject", "caller"], unique=False)

    op.create_table(
        "identities",
        sa.Column("team", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("code", sa.LargeBinary(length=32), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("shown", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["team", "person"], ["people.team", "people.id"], name=op.f("fk_identities_team_person_people")
        ),
        sa.PrimaryKeyConstraint("team", "kind", "code", name=op.f("pk_identities")),
    )
    op.create_index(op.f("ix_identities_team_person"), "identities", ["team", "person"], unique=False)

    op.create_table(
        "outbox",
        sa.Column("team", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("recipient", sa.String(length=64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("refers", sa.Integer(), nullable=True),
        sa.Column("created", UtcDateTime(), nullable=False),
        sa.Column("not_before", UtcDateTime(), nullable=False),
        sa.Column("expires", UtcDateTime(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("owner", sa.String(length=64), nullable=True),
        sa.Column("leased_until", UtcDateTime(), nullable=True),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("sent", UtcDateTime(), nullable=True),
        sa.Column("receipt", sa.String(length=200), nullable=True),
        sa.CheckConstraint(
            "state IN ('pending', 'leased', 'sent', 'unknown', 'cancelled', 'dead')", name=op.f("ck_outbox_state")
        ),
        sa.ForeignKeyConstraint(
            ["team", "recipient"], ["people.team", "people.id"], name=op.f("fk_outbox_team_recipient_people")
        ),
        sa.PrimaryKeyConstraint("team", "key", name=op.f("pk_outbox")),
    )
    op.create_index(op.f("ix_outbox_state_not_before"), "outbox", ["state", "not_before"], unique=False)
    op.create_index(op.f("ix_outbox_team_recipient_state"), "outbox", ["team", "recipient", "state"], unique=False)
    op.create_index(op.f("ix_outbox_team_refers"), "outbox", ["team", "refers"], unique=False)

    op.create_table(
        "payloads",
        sa.Column("team", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("salt", sa.LargeBinary(length=16), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team", "number"], ["events.team", "events.number"], name=op.f("fk_payloads_team_number_events")
        ),
        sa.PrimaryKeyConstraint("team", "number", name=op.f("pk_payloads")),
    )
    _grow_only()
    _count_no_words()


def _grow_only() -> None:
    """Let the record grow and nothing else, whoever opens the database."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER events_refuse_{verb.lower()} BEFORE {verb} ON events "
                "BEGIN SELECT RAISE(ABORT, 'the record only grows'); END"
            )
        # INSERT OR REPLACE deletes what is in its way without asking the trigger above.
        op.execute(
            "CREATE TRIGGER events_refuse_replace BEFORE INSERT ON events WHEN EXISTS (SELECT 1 FROM events "
            "WHERE team = NEW.team AND (number = NEW.number OR previous = NEW.previous)) "
            "BEGIN SELECT RAISE(ABORT, 'the record only grows'); END"
        )
        return
    op.execute(
        "CREATE FUNCTION events_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the record only grows'; END $$"
    )
    op.execute(
        "CREATE TRIGGER events_refuse_change BEFORE UPDATE OR DELETE ON events "
        "FOR EACH ROW EXECUTE FUNCTION events_refuse()"
    )
    op.execute(
        "CREATE TRIGGER events_refuse_truncate BEFORE TRUNCATE ON events "
        "FOR EACH STATEMENT EXECUTE FUNCTION events_refuse()"
    )


def _count_no_words() -> None:
    """Keep words out of PostgreSQL's statistics, which copy what stands in a column to where no erasure reaches."""
    if op.get_bind().dialect.name == "sqlite":
        return
    for table, columns in WORDS.items():
        for column in columns:
            op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS 0")


def downgrade() -> None:
    """Take it back: with the tables, everything on record goes."""
    op.drop_table("payloads")
    op.drop_table("outbox")
    op.drop_table("identities")
    op.drop_table("facts")
    op.drop_table("conversations")
    op.drop_table("codes")
    op.drop_table("workspaces")
    op.drop_table("usage")
    op.drop_table("settings")
    op.drop_table("people")
    op.drop_table("inbox")
    op.drop_table("events")
    op.drop_table("teams")
    op.drop_table("installation")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION events_refuse()")
