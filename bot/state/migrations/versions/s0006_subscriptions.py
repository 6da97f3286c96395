"""Who gets letters, of what and when, and the last one that each got."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "subscriptions",
        sa.Column("user_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("what", sa.String(8), nullable=False),
        sa.Column("hour", sa.Integer, nullable=False),
        sa.Column("timezone", sa.String(64), nullable=False),
        sa.Column("since", _MOMENT, nullable=False),
        sa.Column("topics", sa.JSON, nullable=False),
        sa.Column("publications", sa.JSON, nullable=False),
        sa.Column("locale", sa.String(16), nullable=False),
        sa.Column("guild_id", sa.BigInteger),
        sa.Column("paused", sa.String(16)),
        sa.Column("day", sa.Date),
        sa.Column("told", sa.Date),
        sa.Column("documents", sa.JSON, nullable=False, server_default="[]"),
        sa.Column("claimed_at", _MOMENT),
        sa.Column("held_at", _MOMENT),
        sa.Column("message_id", sa.BigInteger),
        sa.CheckConstraint("what IN ('digest', 'top')", name="what"),
        sa.CheckConstraint("hour BETWEEN 0 AND 23", name="hour"),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("subscriptions")
