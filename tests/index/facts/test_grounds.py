"""Tests of index/facts/grounds.py, names.py and text.py."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.aliases import Aliases
from index.facts import ArchiveNames, Grounds, Missing, known_in, unsupported
from index.facts.text import is_foreign, plain
from index.names import NameBook
from index.vocabulary import Vocabulary

DAY = dt.date(2026, 4, 13)
TOLD = "The lab raised $21 billion for Opus 4.7."
AROUND = "Dario Amodei of Anthropic said so. Opus 4.6 and Haiku 4.5 came before."
GROUNDS = Grounds((TOLD,), (DAY,), (TOLD, AROUND), (TOLD, AROUND, "Claude Opus 4.7 is out."))


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Anthropic raised $21B on 13 April.", []),
        ("Amodei raised it.", []),
        ("Claude Opus 4.7 is new.", []),
        ("Haiku 4.5 came before.", []),
        ("It raised $22B in May for Opus 4.8, says Altman.", "quantity date version name".split()),
        ("Opus 4.6 came.", ["version"]),
        ("Claude Haiku 4.5 came.", ["name"]),
        ("Sam Altman raised it.", ["name"]),
        ("", []),
    ],
)
def test_what_is_missing_is_told_with_its_kind(text: str, kinds: list[str]) -> None:
    """Amounts and days must be quoted or shown, names may stand around the quote."""
    assert [missing.kind for missing in unsupported(text, GROUNDS)] == kinds


def test_what_is_missing_is_named() -> None:
    """The fact itself is told, for whoever shows or counts it."""
    assert unsupported("OpenAI raised 40%.", GROUNDS) == (
        Missing("quantity", "40 %"),
        Missing("name", "OpenAI"),
    )


def test_other_names_of_a_thing_are_told_too() -> None:
    """By the archive's aliases, and by what its texts explain."""
    quoted = ("The GDM team won.",)
    assert unsupported("Alphabet's Brainy won.", Grounds(quoted))
    aliases = Aliases.of([["GDM", "Brainy"]])
    assert not unsupported("Brainy won.", Grounds(quoted, aliases=aliases))
    explains = "The Grand Data Mill (GDM) grows."
    assert not unsupported("Grand Data Mill won.", Grounds(quoted, elsewhere=(explains,)))
    assert unsupported("Grand Data Mill won.", Grounds(quoted))


@pytest.mark.parametrize("word", ["Developers", "Separately,", "Released", "New", "On"])
def test_a_common_word_at_the_beginning_is_no_name(word: str) -> None:
    """What opens a sentence is capital whatever it is."""
    assert not unsupported(f"{word} won it all.", Grounds(("It won.",)))


@pytest.mark.parametrize("word", ["Mistral", "Google", "Japan", "xAI", "Zyphra"])
def test_a_name_at_the_beginning_is_one(word: str) -> None:
    """A word that is no common one must be told, wherever it stands."""
    assert unsupported(f"{word} won it all.", Grounds(("It won.",)))


def test_nouns_of_other_languages_are_no_names_unless_they_are_known() -> None:
    """German writes every noun with a capital; names are known from the archive."""
    grounds = Grounds(("The lab won.",), known=(frozenset({"Mistral"}),))
    assert not unsupported("Das Unternehmen hat den Preis gewonnen.", grounds)
    assert unsupported("Der Preis ist an Mistral gegangen.", grounds)
    assert unsupported("Der Preis ist an DeepMind gegangen.", grounds)


def test_a_word_is_a_name_of_the_archive_where_it_is_mostly_one() -> None:
    """Of the passages that have the word, half or more must have it as a name."""
    book = NameBook.of([("Cursor", 6), ("Users", 6)], 100)
    names = ArchiveNames(book, Vocabulary({"cursor": 9, "user": 40}, 100))
    assert "Cursor" in names
    assert "Users" not in names
    assert "Zephyr" not in names


def test_names_are_known_from_the_inside_of_sentences() -> None:
    """A word that only opens sentences is no name."""
    assert known_in(("Users like Cursor. Users pay.",)) == {"Cursor"}


@pytest.mark.parametrize(
    ("text", "foreign"),
    [
        ("Das Modell ist nicht neu.", True),
        ("Le modèle est dans la liste.", True),
        ("The model is new.", False),
        ("Anthropic raised $30B.", False),
        ("", False),
    ],
)
def test_a_language_is_told_by_its_small_words(text: str, *, foreign: bool) -> None:
    """Without any, a text is taken for English."""
    assert is_foreign(text) is foreign


def test_a_text_is_read_in_one_way_of_writing() -> None:
    """Wide and odd marks, list marks, emphasis and dates of other languages become plain."""
    assert plain("- **４０％** am 13. März 2026") == "40% am 13 March 2026"
    assert plain("1. One\n2) Two") == "One Two"
    assert plain("8×H100 per million in 2h30m") == "8x H100 per 1 million in 2h 30m"


@given(st.text())
def test_any_text_tells_its_own_facts(text: str) -> None:
    """Whatever a text is, nothing of it is missing in it."""
    assert unsupported(text, Grounds((text,))) == ()


@given(
    st.lists(st.sampled_from("GPT-5 Opus 4.7 v2.1 $ 21 B -30 % to and April 13 , . 2026".split()))
)
def test_facts_in_any_order_stand_in_themselves(words: list[str]) -> None:
    """However facts run together, what is read of them twice is the same."""
    text = " ".join(words)
    assert unsupported(text, Grounds((text,))) == ()
