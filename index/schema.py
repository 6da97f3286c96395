"""The tables of the catalog, and the full-text index over its passages.

The catalog is a cache of the archive: when SCHEMA changes it is thrown away and built again.
"""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    inspect,
    text,
)

# Count this up whenever a table, a reader or the cutting of passages changes.
SCHEMA = "4"

metadata = MetaData()

meta = Table("meta", metadata, Column("key", String, primary_key=True), Column("value", String))

# What was read together, with the stamp that it had then; an empty one means: read it again.
bundles = Table(
    "bundles",
    metadata,
    Column("archive_key", String, primary_key=True),
    Column("bundle", String, primary_key=True),
    Column("archive", String, nullable=False),
    Column("stamp", String, nullable=False),
)

documents = Table(
    "documents",
    metadata,
    Column("id", String, primary_key=True),
    Column("archive_key", String, nullable=False),
    Column("bundle", String, nullable=False),
    Column("archive", String, nullable=False),
    Column("file", String, nullable=False),
    Column("content_hash", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("publication", String, nullable=False),
    Column("title", String, nullable=False),
    # The day as its proleptic Gregorian ordinal; NULL where the document has no date.
    Column("day", Integer, index=True),
    Column("tags", JSON, nullable=False),
    Column("url", String),
    Column("page", String, index=True),  # the address as a key, where it is a source's
    Column("differs", Boolean, nullable=False),  # whether its dates do
    Column("cut", String, nullable=False),  # which repetitions were left out of its passages
    Column("digest", Text, nullable=False),
    Index("documents_of_content", "content_hash"),
    Index("documents_of_bundle", "archive_key", "bundle"),
    Index("documents_of_publication", "publication", "id"),
)

# Which bundles hold a document: the one that it was read from, and those that say the same.
places = Table(
    "places",
    metadata,
    Column("document", String, primary_key=True),
    Column("archive_key", String, primary_key=True),
    Column("bundle", String, primary_key=True),
    Index("places_of_bundle", "archive_key", "bundle"),
)

passages = Table(
    "passages",
    metadata,
    # day << 24 | number within the day, so that a range of days is a range of keys.
    Column("key", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("id", String, nullable=False, unique=True),
    Column("document", String, ForeignKey("documents.id", ondelete="CASCADE"), nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("headings", JSON, nullable=False),
    Column("context", Text, nullable=False),
    Column("text", Text, nullable=False),
    # Chinese, Japanese and Korean words of context and text, as pairs of characters.
    Column("cjk", Text, nullable=False),
    Column("sentences", Text, nullable=False),
    Column("sources", Text, nullable=False),
    Column("file", String, nullable=False),
    Index("passages_of_document", "document", "ordinal"),
)

# The publication and the tags of documents as they are asked for: case folded.
labels = Table(
    "labels",
    metadata,
    Column("sort", String, primary_key=True),  # 'publication' or 'tag'
    Column("name", String, primary_key=True),
    Column("document", String, ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    Index("labels_of_document", "document"),
)

# The vectors once more, as half floats by the passage's key, so that those of some days lie
# together: searched exactly where a scope holds few passages.
flat = Table(
    "flat",
    metadata,
    Column(
        "key",
        BigInteger().with_variant(Integer, "sqlite"),
        ForeignKey("passages.key", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("vector", LargeBinary, nullable=False),
)

# Which passages cite a page, by its address as a key.
cited = Table(
    "cited",
    metadata,
    Column("page", String, primary_key=True),
    Column("passage", String, primary_key=True),
    Index("cited_by_passage", "passage"),
)

# What a document explains of names: 'Google DeepMind (GDM)'.
aliases = Table(
    "aliases",
    metadata,
    Column("document", ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    Column("name", String, primary_key=True),
    Column("other", String, primary_key=True),
)

# The names that a digest tells, with the number of its passages that do.
named = Table(
    "named",
    metadata,
    Column("document", ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    Column("name", String, primary_key=True),
    Column("passages", Integer, nullable=False),
)

# The shapes of the sentences that a publication repeats, and by which documents that was found.
repeated = Table(
    "repeated",
    metadata,
    Column("publication", String, primary_key=True),
    Column("signature", String, nullable=False),
    Column("shapes", JSON, nullable=False),
    Column("headings", JSON, nullable=False),
)

# What vectors still lack. A passage stands here once, with the last thing that happened to it.
outbox = Table(
    "outbox",
    metadata,
    Column("passage", String, primary_key=True),
    Column("change", String, nullable=False),  # 'embed' or 'delete'
)

skipped = Table(
    "skipped",
    metadata,
    Column("archive_key", String, primary_key=True),
    Column("bundle", String, primary_key=True),
    Column("file", String, primary_key=True),
    Column("reason", String, nullable=False),
)

_SQLITE_WORDS = (
    """CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5(
        context, text, cjk, content='passages', content_rowid='key',
        tokenize="porter unicode61 remove_diacritics 2")""",
    """CREATE TRIGGER IF NOT EXISTS words_insert AFTER INSERT ON passages BEGIN
        INSERT INTO words(rowid, context, text, cjk)
        VALUES (new.key, new.context, new.text, new.cjk);
    END""",
    """CREATE TRIGGER IF NOT EXISTS words_delete AFTER DELETE ON passages BEGIN
        INSERT INTO words(words, rowid, context, text, cjk)
        VALUES ('delete', old.key, old.context, old.text, old.cjk);
    END""",
    "CREATE VIRTUAL TABLE IF NOT EXISTS vocabulary USING fts5vocab(words, 'row')",
)


def create(connection: Connection, version: str) -> bool:
    """Make the tables where they are missing; drop those of another `version` first.

    True where nothing was kept: the tables are new, and `settle` hasn't said that they count.
    """
    found = None
    if inspect(connection).has_table("meta"):
        found = connection.execute(text("SELECT value FROM meta WHERE key = 'version'")).scalar()
    if found == version:
        return False
    for name in ("vocabulary", "words"):
        connection.execute(text(f"DROP TABLE IF EXISTS {name}"))
    metadata.drop_all(connection)
    metadata.create_all(connection)
    for statement in _SQLITE_WORDS:
        connection.execute(text(statement))
    return True


def settle(connection: Connection, version: str) -> None:
    """Write down which version the tables are of."""
    connection.execute(meta.insert().values(key="version", value=version))
