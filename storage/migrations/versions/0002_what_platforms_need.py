"""What platforms need: commands kept behind short buttons, deliveries to take up again, letters to a channel."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.tables import UtcDateTime

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make it so."""
    op.create_table(
        "parcels",
        sa.Column("team", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["team", "person"], ["people.team", "people.id"], name=op.f("fk_parcels_team_people")),
        sa.PrimaryKeyConstraint("team", "id", name=op.f("pk_parcels")),
    )
    op.create_index(op.f("ix_parcels_team_created"), "parcels", ["team", "created"])
    op.create_index(op.f("ix_parcels_team_person"), "parcels", ["team", "person"])
    op.add_column("inbox", sa.Column("person", sa.String(length=64), nullable=True))
    op.add_column("outbox", sa.Column("place", sa.String(length=200), nullable=False, server_default=""))
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE parcels ALTER COLUMN body SET STATISTICS 0")


def downgrade() -> None:
    """Take it back: old buttons that were too long for a platform die."""
    op.drop_column("outbox", "place")
    op.drop_column("inbox", "person")
    op.drop_table("parcels")
