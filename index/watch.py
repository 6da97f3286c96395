"""Noticing that files of an archive came, changed or went."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Collection, Iterable, Sequence
from contextlib import aclosing, asynccontextmanager
from pathlib import Path

import structlog

log = structlog.get_logger()

_AGAIN = 1.0  # seconds between two looks at whether a missing root is there
_SETTLE = 300  # milliseconds of quiet: a file that is being written is looked at when it is done


async def looks(
    roots: Sequence[Path], every: float, without: Path | None = None
) -> AsyncIterator[None]:
    """Yield when it is time to look: at once, and when something below `roots` changes.

    At the latest it is after `every` seconds, since not every file system tells. What lies in
    `without` isn't watched. Watching begins before the first look, so that nothing is missed which
    changes during it.
    """
    from watchfiles import Change, awatch

    while True:
        there = await asyncio.to_thread(_there, roots)
        hidden = _spellings(without, there) if without else ()
        names = {*there, *(root.absolute() for root in there)}
        lost: list[Path] = []  # roots that went; one that is made again isn't watched by itself

        def counts(
            change: Change,
            name: str,
            hidden: Sequence[Path] = hidden,
            names: Collection[Path] = names,
            lost: list[Path] = lost,
        ) -> bool:
            path = Path(name)
            if change == Change.deleted and path in names:
                lost.append(path)
            return not any(path.is_relative_to(each) for each in hidden)

        moved = False
        if not there:
            yield
        try:
            if there:
                changes = awatch(
                    *there,
                    watch_filter=counts,
                    step=_SETTLE,
                    rust_timeout=int(every * 1000),
                    yield_on_timeout=True,
                    recursive=True,
                    ignore_permission_denied=True,
                )
                async with aclosing(changes):
                    first: asyncio.Future[object] = asyncio.ensure_future(anext(changes))
                    async with _ended(first):
                        await asyncio.sleep(0)  # it begins
                        yield
                        told: Awaitable[object] = first
                        while True:
                            await told
                            yield
                            now = await asyncio.to_thread(_there, roots)
                            if moved := bool(lost) or now != there:
                                break
                            told = anext(changes)
        except (OSError, RuntimeError) as error:  # RuntimeError: the watcher's own
            log.warning("not_watched", reason=str(error))
        # What can't be watched is looked at now and then, and when it is there again.
        waited = 0.0
        while not moved and waited < every:
            step = min(_AGAIN, every - waited)
            await asyncio.sleep(step)
            waited += step
            moved = await asyncio.to_thread(_there, roots) != there


@asynccontextmanager
async def _ended(waiting: "asyncio.Future[object]") -> AsyncIterator[None]:
    """Sees to it that nothing waits any more at the end."""
    try:
        yield
    finally:
        waiting.cancel()
        await asyncio.wait({waiting})


def _there(roots: Sequence[Path]) -> dict[Path, tuple[int, int]]:
    """The roots that exist, each with what tells it from another one of its name."""
    found = {}
    for root in roots:
        try:
            stat = root.stat()
        except OSError:
            continue
        found[root] = (stat.st_dev, stat.st_ino)
    return found


def _spellings(without: Path, roots: Iterable[Path]) -> tuple[Path, ...]:
    """The paths under which a watcher of `roots` may tell of what lies in `without`."""
    real = without.resolve()
    below = [
        root.absolute() / real.relative_to(resolved)
        for root in roots
        if real.is_relative_to(resolved := root.resolve())
    ]
    return (without.absolute(), real, *below)
