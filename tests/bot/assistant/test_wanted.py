"""Tests of bot/assistant/wanted.py."""

import pytest

from bot.assistant.wanted import wanted


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("How much did xAI raise?", "It closed a $20B round."),
        ("how much did eleven labs rase and at which valuation", "500 million dollars at 11bn"),
        ("What fine did the regulator set?", "The fine is 5M€."),
        ("What does Tiny Corp ask for the box and how much?", "Costs 65,000 USD"),
        ("How long was she at sea?", "after two months and a half"),
        ("How long was the manual?", "It has 835 pages."),
        ("How many hours did it train?", "2.8M H800 GPU hours"),
        ("how many tok/s on a mac?", "it runs at 64 tok/s"),
        ("How many parameters does it have?", "754B in all"),
        ("What share of developers trust it?", "only 28 %"),
        ("What fraction got feedback?", "54% against 16%"),
        ("By what factor did it swell?", "measured 1.46×"),
        ("How many shops scan faces?", "in twenty-eight shops, or 28"),
        ("ok and when does it kick in?", "January 2027"),
        ("What is the release date of GPT-6?", "on 4 May"),
    ],
)
def test_values_of_the_kind_that_is_wanted(question: str, value: str) -> None:
    """A question that wants a value finds one of its kind, however it is written."""
    pattern = wanted(question)
    assert pattern is not None
    assert pattern.search(value)


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("How much did xAI raise?", "xAI raised money of 12 investors."),
        ("How long does the battery last?", "It weighs 300 grams."),
        ("How many GPU-hours did it take?", "It has 128 layers."),
        ("how many tok/s on a steam deck?", "It has 200 tokens of context."),
        ("By what factor did it swell?", "It swelled."),
    ],
)
def test_values_of_other_kinds(question: str, value: str) -> None:
    """A value of another kind isn't the one that is wanted."""
    pattern = wanted(question)
    assert pattern is not None
    assert not pattern.search(value)


@pytest.mark.parametrize(
    "question",
    ["Which model leads?", "When Chinese devs talk of lobsters, what do they mean?", "", "???"],
)
def test_questions_that_want_no_value(question: str) -> None:
    """A question for something else than a value wants none."""
    assert wanted(question) is None
