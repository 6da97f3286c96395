"""Catalog and vectors are brought level with the archive."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest

from index.archive import open_archives
from index.errors import IndexFault
from index.indexer import Indexer, Report
from index.intake import Skipped
from index.store import Store
from tests.index.conftest import OpenStore
from tests.index.embedders import WordsEmbedder
from tests.index.making import ISSUES, write

ROOT = Path(__file__).parents[2]


@pytest.fixture
async def store(open_store: OpenStore) -> AsyncIterator[Store]:
    """An empty store with a fast embedder."""
    async with open_store() as opened:
        yield opened


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """A small archive."""
    return write(tmp_path / "archive", ISSUES)


async def _run(store: Store, *roots: Path) -> Report:
    return await Indexer(store, open_archives([str(root) for root in roots])).run()


async def _texts(store: Store) -> list[str]:
    return [
        each.passage.text
        for origin in await store.catalog.origins()
        for each in await store.catalog.passages_of(origin.document)
    ]


async def _held(store: Store) -> tuple[list[str], dict[str, tuple[float, ...]]]:
    """The passages of the catalog, and the vectors by their ids."""
    ids = [
        each.passage.id
        for origin in await store.catalog.origins()
        for each in await store.catalog.passages_of(origin.document)
    ]
    found = store.vectors._opened().get(include=["embeddings"])
    rows = found["embeddings"]
    assert rows is not None
    vectors = {
        id_: tuple(np.round(row, 6).tolist()) for id_, row in zip(found["ids"], rows, strict=True)
    }
    return ids, vectors


async def test_first_run_adds_everything(store: Store, archive: Path) -> None:
    """Every digest is added, every passage has its vector, progress counts them."""
    steps: list[tuple[int, int]] = []
    indexer = Indexer(store, open_archives([str(archive)]))
    report = await indexer.run(lambda _, made, total: steps.append((made, total)))
    assert (report.documents, report.added, report.pending) == (4, 4, 0)
    assert report.passages == report.embedded == await store.vectors.count()
    assert steps[-1] == (report.embedded, report.embedded)
    assert report.changed


async def test_second_run_does_nothing(store: Store, archive: Path) -> None:
    """A second run reads nothing again, embeds nothing and changes nothing."""
    first = await _run(store, archive)
    before = await _held(store)
    second = await _run(store, archive)
    assert (second.unchanged, second.embedded, second.changed) == (4, 0, False)
    assert second.passages == first.passages
    assert before == await _held(store)


async def test_file_touched_but_not_changed(store: Store, archive: Path) -> None:
    """A file with another time and the same content is unchanged."""
    await _run(store, archive)
    write(archive, {"2026-04-01.md": ISSUES["2026-04-01.md"]})
    report = await _run(store, archive)
    assert (report.unchanged, report.updated, report.embedded) == (4, 0, 0)


async def test_edited_digest_replaces_its_passages(store: Store, archive: Path) -> None:
    """An edited digest has its new passages alone, in the catalog and among the vectors."""
    await _run(store, archive)
    text = ISSUES["2026-04-01.md"].replace("2032", "2033")
    write(archive, {"2026-04-01.md": text})
    report = await _run(store, archive)
    assert (report.added, report.updated, report.unchanged, report.embedded) == (0, 1, 3, 1)
    texts = await _texts(store)
    assert not any("2032" in each for each in texts)
    assert any("2033" in each for each in texts)
    ids, vectors = await _held(store)
    assert sorted(ids) == sorted(vectors)


async def test_deleted_digest_leaves(store: Store, archive: Path) -> None:
    """A deleted digest's passages and vectors are gone."""
    await _run(store, archive)
    (archive / "notes.md").unlink()
    report = await _run(store, archive)
    assert (report.documents, report.removed) == (3, 1)
    assert not any("colleagues" in each for each in await _texts(store))
    ids, vectors = await _held(store)
    assert sorted(ids) == sorted(vectors)


async def test_renamed_root(store: Store, archive: Path, tmp_path: Path) -> None:
    """An archive that moves with its name kept is unchanged, and cited from its new place."""
    await _run(store, archive)
    moved = tmp_path / "elsewhere" / "archive"
    shutil.copytree(archive, moved)
    report = await _run(store, moved)
    assert (report.unchanged, report.added, report.removed, report.embedded) == (4, 0, 0, 0)
    assert {origin.archive for origin in await store.catalog.origins()} == {str(moved)}


async def test_archive_that_is_not_named_any_more(
    store: Store, archive: Path, tmp_path: Path
) -> None:
    """Digests of an archive that isn't named any more leave; another's stay."""
    other = write(tmp_path / "other", {"2026-04-09.md": "Another one."})
    report = await _run(store, archive, other)
    assert report.documents == 5
    report = await _run(store, other)
    assert (report.documents, report.removed, report.unchanged) == (1, 4, 1)


async def test_unreadable_files_are_skipped_with_reasons(store: Store, archive: Path) -> None:
    """What can't be read is listed with its reason, and the rest is indexed."""
    (archive / "bad.md").write_bytes(b"\xff\xfe")
    (archive / "nul.md").write_bytes(b"a\0b")
    (archive / "loop.md").symlink_to("loop.md")
    write(archive, {"README.md": "About.", "empty.md": " "})
    report = await _run(store, archive)
    assert report.documents == 4
    skipped = {each.file: each.reason for each in report.skipped}
    assert list(skipped) == ["README.md", "bad.md", "empty.md", "loop.md", "nul.md"]
    assert skipped["bad.md"] == "not UTF-8 (byte 0)"
    again = await _run(store, archive)
    assert (again.skipped, again.unchanged) == (report.skipped, 4)


async def test_digest_that_became_unreadable(store: Store, archive: Path) -> None:
    """A digest that can't be read any more leaves and is listed; once mended it comes back."""
    await _run(store, archive)
    (archive / "notes.md").write_bytes(b"\xff")
    report = await _run(store, archive)
    assert (report.documents, report.removed) == (3, 1)
    assert report.skipped == (Skipped("notes.md", "not UTF-8 (byte 0)"),)
    write(archive, {"notes.md": "Mended again."})
    report = await _run(store, archive)
    assert (report.documents, report.added, report.skipped) == (4, 1, ())


async def test_skipped_file_that_is_gone_is_forgotten(store: Store, archive: Path) -> None:
    """A skipped file that was deleted isn't listed any more."""
    write(archive, {"empty.md": " "})
    await _run(store, archive)
    (archive / "empty.md").unlink()
    assert (await _run(store, archive)).skipped == ()


async def test_vanished_archive_loses_nothing(store: Store, archive: Path) -> None:
    """An archive that is missing, empty or without a digest is a fault, and all stays as it was."""
    await _run(store, archive)
    before = await _held(store)
    shutil.rmtree(archive)
    with pytest.raises(IndexFault, match="does not exist"):
        await _run(store, archive)
    archive.mkdir()  # noqa: ASYNC240 -- nothing else waits
    with pytest.raises(
        IndexFault, match=r"is empty\. Put digests \(\.md, \.txt, \.html, feeds\) into it"
    ):
        await _run(store, archive)
    write(archive, {"README.md": "About.", "a.png": "x"})
    with pytest.raises(IndexFault, match=r"holds no digest \(README\.md: .* and 1 more\)"):
        await _run(store, archive)
    assert before == await _held(store)


async def test_one_vanished_archive_of_two_loses_nothing(
    store: Store, archive: Path, tmp_path: Path
) -> None:
    """Where one of two archives is missing, neither loses a digest."""
    other = write(tmp_path / "other", {"2026-04-09.md": "Another one."})
    await _run(store, archive, other)
    shutil.rmtree(other)
    with pytest.raises(IndexFault):
        await _run(store, archive, other)
    assert (await store.catalog.coverage()).documents == 5


async def test_level_is_searchable_by_words_before_vectors(store: Store, archive: Path) -> None:
    """After leveling alone, words are found and passages wait for their vectors."""
    report = await Indexer(store, open_archives([str(archive)])).level()
    assert report.pending == report.passages > 0
    assert (await store.catalog.vocabulary()).frequency("zephyr") == 1
    assert await store.vectors.count() == 0


async def test_embedding_stopped_halfway_goes_on(store: Store, tmp_path: Path) -> None:
    """An embedding that is cancelled goes on where it stopped."""
    archive = write(tmp_path / "many", {f"{n}.md": f"Sentence {n} of many." for n in range(80)})
    indexer = Indexer(store, open_archives([str(archive)]))
    await indexer.level()

    def stop(_what: str, made: int, _total: int) -> None:
        if made >= 32:
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await indexer.embed(stop)
    waiting = await store.catalog.outbox.pending()
    assert waiting == await indexer.embed() > 0
    assert await store.vectors.count() == 80


async def test_index_is_no_document_of_its_archive(tmp_path: Path) -> None:
    """A data folder inside the archive isn't read as part of it."""
    archive = write(tmp_path / "archive", ISSUES)
    async with Store(archive / "data", WordsEmbedder()) as store:
        report = await _run(store, archive)
    assert (report.documents, report.skipped) == (len(ISSUES), ())


async def test_document_of_a_disk_that_fails_stays(
    store: Store, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the disk doesn't give a file just now, what it said before stays, with a word."""
    await _run(store, archive)
    write(archive, {"2026-04-01.md": "# One\n\nIt was edited."})

    def fail(_path: Path) -> bytes:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "read_bytes", fail)
    report = await _run(store, archive)
    assert (report.documents, report.removed) == (len(ISSUES), 0)
    reason = "can't be read: Input/output error; what it said before stays"
    assert report.skipped == (Skipped("2026-04-01.md", reason),)
    monkeypatch.undo()
    assert (await _run(store, archive)).updated == 1


async def test_folder_that_can_not_be_listed_loses_nothing(
    store: Store, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What lies in a folder that can't be listed stays, with a word; the rest goes on."""
    write(archive, {"more/2026-04-05.md": "# Five\n\nFive."})
    await _run(store, archive)
    write(archive, {"2026-04-06.md": "# Six\n\nSix."})
    scandir = os.scandir

    def refuse(path: str) -> object:
        if str(path).endswith("more"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    report = await _run(store, archive)
    assert (report.documents, report.added, report.removed) == (len(ISSUES) + 2, 1, 0)
    assert report.skipped == (Skipped("more/", "can't be opened: Permission denied"),)
