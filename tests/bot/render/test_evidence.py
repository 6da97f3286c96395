"""What a search found, as pages."""

import datetime as dt

from bot.render.evidence import evidence_pages
from index.digest import Evidence, Origin, Passage, Sentence, Span
from index.search import Found

APRIL = Span(dt.date(2026, 4, 1), dt.date(2026, 4, 30))


def evidence(n: int, text: str) -> Evidence:
    """A passage of one sentence."""
    origin = Origin(f"d{n}", "digest", "Daily", "Title", dt.date(2026, 4, 1), "archive", "f", None)
    passage = Passage(f"p{n}", f"d{n}", 0, ("Part",), text, (Sentence(0, len(text)),))
    return Evidence(passage, origin, n, 0.0)


def test_nothing_found() -> None:
    """What found nothing is one line, with the days that were searched in another."""
    assert evidence_pages("*GLM*\n?", Found((), Span()), {}) == (
        "Nothing in the archive fits “\\*GLM\\* ?”.",
    )
    (page,) = evidence_pages("GLM", Found((), APRIL, undated=2), {})
    assert page.endswith("\n-# Only from 1 to 30 April 2026; 2 undated left out.")


def test_passages_on_pages() -> None:
    """Passages of any length are on pages that hold Discord's limit, each with the days."""
    found = Found(tuple(evidence(n, f"Words* {n} " * 40 * n) for n in range(1, 9)), APRIL)

    pages = evidence_pages("words", found, {"d1": "https://discord.com/1"})

    assert len(pages) > 3
    assert pages[0].startswith("**1.** [Title › Part](<https://discord.com/1>)\n-# Daily, 1 April")
    assert all(
        len(page) <= 1_980 and page.endswith("-# Only from 1 to 30 April 2026.") for page in pages
    )
