"""Tests of bot/assistant/claude/talk.py: what becomes of replies, through the assistant."""

import re
from collections.abc import Sequence
from typing import Any

import pytest

from bot.assistant.answer import Answer
from bot.assistant.assistant import Assistant
from tests.messages_server import (
    Cite,
    Failure,
    Json,
    MessagesServer,
    Reply,
    Scripted,
    Text,
    Thinking,
    ToolUse,
    search_results,
)

QUESTION = "Which model topped SWE-Bench Pro?"
FUEL = {"queries": ["Oracle fuel cells"]}
NOT_IN = Reply((Text("NOT IN THE ARCHIVE"),))


def source(body: Json, words: str) -> tuple[str, int]:
    """The source and the block of the first sentence sent that holds these words."""
    for result in search_results(body):
        for n, block in enumerate(result["content"]):
            if words in block["text"]:
                return result["source"], n
    raise AssertionError(f"{words} wasn't sent")


def cite(body: Json, words: str) -> Cite:
    """A citation of that sentence."""
    found, n = source(body, words)
    return Cite(found, n, n + 1)


def saying(text: str, words: str) -> Scripted:
    """A reply of one claim that cites the sentence with these words."""
    return lambda body: Reply((Text(text, (cite(body, words),)),))


def calling(*inputs: Any, before: Sequence[Text | Thinking] = ()) -> Reply:
    """A reply that calls the tool once for each input."""
    calls = (ToolUse("search_archive", given, f"toolu_{n}") for n, given in enumerate(inputs))
    return Reply((*before, *calls), "tool_use")


def results(body: Json) -> list[Json]:
    """The tool results of a request's last message."""
    return [block for block in body["messages"][-1]["content"] if block["type"] == "tool_result"]


async def streamed(assistant: Assistant, question: str = QUESTION) -> list[Answer]:
    """All answers of a stream."""
    return [answer async for answer in assistant.stream(question)]


async def test_two_claims_of_one_passage_keep_their_citations(
    assistant: Assistant, server: MessagesServer
) -> None:
    """Claims that cite the same sentence have the same mark, and both have it."""
    server.enqueue(
        lambda body: Reply(
            (
                Text("GLM-5.1 leads", (cite(body, "score of 58.4"),)),
                Text(" and "),
                Text("no other model does.", (cite(body, "score of 58.4"),)),
            )
        )
    )
    answer = await assistant.answer(QUESTION)
    assert answer.text == "GLM-5.1 leads [1] and no other model does. [1]"
    assert len(answer.citations) == 1


async def test_a_passage_that_was_never_sent_cant_be_cited(
    assistant: Assistant, server: MessagesServer
) -> None:
    """A claim that cites what wasn't sent is not said; the one beside it is."""
    server.enqueue(
        lambda body: Reply(
            (
                Text("GLM-5.1 leads.", (cite(body, "score of 58.4"),)),
                Text(" It is dear.", (Cite("made-up", 0, 1, 0, "It is dear."),)),
            )
        )
    )
    answer = await assistant.answer(QUESTION)
    assert (answer.text, len(answer.citations)) == ("GLM-5.1 leads. [1]", 1)


async def test_a_number_that_is_not_in_the_quote_is_not_said(
    assistant: Assistant, server: MessagesServer
) -> None:
    """A claim with a number that its citation doesn't hold is dropped, streamed and final."""
    server.enqueue(
        lambda body: Reply(
            (
                Text("It leads with 99.9 points. ", (cite(body, "score of 58.4"),)),
                Text("GLM-5.1 leads.", (cite(body, "score of 58.4"),)),
            )
        )
    )
    answers = await streamed(assistant)
    assert all("99" not in f"{answer.text} {answer.pending}" for answer in answers)
    assert answers[-1].text == "GLM-5.1 leads. [1]"


async def test_a_refusal_is_replaced_by_quotes(
    assistant: Assistant, server: MessagesServer
) -> None:
    """What was said before a refusal goes; the archive is quoted and the reason told."""
    server.enqueue(
        lambda body: Reply(
            (Text("GLM-5.1 may lead.", (cite(body, "score of 58.4"),)),), stop_reason="refusal"
        )
    )
    answer = await assistant.answer(QUESTION)
    assert (answer.fault, answer.writer) == ("refusal", "extractive")
    assert "may lead" not in answer.text
    assert answer.notice == "Claude declined to answer this. Quoting the archive instead."


@pytest.mark.parametrize("cut_after", [1, 4, 9, 14])
async def test_a_cut_stream_leaves_no_half_sentence(
    assistant: Assistant, server: MessagesServer, cut_after: int
) -> None:
    """Wherever a stream breaks, the final answer is whole and nobody's half."""
    server.enqueue(
        lambda body: Reply(
            (
                Text("GLM-5.1 may lead,", (cite(body, "score of 58.4"),)),
                Text(" and some say", (cite(body, "score of 58.4"),)),
            ),
            cut_after=cut_after,
        )
    )
    answers = await streamed(assistant)
    assert answers[-1].fault == "unreachable"
    assert answers[-1].pending == ""
    assert "may lead" not in answers[-1].text
    assert answers[-1].claims
    assert answers[-1].usage is not None


async def test_an_overload_that_passes_costs_nothing_but_time(
    assistant: Assistant, server: MessagesServer
) -> None:
    """An overload is tried again; the answer is Claude's and no notice tells of it."""
    server.enqueue(
        Failure(529, "overloaded_error", "busy"), saying("GLM-5.1 leads.", "score of 58.4")
    )
    answer = await assistant.answer(QUESTION)
    assert (answer.text, answer.notice, answer.fault) == ("GLM-5.1 leads. [1]", None, None)


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        (
            {"queries": ["GLM"], "from": "2026-04-20", "to": "2026-04-10"},
            "from 2026-04-20 is after to 2026-04-10",
        ),
        ({"queries": ["GLM"], "from": "last week"}, "from: Input should be a valid date"),
        ({"queries": ["GLM"], "to": 20260413}, "to: Input should be a valid date"),
        ({"queries": []}, "queries: .* at least 1 item"),
        ({"queries": ["a", "b", "c", "d", "e"]}, "queries: .* at most 4 items"),
        ({"queries": "GLM"}, "queries: Input should be a valid"),
        ({}, "queries: Field required"),
        ({"queries": ["GLM"], "limit": 99}, "limit: Extra inputs are not permitted"),
        ({"queries": ["GLM"], "kind": "rumour"}, "kind: Input should be 'digest' or 'source'"),
        (
            {"queries": ["GLM"], "publication": "The Moon"},
            "no publication 'The Moon'; there are: .*Latent Signals",
        ),
    ],
)
async def test_a_call_that_cant_be_done_is_answered_with_what_is_wrong(
    assistant: Assistant, server: MessagesServer, given: Any, wrong: str
) -> None:
    """A bad range or shape goes back as an error that names it, and the talk goes on."""
    server.enqueue(calling(given), saying("GLM-5.1 leads.", "score of 58.4"))
    answer = await assistant.answer(QUESTION)
    (result,) = results(server.requests[1])
    assert result["is_error"]
    assert re.search(wrong, result["content"])
    assert answer.text == "GLM-5.1 leads. [1]"


async def test_a_tool_that_does_not_exist_is_answered_so(
    assistant: Assistant, server: MessagesServer
) -> None:
    """A call of another tool is an error that names the one there is."""
    server.enqueue(Reply((ToolUse("send_mail", {"to": "me"}),), "tool_use"), NOT_IN)
    await assistant.answer(QUESTION)
    (result,) = results(server.requests[1])
    assert "no tool 'send_mail'; the only one is search_archive" in result["content"]


async def test_what_the_model_searches_can_be_cited(
    assistant: Assistant, server: MessagesServer
) -> None:
    """Passages of a search of its own come as search results, and what cites them is a claim."""
    server.enqueue(calling(FUEL), saying("Oracle buys fuel cells.", "fuel cell"))
    answer = await assistant.answer(QUESTION)
    (result,) = results(server.requests[1])
    assert {block["type"] for block in result["content"]} == {"search_result"}
    assert all(block["citations"] == {"enabled": True} for block in result["content"])
    assert answer.text == "Oracle buys fuel cells. [1]"
    assert answer.citations[0].passage in {e.passage.id for e in answer.evidence}
    sent = [block["source"] for block in search_results(server.requests[1])]
    assert len(sent) == len(set(sent))


async def test_parallel_calls_are_answered_in_one_message(
    assistant: Assistant, server: MessagesServer
) -> None:
    """Each of several calls has its result, all in the next message, one's error alone."""
    server.enqueue(
        calling(FUEL, {"queries": [""]}, {"queries": ["CoreWeave"], "from": "2026-04-09"}),
        saying("Oracle buys fuel cells.", "fuel cell"),
    )
    answer = await assistant.answer(QUESTION)
    answered = results(server.requests[1])
    assert [each["tool_use_id"] for each in answered] == ["toolu_0", "toolu_1", "toolu_2"]
    assert [each.get("is_error", False) for each in answered] == [False, True, False]
    assert answer.claims


async def test_more_calls_than_a_turn_may_have_are_refused(
    assistant: Assistant, server: MessagesServer
) -> None:
    """Of six calls at once four are searched."""
    server.enqueue(calling(*[FUEL] * 6), NOT_IN)
    await assistant.answer(QUESTION)
    refused = [each for each in results(server.requests[1]) if each.get("is_error")]
    assert [each["tool_use_id"] for each in refused] == ["toolu_4", "toolu_5"]


async def test_a_fourth_round_of_search_is_not_offered(
    assistant: Assistant, server: MessagesServer
) -> None:
    """After three rounds the model must answer, with the tools in the request as they were."""
    server.enqueue(*[calling(FUEL)] * 3, saying("Oracle buys fuel cells.", "fuel cell"))
    answer = await assistant.answer(QUESTION)
    choices = [body.get("tool_choice") for body in server.requests]
    assert choices == [None, None, None, {"type": "none"}]
    assert all(body["tools"] == server.requests[0]["tools"] for body in server.requests)
    assert answer.text == "Oracle buys fuel cells. [1]"


async def test_a_model_that_goes_on_searching_is_left(
    assistant: Assistant, server: MessagesServer
) -> None:
    """A call where none is offered ends the talk, and the archive is quoted."""
    server.enqueue(*[calling(FUEL)] * 4)
    answer = await assistant.answer(QUESTION)
    assert len(server.requests) == 4
    assert (answer.fault, answer.writer) == ("rounds", "extractive")


async def test_words_beside_a_call_are_not_the_answer(
    assistant: Assistant, server: MessagesServer
) -> None:
    """What is said before a search is taken back when the search begins, claims as well."""
    server.enqueue(
        lambda body: calling(
            FUEL,
            before=[
                Text("GLM-5.1 leads. ", (cite(body, "score of 58.4"),)),
                Text("I'll look for fuel cells."),
            ],
        ),
        saying("Oracle buys fuel cells.", "fuel cell"),
    )
    answers = await streamed(assistant)
    assert all("look for" not in f"{answer.text} {answer.pending}" for answer in answers)
    assert answers[-1].text == "Oracle buys fuel cells. [1]"
    given = len(answers[0].evidence)
    after = next(n for n, answer in enumerate(answers) if len(answer.evidence) > given)
    assert all("GLM" not in f"{a.text} {a.pending}" for a in answers[after:])


async def test_thinking_goes_back_as_it_came(assistant: Assistant, server: MessagesServer) -> None:
    """A turn is sent back whole, its thinking first and signed."""
    server.enqueue(
        calling(FUEL, before=[Thinking("What of fuel cells?"), Text("Looking.")]),
        saying("Oracle buys fuel cells.", "fuel cell"),
    )
    answer = await assistant.answer(QUESTION)
    turn = server.requests[1]["messages"][-2]
    assert [block["type"] for block in turn["content"]] == ["thinking", "text", "tool_use"]
    assert answer.claims


async def test_usage_is_that_of_all_rounds(assistant: Assistant, server: MessagesServer) -> None:
    """The tokens of an answer are those of all its calls, the cache's too."""
    server.enqueue(calling(FUEL), saying("Oracle buys fuel cells.", "fuel cell"))
    answer = await assistant.answer(QUESTION)
    usage = answer.usage
    assert usage is not None
    assert usage.cache_read_input_tokens == usage.cache_creation_input_tokens > 0


async def test_a_turn_that_pauses_goes_on(assistant: Assistant, server: MessagesServer) -> None:
    """A paused turn is sent back, and what follows belongs to the same answer."""
    server.enqueue(
        lambda body: Reply(
            (Text("GLM-5.1 leads. ", (cite(body, "score of 58.4"),)),), stop_reason="pause_turn"
        ),
        saying("It has 58.4 points.", "score of 58.4"),
    )
    answer = await assistant.answer(QUESTION)
    assert server.requests[1]["messages"][-1]["role"] == "assistant"
    assert answer.text == "GLM-5.1 leads. [1] It has 58.4 points. [1]"


async def test_what_stands_of_an_answer_that_grew_too_long_stays(
    assistant: Assistant, server: MessagesServer
) -> None:
    """At max_tokens whole sentences stay, with a word about the rest."""
    server.enqueue(
        lambda body: Reply(
            (
                Text("GLM-5.1 leads.", (cite(body, "score of 58.4"),)),
                Text(" Of others"),
                Text(", none leads", (cite(body, "score of 58.4"),)),
                Text(" and it is sa", (cite(body, "score of 58.4"),)),
            ),
            stop_reason="max_tokens",
        )
    )
    answer = await assistant.answer(QUESTION)
    assert (answer.text, answer.fault) == ("GLM-5.1 leads. [1]", "max_tokens")
    assert (answer.writer, answer.notice) == (
        "claude",
        "Claude's answer grew too long and was cut.",
    )
    assert len(answer.citations) == 1


async def test_an_answer_too_long_to_hold_a_claim_is_quoted(
    assistant: Assistant, server: MessagesServer
) -> None:
    """At max_tokens without a whole claim the archive is quoted."""
    server.enqueue(
        lambda body: Reply(
            (Text("GLM-5.1 leads and it", (cite(body, "score of 58.4"),)),), "max_tokens"
        )
    )
    answer = await assistant.answer(QUESTION)
    assert (answer.writer, answer.fault) == ("extractive", "max_tokens")


@pytest.mark.parametrize(
    "failure",
    [
        Failure(400, "invalid_request_error", "prompt is too long: 210000 tokens > 200000 maximum"),
        Failure(413, "request_too_large", "Request exceeds the maximum size"),
        Reply((Text("GLM-5.1 le"),), stop_reason="model_context_window_exceeded"),
    ],
)
async def test_an_overflow_is_tried_once_more_with_half(
    assistant: Assistant, server: MessagesServer, failure: Scripted
) -> None:
    """A prompt that doesn't fit goes again with half of the evidence, and once only."""
    server.enqueue(failure, saying("GLM-5.1 leads.", "score of 58.4"))
    answer = await assistant.answer(QUESTION)
    whole, half = (len(search_results(body)) for body in server.requests)
    assert half == whole // 2
    assert answer.text == "GLM-5.1 leads. [1]"
    server.enqueue(failure, failure)
    answer = await assistant.answer(QUESTION)
    assert (answer.fault, answer.writer) == ("context", "extractive")


async def test_days_that_a_search_adds_are_told(
    assistant: Assistant, server: MessagesServer
) -> None:
    """The footer names the days of the question and those of the model's own searches."""
    server.enqueue(
        calling({"queries": ["fuel cells"], "from": "2026-04-12", "to": "2026-04-15"}),
        saying("Oracle buys fuel cells.", "fuel cell"),
    )
    answer = await assistant.answer("What did Oracle buy on 13 April 2026?")
    assert "only from 12 to 15 April 2026" in answer.footer
