"""The state database: small questions and small notes, each one transaction."""

import asyncio
import datetime as dt
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any, Self

from sqlalchemy import URL, RowMapping, select, tuple_, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.state.answers import Answers
from bot.state.cure import check_writable, unopened
from bot.state.database import Database, url_of
from bot.state.migrate import upgrade
from bot.state.subscriptions import Subscriptions
from bot.state.tables import facts, guilds, posts, topics
from bot.state.values import Feedback, Forgotten, GuildSetup, Post, Rating, Topic
from index.terms import readable

Clock = Callable[[], dt.datetime]


def utc_now() -> dt.datetime:
    """The time now in UTC."""
    return dt.datetime.now(dt.UTC)


class State:
    """What the bot must remember. Open it with `State.open`, close it at the end."""

    def __init__(self, database: Database, clock: Clock = utc_now) -> None:
        self._database = database
        self._clock = clock
        self.answers = Answers(database)
        self.subscriptions = Subscriptions(database, clock)

    @classmethod
    async def open(cls, where: Path | URL, clock: Clock = utc_now) -> Self:
        """Open the database in a file, which is made, or in PostgreSQL; bring its schema up.

        `clock` stamps the rows; it is the machine's, whatever day the assistant thinks it is.
        Raises BotFault where the database can't be used, StateAway where its server isn't there.
        """
        url = where if isinstance(where, URL) else url_of(where)
        try:
            if isinstance(where, Path):
                # People's words are in it: nobody else on the machine need read them.
                made = partial(where.parent.mkdir, mode=0o700, parents=True, exist_ok=True)
                await asyncio.to_thread(made)
                await asyncio.to_thread(check_writable, where)
            await asyncio.to_thread(upgrade, url)
        except Exception as error:
            raise unopened(url, error) from error
        return cls(Database(url), clock)

    async def close(self) -> None:
        """Let go of the database."""
        await self._database.close()

    def watch(self, told: Callable[[bool], None]) -> None:
        """Have it told whether the database is away, as that changes."""
        self._database.told = told

    def now(self) -> dt.datetime:
        """The time by which rows are stamped."""
        return self._clock()

    # Servers

    async def set_guild(self, setup: GuildSetup) -> None:
        """Keep a server's setup in place of the one before."""
        await self._database.put(guilds, asdict(setup), ("guild_id",))

    async def guild(self, guild_id: int) -> GuildSetup | None:
        """A server's setup, or None."""
        row = await self._database.one(select(guilds).where(guilds.c.guild_id == guild_id))
        return None if row is None else _setup(row)

    async def guilds(self) -> list[GuildSetup]:
        """Every server that was set up."""
        rows = await self._database.all(select(guilds).order_by(guilds.c.guild_id))
        return [_setup(row) for row in rows]

    async def pause(self, setup: GuildSetup, reason: str | None) -> bool:
        """Note why a server's posts wait, or None that they don't; True where they begin to wait.

        A setup that was replaced meanwhile is left as it is.
        """
        mine = (guilds.c.guild_id == setup.guild_id, guilds.c.channel_id == setup.channel_id)
        changed = update(guilds).where(*mine).values(paused=reason)
        begins = changed.where(guilds.c.paused.is_(None))
        if reason is not None and await self._database.take(begins):
            return True
        await self._database.change(changed.where(guilds.c.paused.is_distinct_from(reason)))
        return False

    # Posts

    async def claim(
        self,
        setup: GuildSetup,
        document: str,
        day: dt.date,
        content_hash: str,
        sections: tuple[tuple[str, str], ...] | None = None,
    ) -> Post | None:
        """Claim the sending of a digest in a server's channel; None where someone else has."""
        now = self.now()
        post = Post(
            channel_id=setup.channel_id,
            document=document,
            guild_id=setup.guild_id,
            day=day,
            content_hash=content_hash,
            state="claimed",
            claimed_at=now,
            tried_at=now,
            sections=sections,
        )
        return post if await self._database.add(posts, asdict(post)) else None

    async def reclaim(self, post: Post) -> bool:
        """Take a post over for another attempt; False where someone else was faster."""
        key = (posts.c.channel_id, posts.c.document)
        known = select(*key).where(
            posts.c.channel_id == post.channel_id,
            posts.c.document == post.document,
            posts.c.state == post.state,
            posts.c.tried_at == post.tried_at,
        )
        # Whoever changes it at this moment was faster: nobody waits for the end of that.
        held = tuple_(*key).in_(known.with_for_update(skip_locked=True))
        return await self._database.take(update(posts).where(held).values(tried_at=self.now()))

    async def sent(self, post: Post, message_id: int) -> None:
        """Note that a post stands in its channel as this message."""
        now = self.now()
        values = {"state": "sent", "sent_at": now, "tried_at": now, "message_id": message_id}
        await self._database.change(_where(post).values(values))

    async def shows(
        self, post: Post, content_hash: str, sections: tuple[tuple[str, str], ...]
    ) -> None:
        """Note which content a post shows."""
        await self._database.change(
            _where(post).values(content_hash=content_hash, sections=sections)
        )

    async def opened(self, post: Post, thread_id: int) -> None:
        """Note a post's thread, so that questions in it are known to be about its digest."""
        await self._database.change(_where(post).values(thread_id=thread_id))
        await self.add_topic(Topic(thread_id, post.guild_id, "digest", post.document))

    async def threaded(self, post: Post) -> None:
        """Note that nothing is left to do in a post's thread."""
        await self._database.change(_where(post).values(threaded_at=self.now()))

    async def adopt(self, post: Post, document: str) -> bool:
        """Make a sent post, and its server's threads about it, those of its document's new id.

        False where someone else was faster.
        """
        moved = _where(post).where(posts.c.state == "sent").values(document=document)
        about = update(topics).where(
            topics.c.guild_id == post.guild_id, topics.c.document == post.document
        )

        async def move(connection: AsyncConnection) -> bool:
            if not (await connection.execute(moved)).rowcount:
                return False
            await connection.execute(about.values(document=document))
            return True

        try:
            return await self._database.once(move)
        except IntegrityError:
            return False

    async def posts(self, channel_id: int) -> list[Post]:
        """Every post of a channel, oldest day first."""
        query = select(posts).where(posts.c.channel_id == channel_id)
        rows = await self._database.all(query.order_by(posts.c.day, posts.c.claimed_at))
        return [_post(row) for row in rows]

    async def post_of_message(self, message_id: int) -> Post | None:
        """The post that stands as this message, or None."""
        row = await self._database.one(select(posts).where(posts.c.message_id == message_id))
        return None if row is None else _post(row)

    async def post_links(
        self, guild_id: int, shown: Callable[[int], bool] = lambda _: True
    ) -> dict[str, str]:
        """Where a server's members can read digests, by document; the latest post of each.

        `shown` tells of a channel whether its posts count.
        """
        query = (
            select(posts)
            .where(posts.c.guild_id == guild_id, posts.c.message_id.is_not(None))
            .order_by(posts.c.sent_at)
        )
        found = [_post(row) for row in await self._database.all(query)]
        return {post.document: post.url for post in found if post.url and shown(post.channel_id)}

    # Topics

    async def add_topic(self, topic: Topic) -> None:
        """Remember a thread that the bot talks in."""
        await self._database.put(topics, {**asdict(topic), "opened_at": self.now()}, ("thread_id",))

    async def topic(self, thread_id: int) -> Topic | None:
        """What is known of a thread, or None where the bot doesn't talk in it."""
        row = await self._database.one(select(topics).where(topics.c.thread_id == thread_id))
        if row is None:
            return None
        return Topic(row["thread_id"], row["guild_id"], row["kind"], row["document"])

    # People

    async def rate(
        self, answer_id: str, user_id: int, feedback: Feedback, word: str | None = None
    ) -> bool:
        """Note what a person thinks of an answer now; False where it isn't recorded (any more)."""
        rating = Rating(answer_id, user_id, feedback, self.now(), word and readable(word))
        return await self.answers.ratings.put(rating)

    async def forget(self, user_id: int) -> Forgotten:
        """Erase what is kept of a person; returns what there was."""
        mine = update(guilds).where(guilds.c.set_by == user_id).values(set_by=0)
        return Forgotten(
            ratings=await self.answers.ratings.forget(user_id),
            answers=await self.answers.forget(user_id),
            subscriptions=await self.subscriptions.end(user_id),
            setups=await self._database.erase(mine),
        )

    # Facts

    async def fact(self, name: str) -> str | None:
        """A note by its name."""
        row = await self._database.one(select(facts.c.value).where(facts.c.name == name))
        return None if row is None else str(row["value"])

    async def set_fact(self, name: str, value: str) -> None:
        """Keep a note in place of the one before."""
        await self._database.put(facts, {"name": name, "value": value}, ("name",))


def _setup(row: RowMapping) -> GuildSetup:
    lists: dict[str, Any] = {k: tuple(v) for k, v in row.items() if isinstance(v, list)}
    return GuildSetup(**{**row, **lists})


def _post(row: RowMapping) -> Post:
    kept = row["sections"]
    sections = None if kept is None else tuple((name, hash_) for name, hash_ in kept)
    return Post(**{**row, "sections": sections})


def _where(post: Post) -> Any:
    return update(posts).where(
        posts.c.channel_id == post.channel_id, posts.c.document == post.document
    )
