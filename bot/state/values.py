"""The values that the state hands out."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from bot.assistant.answer import Outcome, Usage, WriterName

TopicKind = Literal["digest", "question"]
PostState = Literal["claimed", "sent"]
# Useful, not useful, or useful to nobody as a source is wrong.
Feedback = Literal["up", "down", "wrong"]
CatchUp = Literal["all", "newest", "none"]
# The day's digest, or the insights of the day that matter most.
LetterKind = Literal["digest", "top"]
# Discord delivers the person no direct messages of the bot's.
Refusal = Literal["refused"]


@dataclass(frozen=True, slots=True)
class GuildSetup:
    """Where, when and of what a server wants its daily post, and who may ask there.

    `since` is when it was set up, `set_by` who did, 0 where that person was forgotten. `paused` is
    why the last post had to wait, None while all is well; a paused server is tried again at every
    turn. `catch_up` is which of the digests that were missed it still wants.
    `arrival` posts a digest as it arrives rather than at the hour. Without `publications` it wants
    all of them, without `tags` digests whatever their tags. `role_id` is pinged by each post;
    `quiet` has a line posted on a day without a digest. Without `ask_channels` questions are
    answered in all channels, without `ask_roles` those of everybody.
    """

    guild_id: int
    channel_id: int
    hour: int
    timezone: str
    set_by: int
    since: dt.datetime
    paused: str | None = None
    catch_up: CatchUp = "newest"
    arrival: bool = False
    publications: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    role_id: int | None = None
    quiet: bool = False
    ask_channels: tuple[int, ...] = ()
    ask_roles: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Post:
    """A digest's post in a channel.

    It is claimed before it is sent; `tried_at` is the last attempt, `claimed_at` the first.
    `threaded_at` is when its thread held the digest in full. What it shows has `content_hash`, and
    `sections` by name with a hash of each; None where that wasn't kept.
    """

    channel_id: int
    document: str
    guild_id: int
    day: dt.date
    content_hash: str
    state: PostState
    claimed_at: dt.datetime
    tried_at: dt.datetime
    sent_at: dt.datetime | None = None
    message_id: int | None = None
    thread_id: int | None = None
    threaded_at: dt.datetime | None = None
    sections: tuple[tuple[str, str], ...] | None = None

    @property
    def url(self) -> str | None:
        """Where people read it, once it is sent: its thread, else its message.

        The thread holds it in full, and in a forum there is nothing else.
        """
        if self.message_id is None:
            return None
        where = f"https://discord.com/channels/{self.guild_id}"
        if self.thread_id is not None:
            return f"{where}/{self.thread_id}"
        return f"{where}/{self.channel_id}/{self.message_id}"


@dataclass(frozen=True, slots=True)
class Topic:
    """A thread that the bot talks in: a digest's own, or one that was opened for a question.

    A question's thread has a document where the question was a reply to a digest's post.
    """

    thread_id: int
    guild_id: int
    kind: TopicKind
    document: str | None = None


@dataclass(frozen=True, slots=True)
class AskedBy:
    """Who asked and where, as Discord's ids; the terminal knows none of them."""

    user_id: int | None = None
    guild_id: int | None = None
    channel_id: int | None = None


@dataclass(frozen=True, slots=True)
class Quoted:
    """The characters of a passage's text that stand behind a citation, by its number."""

    n: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Consulted:
    """A passage that an answer was to be written from, whether it cites it, and where."""

    passage: str
    rank: int
    score: float
    cited: bool
    quotes: tuple[Quoted, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """What is kept of an answer.

    Not its words: they can be made again from the question, and what the archive drops must not
    stay here. `cost` is in USD, None where the model's price isn't known. `feedback` counts the
    people who gave each kind, as it is now; it isn't written with the record.
    """

    id: str
    asked_at: dt.datetime
    question: str
    standalone: str
    outcome: Outcome
    writer: WriterName
    by: AskedBy = AskedBy()
    searched_from: dt.date | None = None
    searched_to: dt.date | None = None
    widened: bool = False
    passages: tuple[Consulted, ...] = ()
    fault: str | None = None
    dropped: int = 0
    model: str | None = None
    prompt: str | None = None
    usage: Usage | None = None
    cost: Decimal | None = None
    timings_ms: tuple[tuple[str, float], ...] = ()
    feedback: tuple[tuple[Feedback, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Rating:
    """What a person thinks of an answer, with what they said of it; the last one counts."""

    answer_id: str
    user_id: int
    feedback: Feedback
    rated_at: dt.datetime
    word: str | None = None


@dataclass(frozen=True, slots=True)
class Complaint:
    """A rating with the question that it is about, and the channel where that was asked."""

    question: str
    rating: Rating
    channel_id: int | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """How many answers had an outcome, what they cost in USD, how long the middle one took in ms.

    `unpriced` are those whose cost isn't known; the sum is without them.
    """

    outcome: Outcome
    answers: int
    cost: Decimal
    unpriced: int
    median_ms: float | None


@dataclass(frozen=True, slots=True)
class Letter:
    """The last letter to a person: of which day by their clock, of digests of which day, of which.

    It is claimed before it is sent. `held_at` is the last attempt, None once it is sent or given
    up; then `message_id` tells which.
    """

    day: dt.date
    told: dt.date
    documents: tuple[str, ...]
    claimed_at: dt.datetime
    held_at: dt.datetime | None = None
    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class Subscription:
    """What a person gets by direct message, every day at an hour of their clock.

    With `topics` only what speaks of one of them, without `publications` of all. `since` is when
    it began; `locale` is the language of the letters, `guild_id` the server on which it was wanted,
    whose posts the letters lead to. `paused` is why no letters are sent.
    """

    user_id: int
    what: LetterKind
    hour: int
    timezone: str
    since: dt.datetime
    topics: tuple[str, ...] = ()
    publications: tuple[str, ...] = ()
    locale: str = "en"
    guild_id: int | None = None
    paused: Refusal | None = None
    letter: Letter | None = None


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was erased of a person: how many answers and ratings, a subscription, how many setups.

    The setups stay; who wanted them is no longer known.
    """

    answers: int = 0
    ratings: int = 0
    subscriptions: int = 0
    setups: int = 0
