"""Which process claimed a delivery, so that others take up what it left."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Make it so."""
    op.add_column("inbox", sa.Column("owner", sa.String(length=64), nullable=True))


def downgrade() -> None:
    """Take it back."""
    op.drop_column("inbox", "owner")
