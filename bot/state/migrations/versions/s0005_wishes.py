"""What a server wants of the daily post, and who may ask there."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_LISTS = ("publications", "tags", "ask_channels", "ask_roles")
_SWITCHES = ("arrival", "quiet")


def upgrade() -> None:
    """Add the columns; whoever was set up before gets what it got."""
    for name in _SWITCHES:
        switch = sa.Column(name, sa.Boolean, nullable=False, server_default=sa.false())
        op.add_column("guilds", switch)
    for name in _LISTS:
        op.add_column("guilds", sa.Column(name, sa.JSON, nullable=False, server_default="[]"))
    op.add_column("guilds", sa.Column("role_id", sa.BigInteger))


def downgrade() -> None:
    """Drop them."""
    for name in ("role_id", *_LISTS, *_SWITCHES):
        op.drop_column("guilds", name)
