"""What one process at a time does for all, and when slots were settled: a clock may have run ahead."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.tables import UtcDateTime

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make it so."""
    op.create_table(
        "held",
        sa.Column("what", sa.String(length=64), nullable=False),
        sa.Column("owner", sa.String(length=64), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("what", name=op.f("pk_held")),
    )
    op.create_index(op.f("ix_slots_at"), "slots", ["at"])


def downgrade() -> None:
    """Take it back."""
    op.drop_index(op.f("ix_slots_at"), "slots")
    op.drop_table("held")
