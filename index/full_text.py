"""What a catalog asks of the full-text index of its database."""

from collections.abc import Sequence
from typing import Any, Protocol

from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from index.database import is_postgres
from index.digest import Scope
from index.words import Match


class FullText(Protocol):
    """The terms of the passages: a table `vocabulary` of (term, doc) counts them.

    Expressions are FTS5's, as far as `index/words.py` and `index/mentions.py` write them.
    """

    def create(self, connection: Connection) -> None:
        """Make its tables anew."""

    def drop(self, connection: Connection) -> None:
        """Drop its tables."""

    def lacks(self, connection: Connection) -> bool:
        """Whether one of them is gone; a mere index is made again at once."""

    async def added(self, connection: AsyncConnection, rows: Sequence[dict[str, Any]]) -> None:
        """Take in passages that were inserted."""

    async def dropping(self, connection: AsyncConnection, ids: Sequence[str]) -> None:
        """Take out passages that are about to be deleted."""

    async def settle(self, connection: AsyncConnection) -> None:
        """Count what came and went in a transaction, at the end of it."""

    async def find(
        self, connection: AsyncConnection, match: Match, scope: Scope, limit: int, newest: int
    ) -> list[tuple[str, float]]:
        """Passages by BM25: (id, score), the highest first; of many the `newest`."""

    async def by_day(
        self, connection: AsyncConnection, expression: str, low: int, high: int
    ) -> dict[int, int]:
        """How many passages of digests fit by day (an ordinal), of keys from `low` to `high`."""

    async def gather(
        self,
        connection: AsyncConnection,
        expression: str,
        keys: tuple[int, int],
        hits: int,
        offered: int,
    ) -> Sequence[Any]:
        """Of each story of digests the passages that fit best and those that come first."""


def full_text_of(engine: AsyncEngine) -> FullText:
    """The full-text index as a database has it."""
    if is_postgres(engine):
        from index.postgres_words import PostgresWords

        return PostgresWords()
    from index.sqlite_words import SqliteWords

    return SqliteWords()
