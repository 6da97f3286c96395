"""A disk that is full: one line, nothing lost, and it goes on when there is room."""

import asyncio
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from chromadb.errors import InternalError

from index.archive import open_archives
from index.errors import IndexFault
from index.indexer import Indexer
from index.store import Store
from tests.bot.process import footnote
from tests.index.embedders import WordsEmbedder
from tests.index.making import write

ROOT = Path(__file__).parents[2]
# No file of the process may grow beyond so many bytes: what SQLite makes of a full disk.
WITH_LITTLE_ROOM = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)
sys.argv[1:] = sys.argv[2:]
from bot.__main__ import main
main()
"""


@pytest.mark.parametrize("room", [20_000, 150_000, 400_000, 600_000])
def test_a_full_disk_is_one_line(tmp_path: Path, room: int) -> None:
    """Indexing on a full disk ends with one line; with room again all is indexed."""
    words = "Meta leases capacity and Oracle orders cells. "
    root = write(tmp_path / "archive", {f"{n}.md": f"# {n}\n\n{words * 40}{n}." for n in range(60)})
    data = tmp_path / "data"
    run = subprocess.run(
        [
            sys.executable,
            "-c",
            WITH_LITTLE_ROOM,
            str(room),
            "index",
            "--archive",
            str(root),
            "--data",
            str(data),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == 1
    assert "Traceback" not in run.stderr
    (line,) = run.stderr.strip().splitlines()
    assert line == (
        f"footnote: The data folder {data} can't be written: the disk is full, or fails. "
        f"Make room and index again; nothing is lost."
    )

    async def finished() -> tuple[int, int, int, int]:
        async with Store(data) as store:
            report = await Indexer(store, open_archives([str(root)])).run()
            vectors = await store.vectors.count()
            return report.documents, report.passages, vectors, report.pending

    assert asyncio.run(finished()) == (60, 60, 60, 0)


@pytest.mark.parametrize("segment", ["hnsw segment writer", "metadata segment"])
async def test_vectors_that_a_full_disk_stops_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, segment: str
) -> None:
    """Where Chroma can't write it tells no more than that: it is told as a full disk is."""
    root = write(tmp_path / "archive", {"a.md": "# A\n\nOne."})

    async def fail(*_: Any) -> None:
        raise InternalError(f"Error in compaction: Failed to apply logs to the {segment}")

    async with Store(tmp_path / "data", WordsEmbedder()) as store:
        indexer = Indexer(store, open_archives([str(root)]))
        with monkeypatch.context() as patch:
            patch.setattr(store.vectors, "put", fail)
            with pytest.raises(IndexFault, match="the disk is full, or fails"):
                await indexer.run()
        assert (await indexer.run()).embedded == 1


@pytest.mark.parametrize("below", ["", "below"])
def test_a_data_folder_that_is_a_file_is_one_line(tmp_path: Path, below: str) -> None:
    """Where a file stands in the data folder's place, the command says so and what to do."""
    (tmp_path / "file").write_text("x", encoding="utf-8")
    root = write(tmp_path / "archive", {"a.md": "# A\n\nOne."})
    data = tmp_path / "file" / below
    run = footnote("index", "--archive", str(root), "--data", str(data), cwd=tmp_path)
    assert (run.returncode, run.stdout) == (1, "")
    (line,) = run.stderr.strip().splitlines()
    assert line.startswith(f"footnote: The data folder {data} can't be used: ")
    assert line.endswith("Name another one with --data.")
