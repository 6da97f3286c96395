"""Tests of bot/render/top.py."""

import datetime as dt

from bot.render.split import MESSAGE
from bot.render.top import top_messages
from index.digest import Evidence, Origin, Passage, Sentence
from index.stories.values import Insight

WORDS = "Zephyr *leads* @everyone by 58 points."


def insight(n: int, text: str = WORDS) -> Insight:
    """An insight of one sentence, which another digest tells as well."""
    day = dt.date(2026, 4, n)
    passage = Passage(f"p{n}", f"d{n}", 0, ("News",), text, (Sentence(0, len(text)),))
    origin = Origin(f"d{n}", "digest", "The Paper", "One", day, "archive", "one.md", None)
    evidence = Evidence(passage, origin, 1, 0.0)
    return Insight(evidence, 0, 1, "Zephyr", 2, (evidence,))


def test_words_and_source() -> None:
    """The archive's words stand as they are, with a source that leads to the server's post."""
    (message,) = top_messages([insight(1)], {"d1": "https://discord.com/channels/1/2/3"}, "Head")

    head, words, source = message.split("\n")
    assert head == "Head"
    assert words == (
        "**1.** Zephyr \\*leads\\* @\u200beveryone by 58 points. "
        "[\\[1\\]](<https://discord.com/channels/1/2/3>)"
    )
    assert source == (
        "-# \\[1\\] The Paper, 1 April 2026: [One › News](<https://discord.com/channels/1/2/3>)"
        " · 2 digests tell of Zephyr · also [The Paper, 1 April 2026]"
        "(<https://discord.com/channels/1/2/3>)"
    )


def test_insights_stay_whole() -> None:
    """Many insights are several messages, none of which parts one from its source."""
    many = [insight(n, f"{'Zephyr leads. ' * 40}{n}") for n in range(1, 20)]

    messages = top_messages(many, {})

    assert all(len(message) <= MESSAGE for message in messages)
    lines = [line for message in messages for line in message.split("\n")]
    assert len(lines) == 2 * len(many)
    assert all(message.split("\n")[-1].startswith("-# ") for message in messages)
    assert top_messages([], {}, "Head") == ()
