"""Workspaces that install the coach, give it tokens, and leave."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.tables import UtcDateTime

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make it so."""
    op.add_column("workspaces", sa.Column("left", UtcDateTime(), nullable=True))
    op.create_index(op.f("ix_workspaces_left"), "workspaces", ["left"])
    op.create_table(
        "installations",
        sa.Column("workspace", sa.String(length=200), nullable=False),
        sa.Column("given", sa.LargeBinary(), nullable=False),
        sa.Column("installed", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", name=op.f("pk_installations")),
    )
    op.create_table(
        "states",
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("expires", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_states")),
    )


def downgrade() -> None:
    """Take it back: workspaces have to install the coach again."""
    op.drop_table("states")
    op.drop_table("installations")
    op.drop_index(op.f("ix_workspaces_left"), "workspaces")
    op.drop_column("workspaces", "left")
