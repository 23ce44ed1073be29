"""Reminders, their slots, and a team's days off."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.tables import UtcDateTime

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make it so."""
    op.create_table(
        "reminders",
        sa.Column("team", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("owner", sa.String(length=64), nullable=False),
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("rhythm", sa.Text(), nullable=False),
        sa.Column("topic", sa.String(length=64), nullable=False),
        sa.Column("pause", sa.String(length=8), nullable=False),
        sa.Column("slot", sa.String(length=16), nullable=True),
        sa.Column("due", UtcDateTime(), nullable=True),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("unwanted", sa.Text(), nullable=False),
        sa.Column("created", UtcDateTime(), nullable=False),
        sa.CheckConstraint("pause IN ('', 'paused', 'closed', 'removed')", name=op.f("ck_reminders_pause")),
        sa.ForeignKeyConstraint(["team", "owner"], ["people.team", "people.id"], name=op.f("fk_reminders_team_people")),
        sa.PrimaryKeyConstraint("team", "number", name=op.f("pk_reminders")),
    )
    op.create_index(op.f("ix_reminders_platform_due"), "reminders", ["platform", "due"])
    op.create_index(op.f("ix_reminders_team_owner"), "reminders", ["team", "owner"])
    op.create_table(
        "slots",
        sa.Column("team", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("slot", sa.String(length=16), nullable=False),
        sa.Column("fate", sa.String(length=8), nullable=False),
        sa.Column("tip", sa.String(length=64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("fate IN ('posted', 'late', 'off')", name=op.f("ck_slots_fate")),
        sa.ForeignKeyConstraint(
            ["team", "number"], ["reminders.team", "reminders.number"], name=op.f("fk_slots_team_reminders")
        ),
        sa.PrimaryKeyConstraint("team", "number", "slot", name=op.f("pk_slots")),
    )
    op.create_table(
        "days_off",
        sa.Column("team", sa.String(length=64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["team"], ["teams.id"], name=op.f("fk_days_off_team_teams")),
        sa.PrimaryKeyConstraint("team", "day", name=op.f("pk_days_off")),
    )
    if op.get_bind().dialect.name == "postgresql":
        for column in ("label", "rhythm", "slot"):  # what is sampled for the planner outlives the row
            op.execute(f"ALTER TABLE reminders ALTER COLUMN {column} SET STATISTICS 0")


def downgrade() -> None:
    """Take it back: nobody is reminded any more."""
    op.drop_table("days_off")
    op.drop_table("slots")
    op.drop_table("reminders")
