"""Should the bot answer: each leaf of the decision."""

import pytest

from bot.cogs.decision import Decision, Facts, Place, decide, place_of
from bot.state.values import TopicKind

IGNORE, HERE = Decision.IGNORE, Decision.ANSWER_HERE
THREAD, WORDS = Decision.ANSWER_IN_THREAD, Decision.ASK_FOR_WORDS
Q = "Who leads SWE-Bench Pro?"


@pytest.mark.parametrize(
    ("facts", "expected", "why"),
    [
        (Facts("direct", Q, from_person=False), IGNORE, "bots talk to bots without end"),
        (Facts("direct", Q), HERE, "a direct message is for the bot"),
        (Facts("direct", ""), WORDS, "an empty one gets a hint"),
        (Facts("channel", Q), IGNORE, "people ask each other things"),
        (Facts("channel", Q, mentions_bot=True), THREAD, "a mention is answered in a thread"),
        (Facts("channel", Q, replies_to_bot=True), THREAD, "a reply is answered in a thread"),
        (
            Facts("channel", Q, mentions_bot=True, to_others=True),
            THREAD,
            "who mentions the bot means it, whomever else they mention",
        ),
        (
            Facts("channel", Q, mentions_bot=True, can_open_thread=False),
            HERE,
            "without the right to open threads it answers where it is",
        ),
        (Facts("channel", "", mentions_bot=True), WORDS, "a bare mention gets a hint"),
        (Facts("channel", "", replies_to_bot=True), WORDS, "a reply that can't be read, too"),
        (Facts("digest thread", Q), HERE, "a question in a digest's thread"),
        (Facts("digest thread", "Nice one."), IGNORE, "small talk in a digest's thread"),
        (Facts("digest thread", ""), IGNORE, "a picture, or a text that is withheld"),
        (Facts("digest thread", Q, to_others=True), IGNORE, "a question to somebody else"),
        (Facts("digest thread", "Nice.", mentions_bot=True), HERE, "a mention in a thread"),
        (Facts("question thread", "And in April"), HERE, "a follow-up where the bot was asked"),
        (Facts("question thread", "Thanks!", to_others=True), IGNORE, "a word to a person"),
        (Facts("question thread", "thanks, nice!"), IGNORE, "a remark there"),
        (Facts("question thread", "@bob did you see?"), IGNORE, "a word to a person by name"),
        (Facts("question thread", "👍"), IGNORE, "a sign"),
        (Facts("question thread", "wow", replies_to_bot=True), HERE, "a reply is always answered"),
        (Facts("question thread", ""), IGNORE, "a picture, or a text that is withheld there"),
        (Facts("digest thread", "@bob did you see this?"), IGNORE, "a question by name"),
        (Facts("digest thread", "lol really?"), IGNORE, "a remark with a question mark"),
        (Facts("digest thread", "Wer führt"), HERE, "a question in another language"),
        (Facts("digest thread", Q, to_others=True, mentions_bot=True), HERE, "the bot, too"),
        (Facts("digest thread", "wow", replies_to_bot=True), HERE, "a reply in a digest's thread"),
        (Facts("digest thread", "", mentions_bot=True), WORDS, "a bare mention there"),
        (Facts("other thread", "", mentions_bot=True), WORDS, "a bare mention among people"),
        (Facts("other thread", Q, mentions_bot=True), HERE, "a mention in a thread of people"),
        (Facts("other thread", Q), IGNORE, "a thread of people"),
        (Facts("other thread", Q, replies_to_bot=True), HERE, "a reply in a thread of people"),
    ],
)
def test_decision(facts: Facts, expected: Decision, why: str) -> None:
    """Each kind of message has one decision, for the reason beside it."""
    assert expected == decide(facts), why


@pytest.mark.parametrize(
    ("server", "thread", "topic", "place"),
    [
        (False, False, None, "direct"),
        (True, False, None, "channel"),
        (True, True, None, "other thread"),
        (True, True, "digest", "digest thread"),
        (True, True, "question", "question thread"),
    ],
)
def test_place(*, server: bool, thread: bool, topic: TopicKind | None, place: Place) -> None:
    """Where a message stands is told by its channel, and what the bot has to do with that."""
    assert place_of(server=server, thread=thread, topic=topic) == place
