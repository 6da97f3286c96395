"""The records of answers: written, counted, erased."""

import datetime as dt
import statistics
from collections import defaultdict
from dataclasses import asdict, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import RowMapping, delete, select

from bot.assistant.answer import TOKENS, Outcome, Usage
from bot.state.database import Database
from bot.state.ratings import Ratings, on_server
from bot.state.tables import answers
from bot.state.values import AskedBy, Consulted, Quoted, Record, Tally

_PLAIN = (
    "id", "asked_at", "question", "standalone", "outcome", "writer", "searched_from",
    "searched_to", "widened", "fault", "dropped", "model", "prompt", "cost",
)  # fmt: skip


class Answers:
    """The records of answers in the state database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.ratings = Ratings(database)

    async def add(self, record: Record) -> None:
        """Keep a record."""
        row = {name: getattr(record, name) for name in _PLAIN} | asdict(record.by)
        row["passages"] = [asdict(passage) for passage in record.passages]
        row["timings_ms"] = dict(record.timings_ms)
        if record.usage is not None:
            row |= {name: getattr(record.usage, name) for name in TOKENS}
        await self._database.put(answers, row, ("id",))

    async def get(self, answer_id: str) -> Record | None:
        """A record by its id, or None where it isn't there (any more); without its feedback."""
        rows = await self._database.all(select(answers).where(answers.c.id == answer_id))
        return _record(rows[0]) if rows else None

    async def forget(self, user_id: int) -> int:
        """Erase the records of a person; returns how many there were."""
        return await self._database.erase(delete(answers).where(answers.c.user_id == user_id))

    async def expire(self, before: dt.datetime) -> int:
        """Erase the records of what was asked before a moment; returns how many there were."""
        return await self._database.erase(delete(answers).where(answers.c.asked_at < before))

    async def newest(
        self,
        limit: int,
        *,
        since: dt.datetime,
        outcome: Outcome | None = None,
        guild_id: int | None = None,
    ) -> list[Record]:
        """The last records since a moment, of one outcome or server or all, newest first."""
        query = select(answers).where(answers.c.asked_at >= since, *on_server(guild_id))
        if outcome is not None:
            query = query.where(answers.c.outcome == outcome)
        rows = await self._database.all(
            query.order_by(answers.c.asked_at.desc(), answers.c.id).limit(limit)
        )
        given = await self.ratings.of([row["id"] for row in rows])
        return [
            replace(_record(row), feedback=tuple(given.get(row["id"], {}).items())) for row in rows
        ]

    async def tally(self, since: dt.datetime, guild_id: int | None = None) -> list[Tally]:
        """What became of the questions since a moment, the most frequent outcome first.

        Those of one server, or all.
        """
        columns = (answers.c.outcome, answers.c.cost, answers.c.timings_ms)
        wanted = select(*columns).where(answers.c.asked_at >= since, *on_server(guild_id))
        found: dict[Outcome, list[RowMapping]] = defaultdict(list)
        for row in await self._database.all(wanted):
            found[row["outcome"]].append(row)
        tallies = [_tally(outcome, rows) for outcome, rows in found.items()]
        return sorted(tallies, key=lambda tally: (-tally.answers, tally.outcome))


def _record(row: RowMapping) -> Record:
    plain: dict[str, Any] = {name: row[name] for name in _PLAIN}
    return Record(
        **plain,
        by=AskedBy(row["user_id"], row["guild_id"], row["channel_id"]),
        passages=tuple(_consulted(passage) for passage in row["passages"]),
        timings_ms=tuple(row["timings_ms"].items()),
        usage=None
        if row["input_tokens"] is None
        else Usage(**{name: row[name] for name in TOKENS}),
    )


def _consulted(passage: dict[str, Any]) -> Consulted:
    quotes = tuple(Quoted(**quote) for quote in passage.get("quotes", ()))
    return Consulted(**(passage | {"quotes": quotes}))


def _tally(outcome: Outcome, rows: list[RowMapping]) -> Tally:
    costs: list[Decimal] = [row["cost"] for row in rows if row["cost"] is not None]
    took = [row["timings_ms"]["total"] for row in rows if "total" in row["timings_ms"]]
    return Tally(
        outcome,
        len(rows),
        sum(costs, Decimal(0)),
        len(rows) - len(costs),
        statistics.median(took) if took else None,
    )
