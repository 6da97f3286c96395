"""Work in a thread of its own, left to itself when it takes too long."""

import asyncio
import contextlib
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

_T = TypeVar("_T")


async def aside(work: Callable[[], _T], seconds: float) -> _T:
    """What `work` gives; TimeoutError after `seconds`.

    Overdue work goes on, for a thread can't be ended. It has one of its own so that it neither
    takes a place among those that all else waits for, nor keeps the program from ending.
    """
    loop = asyncio.get_running_loop()
    finished = asyncio.Event()
    outcome: Future[_T] = Future()

    def run() -> None:
        try:
            outcome.set_result(work())
        except BaseException as error:  # noqa: BLE001 -- it is raised where it is waited for
            ours = isinstance(error, Exception)
            outcome.set_exception(error if ours else RuntimeError(repr(error)))
        with contextlib.suppress(RuntimeError):  # the loop may have ended meanwhile
            loop.call_soon_threadsafe(finished.set)

    threading.Thread(target=run, name="aside", daemon=True).start()
    async with asyncio.timeout(seconds):
        await finished.wait()
    return outcome.result()
