"""The database of what was fetched: it keeps, and tells what is due."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.database import open_sqlite
from index.errors import IndexFault
from index.web.kept import (
    Kept,
    KeptEntry,
    KeptFeed,
    KeptPage,
    Outcome,
    PageNote,
    hash_of,
    wait,
)

HOUR, DAY = 3_600, 86_400
PAGE = KeptPage(
    "http://e.org/",
    "text",
    fetched_at=1_000,
    due_at=2_000,
    status=200,
    final_url="http://e.org/final",
    media_type="text/html",
    etag='"1"',
    last_modified="yesterday",
    title="A title",
    body='{"text": "Hello"}',
    content_hash="abc",
)


@pytest.mark.parametrize(
    ("outcome", "lasting", "failures", "retry_after", "seconds"),
    [
        ("text", False, 0, None, 30 * DAY),
        ("nothing", False, 0, None, 30 * DAY),
        ("refused", False, 1, None, 14 * DAY),
        ("failed", True, 1, None, 14 * DAY),
        ("failed", False, 0, None, HOUR),
        ("failed", False, 1, None, 2 * HOUR),
        ("failed", False, 2, None, 4 * HOUR),
        ("failed", False, 8, None, 7 * DAY),
        ("failed", False, 10**9, None, 7 * DAY),
        ("failed", False, 1, 60.0, 2 * HOUR),
        ("failed", False, 1, 3.0 * HOUR, 3 * HOUR),
    ],
)
def test_when_a_page_is_due_again(
    outcome: Outcome, lasting: object, failures: int, retry_after: float | None, seconds: int
) -> None:
    """Pages are due monthly, refusals in two weeks, faults ever later up to a week."""
    assert wait(outcome, failures, retry_after, lasting=bool(lasting)) == seconds


async def test_a_page_is_kept_whole(kept: Kept) -> None:
    """A page comes back as it was put, and what is put later takes its place."""
    assert await kept.page(PAGE.url) is None
    await kept.put_page(PAGE)
    assert await kept.page(PAGE.url) == PAGE
    later = KeptPage(PAGE.url, "refused", 3_000, 4_000, reason="robots.txt forbids it")
    await kept.put_page(later)
    assert await kept.page(PAGE.url) == later


async def test_due_pages_keep_their_order(kept: Kept) -> None:
    """What was never asked for, or is due, is told once each in the order given."""
    await kept.put_page(PAGE)
    await kept.put_page(replace(PAGE, url="http://later.org/", due_at=2_001))
    urls = ["http://new.org/", PAGE.url, "http://later.org/", PAGE.url, "http://a.org/"]
    assert await kept.due(urls, 2_000) == ["http://new.org/", PAGE.url, "http://a.org/"]
    assert await kept.due(urls, 1_999) == ["http://new.org/", "http://a.org/"]
    assert await kept.due([], 0) == []


async def test_thousands_of_pages_can_be_due(kept: Kept) -> None:
    """More addresses than one statement takes are no matter."""
    urls = [f"http://e.org/{n}" for n in range(5_000)]
    await kept.put_page(replace(PAGE, url=urls[4_000]))
    assert len(await kept.due(urls, 0)) == 4_999


async def test_the_listing_tells_what_changed(kept: Kept) -> None:
    """The listing has every page by key, with a stamp where there is text."""
    await kept.put_page(KeptPage("http://z.org/", "failed", 0, 0, reason="no connection"))
    await kept.put_page(PAGE)
    assert await kept.pages() == [
        PageNote(PAGE.url, "text", "abc", None),
        PageNote("http://z.org/", "failed", "", "no connection"),
    ]


@given(st.text(st.characters(exclude_categories=())))
def test_every_text_has_a_hash(text: str) -> None:
    """Hashes know texts apart, and take halves of surrogate pairs."""
    assert hash_of(text) == hash_of(text) != hash_of(text, "")


async def test_odd_texts_are_kept_as_far_as_they_can_be(kept: Kept) -> None:
    """Halves of surrogate pairs, which a page may hold, become question marks."""
    await kept.put_page(replace(PAGE, title="a\ud800b\0c", reason="\udfff"))
    found = await kept.page(PAGE.url)
    assert found is not None
    assert (found.title, found.reason) == ("a?b\0c", "?")


async def test_a_feed_is_kept_whole(kept: Kept) -> None:
    """How it stands with a feed comes back as it was put, and is replaced."""
    feed = KeptFeed("http://e.org/feed", 1, 2, "late", 3, "A feed", '"1"', "yesterday")
    assert await kept.feed(feed.url) is None
    await kept.put_feed(feed)
    assert await kept.feed(feed.url) == feed
    await kept.put_feed(replace(feed, failures=0))
    assert await kept.feeds() == [replace(feed, failures=0)]


async def test_entries_are_added_and_replaced_but_never_removed(kept: Kept) -> None:
    """What a feed drops stays; what changes is replaced, with the time it was first seen."""
    feed = KeptFeed("http://e.org/feed", fetched_at=10, due_at=20)
    other = KeptFeed("http://e.org/other", fetched_at=10, due_at=20)
    assert await kept.put_feed(other, [("1", "theirs")]) == (1, 0)
    assert await kept.put_feed(feed, [("1", "one"), ("2", "two")]) == (2, 0)
    later = replace(feed, fetched_at=11)
    assert await kept.put_feed(later, [("2", "two!"), ("3", "three")]) == (1, 1)
    assert await kept.put_feed(later, [("2", "two!")]) == (0, 0)
    assert await kept.put_feed(later) == (0, 0)
    assert await kept.entries(feed.url) == [
        KeptEntry(feed.url, "1", 10, hash_of("one"), "one"),
        KeptEntry(feed.url, "2", 10, hash_of("two!"), "two!"),
        KeptEntry(feed.url, "3", 11, hash_of("three"), "three"),
    ]


async def test_what_was_fetched_survives(tmp_path: Path) -> None:
    """Opened again, the database has what it had."""
    for _ in range(2):
        kept = await Kept.open(tmp_path / "web.db")
        await kept.put_page(PAGE)
        await kept.close()
    kept = await Kept.open(tmp_path / "web.db")
    assert await kept.page(PAGE.url) == PAGE
    await kept.close()


async def test_a_database_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    """A schema that isn't known yet is told in one line, and nothing is changed."""
    path = tmp_path / "web.db"
    await (await Kept.open(path)).close()
    engine = open_sqlite(path)
    async with engine.begin() as connection:
        await connection.exec_driver_sql("UPDATE meta SET schema = 99")
    await engine.dispose()
    with pytest.raises(IndexFault, match="newer Footnote"):
        await Kept.open(path)


async def test_writers_do_not_lose_each_others_pages(kept: Kept) -> None:
    """Pages that are put at the same time are all kept."""
    pages = [replace(PAGE, url=f"http://e.org/{n}") for n in range(20)]
    await asyncio.gather(*map(kept.put_page, pages))
    assert len(await kept.pages()) == 20
