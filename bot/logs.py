"""Logs: to standard error, for people on a terminal, as JSON lines elsewhere."""

import logging
import sys
from typing import Literal

import structlog

from bot.render.printable import without_commands, written_out
from bot.watch.traces import trace_of

_LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING}
LogFormat = Literal["auto", "json", "human"]


def configure_logs(level: str, format_: LogFormat = "auto") -> None:
    """Set structlog and the libraries' own logging to one level and one stream.

    What errors say may hold what people wrote, so it stands in the log at the level debug alone.
    """
    number = _LEVELS.get(level, logging.ERROR)
    human = sys.stderr.isatty() if format_ == "auto" else format_ == "human"
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso"),
        # Traces without the values of variables: those may be secrets.
        structlog.processors.format_exc_info
        if number == logging.DEBUG
        else structlog.processors.ExceptionRenderer(trace_of),
        _printable,
    ]
    shown: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
        if human
        else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[
            *shared,
            shown,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    foreign = shared if number == logging.DEBUG else [_without_errors, *shared]
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(processor=shown, foreign_pre_chain=foreign)
    )
    logging.basicConfig(handlers=[handler], level=max(number, logging.WARNING), force=True)


def _without_errors(
    _logger: structlog.typing.WrappedLogger, _name: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """An event of asyncio's without the tasks below its first line: they repeat their errors."""
    if event["_record"].name == "asyncio":
        event["event"] = event["event"].partition("\n")[0]
    return event


def _printable(
    _logger: structlog.typing.WrappedLogger, _name: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """An event whose words can't command a terminal, or look like a line of the log."""
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = without_commands(value) if key == "exception" else written_out(value)
    return event
