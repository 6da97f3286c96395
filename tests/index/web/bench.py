"""What tests of the web write and open: feeds, pages, an index whose digests cite pages."""

import datetime as dt
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Self

from sqlalchemy import text

from index.archive import open_archives
from index.indexer import Indexer, Report
from index.store import Store
from index.web.feed import FeedArchive
from index.web.fetch import Fetcher
from index.web.kept import Kept
from index.web.pages import Pages
from index.web.web import Web
from tests.fakes import HandClock
from tests.index.making import write
from tests.index.web.sites import fetcher
from tests.web_server import Answer, WebServer, page

START = dt.datetime(2026, 4, 20, tzinfo=dt.UTC)
META = "<p>Meta leases <a href='/lease'>capacity</a>. The lease runs to 2032.</p>"
ZEPHYR = "A model named Zephyr leads the benchmark with 58.4 points."
LEASE = "The lease runs to 2032, the company said, and it covers twelve data centres in Texas."
CHIPS = "Nobody expected so many chips to be delivered before the end of the year, analysts said."


def entry(guid: str, title: str = "", html: str = "", day: int = 0, *tags: str) -> str:
    """An entry of RSS, of a day of April 2026 or of none."""
    date = f"<pubDate>{day:02} Apr 2026 08:00:00 GMT</pubDate>" if day else ""
    named = f"<title>{title}</title><link>/read/{guid}</link>" if title else ""
    told = "".join(f"<category>{tag}</category>" for tag in tags)
    return (
        f'<item><guid isPermaLink="false">{guid}</guid>{named}{date}{told}'
        f"<description>{escape(html)}</description></item>"
    )


def rss(*entries: str, title: str = "The Paper") -> bytes:
    """A feed of RSS."""
    told = f"<title>{title}</title><language>en-us</language>{''.join(entries)}"
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{told}</channel></rss>'.encode()


def feed(*entries: str) -> Answer:
    """An answer that is a feed."""
    return page(rss(*entries), "application/rss+xml")


ONE = entry("1", "Meta", META, 13, "AI", "Chips")
TWO = entry("2", "Zephyr", ZEPHYR, 14)


def article(*paragraphs: str, head: str = "") -> str:
    """A web page with what stands around an article."""
    told = "".join(f"<p>{text}</p>" for text in paragraphs)
    return (
        f"<!doctype html><html lang='en'><head>{head}</head><body><nav><a href='/'>Home</a> "
        f"<a href='/login'>Log in</a></nav><article>{told}</article><footer>Imprint</footer>"
    )


class CountedFetcher(Fetcher):
    """A fetcher that counts how often it was entered, and knows whether it is."""

    entered = 0
    inside = False

    async def __aenter__(self) -> Self:
        self.entered += 1
        self.inside = True
        return await super().__aenter__()

    async def __aexit__(self, *error: object) -> None:
        self.inside = False
        await super().__aexit__(None, None, None)


@dataclass
class Bench:
    """An index, an archive that cites pages, a web of this machine, a clock that is moved."""

    store: Store
    kept: Kept
    server: WebServer
    folder: Path
    fetching: CountedFetcher
    clock: HandClock

    def cite(self, **digests: str) -> None:
        """Write digests named by their days in April, each of which cites a path of the site."""
        days = {f"2026-04-{day[1:]}.md": path for day, path in digests.items()}
        write(
            self.folder,
            {
                name: f"# Digest\n\nMeta leases [capacity]({self.server.url(path)}) in {path}."
                for name, path in days.items()
            },
        )

    def web(self, *feeds: str, most: int = 500, crawling: bool = True) -> Web:
        """The web, as it is opened for an indexer."""
        archives = [FeedArchive(feed, self.kept) for feed in feeds]
        pages = Pages(self.kept, self.store) if crawling else None
        return Web(self.kept, self.fetching, feeds=archives, pages=pages, most=most, now=self.clock)

    def indexer(self, web: Web) -> Indexer:
        """The indexer of the archive, the feeds and the pages."""
        folders = open_archives([str(self.folder)]) if self.folder.exists() else ()
        pages = [web._pages] if web._pages else []
        return Indexer(self.store, [*folders, *web._feeds, *pages], web)

    async def run(self, *feeds: str, most: int = 500) -> Report:
        """One `footnote index`."""
        web = self.web(*feeds, most=most)
        report = await self.indexer(web).run(crawl=True)
        await web.close()
        return report

    async def sources(self) -> list[str]:
        """The paths of the sources in the index."""
        origins = await self.store.catalog.origins()
        urls = sorted(origin.url or "" for origin in origins if origin.kind == "source")
        return [url.removeprefix(self.server.url("")) for url in urls]

    def asked(self) -> list[str]:
        """The pages that were asked for, in order."""
        return [path for path in self.server.paths() if path != "/robots.txt"]


def make_bench(store: Store, kept: Kept, server: WebServer, folder: Path) -> Bench:
    """A bench on an open store, with pages at /1, /2 and /3 of the site."""
    for n in "123":
        server.put(f"/{n}", page(article(f"Page {n}: {LEASE}", CHIPS).encode()))
    like = fetcher(tries=1)
    fetching = CountedFetcher(
        "Footnote/0.0 (+test)",
        like.limits,
        allowed=like._allowed,
        resolver=like._resolver,
        verify=like._verify,
    )
    return Bench(store, kept, server, folder, fetching, HandClock(START))


async def break_table(kept: Kept, table: str) -> None:
    """Let a table of the database be gone, as with a damaged disk."""
    async with kept._engine.begin() as connection:
        await connection.execute(text(f"DROP TABLE {table}"))
