"""Tests of bot/cli/chat.py."""

import datetime as dt

from bot.assistant.assistant import Assistant
from bot.assistant.claude import ClaudeWriter, make_client
from bot.cli.chat import _answered
from bot.cli.lines import Line
from bot.recorder import Recorder
from index.search import Search
from index.store import Store
from tests.messages_server import MODEL, Cite, Json, MessagesServer, Reply, Text, search_results
from tests.screen import Screen

NOW = dt.datetime(2026, 4, 22, 12, tzinfo=dt.UTC)
LIMIT = 0.15  # seconds
TRIES = 3  # a busy machine may stall one of them


def saying(body: Json) -> Reply:
    """An answer of one claim, five characters every 30 ms."""
    cites = (Cite(search_results(body)[0]["source"], 0, 1),)
    return Reply((Text("Several digests tell of the models that lead it.", cites),), pause=0.03)


async def test_the_first_words_are_on_the_screen_at_once(sample_store: Store) -> None:
    """From the model's first token to the first words in the terminal it takes 150 ms at most."""
    late = LIMIT
    async with MessagesServer() as server, make_client("test-key", server.url, 5) as client:
        writer = ClaudeWriter(client, MODEL, 500)
        search = Search(sample_store)
        assistant = Assistant(sample_store, search, writer, clock=lambda: NOW)
        for _ in range(TRIES):
            screen = Screen()
            server.enqueue(saying)
            line = Line("Which model leads SWE-Bench Pro?")
            await _answered(assistant, Recorder(), screen.console, line)
            late = screen.first("Several") - server.spoke_at[-1]
            if late < LIMIT:
                break
    assert late < LIMIT
    whole = screen.first("models that lead it. [1]")
    assert screen.first("Several digests") < whole
