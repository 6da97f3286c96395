"""Reading any text: what the file's name adds, and what no text may do."""

import datetime as dt

import pytest
from hypothesis import given

from index.digest import Digest
from index.errors import Unreadable
from index.passages import passages_of
from index.readers import read_digest
from index.readers.text import fold
from tests.index.making import blocks_of, document, page


def test_date_of_the_path_wins() -> None:
    """The date in the path wins over the front matter's, that over one in the text."""
    text = "---\ndate: 2026-04-02\n---\n# 2026-04-03\n\nWords."
    assert dt.date(2026, 4, 1) == read_digest(text, "2026-04-01.md").date
    assert dt.date(2026, 4, 2) == read_digest(text, "issue.md").date
    assert dt.date(2026, 4, 3) == read_digest("# 2026-04-03\n\nWords.", "issue.md").date


def test_no_date_means_none() -> None:
    """A text that doesn't tell its day has no date."""
    assert read_digest("# Notes\n\nMeta leased capacity in April.", "notes.md").date is None


def test_file_names_what_has_no_title() -> None:
    """A text without a title is called by its publication, else by its file."""
    assert read_digest("Only words.", "a/some-notes.md").title == "some-notes"
    front = "---\npublication: The Paper\n---\nOnly words."
    assert read_digest(front, "some-notes.md").title == "The Paper"


@pytest.mark.parametrize(
    "text", ["", " \n\t", "---\ntitle: x\n---\n", "\u200b\u200b", "Back to feed"]
)
def test_nothing_to_read_is_unreadable(text: str) -> None:
    """A text without content is refused with a reason."""
    with pytest.raises(Unreadable, match="no text in it"):
        read_digest(text, "a.md")


def test_line_ends_of_other_systems_read_the_same() -> None:
    """CRLF and CR end lines as LF does."""
    text = "---\ntitle: T\n---\n# H\n\nOne.\n\n- two\n"
    expected = read_digest(text, "a.md")
    assert expected == read_digest(text.replace("\n", "\r\n"), "a.md")
    assert expected == read_digest(text.replace("\n", "\r"), "a.md")


@given(page)
def test_no_text_breaks_a_reader(text: str) -> None:
    """Any text becomes a digest or is Unreadable; its passages can be written as UTF-8."""
    digest = _read(text)
    made = document()
    for passage in passages_of(
        type(made)(made.id, made.archive, made.file, made.content_hash, digest)
    ):
        passage.text.encode()


@given(page)
def test_blocks_are_folded(text: str) -> None:
    """No block is empty, and white space in it is folded; code keeps its lines."""
    for block in blocks_of(_read(text)):
        if block.kind == "code":
            assert fold(block.text) == fold(" ".join(block.text.split()))
        else:
            assert fold(block.text) == block.text


@given(page)
def test_links_stand_where_they_say(text: str) -> None:
    """The words of every link stand in its block at the link's place, and it leads to the web."""
    for block in blocks_of(_read(text)):
        for link in block.links:
            assert block.text.startswith(link.text[: len(block.text) - link.start], link.start)
            assert link.url.lower().startswith(("http://", "https://"))


def _read(text: str) -> Digest:
    try:
        return read_digest(text, "a.md")
    except Unreadable:
        return Digest("")
