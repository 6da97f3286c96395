"""Traces of errors that tell where and what kind, and repeat nothing that somebody wrote."""

import traceback
from collections.abc import Iterator

from structlog.typing import ExcInfo

# What libraries tell of an error by a number or a name of theirs.
_CODES = ("errno", "status", "status_code", "code", "sqlite_errorname", "sqlstate")
_CAUSE = "The above was the cause of what follows:"


def trace_of(exc_info: ExcInfo) -> str:
    """An error as text: its trace and those of its causes, kinds and codes in place of words."""
    return "\n".join(_lines(exc_info[1], set()))


def _lines(error: BaseException, told: set[int]) -> Iterator[str]:
    told.add(id(error))
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None and id(before) not in told:
        yield from _lines(before, told)
        yield _CAUSE
    if error.__traceback__ is not None:
        yield "Traceback (most recent call last):"
        yield "".join(traceback.format_tb(error.__traceback__)).rstrip("\n")
    yield _named(error)
    if isinstance(error, BaseExceptionGroup):
        for n, each in enumerate(error.exceptions, 1):
            yield f"Of these, {n}:"
            yield from _lines(each, told)


def _named(error: BaseException) -> str:
    found = {name: getattr(error, name, None) for name in _CODES}
    codes = [f"{name}={told}" for name, told in found.items() if _is_code(told)]
    name = type(error).__name__
    return f"{name} ({', '.join(codes)})" if codes else name


def _is_code(told: object) -> bool:
    return isinstance(told, int) or (isinstance(told, str) and told.isidentifier())
