"""What a revision changed, and the line that says so."""

import datetime as dt
from dataclasses import replace

from hypothesis import given

from bot.render.revision import revision_line
from bot.revision import changes, sections_of
from index.digest import Block, Digest, Section
from tests.bot.render.test_digest import DIGEST

DAY = dt.date(2026, 4, 14)
DIGESTED = Digest(
    "Title",
    tags=("ai",),
    summary=(Block("Opening."),),
    sections=(Section("One", (Block("First."),)), Section("One", (Block("Again."),))),
    bottom_line=(Block("The end."),),
)


def line(before: Digest, after: Digest) -> str:
    """What is said of a revision."""
    return revision_line(changes(sections_of(before), after), DAY)


def test_each_part_is_named() -> None:
    """A changed title, opening, section or bottom line is told by its name."""
    other = (Block("Else."),)
    first, second = DIGESTED.sections

    assert line(DIGESTED, replace(DIGESTED, title="Other")).endswith("Changed: **the title**.")
    assert "**the title**" in line(DIGESTED, replace(DIGESTED, tags=()))
    assert "**the opening**" in line(DIGESTED, replace(DIGESTED, summary=other))
    assert "**the bottom line**" in line(DIGESTED, replace(DIGESTED, bottom_line=other))
    namesake = replace(DIGESTED, sections=(first, replace(second, blocks=other)))
    assert line(DIGESTED, namesake) == "-# Revised 14 April 2026. Changed: **One**."
    assert changes(sections_of(DIGESTED), namesake).text.sections == namesake.sections[1:]


def test_names_are_few_short_and_escaped() -> None:
    """Of many parts four are named; a name is cut, and none of its marks works."""
    sections = tuple(Section(f"[{n}](https://x.org) @everyone " + "w " * 80) for n in range(6))

    found = line(Digest("Title"), Digest("Title", sections=sections))

    assert found.count("w…**") == 4
    assert found.endswith(" and 2 more.")
    assert "](" not in found
    assert "@everyone" not in found
    assert len(found) < 500


def test_unknown_past_names_nothing() -> None:
    """A post from before its parts were kept is only said to be revised."""
    found = changes(None, DIGESTED)

    assert revision_line(found, DAY) == "-# Revised 14 April 2026."
    assert found.text == Digest("Title")


@given(DIGEST)
def test_same_digest_has_no_changes(digest: Digest) -> None:
    """Against itself nothing of a digest changed, and each part has a name of its own."""
    parts = sections_of(digest)
    found = changes(parts, digest)

    assert (found.new, found.changed, found.removed) == ((), (), ())
    assert len(dict(parts)) == len(parts)
