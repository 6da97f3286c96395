"""What people think of answers: one rating a person, gone with the answer's record."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import ColumnElement, delete, func, select

from bot.state.database import Database
from bot.state.tables import answers, ratings
from bot.state.values import Complaint, Feedback, Rating


class Ratings:
    """The ratings of answers in the state database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, rating: Rating) -> bool:
        """Keep a person's rating in place of the one before.

        False where the answer isn't recorded (any more).
        """
        known = select(answers.c.id).where(answers.c.id == rating.answer_id)
        if await self._database.one(known) is None:
            return False
        await self._database.put(ratings, asdict(rating), ("answer_id", "user_id"))
        return True

    async def forget(self, user_id: int) -> int:
        """Erase what a person gave; returns how many ratings there were."""
        return await self._database.erase(delete(ratings).where(ratings.c.user_id == user_id))

    async def tally(self, since: dt.datetime, guild_id: int | None = None) -> dict[Feedback, int]:
        """How many ratings of each kind were given since a moment, on one server or on all."""
        counted = (
            select(ratings.c.feedback, func.count().label("given"))
            .join(answers)
            .where(ratings.c.rated_at >= since, *on_server(guild_id))
            .group_by(ratings.c.feedback)
            .order_by(func.count().desc(), ratings.c.feedback)
        )
        return {row["feedback"]: row["given"] for row in await self._database.all(counted)}

    async def of(self, answer_ids: Sequence[str]) -> dict[str, dict[Feedback, int]]:
        """How many people gave each kind to each of some answers."""
        counted = (
            select(ratings.c.answer_id, ratings.c.feedback, func.count().label("given"))
            .where(ratings.c.answer_id.in_(answer_ids))
            .group_by(ratings.c.answer_id, ratings.c.feedback)
            .order_by(ratings.c.feedback)
        )
        found: dict[str, dict[Feedback, int]] = {}
        for row in await self._database.all(counted):
            found.setdefault(row["answer_id"], {})[row["feedback"]] = row["given"]
        return found

    async def newest(
        self, feedback: Feedback, limit: int, *, since: dt.datetime, guild_id: int | None = None
    ) -> list[Complaint]:
        """The last ratings of a kind since a moment, with their questions, newest first.

        Those of answers on one server, or of all.
        """
        given = (ratings.c.feedback == feedback, ratings.c.rated_at >= since)
        query = (
            select(ratings, answers.c.question, answers.c.channel_id)
            .join(answers)
            .where(*given, *on_server(guild_id))
            .order_by(ratings.c.rated_at.desc(), ratings.c.answer_id, ratings.c.user_id)
            .limit(limit)
        )
        rows = await self._database.all(query)
        return [
            Complaint(
                row["question"],
                Rating(**{c.name: row[c.name] for c in ratings.c}),
                row["channel_id"],
            )
            for row in rows
        ]


def on_server(guild_id: int | None) -> tuple[ColumnElement[bool], ...]:
    """What holds answers to a server's; nothing where it is none."""
    return () if guild_id is None else (answers.c.guild_id == guild_id,)
