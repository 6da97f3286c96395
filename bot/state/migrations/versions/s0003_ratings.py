"""What people think of answers, one row for each person."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the table, in place of a column that nothing wrote."""
    with op.batch_alter_table("answers") as batch:
        batch.drop_constraint(op.f("ck_answers_feedback"), type_="check")
        batch.drop_column("feedback")
    op.create_table(
        "ratings",
        sa.Column("answer_id", sa.String(32), primary_key=True),
        sa.Column("user_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("feedback", sa.String(8), nullable=False),
        sa.Column("word", sa.Text),
        sa.Column("rated_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["answers.id"], name="fk_ratings_answer_id", ondelete="CASCADE"
        ),
        sa.CheckConstraint("feedback IN ('up', 'down', 'wrong')", name="feedback"),
    )
    op.create_index("ix_ratings_user_id", "ratings", ["user_id"])


def downgrade() -> None:
    """Drop it; the column comes back empty."""
    op.drop_table("ratings")
    with op.batch_alter_table("answers") as batch:
        batch.add_column(sa.Column("feedback", sa.String(8)))
        batch.create_check_constraint("feedback", "feedback IN ('up', 'down')")
