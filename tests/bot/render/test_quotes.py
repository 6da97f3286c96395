"""The quotes behind an answer, as messages."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.render.quotes import quote_messages
from bot.state import Record
from bot.state.values import Consulted, Quoted
from tests.bot.assistant.briefs import evidence
from tests.bot.conftest import EPOCH
from tests.discord_reader import marks

RECORD = Record("a" * 32, EPOCH, "Why?", "Why?", "answered", "claude")


def consulted(passage: str, *quotes: Quoted) -> Consulted:
    """A passage that is cited."""
    return Consulted(passage, 1, 0.1, cited=True, quotes=quotes)


def test_quotes_stand_in_the_order_of_their_numbers() -> None:
    """Each number has its own words, literally, with where they stand; what is gone is said."""
    found = evidence("p1", ["GLM *leads*.", "It is open."], url="https://example.org/a")
    passages = (
        consulted("p1", Quoted(3, 13, 24), Quoted(1, 0, 12)),
        consulted("p2", Quoted(2, 0, 5)),
    )

    (content,) = quote_messages(replace(RECORD, passages=passages), [found], {})

    assert content == (
        "\\[1\\] [A title › A heading](<https://example.org/a>)\n-# Daily, 13 April 2026\n"
        "> GLM \\*leads\\*.\n\n"
        "\\[2\\] This passage is gone from the archive.\n\n"
        "\\[3\\] [A title › A heading](<https://example.org/a>)\n-# Daily, 13 April 2026\n"
        "> It is open."
    )


def test_posts_stand_in_for_addresses() -> None:
    """A digest without an address leads to its post on the server."""
    found = evidence("p1", ["GLM leads."])
    record = replace(RECORD, passages=(consulted("p1", Quoted(1, 0, 10)),))

    (content,) = quote_messages(record, [found], {"doc-p1": "https://discord.com/channels/1/2/3"})

    assert "(<https://discord.com/channels/1/2/3>)" in content


def test_a_record_without_quotes_says_so() -> None:
    """A record from before quotes were kept shows none."""
    (content,) = quote_messages(replace(RECORD, passages=(consulted("p1"),)), [], {})

    assert "aren't kept" in content


@given(st.lists(st.text(min_size=1, max_size=1_500), min_size=1, max_size=4))
def test_any_words_are_quoted_in_messages_that_discord_takes(texts: list[str]) -> None:
    """Whatever a passage says, every message has its length and no shapes but ours."""
    found = [evidence(f"p{n}", [text]) for n, text in enumerate(texts)]
    passages = tuple(consulted(f"p{n}", Quoted(n, 0, len(text))) for n, text in enumerate(texts))

    for content in quote_messages(replace(RECORD, passages=passages), found, {}):
        assert 0 < len(content) <= 2_000
        assert {mark.kind for mark in marks(content)} <= {"escape", "subtext", "quote", "address"}
