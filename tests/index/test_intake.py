"""What goes into the catalog and out of it."""

import asyncio
import tempfile
from collections.abc import Mapping
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from index.archive import open_archives
from index.catalog import Catalog
from index.digest import Block, Digest, Document, Link
from index.indexer import Indexer
from index.intake import Changes, Known, Reading, Skipped
from index.passages import cut
from index.schema import documents, passages, places, skipped
from index.store import Store
from tests.index.embedders import WordsEmbedder
from tests.index.making import document, reading, write


async def test_bundles_are_known(catalog: Catalog) -> None:
    """What was put is known by its bundle, with the stamp and the documents that it holds."""
    nothing = Reading("archive", "root", "b.png", "s2", (), (Skipped("b.png", "no digest"),))
    await catalog.intake.put([reading(document("One.", id_="a"), stamp="s1"), nothing])
    assert await catalog.intake.known() == {
        ("archive", "a.md"): Known("s1", "archive", ("a",)),
        ("archive", "b.png"): Known("s2", "root"),
    }
    assert await catalog.intake.skipped() == [Skipped("b.png", "no digest")]
    assert await catalog.intake.skipped("another") == []
    await catalog.intake.rename("archive", "elsewhere")
    known = (await catalog.intake.known())["archive", "a.md"]
    assert known == Known("s1", "elsewhere", ("a",))
    assert [origin.archive for origin in await catalog.origins()] == ["elsewhere"]
    assert await catalog.intake.remove([("archive", "b.png")]) == Changes()
    assert await catalog.intake.skipped() == []


async def test_a_skipped_file_that_became_a_digest(catalog: Catalog) -> None:
    """A file that can be read at last isn't skipped any more."""
    await catalog.intake.put([Reading("archive", "", "a.md", "s1", (), (Skipped("a.md", "no"),))])
    await catalog.intake.put([reading(document("One.", id_="a"), stamp="s2")])
    assert await catalog.intake.skipped() == []


async def test_documents_of_one_bundle(catalog: Catalog) -> None:
    """A bundle holds several documents; one that it holds no more leaves."""
    one, two, three = (document(f"{w} words.", id_=w, file="all.md") for w in ("a", "b", "c"))

    def put(*made: Document) -> Reading:
        return Reading("archive", "", "all.md", "s", tuple(cut(each) for each in made))

    assert await catalog.intake.put([put(one, two)]) == Changes({"a", "b"})
    assert await catalog.intake.put([put(one, three)]) == Changes({"c"}, set(), {"b"})
    assert {each.document for each in await catalog.origins()} == {"a", "c"}


async def test_cited_pages(catalog: Catalog) -> None:
    """Passages are found by the pages that they cite, pages by their key; both ways."""
    link = Link("it", "https://E.org/a?utm_source=x#part", 4)
    digest = Document(
        "d", "r", "d.md", "h1", Digest("T", "P", summary=(Block("See it.", links=(link,)),))
    )
    page = Document(
        "s",
        "r",
        "s.json",
        "h2",
        Digest("S", "P", url="https://e.org/a", summary=(Block("So."),)),
        "source",
    )
    for made in (digest, page):
        await catalog.intake.put([reading(made)])
    (passage,) = await catalog.passages_of("d")
    assert await catalog.cited_pages() == ["https://e.org/a"]
    assert [
        o.document for o in (await catalog.sources_of([passage.passage.id]))[passage.passage.id]
    ] == ["s"]
    assert [each.origin.document for each in await catalog.citing("s")] == ["d"]
    await catalog.intake.remove([("archive", "d.md")])
    assert (await catalog.cited_pages(), await catalog.citing("s")) == ([], [])


TEXTS = {
    "one": "# One\n\nMeta leases capacity for years.",
    "two": "# Two\n\nOracle orders cells of fuel.",
    "bad": "\x00",
    "weeks": "## 2026-04-06\n\nMeta leases capacity.\n\n## 2026-04-13\n\nOracle orders cells.\n",
}
NAMES = ("2026-04-01.md", "2026-04-02.md", "a/notes.md", "z.md")
_states = st.dictionaries(st.sampled_from(NAMES), st.sampled_from(sorted(TEXTS)), min_size=1)


async def _level(data: Path, root: Path, files: Mapping[str, str]) -> dict[str, object]:
    """The archive is made to hold `files` and levelled; returns all that the catalog holds."""
    for name in NAMES:
        (root / name).unlink(missing_ok=True)
    write(
        root,
        {"2026-03-01.md": "# Always\n\nThis one stays."} | {n: TEXTS[t] for n, t in files.items()},
    )
    async with Store(data, WordsEmbedder()) as store:
        await Indexer(store, open_archives([str(root)])).level()
        async with store.catalog._engine.connect() as connection:
            held: dict[str, object] = {}
            for table, columns in (
                (documents, (documents.c.id, documents.c.file, documents.c.content_hash)),
                (passages, (passages.c.id, passages.c.text, passages.c.ordinal)),
                (places, (places.c.document, places.c.bundle)),
                (skipped, (skipped.c.file, skipped.c.reason)),
            ):
                rows = await connection.execute(select(*columns))
                held[table.name] = sorted(tuple(row) for row in rows)
    return held


@given(st.lists(_states, min_size=2, max_size=4))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_way_leads_to_the_same_catalog(states: list[dict[str, str]]) -> None:
    """Whatever came, changed and went before, the catalog is that of a fresh run."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder, "archive")
        for state in states:
            walked = asyncio.run(_level(Path(folder, "walked"), root, state))
        assert walked == asyncio.run(_level(Path(folder, "fresh"), root, states[-1]))


async def test_the_same_content_under_two_paths(tmp_path: Path) -> None:
    """It is one document, of the dated path, that knows the other; which takes over in the end."""
    root = write(tmp_path / "archive", {"2026-04-01.md": TEXTS["one"], "a/copy.md": TEXTS["one"]})
    async with Store(tmp_path / "data", WordsEmbedder()) as store:
        indexer = Indexer(store, open_archives([str(root)]))
        report = await indexer.run()
        assert (report.documents, report.added) == (1, 1)
        assert await store.catalog.twins() == [("2026-04-01.md", "a/copy.md")]
        (root / "2026-04-01.md").unlink()
        report = await indexer.run()
        assert (report.documents, report.added, report.removed) == (1, 1, 1)
        (origin,) = await store.catalog.origins()
        assert (origin.file, origin.date) == ("a/copy.md", None)
        assert await store.vectors.count() == await store.catalog.passage_count()


async def test_repetition_is_cut_out_and_comes_back(tmp_path: Path) -> None:
    """What most issues repeat leaves the passages; when they don't any more it is there again."""
    line = "We checked 12 subreddits for you today."
    issues = {
        f"2026-04-{n:02}.md": f"# T\n\n{w} happened.\n\n{line}" for n, w in enumerate("abcdef", 1)
    }
    root = write(tmp_path / "archive", issues)
    async with Store(tmp_path / "data", WordsEmbedder()) as store:
        indexer = Indexer(store, open_archives([str(root)]))
        await indexer.run()
        assert (await store.catalog.vocabulary()).frequency("subreddits") == 0
        assert await store.vectors.count() == await store.catalog.passage_count() == 6
        write(
            root,
            {
                name: text.replace(line, f"{name} is its own.")
                for name, text in list(issues.items())[:4]
            },
        )
        await indexer.run()
        assert (await store.catalog.vocabulary()).frequency("subreddits") == 2
        assert (await indexer.run()).embedded == 0
