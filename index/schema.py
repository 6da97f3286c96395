"""The tables of the catalog, and the full-text index over its passages.

The catalog is a cache of the archive: when SCHEMA changes it is thrown away and built again.
"""

from typing import Protocol

import structlog
from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Connection,
    Dialect,
    ExceptionContext,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    inspect,
    text,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateSchema

from index.database import IN_SCHEMA
from index.errors import IndexFault

log = structlog.get_logger()

_GONE = ("42P01", "3F000")  # how PostgreSQL tells that a table or its schema isn't there
_NONE = ("no such table", "no such fts5 table", "vtable constructor failed")  # and SQLite
# Count this up whenever a table, a reader or the cutting of passages changes.
SCHEMA = "4"
POSTGRES_SCHEMA = "footnote_catalog"  # where the tables stand in PostgreSQL


class _PostgresText(TypeDecorator[str]):
    """Text in the order of its letters' code points, which Python and SQLite have as well.

    PostgreSQL takes no NUL, which a file may hide in a title: it becomes a space.
    """

    impl = postgresql.TEXT(collation="C")
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return value.replace("\0", " ") if value else value


STRING = Text().with_variant(_PostgresText(), "postgresql")
KEY = BigInteger().with_variant(Integer, "sqlite")

metadata = MetaData()

meta = Table("meta", metadata, Column("key", STRING, primary_key=True), Column("value", STRING))

# What was read together, with the stamp that it had then; an empty one means: read it again.
bundles = Table(
    "bundles",
    metadata,
    Column("archive_key", STRING, primary_key=True),
    Column("bundle", STRING, primary_key=True),
    Column("archive", STRING, nullable=False),
    Column("stamp", STRING, nullable=False),
)

documents = Table(
    "documents",
    metadata,
    Column("id", STRING, primary_key=True),
    Column("archive_key", STRING, nullable=False),
    Column("bundle", STRING, nullable=False),
    Column("archive", STRING, nullable=False),
    Column("file", STRING, nullable=False),
    Column("content_hash", STRING, nullable=False),
    Column("kind", STRING, nullable=False),
    Column("publication", STRING, nullable=False),
    Column("title", STRING, nullable=False),
    # The day as its proleptic Gregorian ordinal; NULL where the document has no date.
    Column("day", Integer, index=True),
    Column("tags", JSON, nullable=False),
    Column("url", STRING),
    Column("page", STRING, index=True),  # the address as a key, where it is a source's
    Column("differs", Boolean, nullable=False),  # whether its dates do
    Column("cut", STRING, nullable=False),  # which repetitions were left out of its passages
    Column("digest", STRING, nullable=False),
    Index("documents_of_content", "content_hash"),
    Index("documents_of_bundle", "archive_key", "bundle"),
    Index("documents_of_publication", "publication", "id"),
)

# Which bundles hold a document: the one that it was read from, and those that say the same.
places = Table(
    "places",
    metadata,
    Column("document", STRING, primary_key=True),
    Column("archive_key", STRING, primary_key=True),
    Column("bundle", STRING, primary_key=True),
    Index("places_of_bundle", "archive_key", "bundle"),
)

passages = Table(
    "passages",
    metadata,
    # day << 24 | number within the day, so that a range of days is a range of keys.
    Column("key", KEY, primary_key=True),
    Column("id", STRING, nullable=False, unique=True),
    Column("document", STRING, ForeignKey("documents.id", ondelete="CASCADE"), nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("headings", JSON, nullable=False),
    Column("context", STRING, nullable=False),
    Column("text", STRING, nullable=False),
    # Chinese, Japanese and Korean words of context and text, as pairs of characters.
    Column("cjk", STRING, nullable=False),
    Column("sentences", STRING, nullable=False),
    Column("sources", STRING, nullable=False),
    Column("file", STRING, nullable=False),
    Index("passages_of_document", "document", "ordinal"),
)

# The publication and the tags of documents as they are asked for: case folded.
labels = Table(
    "labels",
    metadata,
    Column("sort", STRING, primary_key=True),  # 'publication' or 'tag'
    Column("name", STRING, primary_key=True),
    Column("document", STRING, ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    Index("labels_of_document", "document"),
)

# The vectors once more, as half floats by the passage's key, so that those of some days lie
# together: searched exactly where a scope holds few passages.
flat = Table(
    "flat",
    metadata,
    Column(
        "key",
        KEY,
        ForeignKey("passages.key", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("vector", LargeBinary, nullable=False),
)

# Which passages cite a page, by its address as a key.
cited = Table(
    "cited",
    metadata,
    Column("page", STRING, primary_key=True),
    Column("passage", STRING, primary_key=True),
    Index("cited_by_passage", "passage"),
)

# What a document explains of names: 'Google DeepMind (GDM)'.
aliases = Table(
    "aliases",
    metadata,
    Column("document", STRING, ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    Column("name", STRING, primary_key=True),
    Column("other", STRING, primary_key=True),
)

# The names that a digest tells, with the number of its passages that do.
named = Table(
    "named",
    metadata,
    Column("document", STRING, ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    Column("name", STRING, primary_key=True),
    Column("passages", Integer, nullable=False),
)

# The shapes of the sentences that a publication repeats, and by which documents that was found.
repeated = Table(
    "repeated",
    metadata,
    Column("publication", STRING, primary_key=True),
    Column("signature", STRING, nullable=False),
    Column("shapes", JSON, nullable=False),
    Column("headings", JSON, nullable=False),
)

# What vectors still lack. A passage stands here once, with the last thing that happened to it.
outbox = Table(
    "outbox",
    metadata,
    Column("passage", STRING, primary_key=True),
    Column("change", STRING, nullable=False),  # 'embed' or 'delete'
    Column("claim", KEY),  # whose turn it is to do it; see index/outbox.py
)

skipped = Table(
    "skipped",
    metadata,
    Column("archive_key", STRING, primary_key=True),
    Column("bundle", STRING, primary_key=True),
    Column("file", STRING, primary_key=True),
    Column("reason", STRING, nullable=False),
)


class FullTextTables(Protocol):
    """The tables of a full-text index over the passages."""

    def create(self, connection: Connection) -> None:
        """Make them anew."""

    def drop(self, connection: Connection) -> None:
        """Drop them where they are."""

    def lacks(self, connection: Connection) -> bool:
        """Whether one of them is gone that isn't made again by this."""


def create(connection: Connection, version: str, words: FullTextTables) -> bool:
    """Make the tables where they are missing; drop those of another `version` first.

    True where nothing was kept: the tables are new, and `settle` hasn't said that they count.
    """
    found = None
    if connection.dialect.name == "postgresql":
        schema = connection.get_execution_options()[IN_SCHEMA]
        connection.execute(CreateSchema(schema, if_not_exists=True))
    if inspect(connection).has_table("meta"):
        found = connection.execute(text("SELECT value FROM meta WHERE key = 'version'")).scalar()
    if found == version and not _lacks(connection, words):
        _complete(connection)
        return False
    if connection.dialect.name == "postgresql":
        _not_older(found or "")
    words.drop(connection)
    metadata.drop_all(connection)
    metadata.create_all(connection)
    words.create(connection)
    return True


def _lacks(connection: Connection, words: FullTextTables) -> bool:
    """Whether a table is gone."""
    gone = sorted({*metadata.tables} - {*inspect(connection).get_table_names()})
    if gone or words.lacks(connection):
        log.warning(
            "index_incomplete",
            gone=gone or "full text",
            hint="The index is a cache: it is built anew from the archive.",
        )
        return True
    return False


def _complete(connection: Connection) -> None:
    """Add what tables of before don't have, or lost: it is no reason to build all again."""
    if not any(each["name"] == "claim" for each in inspect(connection).get_columns("outbox")):
        connection.execute(text("ALTER TABLE outbox ADD COLUMN claim BIGINT"))
    for table in metadata.sorted_tables:
        for index in table.indexes:
            index.create(connection, checkfirst=True)


def told_when_gone(context: ExceptionContext) -> None:
    """Raise IndexFault in place of the database's error where a table of the catalog is gone."""
    error = context.original_exception
    gone = getattr(error, "sqlstate", None) in _GONE or str(error).startswith(_NONE)
    if gone:
        raise IndexFault(
            f"A table of the index is gone ({str(error).splitlines()[-1][:200]}). It is a cache of "
            f"the archive: start Footnote again, and it is built anew."
        ) from error


def _not_older(found: str) -> None:
    """Raise IndexFault where a newer Footnote has made the tables: its processes work with them."""
    number = found.partition(" ")[0]
    if number.isdigit() and int(number) > int(SCHEMA):
        raise IndexFault(
            "The catalog in the database was made by a newer Footnote. Install that version here "
            "as well, or name another database in FOOTNOTE_DATABASE_URL."
        )


def settle(connection: Connection, version: str) -> None:
    """Write down which version the tables are of."""
    connection.execute(meta.delete().where(meta.c.key == "version"))
    connection.execute(meta.insert().values(key="version", value=version))
