"""What was fetched from the web: pages by their key, feeds and what stood in them.

Unlike the catalog it is no cache: what a page said may not be had a second time.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, Self, TypeAlias

from sqlalchemy import Column, Connection, Integer, MetaData, String, Table, Text, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from index.database import open_sqlite
from index.errors import IndexFault
from index.rows import chunks

Outcome: TypeAlias = Literal["text", "nothing", "failed", "refused"]

SCHEMA = 1
_HOUR = 3_600
_DAY = 86_400
_FRESH = 30 * _DAY
_REFUSED = 14 * _DAY
_LONGEST = 7 * _DAY

_metadata = MetaData()
_meta = Table("meta", _metadata, Column("schema", Integer, nullable=False))
_pages = Table(
    "pages",
    _metadata,
    Column("url", String, primary_key=True),
    Column("outcome", String, nullable=False),
    Column("reason", String),
    Column("status", Integer),
    Column("final_url", String),
    Column("media_type", String),
    Column("etag", String),
    Column("last_modified", String),
    Column("fetched_at", Integer, nullable=False),
    Column("due_at", Integer, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("title", String),
    Column("body", Text),
    Column("content_hash", String),
)
_feeds = Table(
    "feeds",
    _metadata,
    Column("url", String, primary_key=True),
    Column("etag", String),
    Column("last_modified", String),
    Column("fetched_at", Integer, nullable=False),
    Column("due_at", Integer, nullable=False),
    Column("reason", String),
    Column("failures", Integer, nullable=False),
    Column("title", String),
)
_entries = Table(
    "entries",
    _metadata,
    Column("feed", String, primary_key=True),
    Column("guid", String, primary_key=True),
    Column("seen_at", Integer, nullable=False),
    Column("content_hash", String, nullable=False),
    Column("body", Text, nullable=False),
)


@dataclass(frozen=True, slots=True)
class KeptPage:
    """What became of one page, under its key; times are seconds since 1970, UTC.

    `outcome` tells of the text that is kept, `reason` what went wrong when it was last asked for:
    a page that once gave text keeps it. `due_at` is when it may be asked again, `failures` counts
    those in a row. `body` is JSON of the extractor's own.
    """

    url: str
    outcome: Outcome
    fetched_at: int
    due_at: int
    reason: str | None = None
    status: int | None = None
    final_url: str | None = None
    media_type: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    failures: int = 0
    title: str | None = None
    body: str | None = None
    content_hash: str | None = None


@dataclass(frozen=True, slots=True)
class PageNote:
    """A page without its text; `stamp` changes with the text, and is empty without one."""

    url: str
    outcome: Outcome
    stamp: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class KeptFeed:
    """How it stands with one feed; times are seconds since 1970, UTC."""

    url: str
    fetched_at: int
    due_at: int
    reason: str | None = None
    failures: int = 0
    title: str | None = None
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class KeptEntry:
    """What stood in a feed, whether or not it still does; `seen_at` is when it was first seen."""

    feed: str
    guid: str
    seen_at: int
    content_hash: str
    body: str


def hash_of(*texts: str) -> str:
    """The hash by which a change of texts is noticed."""
    joined = "\0".join(texts).encode("utf-8", "replace")
    return hashlib.sha256(joined).hexdigest()[:32]


def wait(
    outcome: Outcome, failures: int = 0, retry_after: float | None = None, *, lasting: bool = False
) -> int:
    """After how many seconds a page is due again.

    `failures` counts those in a row, this one included; a longer `retry_after` is heeded.
    """
    if outcome in {"text", "nothing"}:
        return _FRESH
    if lasting or outcome == "refused":
        return _REFUSED
    backoff = min(_HOUR << min(failures, 10), _LONGEST)
    return max(backoff, int(retry_after or 0))


class Kept:
    """The database of what was fetched. Open it with `Kept.open`, close it at the end."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    @classmethod
    async def open(cls, path: Path) -> Self:
        """Open or make the database in the file `path`; IndexFault if it is of a newer program."""
        engine = open_sqlite(path)
        try:
            async with engine.begin() as connection:
                await connection.run_sync(_create, path)
        except BaseException:
            await engine.dispose()
            raise
        return cls(engine)

    async def close(self) -> None:
        """Let go of the database."""
        await self._engine.dispose()

    # Pages

    async def due(self, urls: Sequence[str], now: int) -> list[str]:
        """Those of `urls` that were never asked for or may be asked again, each once, in order."""
        later: set[str] = set()
        async with self._engine.connect() as connection:
            for some in chunks(urls):
                later.update(
                    await connection.scalars(
                        select(_pages.c.url).where(_pages.c.url.in_(some), _pages.c.due_at > now)
                    )
                )
        return [url for url in dict.fromkeys(urls) if url not in later]

    async def page(self, url: str) -> KeptPage | None:
        """What became of the page with the key `url`, or None if it was never asked for."""
        async with self._engine.connect() as connection:
            rows = await connection.execute(select(_pages).where(_pages.c.url == url))
            row = rows.mappings().one_or_none()
        return None if row is None else KeptPage(**row)

    async def pages(self) -> list[PageNote]:
        """Every page that was asked for, by key, without its text."""
        async with self._engine.connect() as connection:
            rows = await connection.execute(
                select(
                    _pages.c.url, _pages.c.outcome, _pages.c.content_hash, _pages.c.reason
                ).order_by(_pages.c.url)
            )
            return [PageNote(row[0], row[1], row[2] or "", row[3]) for row in rows]

    async def put_page(self, page: KeptPage) -> None:
        """Keep `page` in place of what was known of it."""
        async with self._engine.begin() as connection:
            row = _clean(asdict(page))
            await connection.execute(
                insert(_pages).values(row).on_conflict_do_update(index_elements=["url"], set_=row)
            )

    # Feeds

    async def feeds(self) -> list[KeptFeed]:
        """Every feed that was asked for, by key."""
        async with self._engine.connect() as connection:
            rows = await connection.execute(select(_feeds).order_by(_feeds.c.url))
            return [KeptFeed(**row) for row in rows.mappings()]

    async def feed(self, url: str) -> KeptFeed | None:
        """How it stands with the feed with the key `url`, or None if it was never asked for."""
        async with self._engine.connect() as connection:
            rows = await connection.execute(select(_feeds).where(_feeds.c.url == url))
            row = rows.mappings().one_or_none()
        return None if row is None else KeptFeed(**row)

    async def entries(self, feed: str) -> list[KeptEntry]:
        """Everything that ever stood in a feed, by when it was first seen."""
        async with self._engine.connect() as connection:
            rows = await connection.execute(
                select(_entries)
                .where(_entries.c.feed == feed)
                .order_by(_entries.c.seen_at, _entries.c.guid)
            )
            return [KeptEntry(**row) for row in rows.mappings()]

    async def put_feed(
        self, feed: KeptFeed, entries: Sequence[tuple[str, str]] = ()
    ) -> tuple[int, int]:
        """Keep how it stands with a feed, and its `entries` (guid, body), all or nothing.

        Tells how many of them are new and how many changed; what isn't among them stays.
        """
        rows = [
            _clean(asdict(KeptEntry(feed.url, guid, feed.fetched_at, hash_of(body), body)))
            for guid, body in entries
        ]
        async with self._engine.begin() as connection:
            state = _clean(asdict(feed))
            await connection.execute(
                insert(_feeds)
                .values(state)
                .on_conflict_do_update(index_elements=["url"], set_=state)
            )
            found = await connection.execute(
                select(_entries.c.guid, _entries.c.content_hash).where(_entries.c.feed == feed.url)
            )
            known = {row.guid: row.content_hash for row in found}
            if changed := [row for row in rows if known.get(row["guid"]) != row["content_hash"]]:
                new = insert(_entries)
                await connection.execute(
                    new.on_conflict_do_update(
                        index_elements=["feed", "guid"],
                        set_={"body": new.excluded.body, "content_hash": new.excluded.content_hash},
                    ),
                    changed,
                )
        added = sum(row["guid"] not in known for row in changed)
        return added, len(changed) - added


def _clean(row: dict[str, Any]) -> dict[str, Any]:
    """The row without halves of surrogate pairs, which pages may hold and SQLite can't."""
    return {
        name: value.encode("utf-8", "replace").decode() if isinstance(value, str) else value
        for name, value in row.items()
    }


def _create(connection: Connection, path: Path) -> None:
    # Later schemas add to what is there: nothing of it is ever dropped.
    _metadata.create_all(connection)
    found = connection.execute(select(_meta.c.schema)).scalar()
    if found is None:
        connection.execute(_meta.insert().values(schema=SCHEMA))
    elif found > SCHEMA:
        raise IndexFault(f"{path} was made by a newer Footnote")
