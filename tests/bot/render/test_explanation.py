"""How an answer came about, for people and for programs."""

from dataclasses import replace
from io import StringIO

import pytest
from rich.console import Console

from bot.assistant.answer import Answer, Usage
from bot.assistant.check import cite
from bot.render.explanation import explanation, explanation_json
from index.digest import Coverage, Hit, Span
from tests.bot.assistant.briefs import TODAY, evidence

FIRST = replace(evidence("p1", ["GLM-5.1 leads."], title="A \x1b[31mtitle"), words=Hit(1, 12.5))
SECOND = evidence("p2", ["It is open."], rank=2)
ANSWER = Answer(
    "And who leads?",
    "SWE-Bench Pro:\u202e And who\x1b]0;x\x07 leads?",
    citations=(cite(FIRST, 0, 1, 1), cite(FIRST, 0, 1, 3)),
    coverage=Coverage(3, TODAY, TODAY, 0, Span(TODAY, TODAY), widened=True),
    writer="extractive",
    usage=Usage(1_200, 100, 3_000, 400) + Usage(1_000, 50),
    fault="overloaded",
    timings_ms=(("search", 12.3), ("first", 450.0), ("total", 1_234.5)),
    final=True,
    evidence=(FIRST, SECOND),
    dropped=2,
    tried="claude-sonnet-5-5",
    prompt="abcdef" * 10,
    record="r1",
)


def shown(answer: Answer, width: int = 100) -> str:
    """The explanation on a terminal of a width."""
    out = StringIO()
    Console(file=out, width=width, force_terminal=True, color_system=None).print(
        explanation(answer)
    )
    return out.getvalue()


def test_json_tells_all() -> None:
    """The object has the question as searched, range, outcome, model, cost, times, passages."""
    value = explanation_json(ANSWER)
    passages = value.pop("passages")
    assert value == {
        "outcome": "fallback",
        "fault": "overloaded",
        "standalone": ANSWER.standalone,
        "searched_from": "2026-04-22",
        "searched_to": "2026-04-22",
        "widened": True,
        "writer": "extractive",
        "model": "claude-sonnet-5-5",
        "prompt": ANSWER.prompt,
        "calls": 2,
        "usage": {
            "input_tokens": 2_200,
            "output_tokens": 150,
            "cache_read_input_tokens": 3_000,
            "cache_creation_input_tokens": 400,
        },
        # 2,200 × $2 + 150 × $10 + 3,000 × $0.10 + 400 × $2.50, a million each
        "cost_usd": "0.0072",
        "prices_of": "2026-11-24",
        "timings_ms": {"search": 12.3, "first": 450.0, "total": 1_234.5},
        "dropped": 2,
        "record": "r1",
    }
    assert passages == [
        {"rank": 1, "score": 0.15, "passage": "p1", "citations": [1, 3]},
        {"rank": 2, "score": 0.14, "passage": "p2", "citations": []},
    ]


def test_people_read_the_same() -> None:
    """Each fact has its line, each passage its rank, scores and the marks that cite it."""
    lines = [" ".join(line.split()) for line in shown(ANSWER).splitlines()]
    assert "range on 22 April 2026, widened to all days" in lines
    assert "outcome fallback (overloaded)" in lines
    assert "model claude-sonnet-5-5" in lines
    assert "prompt abcdefabcdef" in lines
    assert "cost $0.0072 (prices of 24 November 2026)" in lines
    assert "time search 12 ms, first words 450 ms, total 1234 ms" in lines
    assert "drafts dropped 2" in lines
    assert any(line.startswith("1 0.1500 1 (12.50) – [1][3] Daily, 13 April") for line in lines)
    assert any(line.startswith("2 0.1400 – – Daily, 13 April 2026: A title") for line in lines)


def test_an_unknown_price_is_said() -> None:
    """A model without a price has no cost, not one of nothing."""
    answer = replace(ANSWER, tried="llama-9")
    assert explanation_json(answer)["cost_usd"] is None
    assert "price not known" in shown(answer)


def test_without_evidence_and_model_it_is_short() -> None:
    """An answer that nothing was searched for has facts alone."""
    value = explanation_json(Answer("", "", abstained=True, final=True))
    assert (value["outcome"], value["passages"], value["usage"]) == ("unasked", [], None)
    assert (value["calls"], value["cost_usd"]) == (0, "0")
    assert "passage" not in shown(Answer("", "", final=True))


@pytest.mark.parametrize("width", [40, 80, 200])
def test_it_fits_and_steers_no_terminal(width: int) -> None:
    """No line is wider than the terminal, and nothing that was searched or found is obeyed."""
    text = shown(ANSWER, width)
    assert max(map(len, text.splitlines())) <= width
    assert not {"\x1b", "\x07", "\u202e"} & set(text)
