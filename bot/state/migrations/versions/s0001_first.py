"""Servers, posts, topics and facts."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# What Moment was when this step was written: a step never changes after.
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the four tables."""
    op.create_table(
        "guilds",
        sa.Column("guild_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("channel_id", sa.BigInteger, nullable=False),
        sa.Column("hour", sa.Integer, nullable=False),
        sa.Column("timezone", sa.String(64), nullable=False),
        sa.Column("set_by", sa.BigInteger, nullable=False),
        sa.Column("since", _MOMENT, nullable=False),
        sa.Column("paused", sa.Text),
        sa.CheckConstraint("hour BETWEEN 0 AND 23", name="hour"),
    )
    op.create_table(
        "posts",
        sa.Column("channel_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("document", sa.String(64), primary_key=True),
        sa.Column("guild_id", sa.BigInteger, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("claimed_at", _MOMENT, nullable=False),
        sa.Column("tried_at", _MOMENT, nullable=False),
        sa.Column("sent_at", _MOMENT),
        sa.Column("message_id", sa.BigInteger),
        sa.Column("thread_id", sa.BigInteger),
        sa.Column("threaded_at", _MOMENT),
        sa.CheckConstraint("state IN ('claimed', 'sent')", name="state"),
    )
    op.create_index("ix_posts_guild_id", "posts", ["guild_id"])
    op.create_index("ix_posts_message_id", "posts", ["message_id"])
    op.create_table(
        "topics",
        sa.Column("thread_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("guild_id", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("document", sa.String(64)),
        sa.Column("opened_at", _MOMENT, nullable=False),
    )
    op.create_table(
        "facts",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )


def downgrade() -> None:
    """Drop them."""
    for table in ("facts", "topics", "posts", "guilds"):
        op.drop_table(table)
