"""Tests of bot/cli/index.py: `footnote index --watch` as a process."""

import json
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any, Self

import pytest

from bot.cli.index import index
from bot.opening import open_store
from bot.settings import load_settings
from index.lock import take_lock
from index.search import Query, Search
from tests.bot.process import environment
from tests.index.making import write

WAIT = 30.0  # seconds


# What a script's shell does with what it starts in the background: SIGINT isn't heard.
BEHIND = ("sh", "-c", 'trap "" INT; exec "$@"', "sh")


class Watching:
    """A process of `footnote index --watch --json`, and the lines that it writes."""

    def __init__(self, cwd: Path, *arguments: str, behind: bool = False) -> None:
        self.process = subprocess.Popen(
            [
                *(BEHIND if behind else ()),
                *(sys.executable, "-m", "bot", "index", "--watch", "--json"),
                *arguments,
            ],
            cwd=cwd,
            env=environment(FOOTNOTE_ARCHIVE="archive"),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._lines: list[dict[str, Any]] = []
        self._came = threading.Condition()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with self._came:
                self._lines.append(json.loads(line))
                self._came.notify_all()

    def next(self) -> tuple[int, int, int, int]:
        """The next line's documents, and how many were added, updated and removed."""
        with self._came:
            assert self._came.wait_for(lambda: bool(self._lines), WAIT)
            line = self._lines.pop(0)
        return line["documents"], line["added"], line["updated"], line["removed"]

    def end(self, number: int) -> tuple[int, str]:
        """The exit code after a signal, and what stood on standard error."""
        self.process.send_signal(number)
        code = self.process.wait(10)
        self._reader.join(WAIT)
        assert self.process.stderr is not None
        return code, self.process.stderr.read()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdout, self.process.stderr):
            if stream is not None:
                stream.close()


async def test_rebuild_leaves_no_gap(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """While another index is built the former one answers; who holds the folder takes it over."""
    archive = write(tmp_path / "archive", {"2026-04-01.md": "# One\n\nMeta leases capacity."})
    settings = load_settings(archive=(str(archive),), data=tmp_path / "data")
    await index(settings, as_json=True, rebuild=False, watch=None)
    write(archive, {"2026-04-01.md": "# Two\n\nZephyr leads the benchmark."})
    async with open_store(settings) as (store, indexer):
        await index(settings, as_json=True, rebuild=True, watch=None)
        found = await Search(store).find(Query("capacity"))
        assert [each.origin.title for each in found] == ["One"]
        assert "takes it over within seconds" in capsys.readouterr().err
        assert await indexer.take_over()
        found = await Search(store).find(Query("benchmark"))
        assert [each.origin.title for each in found] == ["Two"]
    await index(settings, as_json=True, rebuild=True, watch=None)
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["unchanged"] == 1


def test_watch_tells_every_change(tmp_path: Path) -> None:
    """`index --watch --json` writes a line soon after a file came, changed or went."""
    archive = write(tmp_path / "archive", {"2026-04-01.md": "# One\n\nMeta leases capacity."})
    with Watching(tmp_path) as watching:
        assert watching.next() == (1, 1, 0, 0)
        time.sleep(1.0)
        write(archive, {"2026-04-02.md": "# Two\n\nZephyr leads the benchmark."})
        assert watching.next() == (2, 1, 0, 0)
        write(archive, {"2026-04-02.md": "# Two\n\nZephyr leads the benchmark no more."})
        assert watching.next() == (2, 0, 1, 0)
        (archive / "2026-04-02.md").unlink()
        assert watching.next() == (1, 0, 0, 1)
        assert watching.end(signal.SIGINT) == (130, "")


def test_what_a_script_starts_in_the_background_ends_on_sigterm(tmp_path: Path) -> None:
    """SIGTERM ends a process that was started with SIGINT ignored, as it ends any other."""
    write(tmp_path / "archive", {"2026-04-01.md": "# One\n\nMeta leases capacity."})
    with Watching(tmp_path, behind=True) as watching:
        assert watching.next() == (1, 1, 0, 0)
        assert watching.end(signal.SIGTERM) == (130, "")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_watch_ends_when_it_is_told(tmp_path: Path, number: int) -> None:
    """A signal ends `index --watch` soon, whatever it does, without a trace, and lets go."""
    files = {
        f"2026-04-{n:02}.md": f"# Day {n}\n\n" + "\n\n".join(f"Text {m} of {n}." for m in range(40))
        for n in range(1, 31)
    }
    write(tmp_path / "archive", files)
    with Watching(tmp_path) as watching:
        while not (tmp_path / "data" / "catalog.db").exists():
            time.sleep(0.05)
        time.sleep(0.3)
        assert watching.end(number) == (130, "")
    take_lock(tmp_path / "data").release()
