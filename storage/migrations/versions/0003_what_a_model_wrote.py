"""What a language model wrote, kept for whoever asks the same again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.tables import UtcDateTime

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make it so."""
    op.create_table(
        "answers",
        sa.Column("team", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["team"], ["teams.id"], name=op.f("fk_answers_team_teams")),
        sa.PrimaryKeyConstraint("team", "key", name=op.f("pk_answers")),
    )
    op.create_index(op.f("ix_answers_team_created"), "answers", ["team", "created"])
    if op.get_bind().dialect.name == "postgresql":  # statistics would copy words to where no erasure reaches
        op.execute("ALTER TABLE answers ALTER COLUMN body SET STATISTICS 0")


def downgrade() -> None:
    """Take it back."""
    op.drop_table("answers")
