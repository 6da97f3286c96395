"""The rules of an archive."""

import datetime as dt
import re

import pytest

from index.digest import Block
from index.readers import read_file
from index.readers.rules import Rules

RSS = b"""<rss version="2.0"><channel><title>F</title><language>en</language>
<item><title>T</title><description>Text.</description></item></channel></rss>"""
JSON = b'[{"title": "T", "url": "https://e.org/t", "source": "S"}]'
PAGE = (
    b"<html lang='en'><body><article><p>" + b"The hall is large. " * 30 + b"</p></article></body>"
)

ALL = (
    Rules(),
    Rules("markdown"),
    Rules(publication="The Paper"),
    Rules(language="de"),
    Rules(date_pattern=re.compile(r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)")),
    Rules(date_pattern=re.compile(r"(?P<day>\d\d)(?P<month>\d\d)(?P<year>\d{4})")),
    Rules(sources=False),
)


def test_every_rule_has_a_mark_of_its_own() -> None:
    """The mark changes with every rule and is equal for equal rules."""
    assert len({rules.mark for rules in ALL}) == len(ALL)
    assert Rules("markdown").mark == Rules("markdown").mark


def test_a_name_is_not_taken_for_a_language() -> None:
    """The same word in another place is another rule."""
    assert Rules(publication="de").mark != Rules(language="de").mark


def test_a_fixed_reader_reads_what_it_would_not_recognise() -> None:
    """A fixed reader is taken whatever the text looks like."""
    raw = b"One insight.\nAnother one.\n"
    (found,) = read_file(raw, "a.md", Rules("insights"))
    assert [s.blocks[0].text for s in found.digest.sections[0].stories] == [
        "One insight.",
        "Another one.",
    ]
    (plain,) = read_file(raw, "a.md")
    assert plain.digest.summary == (Block("One insight. Another one."),)


@pytest.mark.parametrize("reader", ["newsletter", "report", "insights", "markdown"])
@pytest.mark.parametrize("raw", [b"Only words.\n", b"# T\n\n- item\n", b"2026-04-13 #AI\n\nT"])
def test_a_fixed_reader_breaks_on_no_text(reader: str, raw: bytes) -> None:
    """A fixed reader makes something of a text that isn't its own."""
    (rules,) = [
        r
        for r in (Rules("newsletter"), Rules("report"), Rules("insights"), Rules("markdown"))
        if r.reader == reader
    ]
    assert read_file(raw, "a.md", rules)


@pytest.mark.parametrize(
    ("raw", "file"),
    [
        (b"---\npublication: Other\nlang: en\n---\nText.", "a.md"),
        (RSS, "a.xml"),
        (JSON, "a.json"),
        (PAGE, "a.html"),
    ],
)
def test_publication_and_language_are_as_fixed(raw: bytes, file: str) -> None:
    """A fixed publication and language win over the file's, in files of every kind."""
    (found,) = read_file(raw, file, Rules(publication="The Paper", language="fr"))
    assert (found.digest.publication, found.digest.language) == ("The Paper", "fr")


def test_only_the_pattern_finds_the_path_date() -> None:
    """With a pattern of one's own the path's other dates don't count."""
    rules = Rules(date_pattern=re.compile(r"w(?P<day>\d\d)(?P<month>\d\d)(?P<year>\d\d)"))
    (found,) = read_file(b"Text.", "2020-01-01/w130426.md", rules)
    assert found.digest.dating.path == dt.date(2026, 4, 13)
    (other,) = read_file(b"Text.", "2020-01-01/x.md", rules)
    assert other.digest.date is None
