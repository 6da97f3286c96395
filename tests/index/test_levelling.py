"""Levelling a collection step by step: what is read, what stays, what happens at the same time."""

import asyncio
import random
import tempfile
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from index import indexer as indexing
from index.archive import Bundle, Contents
from index.catalog import Catalog
from index.digest import Document
from index.errors import IndexFault
from index.indexer import Indexer, Report
from index.intake import Changes, Reading, Skipped
from index.passages import cut
from index.schema import documents, flat, places
from index.store import Store
from tests.index.embedders import WordsEmbedder
from tests.index.making import document, reading
from tests.index.shelf import Shelf

ISSUES = {
    "2026-04-01.md": "Meta leases capacity. The lease runs to 2032.",
    "2026-04-02.md": "A model named Zephyr leads the benchmark.",
    "more/2026-04-03.md": "Oracle orders fuel cells.",
    "notes.md": "Agents forget their colleagues.",
}


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """An empty store with a fast embedder."""
    async with Store(tmp_path / "data", WordsEmbedder()) as opened:
        yield opened


@pytest.fixture
def shelf() -> Shelf:
    """A collection of four digests."""
    return Shelf(dict(ISSUES))


async def _files(store: Store) -> dict[str, list[str]]:
    """The texts of each document's passages, by its file."""
    return {
        origin.file: [
            each.passage.text for each in await store.catalog.passages_of(origin.document)
        ]
        for origin in await store.catalog.origins()
    }


async def _assert_whole(store: Store) -> None:
    """Every passage has its words and the vector of them on both sides, and there is no other."""
    assert await store.catalog.outbox.pending() == 0
    async with store.catalog._engine.begin() as connection:
        # Raises where words and passages differ.
        await connection.execute(
            text("INSERT INTO words(words, rank) VALUES('integrity-check', 1)")
        )
        kept = await connection.execute(select(flat.c.key, flat.c.vector))
        halves = {row.key: row.vector for row in kept}
    found = store.vectors._opened().get(include=["embeddings"])
    rows = found["embeddings"]
    assert rows is not None
    await store.catalog.outbox.fill()
    waiting = await store.catalog.outbox.to_embed(100_000, 1)
    await store.catalog.outbox.done([each.passage for each in waiting], "embed")
    assert sorted(found["ids"]) == sorted(each.passage for each in waiting)
    vectors = dict(zip(found["ids"], rows, strict=True))
    assert sorted(halves) == sorted(each.key for each in waiting)
    for each in waiting:
        wanted = WordsEmbedder().embed([each.text])[0]
        np.testing.assert_allclose(vectors[each.passage], wanted, atol=1e-5)
        half = np.frombuffer(halves[each.key], dtype=np.float16)
        np.testing.assert_allclose(half, wanted, atol=1e-3)


async def test_what_did_not_change_is_not_read(store: Store, shelf: Shelf) -> None:
    """A second run reads nothing; after a change it reads the bundle that changed."""
    indexer = Indexer(store, [shelf])
    await indexer.run()
    assert shelf.reads == sorted(ISSUES)
    await indexer.run()
    assert shelf.reads == sorted(ISSUES)
    shelf.texts["notes.md"] = "Agents remember."
    report = await indexer.run()
    assert shelf.reads == [*sorted(ISSUES), "notes.md"]
    assert (report.updated, report.unchanged) == (1, 3)


async def test_what_cannot_be_read_just_now_stays(store: Store, shelf: Shelf) -> None:
    """What a disk won't give stays as it was and is told; a new one is read when it can be."""
    indexer = Indexer(store, [shelf])
    await indexer.level()
    shelf.texts |= {"2026-04-01.md": "It was edited.", "new.md": "It is new."}
    shelf.stuck = {"2026-04-01.md", "new.md"}
    report = await indexer.level()
    assert (report.documents, report.changed) == (4, False)
    assert set(report.skipped) == {
        Skipped("2026-04-01.md", "the disk says no; what it said before stays"),
        Skipped("new.md", "the disk says no"),
    }
    assert (await _files(store))["2026-04-01.md"] == [ISSUES["2026-04-01.md"]]
    shelf.stuck = set()
    report = await indexer.level()
    assert (report.added, report.updated, report.skipped) == (1, 1, ())


async def test_a_folder_that_is_shut_keeps_its_documents(store: Store, shelf: Shelf) -> None:
    """Documents of a folder that can't be listed stay, also where nothing else is there."""
    indexer = Indexer(store, [shelf])
    await indexer.level()
    shelf.shut = {"more/"}
    del shelf.texts["notes.md"]
    report = await indexer.level()
    assert (report.documents, report.removed) == (3, 1)
    assert report.skipped == (Skipped("more/", "can't be opened"),)
    shelf.required = True
    shelf.texts = {}
    assert (await indexer.level()).documents == 1
    shelf.shut = set()
    with pytest.raises(IndexFault, match="is empty"):
        await indexer.level()
    assert (await store.catalog.coverage()).documents == 1


async def test_nothing_is_taken_out_where_an_archive_is_wrong(store: Store, shelf: Shelf) -> None:
    """A required collection that became empty or unreadable raises, and all that was stays."""
    other = Shelf({"2026-05-01.md": "Another."}, key="other", required=True)
    indexer = Indexer(store, [shelf, other])
    await indexer.run()
    before = await _files(store)
    shelf.texts.pop("notes.md")
    other.texts["2026-05-01.md"] = ""
    with pytest.raises(IndexFault, match=r"holds no digest \(2026-05-01\.md: empty\)"):
        await indexer.run()
    other.texts = {}
    with pytest.raises(IndexFault, match="is empty"):
        await indexer.run()
    assert await _files(store) == before
    await _assert_whole(store)


async def test_report_counts_documents_not_places(store: Store) -> None:
    """Content that stands twice is one document: added once, unchanged once, in any order."""
    shelf = Shelf({"a.md": "Same words here.", "2026-04-01.md": "Same words here."})
    indexer = Indexer(store, [shelf])
    first, second = await indexer.level(), await indexer.level()
    assert (first.documents, first.added, first.removed, first.unchanged) == (1, 1, 0, 0)
    assert (second.documents, second.unchanged, second.changed) == (1, 1, False)
    shelf.texts["2026-04-01.md"] = "Other words here."
    third = await indexer.level()
    assert (third.documents, third.added, third.updated, third.unchanged) == (2, 1, 1, 0)


async def test_parts_that_change_places_in_a_bundle(store: Store) -> None:
    """Documents of one bundle that exchange their content have each the other's."""
    shelf = Shelf({"all.md": "The first words.|The second words."})
    indexer = Indexer(store, [shelf])
    await indexer.run()
    shelf.texts["all.md"] = "The second words.|The first words."
    await indexer.run()
    for n, said in enumerate(["The second words.", "The first words."]):
        (found,) = await store.catalog.passages_of(shelf.document_id("all.md", str(n or "")))
        assert found.passage.text == said
    await _assert_whole(store)


async def test_progress_tells_what_is_done(store: Store) -> None:
    """Progress counts what is read up to all of it, then what is embedded."""
    shelf = Shelf({f"{n}.md": f"Sentence {n} of many." for n in range(50)})
    told: list[tuple[str, int, int]] = []
    await Indexer(store, [shelf]).run(lambda what, made, total: told.append((what, made, total)))
    assert [what for what, _, _ in told] == sorted((what for what, _, _ in told), reverse=True)
    for what in ("reading", "embedding"):
        counts = [made for each, made, _ in told if each == what]
        assert counts == sorted(counts)
        assert counts[-1] == 50
    assert {total for _, _, total in told} == {50}


async def test_a_renamed_root_is_noted_in_one_go(store: Store, shelf: Shelf) -> None:
    """Where only the root's name changed nothing is read, and all documents have the new one."""
    await Indexer(store, [shelf]).level()
    shelf.given = "elsewhere"
    shelf.reads.clear()
    report = await Indexer(store, [shelf]).level()
    assert (report.unchanged, shelf.reads) == (4, [])
    assert {origin.archive for origin in await store.catalog.origins()} == {"elsewhere"}


async def test_levelling_that_is_stopped_leaves_nothing_behind(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A levelling that is cancelled waits for what it writes, and the next goes on behind it."""
    monkeypatch.setattr(indexing, "_COMMIT", 10)
    words = [f"{a}{b}{c}" for a in "abcde" for b in "fghij" for c in "klmno"]
    shelf = Shelf({f"{word}.md": f"Somebody says {word}, and {word}." for word in words})
    chance = random.Random(3)  # noqa: S311
    stopped, known = 0, 0
    report = Report()
    while not report.documents:
        task = asyncio.create_task(Indexer(store, [shelf]).level())
        await asyncio.wait({task}, timeout=chance.uniform(0.0, 0.2) + stopped / 20)
        stopped += task.cancel()
        await asyncio.wait({task})
        assert asyncio.all_tasks() == {asyncio.current_task()}
        report = report if task.cancelled() else task.result()
        known, before = len(await store.catalog.intake.known()), known
        assert known >= before
    assert (report.documents, known) == (125, 125)
    assert stopped > 2
    assert (await Indexer(store, [shelf]).run()).pending == 0
    await _assert_whole(store)


async def test_levelling_that_fails_leaves_nothing_behind(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where reading fails while the catalog is written to, that is waited for; the fault stays."""
    monkeypatch.setattr(indexing, "_COMMIT", 1)

    class Torn(Shelf):
        async def contents(self, bundles: Sequence[Bundle]) -> list[Contents]:
            if len(self.reads) >= 24:
                raise LookupError("torn")
            return await super().contents(bundles)

    shelf = Torn({f"{n:02}.md": f"Sentence {n} of many." for n in range(30)})
    with pytest.raises(LookupError):
        await Indexer(store, [shelf]).level()
    assert asyncio.all_tasks() == {asyncio.current_task()}
    assert 8 <= len(await store.catalog.intake.known()) <= 24


async def test_embedding_cancelled_at_any_point_goes_on(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cancelled again and again at random moments, embedding ends with each vector once."""
    monkeypatch.setattr(indexing, "_WRITE", 48)
    shelf = Shelf({f"{n}.md": f"Sentence {n} of many." for n in range(400)})
    store.embedder = WordsEmbedder(pause=0.01)
    indexer = Indexer(store, [shelf])
    await indexer.level()
    chance = random.Random(5)  # noqa: S311
    stopped = 0
    while await store.catalog.outbox.pending():
        task = asyncio.create_task(indexer.embed())
        await asyncio.wait({task}, timeout=chance.uniform(0.0, 0.1) + stopped / 20)
        stopped += task.cancel()
        await asyncio.wait({task})
        assert asyncio.all_tasks() == {asyncio.current_task()}
        assert task.cancelled() or task.exception() is None
    assert stopped > 2
    await _assert_whole(store)


async def test_levelling_and_embedding_at_the_same_time(store: Store) -> None:
    """What comes, changes and goes while vectors are made ends with the vectors of what is."""
    chance = random.Random(11)  # noqa: S311
    shelf = Shelf({f"{n}.md": f"Sentence {n} of many." for n in range(120)})
    store.embedder = WordsEmbedder(pause=0.01)
    indexer = Indexer(store, [shelf])
    await indexer.level()
    embedding = asyncio.create_task(indexer.embed())
    for round_ in range(6):
        for n in chance.sample(range(120), 12):
            shelf.texts[f"{n}.md"] = f"Edit {round_ % 2} of {n}."
        shelf.texts.pop(f"{round_}.md", None)
        shelf.texts[f"2026-05-0{round_ + 1}.md"] = f"The round {round_} is new."
        await asyncio.gather(indexer.level(), asyncio.sleep(0.02))
    await embedding
    await indexer.embed()
    assert set(await _files(store)) == set(shelf.texts)
    assert {name: said for name, (said,) in (await _files(store)).items()} == shelf.texts
    await _assert_whole(store)


async def test_embeddings_at_the_same_time(store: Store, shelf: Shelf) -> None:
    """Two that make vectors at once make each one, and none of a document that went meanwhile."""
    shelf.texts |= {f"{n}.md": f"Sentence {n} of many." for n in range(60)}
    store.embedder = WordsEmbedder(pause=0.15)
    indexer = Indexer(store, [shelf])
    await indexer.level()
    first = asyncio.create_task(indexer.embed())
    await asyncio.sleep(0.05)
    shelf.texts = dict(ISSUES)
    await indexer.level()
    made = await asyncio.gather(first, indexer.embed())
    await indexer.embed()
    assert sum(made) >= await store.catalog.passage_count()
    await _assert_whole(store)


_PLACES = ("2026-04-01.md", "2026-04-02.md", "a.md", "z.md")
_SAID = ("One says this.", "Two says that.", "One says this.|Two says that.", "Three.|", "")
_edits = st.lists(
    st.tuples(
        st.sampled_from(_PLACES), st.one_of(st.none(), st.sampled_from(_SAID)), st.booleans()
    ),
    min_size=1,
    max_size=10,
)


async def _state(store: Store) -> dict[str, list[tuple[object, ...]]]:
    columns = (documents.c.id, documents.c.day, documents.c.bundle, documents.c.content_hash)
    async with store.catalog._engine.connect() as connection:
        return {
            "documents": sorted(map(tuple, await connection.execute(select(*columns)))),
            "places": sorted(map(tuple, await connection.execute(select(places)))),
        }


@given(_edits)
@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_happened_only_the_end_counts(
    edits: list[tuple[str, str | None, bool]],
) -> None:
    """After any puts and removals, over two collections, the catalog is that of a fresh run."""

    async def walk(folder: str) -> None:
        one = Shelf({"always.md": "It is always here."})
        two = Shelf({}, key="another")
        async with Store(Path(folder, "walked"), WordsEmbedder()) as store:
            for name, said, second in edits:
                texts = two.texts if second else one.texts
                if said is None:
                    texts.pop(name, None)
                else:
                    texts[name] = said
                report = await Indexer(store, [one, two]).level()
                assert report.documents == report.added + report.updated + report.unchanged
            walked = await _state(store)
        async with Store(Path(folder, "fresh"), WordsEmbedder()) as store:
            report = await Indexer(store, [one, two]).level()
            assert (report.documents, report.removed) == (report.added, 0)
            assert walked == await _state(store)

    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(walk(folder))


async def test_the_first_place_owns_in_any_order(tmp_path: Path) -> None:
    """Equal content is the document of the dated place that comes first, however it was put."""
    shelf = Shelf()
    names = ("2026-04-01.md", "2026-04-02.md", "a.md")
    made = {name: shelf._document(name, 0, "One says this.") for name in names}
    for n, order in enumerate(permutations(names)):
        catalog = await Catalog.open(tmp_path / f"{n}.db", "model")
        for name in order:
            await catalog.intake.put([_reading(made[name])])
        (origin,) = await catalog.origins()
        known = await catalog.intake.known()
        assert origin.file == "2026-04-01.md"
        assert {entry.documents for entry in known.values()} == {(origin.document,)}
        await catalog.close()


def _reading(*made: Document, stamp: str = "s") -> Reading:
    return Reading("shelf", "a shelf", made[0].file, stamp, tuple(cut(each) for each in made))


async def test_who_said_the_same_is_to_be_read_again(store: Store) -> None:
    """Where the owner of a content changes, goes or loses its day, the others lose their stamps."""
    shelf, intake = Shelf(), store.catalog.intake
    owner = shelf._document("2026-04-01.md", 0, "One says this.")
    other = shelf._document("2026-04-02.md", 0, "One says this.")
    changed = shelf._document("2026-04-01.md", 0, "Another thing.")
    undated = replace(owner, digest=replace(owner.digest, date=None))
    for now in (changed, undated, None):
        await intake.put([_reading(owner), _reading(other)])
        assert (await intake.known())["shelf", other.file].stamp == "s"
        if now:
            assert await intake.put([_reading(now)]) == Changes(updated={owner.id})
        else:
            assert await intake.remove([("shelf", owner.file)]) == Changes(removed={owner.id})
        known = (await intake.known())["shelf", other.file]
        assert (known.stamp, known.documents) == ("", ())
        await intake.remove([("shelf", other.file), ("shelf", owner.file)])


async def test_a_put_that_fails_leaves_nothing(store: Store) -> None:
    """Where the disk is full in the middle of a put, nothing of it is there; later it all is."""
    catalog = store.catalog
    await catalog.intake.put([reading(document("One.", id_="one"))])
    async with catalog._engine.connect() as connection:
        pages = int((await connection.execute(text("PRAGMA page_count"))).scalar_one())
    many = [reading(document(f"Number {n} " * 50, id_=f"d{n}")) for n in range(200)]
    # Each connection has a limit of its own; the writer takes the pool's first.
    async with catalog._engine.connect() as connection:
        await connection.execute(text(f"PRAGMA max_page_count = {pages + 8}"))
    with pytest.raises(Exception, match="full"):
        await catalog.intake.put(many)
    assert [each.document for each in await catalog.origins()] == ["one"]
    assert await catalog.outbox.pending() == await catalog.passage_count() == 1
    assert len(await catalog.intake.known()) == 1
    async with catalog._engine.connect() as connection:
        await connection.execute(text("PRAGMA max_page_count = 1000000"))
    await catalog.intake.put(many)
    assert (await catalog.coverage()).documents == 201


async def test_removing_many_from_two_collections(store: Store) -> None:
    """More bundles than one statement takes are forgotten, and of a shared content one stays."""
    one = Shelf({f"{n}.md": f"Sentence {n} here." for n in range(600)})
    two = Shelf({"5.md": "Sentence 5 here."}, key="two")
    await Indexer(store, [one, two]).level()
    report = await Indexer(store, [two]).level()
    assert (report.documents, report.removed, report.added) == (1, 600, 1)
    # The one that stays is cut again: nothing repeats any more.
    assert len(await store.catalog.outbox.to_delete(5_000, 1)) == 601
    assert await store.catalog.passage_count() == 1
    assert set(await store.catalog.intake.known()) == {("two", "5.md")}


LINE = "We checked 12 subreddits for you today."


async def test_what_repeats_is_known_before_a_passage_is_written(store: Store) -> None:
    """A fresh run cuts no document twice: nothing that it wrote is taken out again."""
    shelf = Shelf({f"{n}.md": f"Story {'ab' * n} is told. {LINE}" for n in range(1, 50)})
    await Indexer(store, [shelf]).level()
    assert await store.catalog.outbox.to_delete(1, 1) == []
    assert all(LINE not in said[0] for said in (await _files(store)).values())


async def test_repetition_is_the_same_however_it_came(tmp_path: Path) -> None:
    """Issues that come one by one, or with a stop between, are cut as those of a fresh run."""
    issues = {
        f"2026-04-{n:02}.md": f"Story number {'abcdefghij'[n]} is told. {LINE}" for n in range(1, 8)
    }
    shelf = Shelf()
    async with Store(tmp_path / "walked", WordsEmbedder()) as store:
        for n, (name, said) in enumerate(issues.items(), 1):
            shelf.texts[name] = said
            await Indexer(store, [shelf]).run()
            told = sum(LINE in said[0] for said in (await _files(store)).values())
            assert told == (n if n < 4 else 0)
        await _assert_whole(store)
        walked = await _files(store)
    async with Store(tmp_path / "fresh", WordsEmbedder()) as store:
        await Indexer(store, [shelf]).run()
        assert await _files(store) == walked
        # As if a run had been stopped between comparing and cutting.
        async with store.catalog._engine.begin() as connection:
            await connection.execute(text("UPDATE documents SET cut = 'old' WHERE day % 2"))
        embedder = store.embedder
        assert isinstance(embedder, WordsEmbedder)
        texts = embedder.texts
        report = await Indexer(store, [shelf]).run()
        assert (report.changed, report.embedded, embedder.texts) == (False, 0, texts)
        assert await _files(store) == walked
