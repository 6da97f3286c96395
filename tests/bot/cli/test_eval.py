"""Tests of bot/cli/eval.py: the sample archive measured on two questions."""

import json
from pathlib import Path

import pytest

from tests.bot.process import footnote

QUOTE = "GLM-5.1 topped SWE-Bench Pro with a score of 58.4, ahead of GPT-5.4 at 57.7"
QUESTIONS = [
    {
        "id": "one",
        "type": "single_fact",
        "question": "Which model topped SWE-Bench Pro?",
        "answer_facts": ["GLM-5.1"],
        "evidence": [{"file": "latent-signals/2026-04-13.txt", "quote": QUOTE}],
        "answerable": True,
    },
    {
        "id": "two",
        "type": "unanswerable",
        "question": "What is the release date of GPT-9?",
        "evidence": [],
        "answerable": False,
    },
]


def test_the_figures_of_the_sample(tmp_path: Path) -> None:
    """Search and answers are held against the evidence, and the writer is named."""
    file = tmp_path / "questions.jsonl"
    file.write_text("\n".join(map(json.dumps, QUESTIONS)), "utf-8")
    done = footnote("eval", str(file), "--json", "--now", "2026-04-22", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["writer"], told["date"]) == ("extractive", "2026-04-22")
    everything = told["types"][-1]
    assert (everything["kind"], everything["questions"]) == ("all", 2)
    for name in ("found", "cited", "facts", "right"):
        assert everything[name] == [1, 1], name
    assert everything["wrong"] == [0, 1]
    assert everything["valid"][0] == everything["valid"][1] > 0


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "holds no question"),
        ("What is it?", "Line 1 of"),
        ('{"question": "What?"}', "it lacks 'evidence'"),
        ("[" * 100_000, "Line 1 of"),
        (None, "can't be read: No such file"),
    ],
)
def test_a_file_that_holds_no_questions(tmp_path: Path, text: str | None, reason: str) -> None:
    """What is no file of questions is refused in one line that says why."""
    if text is not None:
        (tmp_path / "questions.jsonl").write_text(text, "utf-8")
    done = footnote("eval", "questions.jsonl", cwd=tmp_path)
    assert done.returncode == 1
    assert reason in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
