"""Should the bot answer a message, and where? Facts in, decision out."""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Literal

from bot.cogs.question import is_question, is_remark, names_one
from bot.state.values import TopicKind

Place = Literal["direct", "channel", "digest thread", "question thread", "other thread"]


class Decision(Enum):
    """What becomes of a message."""

    IGNORE = auto()
    ANSWER_HERE = auto()
    ANSWER_IN_THREAD = auto()
    ASK_FOR_WORDS = auto()


@dataclass(frozen=True, slots=True)
class Facts:
    """What the decision rests on.

    `question` is the text without those whom it mentions; it is empty where Discord withholds the
    text. `to_others` is a message that mentions other people or replies to one of them.
    """

    place: Place
    question: str
    from_person: bool = True
    mentions_bot: bool = False
    replies_to_bot: bool = False
    to_others: bool = False
    can_open_thread: bool = True

    @property
    def addressed(self) -> bool:
        """Whether the message names the bot, or is in its direct conversation."""
        return self.place == "direct" or self.mentions_bot or self.replies_to_bot

    @property
    def expects(self) -> bool:
        """Whether whoever wrote the message surely waits for a word of the bot."""
        return self.addressed or self.place == "question thread"


def place_of(*, server: bool, thread: bool, topic: TopicKind | None) -> Place:
    """The kind of place where a message stands; `topic` is what the bot has to do with a thread."""
    if not server:
        return "direct"
    if not thread:
        return "channel"
    if topic is None:
        return "other thread"
    return "digest thread" if topic == "digest" else "question thread"


def decide(facts: Facts) -> Decision:
    """Whether to answer, and where."""
    if not facts.from_person:
        return Decision.IGNORE
    if not facts.addressed and not _for_the_bot(facts):
        return Decision.IGNORE
    if not facts.question:
        return Decision.ASK_FOR_WORDS
    if facts.place == "channel" and facts.can_open_thread:
        return Decision.ANSWER_IN_THREAD
    return Decision.ANSWER_HERE


def _for_the_bot(facts: Facts) -> bool:
    """Whether a message is meant for the bot though it doesn't name it."""
    if facts.to_others or not facts.question:
        return False
    if facts.place == "question thread":
        return not is_remark(facts.question) and not names_one(facts.question)
    return facts.place == "digest thread" and is_question(facts.question)
