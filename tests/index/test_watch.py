"""Noticing changes of an archive."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from index.watch import looks
from tests.index.making import ISSUES, write

NEVER = 600.0  # seconds; longer than any test: only a change makes it look


class _Eyes:
    """Looks as they come; each is waited for once."""

    def __init__(self) -> None:
        self._seen: asyncio.Queue[None] = asyncio.Queue()

    async def follow(self, roots: Sequence[Path], every: float, without: Path | None) -> None:
        async for _ in looks(roots, every, without):
            self._seen.put_nowait(None)

    async def look(self, within: float = 5.0) -> bool:
        """Whether it looks within some seconds."""
        try:
            await asyncio.wait_for(self._seen.get(), within)
        except TimeoutError:
            return False
        return True

    async def settle(self) -> None:
        """Wait until nothing more comes."""
        while await self.look(0.5):
            pass


@asynccontextmanager
async def _watching(
    *roots: Path, every: float = NEVER, without: Path | None = None
) -> AsyncIterator[_Eyes]:
    eyes = _Eyes()
    task = asyncio.create_task(eyes.follow(roots, every, without))
    try:
        assert await eyes.look()
        await asyncio.sleep(0.3)  # the watcher starts behind the first look
        yield eyes
    finally:
        task.cancel()
        await asyncio.wait_for(asyncio.wait({task}), 5)


async def test_new_changed_and_removed_files_are_noticed(tmp_path: Path) -> None:
    """It looks at once, and when a file comes, changes or goes, in a new folder too."""
    root = write(tmp_path / "archive", ISSUES)
    async with _watching(root) as eyes:
        for change in (
            lambda: write(root, {"2026-04-05.md": "New."}),
            lambda: write(root, {"2026-04-05.md": "Changed."}),
            (root / "2026-04-05.md").unlink,
            lambda: write(root, {"deep/er/2026-04-06.md": "New."}),
        ):
            change()
            assert await eyes.look()
            await eyes.settle()


async def test_it_looks_now_and_then(tmp_path: Path) -> None:
    """Without any change it looks after the time that was set."""
    async with _watching(write(tmp_path, ISSUES), every=0.3) as eyes:
        assert await eyes.look()
        assert await eyes.look()


@pytest.mark.parametrize("linked", [False, True])
async def test_the_index_is_not_watched(tmp_path: Path, *, linked: bool) -> None:
    """What changes in the data folder is no reason to look, also where a link leads there."""
    real = write(tmp_path / "real", ISSUES)
    (real / "data").mkdir()
    root = real
    if linked:
        root = tmp_path / "link"
        root.symlink_to(real)
    async with _watching(root, without=real / "data") as eyes:
        write(real, {"data/catalog.db": "x", "data/vectors/y": "y"})
        assert not await eyes.look(0.9)
        write(real, {"data.md": "No part of it."})
        assert await eyes.look()


async def test_a_missing_root_is_noticed_when_it_comes(tmp_path: Path) -> None:
    """A root that isn't there is looked at when it is made, and watched from then on."""
    root = tmp_path / "archive"
    async with _watching(root) as eyes:
        write(root, ISSUES)
        assert await eyes.look()
        await eyes.settle()
        write(root, {"2026-04-05.md": "New."})
        assert await eyes.look()


@pytest.mark.parametrize("way", ["made again", "exchanged", "gone for a while"])
async def test_a_root_that_is_replaced_is_watched(tmp_path: Path, way: str) -> None:
    """Where another folder takes the root's place, that one is watched."""
    root = write(tmp_path / "archive", ISSUES)
    async with _watching(root) as eyes:
        if way == "exchanged":
            root.rename(tmp_path / "old")
        else:
            shutil.rmtree(root)
        if way == "gone for a while":
            await eyes.settle()
        write(root, {"2026-05-01.md": "Another archive."})
        assert await eyes.look()
        await eyes.settle()
        write(root, {"2026-05-02.md": "New."})
        assert await eyes.look()


async def test_one_file_that_is_replaced_is_watched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A root that is a file is watched, also after an editor put another one in its place."""
    monkeypatch.chdir(write(tmp_path, {"all.md": "One."}))
    async with _watching(Path("all.md")) as eyes:
        for n in range(2):
            write(tmp_path, {"new": f"Version {n}."})
            os.replace("new", "all.md")  # noqa: PTH105 -- as an editor does
            assert await eyes.look()
            await eyes.settle()


async def test_where_nothing_can_be_watched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the system doesn't watch, as when there are too many watches, it looks now and then."""

    def refuse(*_: object, **__: object) -> object:
        raise OSError(28, "OS file watch limit reached")

    monkeypatch.setattr("watchfiles.main.RustNotify", refuse)
    async with _watching(write(tmp_path, ISSUES), every=0.2) as eyes:
        assert await eyes.look()
        assert await eyes.look()


async def test_what_changes_during_the_first_look_is_told(tmp_path: Path) -> None:
    """Watching begins before the first look: what is written during it isn't missed."""
    looking = looks([write(tmp_path / "archive", {"a.md": "One."})], 600)
    await anext(looking)
    write(tmp_path / "archive", {"b.md": "Two."})
    async with asyncio.timeout(10):
        await anext(looking)
    await looking.aclose()  # type: ignore[attr-defined]
