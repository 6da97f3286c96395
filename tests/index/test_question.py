"""A question, understood against the words and names of an archive."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.aliases import Aliases
from index.question import understand
from index.terms import stems_of
from index.vocabulary import Vocabulary

WORDS = Vocabulary(
    {
        "anthrop": 50,
        "rais": 40,
        "seri": 30,
        "valuat": 20,
        "elevenlab": 9,
        "server": 30,
        "googl": 90,
        "deepmind": 70,
        "opu": 20,
        "4": 80,
        "7": 60,
        "gdm": 2,
        "wich": 1,
    },
    200,
)
NAMES = Aliases.of([("Google DeepMind", "GDM"), ("licence", "license")])


def _words(question: str) -> list[str]:
    return [term.word for term in understand(question, WORDS, NAMES).terms]


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("how much did antropic rase in seiries H?", "how much did anthropic raise in series H?"),
        ("at what valuaton", "at what valuation"),
        ("srvr price", "server price"),
        ("Opus 4,7 price", "Opus 4.7 price"),
        ("who runs GDM now?", "who runs GDM now? (Google DeepMind)"),
        ("who runs Google DeepMind?", "who runs Google DeepMind?"),
        ("keeping crayfish", "keeping crayfish"),
    ],
)
def test_what_is_embedded(question: str, text: str) -> None:
    """Misspelt and clipped words are mended, the commoner name stands behind the rarer one."""
    assert understand(question, WORDS, NAMES).text == text


def test_words_the_archive_writes_as_one() -> None:
    """Two words are one term as well where the archive writes them so, misspelt or not."""
    assert "elevenlabs" in _words("eleven labs round")
    (term,) = [t for t in understand("eleven labbs", WORDS, NAMES).terms if t.word == "elevenlabbs"]
    assert term.spelt == ("elevenlab",)


def test_misspelt_words_that_ask_are_left_out() -> None:
    """'wich' is 'which', though somebody wrote so once in the archive."""
    assert _words("wich valuation") == ["valuation"]


@pytest.mark.parametrize(
    ("question", "passage", "named"),
    [
        ("GDM", "Google DeepMind hired.", True),
        ("GDM", "Google hired.", False),
        ("valuaton", "At a valuation of $5B.", True),
        ("opus4.7", "It beats Opus 4.7.", True),
        ("meta-reviewers", "Facebook says.", False),
    ],
)
def test_a_term_is_named_in_any_of_its_forms(question: str, passage: str, *, named: bool) -> None:
    """A passage speaks of a term by the word, by what it misspells, or by another name."""
    terms = understand(question, WORDS, Aliases.of([*[("GDM", "Google DeepMind")]])).terms
    assert named == any(term.named_in(stems_of(passage)) for term in terms)


@pytest.mark.parametrize("question", ["35 billion?", "is it 35B", "$35bn", "a 35-billion deal"])
def test_amounts_are_found_however_they_are_written(question: str) -> None:
    """A number with its unit stands for every way in which that is written."""
    terms = understand(question, WORDS, NAMES).terms
    (amount,) = [term for term in terms if term.word == "35 billion"]
    assert amount.others == ("35b", "35bn")
    for said in ("$35B", "35 billion dollars", "35bn"):
        assert amount.named_in(stems_of(f"It paid {said}."))
    assert not amount.named_in(stems_of("It paid $36B."))


def test_quoted_words_stay_together() -> None:
    """What stands in quotes is a phrase of its own."""
    assert understand('the "big lease"', WORDS, NAMES).quoted == ("big lease",)


@given(st.text(max_size=400))
def test_any_question_is_understood(question: str) -> None:
    """Whatever is asked has terms with a weight, or none, and at most sixty-four."""
    terms = understand(question, WORDS, NAMES).terms
    assert len(terms) <= 64
    assert all(term.word and term.weight > 0 for term in terms)
