"""Tests of bot/assistant/claude/evidence.py."""

from dataclasses import replace

import pytest

from bot.assistant.claude import ClaudeWriter, make_client
from bot.assistant.claude.evidence import tokens, within
from bot.assistant.writer import Wanted
from index.digest import Evidence
from tests.bot.assistant.briefs import brief, drafts, evidence
from tests.messages_server import MODEL, MessagesServer, Reply, Text, ToolUse, search_results

MANY = [evidence(f"p{n}", ["Oracle buys fuel cells. " * 20], rank=n) for n in range(1, 13)]
EACH = tokens(MANY[0])


def test_chinese_counts_by_its_letters() -> None:
    """A Chinese letter is counted as a token, four English ones as little more than one."""
    assert tokens(evidence("p", ["早" * 300])) >= 300
    assert 250 <= tokens(evidence("p", ["word" * 250])) <= 400


@pytest.mark.parametrize("room", [0, 1, 5, 12, 20])
def test_the_first_that_fit_are_kept(room: int) -> None:
    """Evidence is cut behind what fits the budget, never out of order."""
    assert within(MANY, room * EACH) == tuple(MANY[:room])


@pytest.mark.parametrize("room", [0, 1, 5])
async def test_what_is_sent_stays_within_the_budget(server: MessagesServer, room: int) -> None:
    """Evidence of the question and of searches stay in it together; one passage always goes."""

    async def find(wanted: Wanted) -> list[Evidence]:
        return [evidence(f"{wanted.queries[0]}{n}", ["Fuel. " * 80]) for n in range(12)]

    server.enqueue(
        Reply((ToolUse("search_archive", {"queries": ["x"]}),), "tool_use"),
        Reply((Text("NOT IN THE ARCHIVE"),)),
    )
    async with make_client("test-key", server.url, 5) as client:
        writer = ClaudeWriter(client, MODEL, 500, evidence_tokens=room * EACH + EACH // 2)
        await drafts(writer, replace(brief("What?", *MANY), find=find))
    first, second = (len(search_results(body)) for body in server.requests)
    assert first == max(room, 1)
    assert second <= first + 1
