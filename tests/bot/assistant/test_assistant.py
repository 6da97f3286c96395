"""Tests of bot/assistant/assistant.py on the sample archive, with and without Claude."""

import asyncio
import datetime as dt
import re
from collections.abc import AsyncIterator
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.assistant.answer import Answer, Usage
from bot.assistant.assistant import Assistant
from bot.assistant.claude import ClaudeWriter, make_client
from bot.assistant.conversation import Turn
from bot.assistant.extractive import ExtractiveWriter
from bot.assistant.prices import cost
from bot.assistant.writer import Writer
from index.archive import SAMPLE
from index.digest import Scope, Span
from index.embedding import MiniLM
from index.search import Search
from index.store import Store
from tests.lag import LIMIT, smallest_lag
from tests.messages_server import (
    MODEL,
    Cite,
    Failure,
    MessagesServer,
    Reply,
    Text,
    search_results,
)
from tests.messages_server import Usage as Reported

NOW = dt.datetime(2026, 4, 22, 12, tzinfo=dt.UTC)
QUESTION = "Which model topped SWE-Bench Pro?"


def assistant_of(store: Store, writer: Writer | None = None) -> Assistant:
    """An assistant on the sample archive on 22 April 2026."""
    return Assistant(
        store, Search(store), writer or ExtractiveWriter(store.embedder), clock=lambda: NOW
    )


@pytest.fixture
def assistant(sample_store: Store) -> Assistant:
    """The assistant without a model."""
    return assistant_of(sample_store)


@pytest.fixture
async def server() -> AsyncIterator[MessagesServer]:
    """A Messages API on loopback."""
    async with MessagesServer() as running:
        yield running


@pytest.fixture
async def with_claude(sample_store: Store, server: MessagesServer) -> AsyncIterator[Assistant]:
    """The assistant whose writer asks the server."""
    async with make_client("test-key", server.url, 5) as client:
        yield assistant_of(sample_store, ClaudeWriter(client, MODEL, 500))


def quotes_stand_in_their_files(answer: Answer) -> bool:
    """Whether the words of each citation stand in the file that it names, marks undone."""
    return all(citation.quote in _plain(citation.file) for citation in answer.citations)


def _plain(file: str) -> str:
    raw = Path(SAMPLE, file).read_text("utf-8").replace("**", "").replace("`", "")
    return " ".join(re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", raw).split())


async def test_an_answer_cites_digest_date_and_exact_words(assistant: Assistant) -> None:
    """Every citation names a dated digest and words that stand in its file."""
    answer = await assistant.answer(QUESTION)
    assert not answer.abstained
    assert "GLM-5.1" in answer.text
    assert answer.citations[0].date == dt.date(2026, 4, 13)
    assert quotes_stand_in_their_files(answer)
    assert answer.footer.endswith("the newest digest is of yesterday.")


async def test_a_question_is_read_up_to_a_length(assistant: Assistant) -> None:
    """Of a question beyond all measure four thousand characters are read."""
    answer = await assistant.answer("Who leads SWE-Bench Pro? " * 10_000)
    assert len(answer.question) == 4_000


async def test_both_numbers_of_a_disagreement_are_cited(assistant: Assistant) -> None:
    """Where two digests give different numbers, both appear with their dates."""
    answer = await assistant.answer("How many parameters does GLM-5.1 have in total?")
    quotes = " ".join(citation.quote for citation in answer.citations)
    assert "744" in quotes
    assert "754" in quotes


async def test_the_latest_digest_is_the_newest_dated_one(assistant: Assistant) -> None:
    """'The latest digest' is the newest dated day; undated documents are never it."""
    answer = await assistant.answer("What does the latest digest say about Anthropic and AWS?")
    assert {citation.date for citation in answer.citations} == {dt.date(2026, 4, 21)}
    assert answer.coverage.searched.start == dt.date(2026, 4, 21)


@pytest.mark.parametrize(
    ("question", "day"),
    [
        ("What does the first issue of April report?", dt.date(2026, 4, 1)),
        ("What does the last issue before 9 April report?", dt.date(2026, 4, 8)),
    ],
)
async def test_the_first_and_the_last_issue(
    assistant: Assistant, question: str, day: dt.date
) -> None:
    """'The first issue of April' is that of the first day of April that has one."""
    answer = await assistant.answer(question)
    assert {citation.date for citation in answer.citations} == {day}
    assert answer.coverage.searched == Span(day, day)


async def test_a_range_in_the_question_filters(assistant: Assistant) -> None:
    """Days that the question names are the only ones cited, and the footer says so."""
    answer = await assistant.answer("What did Meta sign with CoreWeave on 9 April 2026?")
    assert {citation.date for citation in answer.citations} == {dt.date(2026, 4, 9)}
    assert "only on 9 April 2026" in answer.footer


async def test_a_range_that_holds_nothing_widens_and_says_so(assistant: Assistant) -> None:
    """Where the named days hold no answer, all days are searched and the footer tells it."""
    answer = await assistant.answer(f"{QUESTION[:-1]} on 16 April 2026?")
    assert not answer.abstained
    assert answer.coverage.widened
    assert "Nothing on this on 16 April 2026, so all days were searched" in answer.footer
    assert answer.text.startswith(
        "The archive has no digest on 16 April 2026; the nearest days with one are 15 April 2026 "
        "and 18 April 2026. Other days tell:\n\n- "
    )


@pytest.mark.parametrize(
    "question",
    [
        "What is the release date of GPT-6?",
        "What did the digest of 17 April 2026 say about Mistral?",
        "asdf qwer zxcv",
        "🙂🙂🙂",
        "",
        "\0",
        "今日のニュースは？",
    ],
)
async def test_what_is_not_in_the_archive_is_not_answered(
    assistant: Assistant, question: str
) -> None:
    """A question that the archive doesn't answer gets an abstention without claims."""
    answer = await assistant.answer(question)
    assert answer.abstained
    assert answer.claims == ()
    assert quotes_stand_in_their_files(answer)


async def test_operators_and_quotes_are_only_words(assistant: Assistant) -> None:
    """Marks that mean something to a search engine mean nothing here."""
    answer = await assistant.answer('" OR * NEAR ( - GLM-5.1 AND NOT ) licence^2 {x:y}')
    assert "GLM-5.1" in answer.text


async def test_a_question_of_ten_thousand_characters_is_answered(assistant: Assistant) -> None:
    """A very long question is cut, not refused and not fatal."""
    answer = await assistant.answer(f"{QUESTION} " + "please " * 1500)
    assert answer.final


@pytest.mark.parametrize(
    ("question", "day"),
    [
        ("What happened on 9 April?", dt.date(2026, 4, 9)),
        ("Summarise the latest digest", dt.date(2026, 4, 21)),
    ],
)
async def test_a_question_about_a_day_gets_its_headlines(
    assistant: Assistant, question: str, day: dt.date
) -> None:
    """A question without a topic about some days is answered by how their digests' parts begin."""
    answer = await assistant.answer(question)
    assert {citation.date for citation in answer.citations} == {day}
    assert len(answer.claims) >= 4
    assert len({citation.section for citation in answer.citations}) == len(answer.citations)
    assert not answer.coverage.widened


async def test_headlines_that_claude_does_not_take_are_not_searched_twice(
    with_claude: Assistant, server: MessagesServer
) -> None:
    """The wider search of a question about a day has other evidence than that day's headlines."""
    server.enqueue(Reply((Text("NOT IN THE ARCHIVE"),)), Reply((Text("NOT IN THE ARCHIVE"),)))
    await with_claude.answer("What happened on 9 April?")
    first, second = (search_results(body) for body in server.requests)
    assert {result["title"].split(":")[0] for result in first} == {"Latent Signals, 9 April 2026"}
    assert first != second


async def test_a_question_about_the_digest_of_a_thread_gets_its_headlines(
    assistant: Assistant, sample_store: Store
) -> None:
    """'Summarise this digest' is about the digest of the conversation."""
    days = await sample_store.catalog.days()
    (about,) = days[dt.date(2026, 4, 13)]
    answer = await assistant.answer("Summarise this digest", about=about.document)
    assert {citation.document for citation in answer.citations} == {about.document}


async def test_a_correction_is_quoted_with_what_it_corrects(assistant: Assistant) -> None:
    """A sentence that the next ones take back is quoted with them."""
    answer = await assistant.answer("What is the fee for Managed Agents?")
    assert "$0.08" in answer.text


async def test_half_a_surrogate_and_nul_do_no_harm(assistant: Assistant) -> None:
    """What no file can hold is taken out of a question before anything works on it."""
    answer = await assistant.answer("GLM-5.1 \ud83d leads\0 SWE-Bench Pro?")
    assert not answer.abstained
    answer.text.encode()


async def test_usage_counts_every_call(with_claude: Assistant, server: MessagesServer) -> None:
    """A question that is asked twice, and one that falls back, tell all the tokens they took."""
    server.enqueue(Reply((Text("NOT IN THE ARCHIVE"),)), Reply((Text("NOT IN THE ARCHIVE"),)))
    twice = await with_claude.answer("Which model topped SWE-Bench Pro on 9 April 2026?")
    server.enqueue(Reply((Text("It le"),), stop_reason="max_tokens"))
    fell_back = await with_claude.answer(QUESTION)
    assert len(server.requests) == 3
    assert twice.usage is not None
    assert fell_back.usage is not None
    assert twice.usage.output_tokens > fell_back.usage.output_tokens > 0


async def test_a_failing_claude_is_asked_once(
    with_claude: Assistant, server: MessagesServer
) -> None:
    """Where Claude failed, the wider search of the same question doesn't ask it again."""
    server.enqueue(Failure(403, "permission_error", "no"))
    answer = await with_claude.answer("Which model topped SWE-Bench Pro on 9 April 2026?")
    assert len(server.requests) == 1
    assert answer.notice == "Claude's account doesn't allow this. Quoting the archive instead."


async def test_a_follow_up_is_answered_as_what_it_means(assistant: Assistant) -> None:
    """'it' is what the conversation was about."""
    history = [Turn("user", "What is Claude Mythos?"), Turn("assistant", "A model.")]
    answer = await assistant.answer("And who has access to it?", history)
    assert "Claude Mythos" in answer.standalone
    assert "Glasswing" in " ".join(citation.quote for citation in answer.citations)


async def test_the_digest_that_is_talked_about_comes_first(
    assistant: Assistant, sample_store: Store
) -> None:
    """In a digest's conversation its own passages are cited before others'."""
    days = await sample_store.catalog.days()
    about = next(o for o in days[dt.date(2026, 4, 10)] if o.publication == "AI Daybook")
    answer = await assistant.answer(QUESTION, about=about.document)
    assert answer.citations[0].document == about.document


async def test_streamed_and_final_are_the_same(
    with_claude: Assistant, server: MessagesServer
) -> None:
    """Each streamed answer begins the next one, and the last one is the final answer's text."""

    def reply(body: dict[str, Any]) -> Reply:
        first, second = search_results(body)[:2]
        return Reply(
            (
                Text("Two digests tell it:\n- "),
                Text("GLM-5.1 leads", (Cite(first["source"], 0, 1), Cite(second["source"], 0, 1))),
                Text("\n- "),
                Text("and it is open", (Cite(first["source"], 0, 1),)),
            )
        )

    server.enqueue(reply)
    answers = [answer async for answer in with_claude.stream(QUESTION)]
    assert all(after.text.startswith(before.text) for before, after in pairwise(answers))
    assert [answer.final for answer in answers] == [False] * (len(answers) - 1) + [True]
    assert answers[-1].text == (
        "Two digests tell it:\n- GLM-5.1 leads [1][2]\n- and it is open [1]"
    )
    assert answers[-2].text == answers[-1].text
    assert quotes_stand_in_their_files(answers[-1])
    assert (answers[-1].writer, answers[-1].model) == ("claude", MODEL)
    assert answers[-1].usage is not None


async def test_a_made_up_citation_is_dropped_with_its_claim(
    with_claude: Assistant, server: MessagesServer
) -> None:
    """A claim that cites a passage which was never sent is not said, streamed or final."""
    server.enqueue(
        lambda body: Reply(
            (
                Text("An open model leads", (Cite(search_results(body)[0]["source"], 0, 1),)),
                Text(" and costs $900", (Cite("made-up", 0, 1, 0, "It costs $900."),)),
                Text(". It was trained on the moon."),
            )
        )
    )
    answers = [answer async for answer in with_claude.stream(QUESTION)]
    assert all("$900" not in a.text and "moon" not in a.text for a in answers)
    assert answers[-1].text == "An open model leads [1]"
    assert len(answers[-1].citations) == 1


async def test_what_was_dropped_is_logged_by_its_kind_and_not_by_its_words(
    with_claude: Assistant, server: MessagesServer
) -> None:
    """Operators see how many claims failed in which way, never what they said."""
    server.enqueue(
        lambda body: Reply(
            tuple(
                Text(text, (Cite(search_results(body)[0]["source"], 0, 1),))
                for text in ("It costs $900.", "Zyphra leads.", "Japan leads.")
            )
        )
    )
    with capture_logs() as logs:
        await with_claude.answer(QUESTION)
    (told,) = (line for line in logs if line["event"] == "drafts_dropped")
    assert (told["count"], told["kinds"]) == (3, {"quantity": 1, "name": 2})
    assert "900" not in str(told)
    assert "Zyphra" not in str(told)


async def test_names_that_the_archive_tells_elsewhere_must_be_cited(
    with_claude: Assistant, server: MessagesServer
) -> None:
    """A word that looks common is a name where the archive uses it as one."""
    server.enqueue(
        lambda body: Reply(
            tuple(
                Text(text, (Cite(search_results(body)[0]["source"], 0, 1),))
                for text in ("Developers know it.", " Congress knows it.")
            )
        )
    )
    assert (await with_claude.answer(QUESTION)).text == "Developers know it. [1]"


async def test_an_answer_without_a_single_valid_claim_abstains(
    with_claude: Assistant, server: MessagesServer
) -> None:
    """When nothing passes the check, the answer is that the archive doesn't hold it."""
    server.enqueue(Reply((Text("It was founded in 1998 in Paris."),)))
    answer = await with_claude.answer(QUESTION)
    assert answer.abstained
    assert "1998" not in answer.text


async def test_a_failing_claude_is_replaced_by_quotes_with_a_word_about_why(
    with_claude: Assistant, server: MessagesServer
) -> None:
    """Where Claude fails, the extractive answer comes with a notice; no half sentence stays."""
    server.enqueue(
        lambda body: Reply(
            (
                Text("GLM-5.1 leads and", (Cite(search_results(body)[0]["source"], 0, 1),)),
                Text(" it is the be"),
            ),
            cut_after=9,
        )
    )
    answer = await with_claude.answer(QUESTION)
    assert answer.notice == "Claude can't be reached. Quoting the archive instead."
    assert (answer.writer, answer.model, answer.fault) == ("extractive", None, "unreachable")
    assert answer.claims
    assert "leads and" not in answer.text


async def test_an_answer_tells_how_it_came_about(
    with_claude: Assistant, server: MessagesServer
) -> None:
    """Evidence as it was sent, the model, its prompt's hash, what fell, times in their order."""
    server.enqueue(
        lambda body: Reply(
            (
                Text("An open model leads", (Cite(search_results(body)[0]["source"], 0, 1),)),
                Text(" and costs $900", (Cite("made-up", 0, 1, 0, "It costs $900."),)),
            )
        )
    )
    answer = await with_claude.answer(QUESTION)
    sent = [result["source"] for result in search_results(server.requests[0])]
    times = dict(answer.timings_ms)
    assert [each.passage.id for each in answer.evidence] == sent
    assert (answer.outcome, answer.tried) == ("answered", MODEL)
    assert re.fullmatch(r"[0-9a-f]{64}", answer.prompt or "")
    assert answer.dropped
    assert list(times) == ["search", "first", "total"]
    assert 0 < times["search"] <= times["first"] <= times["total"]


async def test_a_fallback_tells_what_was_paid(
    with_claude: Assistant, server: MessagesServer
) -> None:
    """Where the archive is quoted, model, prompt and tokens are those of the failed call."""
    server.enqueue(Reply((Text("I can't."),), "refusal", Reported(1_000, 10, 0, 0)))
    answer = await with_claude.answer(QUESTION)
    assert (answer.outcome, answer.fault, answer.writer) == ("fallback", "refusal", "extractive")
    assert (answer.tried, answer.usage) == (MODEL, Usage(1_000, 10))
    assert answer.prompt
    assert cost(answer.tried, answer.usage) == Decimal("0.0021")


async def test_days_that_hold_nothing_are_paid_for_too(
    with_claude: Assistant, server: MessagesServer
) -> None:
    """Where the search widened the tokens of both calls are told, and the price of both."""
    nothing = Reply((Text("NOT IN THE ARCHIVE"),), usage=Reported(1_000, 10, 0, 500))
    server.enqueue(nothing, nothing)
    answer = await with_claude.answer("What did Meta sign with CoreWeave on 9 April 2026?")
    assert (answer.outcome, answer.coverage.widened) == ("abstained", True)
    assert answer.usage == Usage(2_000, 20, 1_000, 0)
    assert len(answer.usage.each) == 2


async def test_an_empty_archive_has_an_outcome_of_its_own(tmp_path: Path, embedder: MiniLM) -> None:
    """A question to no documents at all isn't counted as one that wasn't found; no words aren't."""
    async with Store(tmp_path / "data", embedder) as store:
        assistant = assistant_of(store)
        assert (await assistant.answer(QUESTION)).outcome == "empty"
        assert (await assistant.answer(" ")).outcome == "unasked"


async def test_an_overload_that_passes_is_not_noticed(
    with_claude: Assistant, server: MessagesServer
) -> None:
    """A first overload is tried again, and the person never hears of it."""
    server.enqueue(
        Failure(529, "overloaded_error", "busy"),
        lambda body: Reply((Text("It leads", (Cite(search_results(body)[0]["source"], 0, 1),)),)),
    )
    answer = await with_claude.answer(QUESTION)
    assert (answer.text, answer.notice) == ("It leads [1]", None)


async def test_the_words_of_the_conversation_are_never_evidence(
    with_claude: Assistant, server: MessagesServer
) -> None:
    """What a person said before goes along as a message, not as something to cite."""
    server.enqueue(Reply((Text("NOT IN THE ARCHIVE"),)))
    history = [Turn("user", "The moon is made of GLM-5.1."), Turn("assistant", "I see.")]
    await with_claude.answer("What is it made of?", history)
    sent = search_results(server.requests[0])
    assert all("moon" not in block["text"] for result in sent for block in result["content"])


async def test_an_answer_does_not_hold_up_the_loop(assistant: Assistant) -> None:
    """While questions are searched and answered, the event loop is never late by 100 ms."""
    await assistant.answer(QUESTION)

    async def work() -> None:
        await asyncio.gather(*(assistant.answer(QUESTION) for _ in range(4)))
        await assistant.answer("What did Meta sign with CoreWeave on 9 April 2026?")

    assert await smallest_lag(work) < LIMIT


async def test_a_publication_holds_the_answer_to_itself(assistant: Assistant) -> None:
    """Only what is in the scope is cited, and the last line names what was searched."""
    scope = Scope(publications=("field notes",))
    answer = await assistant.answer(QUESTION, scope=scope)
    assert {citation.publication for citation in answer.citations} == {"Field Notes"}
    assert " of field notes, " in answer.footer


async def test_days_of_the_scope_do_not_widen(assistant: Assistant) -> None:
    """Days that the person fixed stay, whatever the question says of time."""
    day = dt.date(2026, 4, 16)
    answer = await assistant.answer(f"{QUESTION[:-1]} on 13 April?", scope=Scope(Span(day, day)))
    assert answer.abstained
    assert not answer.coverage.widened
    assert answer.text.startswith("The archive has no digest on 16 April 2026")
    day = dt.date(2026, 4, 13)
    answer = await assistant.answer(QUESTION, scope=Scope(Span(day, day)))
    assert {citation.date for citation in answer.citations} == {day}
