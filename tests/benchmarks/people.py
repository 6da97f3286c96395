"""People who ask and subscribe while bots are killed, and what they were told."""

import asyncio
import datetime as dt
import itertools
import json
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from simcord.backend.models import Channel, Message, User

from bot.post_view import mark
from bot.words import say
from tests.discord_server import Call, DiscordServer

Hour = int | None
"""The hour of a person's letters; None where they get none."""

_PACE = (0.01, 0.08)  # seconds between two deeds
_SUBSCRIBES = 0.2  # of the deeds
_MOST = 40  # questions of one round
_SUBJECTS = "Meta Oracle Zephyr leases orders models capacity cells agents".split()
_WHOLE = re.compile(r"answer:up:([0-9a-f]{32})")  # under a whole answer, and only there
_TRIES = 3  # threads among the newest that are asked in


@dataclass(frozen=True, slots=True)
class Place:
    """A server: the channel of its posts, one to talk in, and who asks there."""

    posts: Channel
    lounge: Channel
    asker: User


@dataclass
class Reader:
    """Somebody who subscribes now and then.

    `may_have` are the hours that their letters may be set to, by all that they were told; `steady`
    tells that they wanted nothing else since the day began.
    """

    user: User
    place: Place
    may_have: set[Hour] = field(default_factory=lambda: {None})
    steady: bool = False
    wants: Hour = None
    call: Call | None = None

    def told(self) -> bool:
        """Whether the last thing that they wanted was confirmed, where there is one."""
        if self.call is None:
            return True
        wanted = (
            ("subscribe-ended", "subscribe-none") if self.wants is None else ("subscribe-done",)
        )
        said = " ".join(str(body.get("content")) for body in self.call.followups)
        if not any(say(key) in said for key in wanted):
            return False
        self.may_have, self.call = {self.wants}, None
        return True


class People:
    """All of them: in each place somebody asks, and some read letters."""

    def __init__(
        self, server: DiscordServer, places: Sequence[Place], readers: int, chance: random.Random
    ) -> None:
        self.server = server
        self.places = places
        self._chance = chance
        self._asked: dict[int, str] = {}  # by message
        self._before = 0  # how many questions were asked before the bot that lives now
        self.readers = [
            Reader(server.add_user(_guild(server, place), f"reader-{n}"), place)
            for n, place in enumerate(itertools.islice(itertools.cycle(places), readers))
        ]

    def rise(self) -> None:
        """A day begins: whoever is subscribed for certain waits for a letter."""
        for reader in self.readers:
            reader.steady = len(reader.may_have) == 1 and None not in reader.may_have

    def settle(self) -> None:
        """A bot is dead: what it hasn't answered stays so, what it hasn't confirmed may be so."""
        self._before = len(self._asked)
        for reader in self.readers:
            if not reader.told():
                reader.call = None

    async def live(self) -> None:
        """Ask and subscribe until it is cancelled."""
        while True:
            await asyncio.sleep(self._chance.uniform(*_PACE))
            if self._chance.random() < _SUBSCRIBES:
                reader = self._chance.choice(self.readers)
                await self.subscribe(reader, self._chance.choice([None, *range(12)]))
            elif len(self._asked) - self._before < _MOST:
                await self.ask(self._chance.choice(self.places))

    async def ask(self, place: Place) -> None:
        """Ask a question that nobody asked before: in a thread, or by mention."""
        words = f"What is new about {self._chance.choice(_SUBJECTS)} {len(self._asked)}?"
        threads = self.server.threads(place.posts)[-_TRIES:]
        if threads and self._chance.random() < 0.5:
            said = await self.server.say(self._chance.choice(threads), place.asker, words)
        else:
            me = [self.server.backend.bot_user]
            said = await self.server.say(place.lounge, place.asker, words, mentions=me)
        self._asked[said.id] = words

    async def subscribe(self, reader: Reader, hour: Hour) -> None:
        """Subscribe somebody who waits for nothing, or with None unsubscribe them."""
        if not reader.told():
            return
        reader.wants = hour
        command = "unsubscribe" if hour is None else "subscribe"
        options = {} if hour is None else {"hour": hour}
        reader.steady = False
        reader.may_have = reader.may_have | {hour}
        guild = _guild(self.server, reader.place)
        with suppress(LookupError):  # the commands aren't known yet
            reader.call = await self.server.slash(
                guild, reader.place.lounge, reader.user, command, options
            )

    # What stands on Discord

    def answers(self) -> list[tuple[str, str | None]]:
        """The whole answers: the record's id, and the question."""
        return [
            (id_, self._asked.get(_question(message)))
            for message in self._mine()
            for id_ in _WHOLE.findall(json.dumps(message.components))
        ]

    @property
    def unanswered(self) -> int:
        """How many of the questions to the bot that lives have no whole answer."""
        whole = {question for _, question in self.answers()}
        return sum(words not in whole for words in [*self._asked.values()][self._before :])

    def letters(self, reader: Reader, *days: dt.date) -> list[int]:
        """How many letters of each of these days somebody has."""
        channel = self.server.backend.dm_channels.get(reader.user.id, 0)
        messages = self.server.backend.messages.get(channel, {}).values()
        marks = Counter(part.get("id") for each in messages for part in each.components)
        return [marks[mark(f"letter:{reader.user.id}:{day}")] for day in days]

    def owed(self, day: dt.date) -> int:
        """How many wait for a letter of that day."""
        return sum(each.steady and self.letters(each, day) == [0] for each in self.readers)

    def waiting(self, day: dt.date) -> int:
        """How many wait for that, or for a word about their subscription."""
        return self.owed(day) + sum(not each.told() for each in self.readers)

    def _mine(self) -> Iterator[Message]:
        me = self.server.backend.bot_user.id
        for messages in self.server.backend.messages.values():
            yield from (message for message in messages.values() if message.author_id == me)

    # What is wrong

    def wrong_letters(self, days: Sequence[dt.date]) -> Iterator[str]:
        """Letters that stand twice, or not at all though they are of the last day."""
        for reader in self.readers:
            for day, count in zip(days, self.letters(reader, *days), strict=True):
                if count > 1 or (day == days[-1] and reader.steady and count == 0):
                    yield f"{reader.user.name}: {count} letters of {day}"

    def wrong_subscriptions(self, rows: Sequence[Any]) -> Iterator[str]:
        """Subscriptions that aren't what people were told."""
        kept: dict[int, list[Hour]] = {}
        for row in rows:
            kept.setdefault(row["user_id"], []).append(None if row["paused"] else row["hour"])
        for reader in self.readers:
            hours = kept.get(reader.user.id, [None])
            if len(hours) > 1 or hours[0] not in reader.may_have:
                yield f"{reader.user.name}: {hours} is kept, {reader.may_have} was told"

    def wrong_records(self, rows: Sequence[Any]) -> Iterator[str]:
        """Answers without a record, with another's, or that were given twice; doubled records."""
        kept = {row["id"]: row["question"] for row in rows}
        shown = self.answers()
        for id_, question in shown:
            if question is None or kept.get(id_) != question:
                yield f"the answer to {question!r} has the record of {kept.get(id_)!r}"
        for what, each in (("answers", [q for _, q in shown]), ("records", [*kept.values()])):
            for question, count in Counter(each).items():
                if count > 1:
                    yield f"{question!r} has {count} {what}"


def _guild(server: DiscordServer, place: Place) -> Any:
    return server.backend.get_guild(place.posts.guild_id or 0)


def _question(message: Message) -> int:
    """The message that an answer is to: what it replies to, or what its thread was opened from."""
    return int((message.reference or {}).get("message_id") or message.channel_id)
