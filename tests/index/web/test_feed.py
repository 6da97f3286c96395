"""A feed as an archive: its entries are digests of the index, whatever the feed does later."""

import datetime as dt
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.digest import Document, Origin
from index.errors import IndexFault, Unreadable
from index.indexer import Indexer, Report
from index.intake import Skipped
from index.readers.rules import Rules
from index.search import Query, Search
from index.store import Store
from index.web.feed import FeedArchive, is_address, parse
from index.web.fetch import Fetcher
from index.web.kept import Kept, KeptEntry
from index.web.web import Web
from tests.fakes import HandClock
from tests.index.embedders import WordsEmbedder
from tests.index.making import write
from tests.index.web.bench import META, ONE, START, TWO, ZEPHYR, entry, feed, rss
from tests.index.web.sites import fetcher
from tests.web_server import WebServer, fresh, in_turn, page

JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "The JSON Paper",
    "items": [
        {
            "id": "1",
            "url": "https://json.test/1",
            "title": "Zephyr",
            "content_html": f"<p>{ZEPHYR}</p>",
            "date_published": "2026-04-13T08:00:00Z",
        }
    ],
}


class Reading:
    """A feed that is polled and indexed at a time that a test moves on."""

    def __init__(self, store: Store, kept: Kept, fetching: Fetcher) -> None:
        self.store = store
        self.clock = HandClock(START)
        self._kept = kept
        self._fetching = fetching

    async def __call__(self, url: str, rules: Rules | None = None) -> Report:
        """Poll what is due, and level."""
        archive = FeedArchive(url, self._kept, rules)
        web = Web(self._kept, self._fetching, feeds=[archive], now=self.clock)
        report = await Indexer(self.store, [archive], web).run()
        await web.close()
        return replace(report, seconds=0.0)

    async def documents(self) -> list[Document]:
        """What is in the index now, by day."""
        found = [await self.store.catalog.document(o.document) for o in await self.origins()]
        return [each for each in found if each is not None]

    async def origins(self) -> tuple[Origin, ...]:
        """Where it came from."""
        return await self.store.catalog.origins()

    async def titles(self) -> list[str]:
        """The titles, sorted."""
        return sorted(origin.title for origin in await self.origins())


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """An empty store with a fast embedder."""
    async with Store(tmp_path / "data", WordsEmbedder()) as opened:
        yield opened


@pytest.fixture
def reading(store: Store, kept: Kept) -> Reading:
    """Polls and levels."""
    return Reading(store, kept, fetcher(tries=1))


async def test_entries_are_digests(server: WebServer, reading: Reading) -> None:
    """An entry has the feed's name, its own day, title, tags, language and address."""
    url = server.put("/feed", feed(ONE))
    report = await reading(url)
    assert (report.documents, report.sources, report.added, report.skipped) == (1, 0, 1, ())
    (document,) = await reading.documents()
    digest = document.digest
    assert (document.archive, document.file, document.kind) == (url, "", "digest")
    assert (digest.publication, digest.title, digest.language) == ("The Paper", "Meta", "en")
    assert (digest.date, digest.tags) == (dt.date(2026, 4, 13), ("AI", "Chips"))
    assert digest.url == server.url("/read/1")


async def test_relative_links_are_the_sites(server: WebServer, reading: Reading) -> None:
    """A link without a host leads to the feed's own."""
    await reading(server.put("/feeds/all.xml", feed(ONE)))
    assert await reading.store.catalog.cited_pages() == [server.url("/lease")]


async def test_entries_can_be_found(server: WebServer, reading: Reading) -> None:
    """A question finds an entry by its words."""
    await reading(server.put("/feed", feed(ONE, TWO)))
    found = await Search(reading.store).find(Query("Which model leads the benchmark?", 1))
    assert [(each.passage.text, each.origin.file) for each in found] == [(ZEPHYR, "")]


async def test_an_entry_without_text_is_skipped(server: WebServer, reading: Reading) -> None:
    """An entry that says nothing is told with its guid, and the others are read."""
    report = await reading(server.put("/feed", feed(entry("empty"), TWO)))
    assert report.skipped == (Skipped("empty", "an entry without text"),)
    assert await reading.titles() == ["Zephyr"]


async def test_entries_without_a_day_are_undated(server: WebServer, reading: Reading) -> None:
    """No day is made up for an entry that tells none."""
    await reading(server.put("/feed", feed(entry("3", "Undated", ZEPHYR), ONE)))
    assert (await reading.store.catalog.coverage()).undated == 1
    assert [origin.date for origin in await reading.origins()] == [None, dt.date(2026, 4, 13)]


async def test_entries_stay_when_the_feed_drops_them(server: WebServer, reading: Reading) -> None:
    """What once stood in a feed stays in the index, with its id."""
    url = server.put("/feed", in_turn(feed(ONE), feed(TWO)))
    await reading(url)
    before = {origin.title: origin.document for origin in await reading.origins()}
    reading.clock.move(hours=1)
    report = await reading(url)
    assert (report.added, report.updated, report.removed, report.unchanged) == (1, 0, 0, 1)
    after = {origin.title: origin.document for origin in await reading.origins()}
    assert sorted(after) == ["Meta", "Zephyr"]
    assert after["Meta"] == before["Meta"]


async def test_a_changed_entry_is_updated(server: WebServer, reading: Reading) -> None:
    """An entry that was corrected is replaced under its id; nothing else is embedded again."""
    corrected = entry("2", "Zephyr", ZEPHYR.replace("58.4", "57.1"), 14)
    url = server.put("/feed", in_turn(feed(ONE, TWO), feed(ONE, corrected)))
    await reading(url)
    ids = [origin.document for origin in await reading.origins()]
    reading.clock.move(hours=1)
    report = await reading(url)
    assert (report.added, report.updated, report.removed, report.embedded) == (0, 1, 0, 1)
    assert [origin.document for origin in await reading.origins()] == ids
    (passage,) = await reading.store.catalog.passages_of(ids[1])
    assert "57.1 points" in passage.passage.text
    assert await reading.store.vectors.count() == report.passages == 2


async def test_entries_that_share_a_guid_are_all_read(server: WebServer, reading: Reading) -> None:
    """A guid that is used twice hides no entry."""
    twice = feed(entry("1", "Meta", META, 13), entry("1", "Zephyr", ZEPHYR, 14))
    await reading(server.put("/feed", twice))
    assert await reading.titles() == ["Meta", "Zephyr"]


async def test_rules_fix_what_a_feed_tells_wrong(server: WebServer, reading: Reading) -> None:
    """Publication and language of the rules win, also over entries that were read before."""
    url = server.put("/feed", feed(ONE))
    await reading(url)
    (before,) = await reading.origins()
    report = await reading(url, Rules(publication="My Paper", language="de"))
    assert (report.added, report.updated, report.documents) == (0, 1, 1)
    (after,) = await reading.documents()
    assert (after.id, after.digest.publication, after.digest.language) == (
        before.document, "My Paper", "de",
    )  # fmt: skip


async def test_a_nameless_feed_is_its_sites(server: WebServer, reading: Reading) -> None:
    """A feed without a title has its host's name, and so has an entry without one."""
    nameless = rss(entry("1", "", ZEPHYR, 14), title="")
    await reading(server.put("/feed", page(nameless, "text/xml")))
    assert [(o.publication, o.title) for o in await reading.origins()] == [
        ("site.test", "site.test")
    ]


async def test_entries_are_read_once(
    server: WebServer, reading: Reading, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many entries are new, what is kept is read once to list them, once to index them."""
    reads: list[str] = []
    entries = kept.entries

    async def counted(url: str) -> list[KeptEntry]:
        reads.append(url)
        return await entries(url)

    monkeypatch.setattr(kept, "entries", counted)
    many = [entry(str(n), f"Title {n}", f"Text number {n}.", 1 + n % 28) for n in range(100)]
    report = await reading(server.put("/feed", feed(*many)))
    assert report.documents == 100
    assert len(reads) == 2


@pytest.mark.parametrize("kind", ["application/feed+json", "application/json; charset=utf-8"])
async def test_a_json_feed_is_read(server: WebServer, reading: Reading, kind: str) -> None:
    """A feed may be JSON."""
    url = server.put("/feed.json", page(json.dumps(JSON_FEED).encode(), kind))
    report = await reading(url)
    assert report.skipped == ()
    (document,) = await reading.documents()
    assert (document.kind, document.digest.publication) == ("digest", "The JSON Paper")
    assert (document.digest.date, document.digest.url) == (
        dt.date(2026, 4, 13), "https://json.test/1",
    )  # fmt: skip


async def test_an_unchanged_feed_is_asked_conditionally(
    server: WebServer, reading: Reading
) -> None:
    """A feed is asked when it is due and not before, and whether it has changed."""
    url = server.put("/feed", fresh(rss(ONE), '"1"'))
    await reading(url)
    reading.clock.move(minutes=29)
    await reading(url)
    assert server.paths().count("/feed") == 1
    reading.clock.move(minutes=1)
    report = await reading(url)
    assert server.paths().count("/feed") == 2
    assert server.asked[-1].headers["if-none-match"] == '"1"'
    assert (report.documents, report.changed, report.skipped) == (1, False, ())


async def test_a_feed_that_cant_be_had_is_told(server: WebServer, reading: Reading) -> None:
    """A feed that never answered gives no document; why stands in each report until it does."""
    url = server.put("/feed", in_turn(page(status=503), feed(ONE)))
    told = (Skipped(url, "the server answered 503"),)
    report = await reading(url)
    assert (report.documents, report.skipped) == (0, told)
    assert (await reading(url)).skipped == told
    assert server.paths().count("/feed") == 1
    reading.clock.move(hours=3)
    report = await reading(url)
    assert (report.documents, report.skipped) == (1, ())


async def test_a_feed_that_stops_answering_keeps_its_entries(
    server: WebServer, reading: Reading
) -> None:
    """A fault takes nothing out of the index."""
    url = server.put("/feed", in_turn(feed(ONE), page(status=404)))
    await reading(url)
    reading.clock.move(hours=1)
    report = await reading(url)
    assert (report.documents, report.removed) == (1, 0)
    assert report.skipped == (Skipped(url, "the server answered 404"),)


async def test_a_page_is_no_feed(server: WebServer, reading: Reading) -> None:
    """An address that gives a web page is told as no feed."""
    report = await reading(server.put("/about", page(b"<!doctype html><p>Hello</p>")))
    assert report.documents == 0
    (told,) = report.skipped
    assert "it is no feed" in told.reason


async def test_ids_follow_from_address_and_guid(kept: Kept) -> None:
    """However the feed's address is spelt, its documents have the same ids."""
    one = FeedArchive("https://Paper.test/feed", kept)
    other = FeedArchive("HTTPS://paper.test:443/feed?utm_source=x#top", kept)
    third = FeedArchive("https://paper.test/other", kept)
    assert one.document_id("1") == other.document_id("1")
    assert len({one.document_id("1"), one.document_id("2"), third.document_id("1")}) == 3


@pytest.mark.parametrize(
    "given",
    ["https://", "https://a b/feed", "https://paper.test:99999/feed", "http://256.1.1.1/feed"],
)
async def test_what_is_no_address_is_a_fault(kept: Kept, given: str) -> None:
    """An archive that looks like an address and isn't one is told in one line."""
    assert is_address(given)
    with pytest.raises(IndexFault) as caught:
        FeedArchive(given, kept)
    assert str(caught.value) == f"The archive {given} is no address of a feed. Check it."


def test_folders_are_no_addresses(tmp_path: Path) -> None:
    """A path isn't taken for an address."""
    folder = write(tmp_path / "http", {"a.md": "# A\n\nText."})
    assert not any(is_address(str(root)) for root in (folder, "https", "~/http://x", "ftp://x"))


@pytest.mark.parametrize("body", [b"", b"Hello", b"<html><body>Hi", b"{}", b"[1]", b"{", b"\xff"])
def test_what_is_no_feed_is_told(body: bytes) -> None:
    """A body that isn't a feed is Unreadable."""
    with pytest.raises(Unreadable):
        parse(body, "https://paper.test/feed")


def test_a_feed_may_be_empty() -> None:
    """A feed without entries is one."""
    assert parse(rss(), "https://paper.test/feed").entries == ()


@given(
    st.one_of(
        st.binary(max_size=200),
        st.lists(
            st.one_of(
                st.text(max_size=20),
                st.sampled_from([ONE, TWO, "<item>", "</item>", "<![CDATA[", "&#xD800;", "</rss>"]),
            ),
            max_size=8,
        ).map(lambda parts: rss(*parts) if all(map(_encodes, parts)) else b""),
        st.recursive(
            st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=10)),
            lambda inner: st.one_of(
                st.lists(inner, max_size=3),
                st.dictionaries(
                    st.sampled_from(["url", "title", "items", "version", "content_html"]), inner
                ),
            ),
            max_leaves=12,
        ).map(lambda value: json.dumps(value).encode()),
    )
)
def test_any_body_is_a_feed_or_unreadable(body: bytes) -> None:
    """Whatever a server sends, it is entries with guids of their own, or Unreadable."""
    try:
        found = parse(body, "https://paper.test/feed")
    except Unreadable:
        return
    guids = [guid for guid, _ in found.entries]
    assert len(set(guids)) == len(guids)
    assert all(json.loads(content) for _, content in found.entries)


def _encodes(text: str) -> bool:
    return text == text.encode("utf-8", "replace").decode()
