"""A disk that is full: one line, nothing lost, and it goes on when there is room."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from index.archive import open_archives
from index.indexer import Indexer
from index.store import Store
from tests.index.embedders import WordsEmbedder
from tests.index.making import write

ROOT = Path(__file__).parents[2]
# No file of the process may grow beyond so many bytes: what SQLite makes of a full disk.
_COMMAND = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)
sys.argv[1:] = sys.argv[2:]
from bot.__main__ import main
main()
"""


@pytest.mark.parametrize("room", [20_000, 150_000, 400_000, 2_000_000])
def test_a_full_disk_is_one_line(tmp_path: Path, room: int) -> None:
    """Indexing on a full disk ends with one line; with room again all is indexed."""
    words = "Meta leases capacity and Oracle orders cells. "
    root = write(tmp_path / "archive", {f"{n}.md": f"# {n}\n\n{words * 40}{n}." for n in range(60)})
    data = tmp_path / "data"
    run = subprocess.run(
        [
            sys.executable,
            "-c",
            _COMMAND,
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

    async def finished() -> int:
        async with Store(data, WordsEmbedder("all-MiniLM-L6-v2-int8")) as store:
            return (await Indexer(store, open_archives([str(root)])).level()).documents

    assert asyncio.run(finished()) == 60
