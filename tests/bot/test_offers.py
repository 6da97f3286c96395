"""What a select offers of the archive."""

from dataclasses import replace

from bot.offers import publications_of, tags_of
from index.digest import Origin

DIGEST = Origin("d", "digest", "Daily", "Title", None, "archive", "f", None)


def test_most_frequent_and_chosen_are_offered() -> None:
    """Of many names a select offers 25: those that are chosen, then the most frequent."""
    origins = [replace(DIGEST, publication=f"P{n:02}") for n in range(40) for _ in range(40 - n)]

    offered = publications_of(origins, ("P39", "Gone"))

    values = [value for value, _ in offered]
    assert values == [*(f"P{n:02}" for n in range(23)), "P39", "Gone"]


def test_one_publication_is_no_choice() -> None:
    """Where the archive has one publication there is nothing to choose, unless it was chosen."""
    assert publications_of([DIGEST], ()) == ()
    assert publications_of([DIGEST], ("Daily",)) == (("Daily", "Daily"),)


def test_tags_are_offered_once_however_they_are_written() -> None:
    """Spellings of a tag are one choice, shown as most digests write it."""
    tags = [("#AI", "chips"), ("AI",), ("#AI",), ("ai",), ("#",), ("x" * 101,), ("\u202e",)]
    origins = [replace(DIGEST, tags=each) for each in tags]

    assert tags_of(origins, ()) == (("ai", "AI"), ("chips", "chips"))


def test_labels_hold_what_is_seen() -> None:
    """A name with invisible characters is offered without them, and kept with them."""
    (offered, _) = publications_of([replace(DIGEST, publication="A\u202eB"), DIGEST], ())

    assert offered == ("A\u202eB", "AB")
