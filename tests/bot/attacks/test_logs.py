"""What is logged: no text of a person's or an archive's commands a terminal, no secret is told."""

import contextlib
import io
import json
import logging
import re
import traceback
from collections.abc import Iterator

import pytest
import structlog
from sqlalchemy import text

from bot.assistant.assistant import Assistant
from bot.logs import LogFormat, configure_logs
from index.errors import IndexFault
from index.search import Query, Search
from index.store import Store
from tests.attacks import ATTACKS, hidden
from tests.bot.attacks.secrets import kept
from tests.messages_server import MessagesServer, Reply, Text


class Screen(io.StringIO):
    """Standard error as a terminal."""

    def isatty(self) -> bool:
        """It is one."""
        return True


@contextlib.contextmanager
def logging_to(
    err: io.StringIO, level: str = "debug", format_: LogFormat = "auto"
) -> Iterator[io.StringIO]:
    """All of a level is logged to `err`; afterwards the logs are as they were."""
    handlers, number = logging.root.handlers[:], logging.root.level
    with contextlib.redirect_stderr(err):
        configure_logs(level, format_)
        yield err
    structlog.reset_defaults()
    logging.root.handlers[:] = handlers
    logging.root.setLevel(number)


def broke(reason: str) -> None:
    """Log an error that repeats a reason."""
    try:
        int(f"x{reason}")
    except ValueError:
        structlog.get_logger().exception("broke")


@pytest.mark.parametrize("screen", [io.StringIO, Screen])
def test_logs_command_nothing(screen: type[io.StringIO]) -> None:
    """Words, names and errors in a log are printed without commands, an event a line."""
    with logging_to(screen()) as err:
        for attack in ATTACKS.values():
            structlog.get_logger().warning("told", reason=attack)
            logging.getLogger("library").error("failed: %s", attack)
        assert len(err.getvalue().split("\n")) == 2 * len(ATTACKS) + 1
        for attack in ATTACKS.values():
            broke(attack)
    codes = re.compile(r"\x1b\[(?:0|1|2|3\d|9\d)(?:;\d+)*m")
    assert hidden(codes.sub("", err.getvalue())) == []
    assert "\x1b[5m" not in err.getvalue()


async def test_words_and_secrets_are_not_logged(
    over_sample: Assistant, server: MessagesServer
) -> None:
    """At no level do questions, answers or secrets stand in the log."""
    with logging_to(io.StringIO()) as err:
        for attack in ATTACKS.values():
            server._replies.clear()
            server.enqueue(*(Reply((Text(attack),), stop_reason="refusal") for _ in range(2)))
            await over_sample.answer(attack)
    told = err.getvalue()
    assert "writer_fell_back" in told
    assert kept(told)
    words = {attack.strip()[:30] for attack in ATTACKS.values()}
    assert [each for each in words if json.dumps(each)[1:-1] in told or each in told] == []


async def test_errors_of_the_database_keep_words_to_themselves(store: Store) -> None:
    """An error of the catalog's doesn't repeat what was searched for, nor does what it came of."""
    search, query = Search(store), Query("What did CoreWeave sign?")
    assert await search.find(query)
    async with store.catalog._engine.begin() as connection:
        await connection.execute(text("DROP TABLE words"))
    with pytest.raises(IndexFault) as caught:
        await search.find(query)
    assert "no such table: words" in str(caught.value)
    assert "coreweav" not in "".join(traceback.format_exception(caught.value)).lower()
