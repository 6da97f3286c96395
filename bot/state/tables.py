"""The tables of the state database as they are now; migrations lead to them."""

import datetime as dt
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    false,
)


class Moment(TypeDecorator[dt.datetime]):
    """A moment in UTC. SQLite keeps no zone: it is taken off on the way in and put back on."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self,
        value: dt.datetime | None,
        dialect: Dialect,  # noqa: ARG002  (the interface)
    ) -> dt.datetime | None:
        """Refuse a moment without a zone; keep the others as UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a zone")
        return value.astimezone(dt.UTC)

    def process_result_value(
        self,
        value: Any,
        dialect: Dialect,  # noqa: ARG002  (the interface)
    ) -> dt.datetime | None:
        """Every moment comes out in UTC."""
        if value is None:
            return None
        moment: dt.datetime = value
        return moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)


class Dollars(TypeDecorator[Decimal]):
    """An amount in USD to its last digit. SQLite has no decimals: it is kept as their text."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(
        self,
        value: Decimal | None,
        dialect: Dialect,  # noqa: ARG002  (the interface)
    ) -> str | None:
        """Digits without an exponent."""
        return None if value is None else f"{value:f}"

    def process_result_value(
        self,
        value: Any,
        dialect: Dialect,  # noqa: ARG002  (the interface)
    ) -> Decimal | None:
        """The amount that was kept."""
        return None if value is None else Decimal(value)


# Names of constraints must be the same on every database: migrations drop them by name.
metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
    }
)

guilds = Table(
    "guilds",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    Column("channel_id", BigInteger, nullable=False),
    Column("hour", Integer, nullable=False),
    Column("timezone", String(64), nullable=False),
    Column("set_by", BigInteger, nullable=False),
    Column("since", Moment, nullable=False),
    Column("paused", Text),
    Column("catch_up", String(8), nullable=False, server_default="newest"),
    Column("arrival", Boolean, nullable=False, server_default=false()),
    Column("publications", JSON, nullable=False, server_default="[]"),
    Column("tags", JSON, nullable=False, server_default="[]"),
    Column("role_id", BigInteger),
    Column("quiet", Boolean, nullable=False, server_default=false()),
    Column("ask_channels", JSON, nullable=False, server_default="[]"),
    Column("ask_roles", JSON, nullable=False, server_default="[]"),
    CheckConstraint("hour BETWEEN 0 AND 23", name="hour"),
)

posts = Table(
    "posts",
    metadata,
    # One row for a digest in a channel: whoever inserts it may send.
    Column("channel_id", BigInteger, primary_key=True, autoincrement=False),
    Column("document", String(64), primary_key=True),
    Column("guild_id", BigInteger, nullable=False, index=True),
    Column("day", Date, nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("state", String(16), nullable=False),
    Column("claimed_at", Moment, nullable=False),
    Column("tried_at", Moment, nullable=False),
    Column("sent_at", Moment),
    Column("message_id", BigInteger),
    Column("thread_id", BigInteger),
    Column("threaded_at", Moment),
    Column("sections", JSON),
    CheckConstraint("state IN ('claimed', 'sent')", name="state"),
    Index("ix_posts_message_id", "message_id"),
)

topics = Table(
    "topics",
    metadata,
    Column("thread_id", BigInteger, primary_key=True, autoincrement=False),
    Column("guild_id", BigInteger, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("document", String(64)),
    Column("opened_at", Moment, nullable=False),
)

answers = Table(
    "answers",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("asked_at", Moment, nullable=False, index=True),
    Column("question", Text, nullable=False),
    Column("standalone", Text, nullable=False),
    Column("searched_from", Date),
    Column("searched_to", Date),
    Column("widened", Boolean, nullable=False),
    Column("passages", JSON, nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("fault", String(64)),
    Column("dropped", Integer, nullable=False),
    Column("writer", String(16), nullable=False),
    Column("model", String(128)),
    Column("prompt", String(64)),
    Column("input_tokens", BigInteger),
    Column("output_tokens", BigInteger),
    Column("cache_read_input_tokens", BigInteger),
    Column("cache_creation_input_tokens", BigInteger),
    Column("cost", Dollars),
    Column("timings_ms", JSON, nullable=False),
    Column("guild_id", BigInteger),
    Column("channel_id", BigInteger),
    Column("user_id", BigInteger, index=True),
)

ratings = Table(
    "ratings",
    metadata,
    # One row for a person and an answer; it goes with the answer's record.
    Column("answer_id", ForeignKey("answers.id", ondelete="CASCADE"), primary_key=True),
    Column("user_id", BigInteger, primary_key=True, autoincrement=False, index=True),
    Column("feedback", String(8), nullable=False),
    Column("word", Text),
    Column("rated_at", Moment, nullable=False),
    CheckConstraint("feedback IN ('up', 'down', 'wrong')", name="feedback"),
)

subscriptions = Table(
    "subscriptions",
    metadata,
    # One row for a person, with the last letter: whoever moves its day on may send.
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("what", String(8), nullable=False),
    Column("hour", Integer, nullable=False),
    Column("timezone", String(64), nullable=False),
    Column("since", Moment, nullable=False),
    Column("topics", JSON, nullable=False),
    Column("publications", JSON, nullable=False),
    Column("locale", String(16), nullable=False),
    Column("guild_id", BigInteger),
    Column("paused", String(16)),
    Column("day", Date),
    Column("told", Date),
    Column("documents", JSON, nullable=False, server_default="[]"),
    Column("claimed_at", Moment),
    Column("held_at", Moment),
    Column("message_id", BigInteger),
    CheckConstraint("what IN ('digest', 'top')", name="what"),
    CheckConstraint("hour BETWEEN 0 AND 23", name="hour"),
)

facts = Table(
    "facts",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", Text, nullable=False),
)
