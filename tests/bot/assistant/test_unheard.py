"""Tests of bot/assistant/unheard.py."""

import pytest

from bot.assistant.unheard import unheard
from tests.bot.assistant.briefs import evidence, vocabulary

EVIDENCE = (
    evidence("p1", ["Wireshark 4.6.1 shows process names.", "Sora 2 makes films."]),
    evidence("p2", ["Mistral has raised money.", "Its model is Medium 3.5."], rank=2),
)


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("When is Sora 3 coming out?", "Sora 3"),
        ("What is the release date of GPT-6?", "GPT-6"),
        ("Which team won Pwn2Own?", "Pwn2Own"),
        ("what broke in wireshark 5.0?", "wireshark 5.0"),
        ("What did Cartesia raise?", "Cartesia"),
    ],
)
def test_what_the_archive_does_not_name(question: str, name: str) -> None:
    """A name or a version that no evidence has is told."""
    assert unheard(question, EVIDENCE, vocabulary(EVIDENCE)) == name


@pytest.mark.parametrize(
    "question",
    [
        "What does Sora 2 make?",
        "which names does wireshrak 4.6 show",
        "Did Mistral raise money on 9 April?",
        "How big is Medium 3.5?",
        "Is it true that Sora 2 costs 999 a month?",
        "",
    ],
)
def test_what_the_archive_names(question: str) -> None:
    """A name that the evidence has, misspelt or in a longer version, is none of those."""
    assert unheard(question, EVIDENCE, vocabulary(EVIDENCE)) is None
