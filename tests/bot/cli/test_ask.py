"""Tests of bot/cli/ask.py on real digests and the questions about them."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.bot.process import footnote
from tests.shared import SEEDS, SHARED, needs_seeds

QUESTIONS = SHARED / "questions" / "seeds.jsonl"


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[dict[str, Any], Any]]:
    """Each question about the five real digests with the answer of the extractive writer."""
    asked = [json.loads(line) for line in QUESTIONS.read_text("utf-8").splitlines()]
    done = footnote(
        "ask", "-", "--json", "--archive", str(SEEDS), "--now", "2026-04-22",
        cwd=tmp_path_factory.mktemp("seeds"),
        stdin=QUESTIONS.read_text("utf-8"),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return list(zip(asked, map(json.loads, done.stdout.splitlines()), strict=True))


@needs_seeds
def test_every_quote_is_in_the_cited_file(answered: list[tuple[dict[str, Any], Any]]) -> None:
    """The words of every citation stand in the file that it names, marks of Markdown aside."""
    for _, answer in answered:
        for citation in answer["citations"]:
            raw = Path(citation["archive"], citation["file"]).read_text("utf-8")
            assert citation["quote"] in " ".join(raw.replace("`", "").split())


@needs_seeds
def test_most_answers_cite_the_file_that_holds_the_evidence(
    answered: list[tuple[dict[str, Any], Any]],
) -> None:
    """Of the answerable questions four in five or more cite a file that their evidence names."""
    hits = [
        not answer["abstained"]
        and bool(
            {citation["file"] for citation in answer["citations"]}
            & {Path(evidence["file"]).name for evidence in question["evidence"]}
        )
        for question, answer in answered
        if question["answerable"]
    ]
    assert sum(hits) >= 0.8 * len(hits)


@needs_seeds
def test_unanswerable_questions_abstain(answered: list[tuple[dict[str, Any], Any]]) -> None:
    """A question that the archive doesn't answer gets no claim."""
    told = [answer["claims"] for question, answer in answered if not question["answerable"]]
    assert told == [[] for _ in told]
    assert told
