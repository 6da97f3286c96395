"""What tests of the index make: archives on disk, documents, all blocks of a digest."""

import datetime as dt
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from hypothesis import strategies as st

from index.archive import open_archives
from index.digest import Block, Digest, Document, Kind, Section, Story
from index.intake import Reading
from index.passages import cut

ISSUES = {
    "2026-04-01.md": "# One\n\nMeta leases capacity. The lease runs to 2032.\n\n## Chips\n\nChips.",
    "2026-04-02.md": "# Two\n\nA model named Zephyr leads the benchmark with 58.4 points.",
    "2026-04-03.md": "# Three\n\n- Oracle orders fuel cells.\n- Bloom delivers them.",
    "notes.md": "# Undated\n\nAgents forget their colleagues.",
}


def write(folder: Path, files: Mapping[str, str]) -> Path:
    """Write `files` below `folder`, each with a stamp of its own."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        before = path.stat().st_mtime_ns if path.exists() else 0
        path.write_text(text, encoding="utf-8")
        if path.stat().st_mtime_ns == before:
            os.utime(path, ns=(before, before + 1))
    return folder


def document(
    *texts: str,
    id_: str = "doc",
    day: dt.date | None = None,
    file: str = "",
    title: str = "A Title",
    publication: str = "The Paper",
    tags: tuple[str, ...] = (),
    kind: Kind = "digest",
) -> Document:
    """A document with one story for each text."""
    stories = tuple(Story(f"Story {text[:12]}", (Block(text),)) for text in texts)
    digest = Digest(
        title, publication, day, tags, sections=(Section("News", stories=stories),) if texts else ()
    )
    return Document(id_, "archive", file or f"{id_}.md", f"hash of {texts}", digest, kind)


def reading(made: Document, key: str = "archive", stamp: str = "1-1") -> Reading:
    """A document as the indexer hands it to the catalog."""
    return Reading(key, made.archive, made.file, stamp, (cut(made),))


def documents_of(root: str | Path) -> list[Document]:
    """Every document of an archive."""
    (archive,) = open_archives([str(root)])
    return [made for bundle in archive.listing().bundles for made in archive.read(bundle).documents]


def blocks_of(digest: Digest) -> Iterator[Block]:
    """Every block of a digest."""
    yield from digest.summary
    for section in digest.sections:
        yield from section.blocks
        yield from (section.why_it_matters,) if section.why_it_matters else ()
        for story in section.stories:
            yield from story.blocks
            yield from (story.why_it_matters,) if story.why_it_matters else ()
    yield from digest.bottom_line


_LINES = (
    *(
        "2026-04-13 #AI#Chips",
        "Why it matters: it does.",
        "The Bottom Line",
        "📎 Sources",
        "Sources:",
    ),
    *("Top Stories", "Quick Hits", "Worth Watching", "-", "Source: Axios, [CNBC](https://e.org/a)"),
    *("🔬 Technology", "📈 Business", "💡 Products", "Top Picks Today:", "1. Pick: take it."),
    *(
        "# Heading",
        "### Deep",
        "> quoted",
        "- item",
        "  - nested. Axios",
        "* star",
        "**Bold**: text",
    ),
    *("```", "| a | b |", "|---|---|", "---", "title: x: y", "date: 2026-04-13", "tags: [a, b]"),
    *(
        "<b>html</b>",
        "<div>",
        "a<br>b",
        "&#8203;",
        "&#xD800;",
        "&nbsp;&amp;",
        "[x](https://e.org/x)",
    ),
    *("![alt](i.png)", "[![i](j)](https://e.org)", "\\*not\\*", "_a_ **b** `c  d`", "Back to feed"),
    *(
        "",
        "A sentence of some length stands here, so that the line reads as a paragraph does, yes.",
    ),
)
line = st.one_of(st.sampled_from(_LINES), st.text(max_size=60))
page = st.one_of(
    st.text(max_size=300),
    st.lists(line, max_size=25).map("\n".join),
    st.lists(line, max_size=12).map(lambda lines: "---\n" + "\n".join(lines)),
    st.text(alphabet="-*_`[]()<>!#&;:|~\\ \n\t'\"ab1.", max_size=200),
)
"""Texts that are near what the readers know, and texts that are near nothing."""
