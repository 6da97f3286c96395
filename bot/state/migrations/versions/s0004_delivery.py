"""What a server wants of missed digests; what a post shows, section by section."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the two columns. Posts from before don't know their sections."""
    catch_up = sa.Column("catch_up", sa.String(8), nullable=False, server_default="newest")
    op.add_column("guilds", catch_up)
    op.add_column("posts", sa.Column("sections", sa.JSON))


def downgrade() -> None:
    """Drop them."""
    op.drop_column("posts", "sections")
    op.drop_column("guilds", "catch_up")
