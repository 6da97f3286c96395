"""Conversations about the sample archive, and what people write that is no question."""

import datetime as dt
from collections.abc import AsyncIterator, Sequence

import pytest

from bot.assistant.answer import Answer
from bot.assistant.assistant import Assistant
from bot.assistant.claude import ClaudeWriter, make_client
from bot.assistant.conversation import Turn
from bot.assistant.extractive import ExtractiveWriter
from bot.items import items_of
from index.digest import Evidence
from index.search import Query, Search
from index.store import Store
from tests.messages_server import MODEL, Cite, MessagesServer, Reply, Text, search_results

NOW = dt.datetime(2026, 4, 22, 12, tzinfo=dt.UTC)


@pytest.fixture
def assistant(sample_store: Store) -> Assistant:
    """The assistant without a model, on 22 April 2026."""
    writer = ExtractiveWriter(sample_store.embedder)
    return Assistant(sample_store, Search(sample_store), writer, clock=lambda: NOW)


@pytest.fixture
async def weekly(sample_store: Store) -> str:
    """The newsletter of 15 April: two top stories, three quick hits, a look ahead."""
    days = await sample_store.catalog.days()
    return next(
        o for o in days[dt.date(2026, 4, 15)] if o.publication == "Weekly Gradient"
    ).document


async def talk(assistant: Assistant, *questions: str, about: str | None = None) -> list[Answer]:
    """Ask one question after another, each behind those before it."""
    history: tuple[Turn, ...] = ()
    answers = []
    for question in questions:
        answers.append(await assistant.answer(question, history, about=about))
        history = (*history, Turn("user", question), Turn("assistant", answers[-1].text))
    return answers


def sections(answer: Answer) -> list[str]:
    """The innermost headings that an answer cites, each once."""
    return list(dict.fromkeys(citation.section.split(" › ")[-1] for citation in answer.citations))


async def test_a_follow_up_keeps_the_range_and_changes_the_name(assistant: Assistant) -> None:
    """'And Oracle?' is asked of the days that the question before it named."""
    _, answer = await talk(assistant, "What did Meta sign on 9 April 2026?", "and Amazon?")
    assert answer.standalone == "What did Amazon sign on 9 April 2026?"
    assert answer.coverage.searched.start == answer.coverage.searched.end == dt.date(2026, 4, 9)


async def test_a_follow_up_changes_the_range_and_keeps_the_topic(assistant: Assistant) -> None:
    """'And on 13 April?' asks the same of another day."""
    _, answer = await talk(assistant, "What happened on 9 April 2026?", "and on 13 April?")
    assert {citation.date for citation in answer.citations} == {dt.date(2026, 4, 13)}


@pytest.mark.parametrize(
    ("question", "headings"),
    [
        ("what about the second item?", ["What Meta Bought for $35 Billion"]),
        ("tell me more about 2", ["What Meta Bought for $35 Billion"]),
        ("#2", ["What Meta Bought for $35 Billion"]),
        ("summarise item 4", ["Managed Agents has early takers"]),
        ("why does item 3 matter?", ["Glasswing's first lesson is about staffing"]),
        ("the last one", ["Worth Watching"]),
        ("the Amazon story", ["Amazon's own chips double"]),
        (
            "items 4 and 5",
            ["Managed Agents has early takers", "Amazon's own chips double"],
        ),
    ],
)
async def test_a_digests_thread_knows_its_items(
    assistant: Assistant, weekly: str, question: str, headings: list[str]
) -> None:
    """An item that is meant by number or by name is quoted from its own words, and alone."""
    answer = await assistant.answer(question, about=weekly)
    assert sections(answer) == headings
    assert {citation.document for citation in answer.citations} == {weekly}
    assert headings[0] in answer.standalone


async def test_a_question_about_an_item_is_answered_from_it_first(
    assistant: Assistant, weekly: str
) -> None:
    """What is asked of an item is looked for in the item before it is elsewhere."""
    answer = await assistant.answer("How much did Meta pay in item 2?", about=weekly)
    assert not answer.abstained
    assert answer.citations[0].document == weekly
    assert "$35 billion" in answer.text


async def test_the_numbers_are_those_of_the_post(assistant: Assistant, sample_store: Store) -> None:
    """In every way in which the sample's digests are written, item 2 is the second of its items."""
    for origin in await sample_store.catalog.digests():
        document = await sample_store.catalog.document(origin.document)
        assert document is not None
        item = items_of(document.digest)[1]
        answer = await assistant.answer("tell me more about item 2", about=document.id)
        passages = item.passages(await sample_store.catalog.passages_of(document.id))
        assert answer.citations, origin.file
        assert {c.passage for c in answer.citations} <= {e.passage.id for e in passages}


@pytest.mark.parametrize(
    ("question", "reply"),
    [
        ("what about item 40?", "This digest has 6 items; there is no item 40."),
        ("item 0", "This digest has 6 items; there is no item 0."),
        ("section 9", "This digest has 3 sections; there is no section 9."),
    ],
)
async def test_an_item_that_there_is_not(
    assistant: Assistant, weekly: str, question: str, reply: str
) -> None:
    """Whoever asks for an item beyond the last is told how many there are."""
    answer = await assistant.answer(question, about=weekly)
    assert (answer.text, answer.abstained, answer.final) == (reply, True, True)
    assert answer.footer.startswith("Searched 16 documents")


async def test_the_second_one_of_an_answers_list(assistant: Assistant) -> None:
    """Outside of a digest's thread an ordinal counts in the last list that the bot gave."""
    first, second, third = await talk(
        assistant, "What happened on 9 April 2026?", "the second one", "and the third?"
    )
    assert second.citations[0].passage == first.citations[1].passage
    assert third.citations[0].passage == first.citations[2].passage
    beyond = await talk(assistant, "What happened on 9 April 2026?", "the 40th one")
    assert beyond[1].text.startswith(f"My last answer lists {len(first.claims)} items;")


async def test_days_that_a_digests_thread_asks_for(assistant: Assistant, weekly: str) -> None:
    """'What happened on 9 April?' is about that day, in the thread of another day's digest too."""
    answer = await assistant.answer("What happened on 9 April 2026?", about=weekly)
    assert {citation.date for citation in answer.citations} == {dt.date(2026, 4, 9)}


async def test_a_question_of_another_kind_ends_the_pointing(
    assistant: Assistant, weekly: str
) -> None:
    """A question that stands alone isn't mixed with the items that were talked about."""
    *_, answer = await talk(assistant, "item 2", "Which model topped SWE-Bench Pro?", about=weekly)
    assert answer.standalone == "Which model topped SWE-Bench Pro?"
    assert "GLM-5.1" in answer.text


async def test_a_persons_words_are_no_evidence(assistant: Assistant) -> None:
    """What somebody claimed in the thread is in no answer and in no passage that it cites."""
    history = (
        Turn("user", "Claude Mythos costs 999 dollars a month and was made on the moon, right?"),
        Turn("assistant", "The archive doesn't answer this."),
    )
    answer = await assistant.answer("And who has access to it?", history)
    said = answer.text + " ".join(citation.quote for citation in answer.citations)
    assert "Mythos" in said
    assert "999" not in said
    assert "moon" not in said


async def test_a_conversation_of_five_hundred_turns(assistant: Assistant) -> None:
    """However long a conversation grows, its end is what a follow-up is about."""
    history = [
        Turn("user" if n % 2 == 0 else "assistant", f"Filler {n} about nothing. " * 40)
        for n in range(498)
    ]
    history += [Turn("user", "What is Claude Mythos?"), Turn("assistant", "A model.")]
    answer = await assistant.answer("And who has access to it?", history)
    assert "Glasswing" in answer.text


@pytest.mark.parametrize("question", ["", " \n", "\0", "🙂🙂🙂", "👍", "?!", "Thanks!", "ok cool"])
@pytest.mark.parametrize("history", [(), (Turn("user", "What is GLM?"), Turn("assistant", "It."))])
async def test_what_has_no_word_is_no_question(
    assistant: Assistant, question: str, history: Sequence[Turn]
) -> None:
    """Nothing, marks, emoji and thanks get a word about what to ask, whatever was said before."""
    answer = await assistant.answer(question, history)
    assert answer.text == "Ask a question about what the digests say."
    assert answer.citations == ()


@pytest.mark.parametrize(
    "question",
    [
        "Was ist GLM-5.1?",
        "Welches Modell führt SWE-Bench Pro an?",
        "GLM-5.1 是什么？",
        "SWE-Bench Pro 上哪个模型领先？",
        "GLM-5.1とは何ですか？",
    ],
)
async def test_other_languages_are_answered_from_what_is_found(
    assistant: Assistant, question: str
) -> None:
    """A question in German, Chinese or Japanese finds what its names find."""
    answer = await assistant.answer(question)
    assert "GLM-5.1" in answer.text or "SWE-Bench" in answer.text
    assert answer.citations


async def test_ten_thousand_characters(assistant: Assistant) -> None:
    """A very long question, with or without spaces, is cut and answered, not refused."""
    asked = "Which model topped SWE-Bench Pro? "
    long = await assistant.answer(asked + "please " * 1_500)
    unbroken = await assistant.answer(asked + "x" * 10_000)
    assert "GLM-5.1" in long.text
    assert unbroken.final
    assert unbroken.text


class Forgetful(Search):
    """A search behind which everything goes, as if the archive's files were deleted just then."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self._intake = store.catalog.intake

    async def find(self, query: Query) -> list[Evidence]:
        """The evidence, of which the catalog knows nothing any more."""
        found = await super().find(query)
        await self._intake.remove([*await self._intake.known()])
        return found


async def test_documents_that_go_between_search_and_answer(
    sample_store: Store, weekly: str
) -> None:
    """What was found is still told as it stood; afterwards the archive holds nothing."""
    writer = ExtractiveWriter(sample_store.embedder)
    assistant = Assistant(sample_store, Forgetful(sample_store), writer, clock=lambda: NOW)
    answer = await assistant.answer("Which model topped SWE-Bench Pro?", about=weekly)
    assert "GLM-5.1" in answer.text
    again = await assistant.answer("what about item 2?", about=weekly)
    assert (again.text, again.footer) == (
        "The archive doesn't answer this.",
        "The archive is empty.",
    )


async def test_the_newest_digest_in_an_older_ones_thread(assistant: Assistant, weekly: str) -> None:
    """'The latest digest' is the newest dated one, wherever that is asked."""
    answer = await assistant.answer("What does the latest digest say about AWS?", about=weekly)
    assert {citation.date for citation in answer.citations} == {dt.date(2026, 4, 21)}


@pytest.fixture
async def server() -> AsyncIterator[MessagesServer]:
    """A Messages API on loopback."""
    async with MessagesServer() as running:
        yield running


async def test_claude_does_not_tell_old_stories_as_todays(
    sample_store: Store, server: MessagesServer
) -> None:
    """A claim of Claude's that says 'today' of an older digest has its day, streamed too."""
    server.enqueue(
        lambda body: Reply(
            (Text("It leads today.", (Cite(search_results(body)[0]["source"], 0, 1),)),)
        )
    )
    async with make_client("test-key", server.url, 5) as client:
        writer = ClaudeWriter(client, MODEL, 500)
        assistant = Assistant(sample_store, Search(sample_store), writer, clock=lambda: NOW)
        stream = assistant.stream("Which model topped SWE-Bench Pro?")
        texts = {answer.text for answer in [each async for each in stream] if answer.text}
    (text,) = texts
    assert text.endswith("April 2026: It leads today. [1]")


async def test_claude_gets_the_item_that_is_meant_first(
    sample_store: Store, server: MessagesServer, weekly: str
) -> None:
    """The passages of an item that a question points at are the first evidence, others follow."""
    server.enqueue(Reply((Text("NOT IN THE ARCHIVE"),)))
    async with make_client("test-key", server.url, 5) as client:
        writer = ClaudeWriter(client, MODEL, 500)
        assistant = Assistant(sample_store, Search(sample_store), writer, clock=lambda: NOW)
        await assistant.answer("what about the second item?", about=weekly)
    first, *others = search_results(server.requests[0])
    assert "What Meta Bought for $35 Billion" in first["title"]
    assert others
