"""Days in the language that is spoken."""

import datetime as dt

import pytest

from bot.assistant.answer import days_words, long_date, span_words
from bot.words import speaking

APRIL = dt.date(2026, 4, 13)


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ((2026, 4, 13), (2026, 4, 13), "13. April 2026"),
        ((2026, 4, 10), (2026, 4, 16), "10. bis 16. April 2026"),
        ((2026, 3, 31), (2026, 4, 2), "31. März bis 2. April 2026"),
        ((2025, 12, 30), (2026, 1, 2), "30. Dezember 2025 bis 2. Januar 2026"),
    ],
)
def test_days_are_written_as_the_language_does(
    start: tuple[int, int, int], end: tuple[int, int, int], words: str
) -> None:
    """Months have their names, days their marks, and what two days share is said once."""
    with speaking("de"):
        assert days_words(dt.date(*start), dt.date(*end)) == words


def test_a_span_has_the_words_that_its_language_puts_before_days() -> None:
    """A day, a range and an open end each have their own."""
    with speaking("de"):
        assert span_words(APRIL, APRIL) == "am 13. April 2026"
        assert span_words(APRIL, dt.date(2026, 4, 16)) == "vom 13. bis 16. April 2026"
        assert span_words(APRIL, None) == "seit dem 13. April 2026"
        assert span_words(None, APRIL) == "bis zum 13. April 2026"
        assert long_date(None) == "undatiert"
