"""Lists of digests as pages."""

import datetime as dt

from bot.render.archive import archive_pages, newest_month, none_such
from index.digest import Coverage, Origin, Span


def digest(n: int, day: dt.date | None, title: str = "Title") -> Origin:
    """A digest without an address."""
    return Origin(f"d{n}", "digest", "Daily", title, day, "archive", f"{n}.md", None)


def test_pages_of_a_long_list() -> None:
    """Digests stand newest first on pages of whole lines, the undated at the end."""
    days = [dt.date(2026, 4, 1) + dt.timedelta(days=n) for n in range(300)]
    digests = [digest(999, None), *(digest(n, day, "a*" * 90) for n, day in enumerate(days))]

    pages = archive_pages(digests, Span(), "", {})

    lines = [line for page in pages for line in page.split("\n")[1:]]
    assert len(pages) > 10
    assert all(len(page) <= 1_980 and page.startswith("**301 digests**\n") for page in pages)
    assert len(lines) == 301
    assert lines[0].startswith("- 25 January 2027 · a\\*")
    assert lines[-1] == "- undated · Title · Daily"


def test_newest_month_is_never_ahead() -> None:
    """The newest month is that of the newest digest that isn't ahead of today."""
    digests = [digest(1, None), digest(2, dt.date(2026, 2, 3)), digest(3, dt.date(2026, 5, 1))]

    assert newest_month(digests, dt.date(2026, 4, 21)) == Span(
        dt.date(2026, 2, 1), dt.date(2026, 2, 28)
    )
    assert newest_month(digests[:1], dt.date(2026, 4, 21)) == Span()


def test_empty_archive() -> None:
    """An archive without days says so."""
    empty = Coverage(0, None, None, 0)
    assert none_such(Span(), "", empty) == "The archive holds no dated digest yet."
