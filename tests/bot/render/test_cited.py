"""What a digest cites."""

from bot.render.cited import cited_pages
from index.digest import Block, Digest, Document, Link, Section, Story


def made(digest: Digest) -> Document:
    """A document of a digest."""
    return Document("d", "a", "a.md", "h", digest)


def linked(text: str, *urls: str) -> Block:
    """A block whose words all link to addresses."""
    return Block(text, links=tuple(Link(text, url) for url in urls))


def test_each_source_stands_once_by_section() -> None:
    """Links of texts and credits stand under the first section that has them; names, too."""
    story = Story("Two", (linked("b", "https://example.org/b"),), sources=(Link("Reuters", ""),))
    section = Section("One [x]", (linked("a", "https://example.org/a"),), stories=(story,))
    digest = Digest(
        "News",
        summary=(linked("a", "https://example.org/a"),),
        sections=(section, Section("Empty"), Section("")),
        sources=(Link("", "https://example.org/c"),),
    )

    (page,) = cited_pages(made(digest))
    assert page == (
        "What **News** cites\n"
        "**Opening**\n- [a](<https://example.org/a>)\n"
        "**One \\[x\\]**\n- [b](<https://example.org/b>)\n- Reuters\n"
        "**The bottom line**\n- <https://example.org/c>"
    )


def test_many_sources_fill_pages() -> None:
    """Hundreds of links stand on pages that are full, none lost and none cut."""
    urls = [f"https://example.org/{n:04}" for n in range(400)]
    section = Section("All", tuple(linked(f"source {url[-4:]}", url) for url in urls))

    pages = cited_pages(made(Digest("News", sections=(section,))))

    assert all(1_500 < len(page) <= 2_000 for page in pages[:-1])
    assert all(f"- [source {url[-4:]}](<{url}>)" in "\n".join(pages).split("\n") for url in urls)
