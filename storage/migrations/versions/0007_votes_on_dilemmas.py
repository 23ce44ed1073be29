"""Votes on dilemmas, kept until both authors speak."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.tables import UtcDateTime

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make it so."""
    op.create_table(
        "ballots",
        sa.Column("team", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("slot", sa.String(length=16), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("closes", UtcDateTime(), nullable=True),
        sa.Column("ayes", sa.Integer(), nullable=False),
        sa.Column("noes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team", "number", "slot"],
            ["slots.team", "slots.number", "slots.slot"],
            name=op.f("fk_ballots_team_number_slot_slots"),
        ),
        sa.PrimaryKeyConstraint("team", "number", "slot", name=op.f("pk_ballots")),
    )
    op.create_index(op.f("ix_ballots_closes"), "ballots", ["closes"])
    op.create_table(
        "votes",
        sa.Column("team", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("slot", sa.String(length=16), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("aye", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team", "number", "slot"],
            ["ballots.team", "ballots.number", "ballots.slot"],
            name=op.f("fk_votes_team_number_slot_ballots"),
        ),
        sa.ForeignKeyConstraint(
            ["team", "person"], ["people.team", "people.id"], name=op.f("fk_votes_team_person_people")
        ),
        sa.PrimaryKeyConstraint("team", "number", "slot", "person", name=op.f("pk_votes")),
    )
    op.create_index(op.f("ix_votes_team_person"), "votes", ["team", "person"])


def downgrade() -> None:
    """Take it back: nobody votes any more."""
    op.drop_table("votes")
    op.drop_table("ballots")
