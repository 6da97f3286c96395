"""Work in a thread: its result, its error, and its end in time."""

import asyncio
import threading
import time
from collections.abc import Callable

import pytest

from index.web.aside import aside


async def test_work_gives_its_result_beside_the_loop() -> None:
    """The work runs in another thread, which doesn't keep the program alive."""
    thread = await aside(threading.current_thread, 5)
    assert thread is not threading.current_thread()
    assert thread.daemon


async def test_errors_are_raised_where_the_work_is_waited_for() -> None:
    """Every error comes through as an Exception, those that would end the program too."""

    def failing(error: BaseException) -> Callable[[], None]:
        def work() -> None:
            raise error

        return work

    with pytest.raises(ValueError, match="broken"):
        await aside(failing(ValueError("broken")), 5)
    with pytest.raises(RuntimeError):
        await aside(failing(StopIteration()), 5)
    with pytest.raises(RuntimeError, match="SystemExit"):
        await aside(failing(SystemExit(1)), 5)


async def test_overdue_work_is_left_alone() -> None:
    """Work that takes too long is a TimeoutError, and holds nothing up, not even many of it."""
    release = threading.Event()
    started = time.monotonic()
    overdue = await asyncio.gather(
        *(aside(release.wait, 0.1) for _ in range(50)), return_exceptions=True
    )
    assert all(isinstance(error, TimeoutError) for error in overdue)
    assert await asyncio.to_thread(lambda: "free") == "free"
    assert time.monotonic() - started < 5
    release.set()


def test_work_may_outlive_its_loop() -> None:
    """Work that ends after its loop ends quietly."""
    release, ended = threading.Event(), threading.Event()

    def work() -> None:
        release.wait(5)
        ended.set()

    with pytest.raises(TimeoutError):
        asyncio.run(aside(work, 0.01))
    release.set()
    assert ended.wait(5)
