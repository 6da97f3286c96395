"""Records of answers."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "answers",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("asked_at", _MOMENT, nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("standalone", sa.Text, nullable=False),
        sa.Column("searched_from", sa.Date),
        sa.Column("searched_to", sa.Date),
        sa.Column("widened", sa.Boolean, nullable=False),
        sa.Column("passages", sa.JSON, nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("fault", sa.String(64)),
        sa.Column("dropped", sa.Integer, nullable=False),
        sa.Column("writer", sa.String(16), nullable=False),
        sa.Column("model", sa.String(128)),
        sa.Column("prompt", sa.String(64)),
        sa.Column("input_tokens", sa.BigInteger),
        sa.Column("output_tokens", sa.BigInteger),
        sa.Column("cache_read_input_tokens", sa.BigInteger),
        sa.Column("cache_creation_input_tokens", sa.BigInteger),
        sa.Column("cost", sa.String(32)),
        sa.Column("timings_ms", sa.JSON, nullable=False),
        sa.Column("guild_id", sa.BigInteger),
        sa.Column("channel_id", sa.BigInteger),
        sa.Column("user_id", sa.BigInteger),
        sa.Column("feedback", sa.String(8)),
        sa.CheckConstraint("feedback IN ('up', 'down')", name="feedback"),
    )
    op.create_index("ix_answers_asked_at", "answers", ["asked_at"])
    op.create_index("ix_answers_user_id", "answers", ["user_id"])


def downgrade() -> None:
    """Drop it."""
    op.drop_table("answers")
