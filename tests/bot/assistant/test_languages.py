"""Answers in another language than English: the same claims, in other words of their own."""

import datetime as dt

import pytest

from bot.assistant.answer import Answer
from bot.assistant.assistant import Assistant
from bot.assistant.claude.evidence import title
from bot.assistant.claude.messages import messages
from bot.assistant.conversation import Turn
from bot.assistant.extractive import ExtractiveWriter
from bot.assistant.pointing import entries_of
from bot.words import speaking
from index.search import Search
from index.store import Store
from tests.bot.assistant.briefs import brief, evidence

NOW = dt.datetime(2026, 4, 22, 12, tzinfo=dt.UTC)


@pytest.fixture
def assistant(sample_store: Store) -> Assistant:
    """The assistant without a model, on the sample archive."""
    return Assistant(
        sample_store,
        Search(sample_store),
        ExtractiveWriter(sample_store.embedder),
        clock=lambda: NOW,
    )


def cited(answer: Answer) -> list[tuple[str, str]]:
    """What an answer rests on."""
    return [(each.passage, each.quote) for each in answer.citations]


async def test_a_language_changes_no_claim(assistant: Assistant) -> None:
    """The same sentences are cited in any language; the words round them are its own."""
    for question, german in (
        ("Which model topped SWE-Bench Pro?", "- 13. April 2026: "),
        ("What happened on 14 April 2026?", ", nur am 14. April 2026 ("),
        ("What happened on 12 July 2025?", "Im Archiv gibt es am 12. Juli 2025 keinen Digest"),
        ("How do I bake sourdough bread?", "Darauf hat das Archiv keine Antwort"),
        ("thanks!", "Stell mir eine Frage"),
    ):
        english = await assistant.answer(question)
        with speaking("de"):
            answer = await assistant.answer(question)
            told = f"{answer.text}\n{answer.footer}"
        assert cited(answer) == cited(english), question
        assert (answer.outcome, answer.dropped) == (english.outcome, english.dropped), question
        assert german in told, question


async def test_a_list_in_german_is_counted_in(assistant: Assistant) -> None:
    """'The second one' is found in what was said in German, whatever is spoken now."""
    with speaking("de"):
        said = (await assistant.answer("Which model topped SWE-Bench Pro?")).text
    entries = entries_of(said)
    history = (Turn("user", "Which model topped SWE-Bench Pro?"), Turn("assistant", said))
    answer = await assistant.answer("tell me more about the second one", history)

    assert len(entries) > 2
    assert not any("April 2026" in entry[:20] for entry in entries)
    assert answer.claims
    assert answer.citations[0].quote.startswith(entries[1][:60])


def test_an_entry_is_freed_of_a_date_in_any_language() -> None:
    """A day, its lack and a publication's day are no part of what an entry is called."""
    said = (
        "- 13. April 2026 (eine Geschichte von 2019): One leads. [1]\n"
        "- Undatiert: Two leads. [2]\n"
        "- Three leads (Daily, 9. März 2026) [3]\n"
        "- Four leads (Daily, undatiert) [4]\n"
        "- 13 April 2026: Five leads. [5]"
    )
    assert entries_of(said) == [
        "One leads.",
        "Two leads.",
        "Three leads",
        "Four leads",
        "Five leads.",
    ]
    assert entries_of("13. April 2026: It leads now. [1]") == []


def test_the_model_is_asked_in_one_language() -> None:
    """What Claude is sent doesn't change with who asks, so that a cache of it serves all."""
    given = brief("Who leads?", evidence("p1", ["GLM leads."]))
    english = messages(given, ()), title(given.evidence[0])
    with speaking("de"):
        assert (messages(given, ()), title(given.evidence[0])) == english
