"""Entries on pages."""

from hypothesis import given
from hypothesis import strategies as st

from bot.render.pages import numbered, packed

ENTRIES = st.lists(st.text("ab[]()<>*\n 漢😀`", max_size=3_000), max_size=12)


@given(ENTRIES, st.sampled_from(["", "**Head**"]), st.sampled_from(["", "-# Foot"]))
def test_pages_are_messages(entries: list[str], head: str, foot: str) -> None:
    """Each page with its number holds Discord's limit, its head and its foot; nothing is lost."""
    pages = packed(head, entries, foot)

    shown = [numbered(pages, n) for n in range(len(pages))]
    assert all(len(page) <= 2_000 for page in shown)
    assert all(page.startswith(head) and page.endswith(foot) for page in pages)
    bodies = [page[len(head) :][: len(page) - len(head) - len(foot)] for page in pages]
    # A code block that is cut, or that nobody closed, gets accents of ours.
    lost = str.maketrans("", "", " \n`")
    assert "".join(bodies).translate(lost) == "".join(entries).translate(lost)


def test_entries_stay_whole() -> None:
    """An entry that fits no more on a page begins the next one."""
    entries = [f"{n}" * 900 for n in range(5)]

    pages = packed("Head", entries)

    assert pages == tuple(
        "\n".join(("Head", *some)) for some in (entries[:2], entries[2:4], entries[4:])
    )
    assert numbered(pages, 2).endswith("\n-# Page 3 of 3")


def test_a_single_page_has_no_number() -> None:
    """Where there is nothing to turn nothing is counted; no entries are a page, too."""
    assert numbered(packed("Head", ["a"]), 0) == "Head\na"
    assert packed("Head", []) == ("Head",)
