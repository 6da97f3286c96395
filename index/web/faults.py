"""What goes wrong with what was fetched, in one line."""

from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from index.errors import IndexFault

log = structlog.get_logger()


@contextmanager
def in_one_line() -> Iterator[None]:
    """Make IndexFault of any error: mostly it is a disk's, or a broken database's."""
    try:
        yield
    except IndexFault:
        raise
    except Exception as error:
        log.debug("web_failed", exc_info=True)
        raise IndexFault(
            f"What was fetched from the web can't be read or kept ({line(error)}). "
            f"It is in web.db of the data folder."
        ) from error


def line(error: Exception) -> str:
    """An error's first line; of a group's errors the first one's."""
    while isinstance(error, ExceptionGroup):
        error = error.exceptions[0]
    lines = str(error).strip().splitlines()
    return lines[0][:200] if lines else type(error).__name__
