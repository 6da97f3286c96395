"""Timelines as pages."""

import datetime as dt
from dataclasses import replace

from bot.render.timeline import timeline_pages, untold
from index.digest import Evidence, Origin, Passage, Sentence
from index.stories.values import Entry, Timeline

QUOTE = "GLM-5.1 *leads* SWE-Bench Pro."


def told(document: str, day: dt.date | None, url: str | None = None) -> Evidence:
    """A passage of one sentence in a digest."""
    passage = Passage("p", document, 0, ("Models",), QUOTE, (Sentence(0, len(QUOTE)),))
    origin = Origin(document, "digest", "Daily", "One | Two", day, "archive", "file", url)
    return Evidence(passage, origin, 1, 0.0)


FIRST = Entry(told("a", dt.date(2026, 4, 13)), 0, 1)


def test_an_entry_with_its_source() -> None:
    """An entry has its day, its words literally, and a source; a posted digest is linked."""
    (page,) = timeline_pages(Timeline("GLM_5", (FIRST,), 1), {"a": "https://discord.com/a"})

    assert page == (
        "**GLM\\_5** through the archive\n-# 1 place tells of it.\n"
        "**13 April 2026** GLM-5.1 \\*leads\\* SWE-Bench Pro. [\\[1\\]](<https://discord.com/a>)\n"
        "-# \\[1\\] Daily, 13 April 2026: [One \\| Two › Models](<https://discord.com/a>)"
    )


def test_undated_and_other_places() -> None:
    """An undated entry says so; two other places that say the same are named beside it."""
    others = tuple(told(f"b{n}", dt.date(2026, 4, n), f"https://b.org/{n}") for n in (14, 15, 16))
    entry = replace(FIRST, evidence=told("a", None), also=others)

    (page,) = timeline_pages(Timeline("GLM", (entry,), 9), {})

    assert "-# 9 places tell of it; 1 of them here." in page
    assert "**undated** GLM-5.1" in page
    also = "[Daily, 14 April 2026](<https://b.org/14>), [Daily, 15 April 2026](<https://b.org/15>)"
    assert page.endswith(f": One \\| Two › Models · also {also}")


def test_untold() -> None:
    """What nothing tells of is one line, whatever it says, with the nearest names if any."""
    assert untold("a" * 90, []) == f"The archive doesn't tell of “{'a' * 79}…”."
    assert untold("x\n@everyone", ["A*"]).count("\n") == 0
    assert untold("x", ["A*", "B"]).endswith(" Did you mean A\\*, B?")
