"""Where the archive names something: counted by day, gathered by story, and all its names."""

import asyncio
import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from index.cjk import is_cjk
from index.database import json_pairs
from index.digest import Span
from index.full_text import FullText
from index.names import NameBook, names_told
from index.passages import Cut
from index.rows import DAY_BITS, chunks, day_of, keys_of
from index.schema import documents, named, passages
from index.terms import parts_of

_OFFERED = 3  # passages of a story by either order that may tell it
_HITS = 3_000  # passages that are gathered into stories: what has more is no story


@dataclass(frozen=True, slots=True)
class Told:
    """A digest's story, or a digest of one file, that names something: in `total` passages.

    `passages` are the ids of some that may tell it best, `titles` what stands above them.
    """

    document: str
    day: dt.date | None
    total: int
    passages: tuple[str, ...]
    titles: str


class MentionIndex:
    """The names of a catalog, and where they stand. Names are kept by document, as they come."""

    def __init__(self, engine: AsyncEngine, words: FullText) -> None:
        self._engine = engine
        self._words = words

    async def note(self, connection: AsyncConnection, made: Cut) -> None:
        """Note the names of a document in the transaction that puts its passages."""
        id_ = made.document.id
        await connection.execute(
            delete(named).where(named.c.document == bindparam("_id")), {"_id": id_}
        )
        if made.document.kind != "digest":
            return
        told = await asyncio.to_thread(names_told, [passage.text for passage in made.passages])
        if told:
            await connection.execute(
                insert(named),
                [{"document": id_, "name": name, "passages": n} for name, n in told.items()],
            )

    async def book(self) -> NameBook:
        """Every name that digests tell."""
        told = select(named.c.name, func.sum(named.c.passages).label("n")).group_by(named.c.name)
        some = told.subquery()
        async with self._engine.connect() as connection:
            pairs = await connection.execute(select(json_pairs(some.c.name, some.c.n)))
            counts = pairs.scalar() or "[]"
            size = await connection.execute(select(func.count()).select_from(passages))
            total = int(size.scalar() or 0)
        return await asyncio.to_thread(lambda: NameBook.of(json.loads(counts), total))

    async def in_days(self, span: Span) -> dict[str, int]:
        """In how many passages of dated digests of some days each name stands, as it is spelled."""
        days = [documents.c.day >= (span.start or dt.date.min).toordinal()]
        days += [documents.c.day <= (span.end or dt.date.max).toordinal()]
        told = (
            select(named.c.name, func.sum(named.c.passages).label("n"))
            .join(documents, documents.c.id == named.c.document)
            .where(*days)
            .group_by(named.c.name)
            .subquery()
        )
        async with self._engine.connect() as connection:
            pairs = await connection.execute(select(json_pairs(told.c.name, told.c.n)))
            counts = pairs.scalar() or "[]"
        return dict(await asyncio.to_thread(json.loads, counts))

    async def by_day(self, match: str, span: Span) -> dict[dt.date, int]:
        """How many passages of digests fit a full-text expression, by day, the undated left out."""
        low, high = keys_of(span)
        async with self._engine.connect() as connection:
            days = await self._words.by_day(connection, match, max(low, 1 << DAY_BITS), high)
        return {dt.date.fromordinal(day): count for day, count in days.items()}

    async def passages_by_day(self, span: Span) -> dict[dt.date, int]:
        """How many passages the digests of each day have."""
        low, high = (span.start or dt.date.min).toordinal(), (span.end or dt.date.max).toordinal()
        counted = (
            select(documents.c.day, func.count())
            .join(passages, passages.c.document == documents.c.id)
            .where(documents.c.kind == "digest", documents.c.day.between(low, high))
            .group_by(documents.c.day)
        )
        async with self._engine.connect() as connection:
            rows = await connection.execute(counted)
            return {dt.date.fromordinal(day): count for day, count in rows}

    async def days_of(self, ids: Sequence[str]) -> dict[str, dt.date | None]:
        """The days of passages by their ids, less those that are gone."""
        found: dict[str, dt.date | None] = {}
        async with self._engine.connect() as connection:
            for some in chunks(ids):
                rows = await connection.execute(
                    select(passages.c.id, passages.c.key).where(passages.c.id.in_(some))
                )
                found.update({id_: day_of(key >> DAY_BITS or None) for id_, key in rows})
        return found

    async def gather(self, match: str, span: Span) -> list[Told]:
        """The stories of digests whose passages fit a full-text expression."""
        keys = keys_of(span)
        async with self._engine.connect() as connection:
            rows = await self._words.gather(connection, match, keys, _HITS, _OFFERED)
        return await asyncio.to_thread(_stories, rows)


def _stories(rows: Sequence[Any]) -> list[Told]:
    found: list[Told] = []
    for (document, _), group in groupby(rows, key=lambda row: (row.document, row.file)):
        some = list(group)
        titles = " ".join({some[0].title, *(row.headings for row in some)})
        day = day_of(some[0].key >> DAY_BITS or None)
        found.append(Told(document, day, some[0].total, tuple(row.id for row in some), titles))
    return found


def said(name: str, *, text_only: bool = False) -> str | None:
    """The full-text expression for passages that say a name; None where it has no letter.

    A number at its end is the whole number: 'GPT-5' isn't said by 'GPT-5.5'. With `text_only` what
    stands above a passage doesn't count.
    """
    phrases: list[str] = []
    for cjk, parts in groupby(parts_of(name.lower()), key=is_cjk):
        words = " ".join(parts)
        phrase = f'"{words}" *' if cjk and len(words) == 1 else f'"{words}"'
        if not cjk and words[-1].isdigit():
            longer = " OR ".join(f'"{words} {digit}" *' for digit in range(10))
            phrase = f"({phrase} NOT ({longer}))"
        phrases.append(phrase)
    if not phrases:
        return None
    match = " AND ".join(phrases)
    return f"{{text cjk}} : ({match})" if text_only else f"({match})"
