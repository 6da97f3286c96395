"""Pages that digests cite: what they say, and how they are tied to what cites them."""

import json
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.archive import open_archives
from index.digest import Digest
from index.errors import Unreadable
from index.indexer import Indexer, Report
from index.store import Store
from index.web.answer import Page
from index.web.kept import Kept, KeptPage, hash_of
from index.web.pages import Pages, extract
from tests.index.embedders import WordsEmbedder
from tests.index.making import write
from tests.index.web.bench import CHIPS, LEASE, article

CYRILLIC = "Компания сообщила, что аренда продлится до конца года и охватит двенадцать центров."
ADDRESS = "https://news.test/lease"


def pdf(text: str) -> bytes:
    """A PDF of one page."""
    stream = f"BT /F1 12 Tf 40 700 Td ({text}) Tj ET".encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    body, starts = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        starts.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    tail = b"xref\n0 6\n0000000000 65535 f \n%strailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d"
    return body + tail % (table, len(body)) + b"\n%%EOF"


def answered(
    body: bytes | str, kind: str = "text/html", charset: str | None = None, url: str = ADDRESS
) -> Page:
    """A page as a server sends it."""
    return Page(url, kind, charset, body if isinstance(body, bytes) else body.encode())


def texts_of(found: tuple[str, str] | None) -> list[str]:
    """The paragraphs that were extracted."""
    assert found is not None
    digest = json.loads(found[1])
    blocks = [*digest["summary"], *(b for s in digest["sections"] for b in s["blocks"])]
    return [block["text"] for block in blocks]


def test_a_web_page_is_its_article() -> None:
    """Of a page the title and the article are taken, not what stands around it."""
    head = "<title>The Lease</title><meta property='og:site_name' content='The News'>"
    found = extract(answered(article(LEASE, CHIPS, head=head)))
    assert texts_of(found) == [LEASE, CHIPS]
    assert found is not None
    assert found[0] == "The Lease"
    assert json.loads(found[1])["publication"] == "The News"


@pytest.mark.parametrize("kind", ["application/pdf", "text/html", "text/plain"])
def test_a_pdf_is_read(kind: str) -> None:
    """A PDF is known by its beginning, whatever the server calls it."""
    assert texts_of(extract(answered(pdf(LEASE), kind))) == [LEASE]


def test_a_broken_pdf_is_unreadable() -> None:
    """A PDF that can't be read is told as such."""
    with pytest.raises(Unreadable):
        extract(answered(b"%PDF-1.7\nnothing", "application/pdf"))


@pytest.mark.parametrize("kind", ["text/plain", "text/markdown"])
def test_a_plain_text_is_its_paragraphs(kind: str) -> None:
    """Empty lines part the paragraphs of a text; it has no title."""
    folded = LEASE.replace(" said, ", "\r\nsaid, ")
    found = extract(answered(f"\ufeff{folded}\r\n\r\n\r\n  {CHIPS}\r\n", kind))
    assert texts_of(found) == [LEASE.replace("\r\n", " "), CHIPS]
    assert found is not None
    assert found[0] == ""


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "text/html"),
        (b"<html><body></body></html>", "text/html"),
        (b"<html><head><title>Wait</title></head><body><script>go()</script>", "text/html"),
        (b" \n\n \r\n", "text/plain"),
        (pdf(""), "application/pdf"),
    ],
)
def test_a_page_may_say_nothing(body: bytes, kind: str) -> None:
    """A page without text gives nothing."""
    assert extract(answered(body, kind)) is None


@pytest.mark.parametrize("head", ["", "<meta charset='utf-8'>", "<meta charset='koi8-r'>"])
def test_the_server_tells_how_a_page_is_written(head: str) -> None:
    """The charset of the server counts, whatever the page says of itself."""
    body = article(CYRILLIC, CYRILLIC[::-1], head=head).encode("windows-1251")
    assert CYRILLIC in texts_of(extract(answered(body, charset="windows-1251")))


def test_the_server_tells_how_a_text_is_written() -> None:
    """The charset of the server counts for plain text, too."""
    found = extract(answered(CYRILLIC.encode("koi8-r"), "text/plain", "koi8-r"))
    assert texts_of(found) == [CYRILLIC]


@pytest.mark.parametrize("charset", ["none", "rot13", "hex", "ascii", "a\0b", "utf-16"])
def test_a_wrong_charset_is_passed_over(charset: str) -> None:
    """A charset that doesn't exist or doesn't fit is as good as none."""
    text = CYRILLIC + "!"
    body = text.encode() + (b"." if len(text.encode()) % 2 == 0 else b"")
    assert texts_of(extract(answered(body, "text/plain", charset)))[0].startswith(text)


def test_a_charset_of_python_alone_is_passed_over() -> None:
    """No server makes a long page be decoded for hours, or its text be taken for escapes."""
    text = "\\u0041 stands for a letter. " * 40_000
    started = time.monotonic()
    for charset in ("punycode", "PunyCode", "unicode_escape", "raw-unicode-escape", "idna"):
        (told,) = texts_of(extract(answered(text, "text/plain", charset)))
        assert told == text.strip()
    assert time.monotonic() - started < 20


@given(
    st.one_of(
        st.binary(max_size=300),
        st.text(max_size=80).map(lambda text: article(text, LEASE).encode("utf-8", "replace")),
        st.sampled_from([b"&#xD800;", b"<?xml version='1.0' encoding='x'?><p>y", b"<p>\0"]).map(
            lambda part: article(LEASE).encode() + part
        ),
    ),
    st.sampled_from(["text/html", "application/xhtml+xml", "text/plain", "application/pdf"]),
    st.sampled_from([None, "utf-8", "latin-1", "utf-7", "unicode_escape", "punycode", "x"]),
)
def test_any_page_is_text_or_nothing(body: bytes, kind: str, charset: str | None) -> None:
    """Whatever a server sends, it gives JSON that can be kept, or nothing."""
    found = extract(answered(body, kind, charset))
    if found is not None:
        assert found[0].encode() is not None
        assert texts_of(found) or json.loads(found[1])["sections"]


# As documents of the index


class Reading:
    """An archive whose digests cite pages, and the pages that are kept."""

    def __init__(self, store: Store, kept: Kept, folder: Path) -> None:
        self.store = store
        self.folder = folder
        self._kept = kept

    async def keep(self, *urls: str, page: str = "", outcome: str = "text") -> None:
        """Keep pages, as a crawl does."""
        for url in urls:
            title, body = extract(answered(page or article(LEASE, CHIPS), url=url)) or ("", "")
            await self._kept.put_page(
                KeptPage(url, "text", 0, 0, title=title, body=body, content_hash=hash_of(body))
                if outcome == "text"
                else KeptPage(url, "refused", 0, 0, reason="the server answered 404")
            )

    async def __call__(self, **digests: str) -> Report:
        """Write digests and level as often as it takes."""
        write(self.folder, {f"{name}.md": f"# {name}\n\n{text}" for name, text in digests.items()})
        pages = Pages(self._kept, self.store)
        archives = open_archives([str(self.folder)])
        indexer = Indexer(self.store, [*archives, pages])
        report = await indexer.run()
        return report.and_then(await indexer.run()) if await pages.differs() else report

    async def sources(self) -> list[str]:
        """The addresses of the sources in the index."""
        origins = await self.store.catalog.origins()
        return sorted(origin.url or "" for origin in origins if origin.kind == "source")


@pytest.fixture
async def reading(tmp_path: Path, kept: Kept) -> AsyncIterator[Reading]:
    """An empty index beside an archive."""
    async with Store(tmp_path / "data", WordsEmbedder()) as store:
        yield Reading(store, kept, tmp_path / "archive")


async def test_a_cited_page_is_a_source(reading: Reading) -> None:
    """A page that a digest cites is a document of its own, without a file."""
    await reading.keep(ADDRESS, page=article(LEASE, CHIPS, head="<title>The Lease</title>"))
    report = await reading(one=f"Meta [leases]({ADDRESS}) capacity.")
    assert (report.documents, report.sources) == (2, 1)
    (origin,) = [o for o in await reading.store.catalog.origins() if o.kind == "source"]
    assert (origin.title, origin.publication, origin.url) == ("The Lease", "news.test", ADDRESS)
    assert (origin.archive, origin.file) == ("web", "")


@pytest.mark.parametrize(
    "cited",
    [
        ADDRESS,
        f"{ADDRESS}#top",
        f"{ADDRESS}?utm_source=digest&fbclid=1",
        f"{ADDRESS}?",
        "https://NEWS.test:443/lease",
        "https://news.test./lease",
    ],
)
async def test_a_source_is_tied_to_what_cites_it(reading: Reading, cited: str) -> None:
    """However its address is spelt, a source is known by the passages that cite it."""
    await reading.keep(ADDRESS)
    await reading(one=f"Meta [leases]({cited}) capacity.", two="Zephyr leads the benchmark.")
    catalog = reading.store.catalog
    (source,) = [o for o in await catalog.origins() if o.kind == "source"]
    (citing,) = await catalog.citing(source.document)
    assert citing.passage.text == "Meta leases capacity."
    assert await catalog.sources_of([citing.passage.id]) == {citing.passage.id: [source]}


@pytest.mark.parametrize("cited", [f"{ADDRESS}/", f"{ADDRESS}?page=2", "http://news.test/lease"])
async def test_another_address_is_another_page(reading: Reading, cited: str) -> None:
    """Addresses that may be different pages are."""
    await reading.keep(ADDRESS)
    await reading(one=f"Meta [leases]({cited}) capacity.")
    assert await reading.sources() == []


async def test_pages_that_aren_t_cited_are_kept_alone(reading: Reading, kept: Kept) -> None:
    """A page leaves the index with the last passage that cites it; it is still kept."""
    other = "https://news.test/chips"
    await reading.keep(ADDRESS)
    await reading.keep(other, page=article(CHIPS, LEASE))
    await reading(one=f"Meta [leases]({ADDRESS}) capacity.", two=f"Many [chips]({other}).")
    assert await reading.sources() == [other, ADDRESS]
    report = await reading(one="Meta leases nothing.")
    assert await reading.sources() == [other]
    assert (report.updated, report.removed, report.sources) == (1, 1, 1)
    assert await kept.page(ADDRESS) is not None
    await reading(one=f"Meta [leases]({ADDRESS}) capacity again.")
    assert await reading.sources() == [other, ADDRESS]


async def test_a_page_that_changed_is_read_again(reading: Reading) -> None:
    """A page's new text takes the place of its old one, under the same id."""
    await reading.keep(ADDRESS)
    digest = f"Meta [leases]({ADDRESS}) capacity."
    await reading(one=digest)
    before = await reading.store.catalog.origins()
    await reading.keep(ADDRESS, page=article(LEASE.replace("2032", "2040"), CHIPS))
    report = await reading(one=digest)
    assert (report.added, report.updated, report.removed) == (0, 1, 0)
    assert await reading.store.catalog.origins() == before
    (source,) = [o for o in before if o.kind == "source"]
    passages = await reading.store.catalog.passages_of(source.document)
    assert any("2040" in each.passage.text for each in passages)


async def test_a_page_without_text_is_no_source(reading: Reading) -> None:
    """A page that was refused is no document."""
    await reading.keep(ADDRESS, outcome="refused")
    assert (await reading(one=f"Meta [leases]({ADDRESS}) capacity.")).sources == 0


async def test_names_fall_back_to_the_address(reading: Reading) -> None:
    """A page without a title is named by its address, its publication by the host."""
    address = "https://www.news.test/lease.txt"
    title, body = extract(answered(LEASE, "text/plain", url=address)) or ("", "")
    await reading._kept.put_page(
        KeptPage(address, "text", 0, 0, title=title, body=body, content_hash=hash_of(body))
    )
    await reading(one=f"Meta [leases]({address}) capacity.")
    (source,) = [o for o in await reading.store.catalog.origins() if o.kind == "source"]
    assert (source.title, source.publication) == (address, "news.test")


async def test_sources_are_no_days(reading: Reading) -> None:
    """The day of a page is neither a digest's day nor the newest."""
    head = "<meta property='article:published_time' content='2031-05-06T00:00:00Z'>"
    await reading.keep(ADDRESS, page=article(LEASE, CHIPS, head=head))
    await reading(**{"2026-04-13": f"Meta [leases]({ADDRESS}) capacity."})
    coverage = await reading.store.catalog.coverage()
    assert (str(coverage.first), str(coverage.last)) == ("2026-04-13", "2026-04-13")


async def test_a_page_cites_no_page(reading: Reading) -> None:
    """What fetched pages link to isn't fetched in turn."""
    linked = article(f"<a href='https://far.test/x'>Far</a>: {LEASE}", CHIPS)
    await reading.keep(ADDRESS, page=linked)
    await reading(one=f"Meta [leases]({ADDRESS}) capacity.")
    assert await reading.store.catalog.cited_pages() == [ADDRESS]


async def test_what_a_page_says_stays_as_it_was_kept(kept: Kept, reading: Reading) -> None:
    """The text of a page is kept as JSON of a digest, whole."""
    await reading.keep(ADDRESS)
    found = await kept.page(ADDRESS)
    assert found is not None
    assert set(json.loads(found.body or "")) == set(Digest.__dataclass_fields__)
