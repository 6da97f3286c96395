"""A PostgreSQL server that isn't there, goes away, and comes back."""

import asyncio
import datetime as dt
import traceback
from collections.abc import AsyncIterator
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import asyncpg
import pytest
import simcord
from sqlalchemy import URL, update
from sqlalchemy.exc import IntegrityError
from structlog.testing import capture_logs

from bot import recorder as recorder_module
from bot.client import FootnoteBot
from bot.cogs.delivery import DeliveryCog
from bot.cogs.letters import LettersCog
from bot.delivery import LEASE, Delivery
from bot.posting import Posting
from bot.recorder import recording
from bot.services import Services
from bot.state import Post, State, StateAway
from bot.state import database as database_module
from bot.state.database import Database
from bot.state.tables import posts
from tests.bot import test_delivery
from tests.bot.conftest import EPOCH, recorded
from tests.bot.state.test_answers import RECORD
from tests.bot.state.test_state import DAY, SETUP
from tests.bot.test_delivery import PaperOutlet
from tests.fakes import HandClock, ScriptedAssistant
from tests.postgres import Cluster
from tests.relay import Relay

pytestmark = pytest.mark.parametrize("either_database", ["PostgreSQL"], indirect=True)
_COMMIT = b"COMMIT\0"  # how the server tells that it has done it
_SECRET = "sw0rdfish"  # noqa: S105


@pytest.fixture
async def relay(either_database: URL) -> AsyncIterator[Relay]:
    """The way to the server."""
    async with Relay(_folder(either_database) / ".s.PGSQL.5432") as opened:
        yield opened


@pytest.fixture
def database(either_database: URL, relay: Relay) -> URL:
    """The state by that way, with a password that nobody may read."""
    name = either_database.database
    return URL.create("postgresql+asyncpg", "footnote", _SECRET, "127.0.0.1", relay.port, name)


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Attempts follow at once."""
    monkeypatch.setattr(database_module, "_PAUSES", (0.0, 0.0))
    monkeypatch.setattr(recorder_module, "_RETRY", (0.01, 0.01))


def _folder(url: URL) -> Path:
    return Path(str(url.query["host"]))


def _is_one_line(fault: StateAway) -> bool:
    told = str(fault)
    return "\n" not in told and _SECRET not in told and "FOOTNOTE_DATABASE_URL" in told


async def test_where_nobody_listens(database: URL, relay: Relay) -> None:
    """A server that is away at the start is told in one line."""
    relay.cut()

    with pytest.raises(StateAway, match="Connect call failed") as caught:
        await State.open(database)

    assert _is_one_line(caught.value)


async def test_unknown_database(database: URL) -> None:
    """A name that the server doesn't know is told in one line."""
    with pytest.raises(StateAway, match='"nowhere" does not exist') as caught:
        await State.open(database.set(database="nowhere"))

    assert _is_one_line(caught.value)


async def test_wrong_password(either_database: URL, database: URL) -> None:
    """A password that the server refuses is told in one line, without it."""
    rules = _folder(either_database) / "data" / "pg_hba.conf"
    rules.write_text(f"local all wary scram-sha-256\n{rules.read_text()}")
    server = await asyncpg.connect(
        host=str(_folder(either_database)), user="footnote", database="postgres"
    )
    await server.execute("CREATE ROLE wary LOGIN PASSWORD 'another'; SELECT pg_reload_conf()")
    await server.close()

    with pytest.raises(StateAway, match='password authentication failed for user "wary"') as caught:
        await _opened_again_and_again(database.set(username="wary"))

    assert _is_one_line(caught.value)


async def _opened_again_and_again(url: URL) -> None:
    """Until the server has read its rules."""
    async with asyncio.timeout(5):
        while True:
            opened = await State.open(url)
            await opened.close()


async def test_connections_that_broke_are_made_again(state: State, relay: Relay) -> None:
    """After a restart of the server nobody notices that there was one."""
    await state.set_guild(SETUP)
    relay.cut()
    await relay.start()

    assert await state.guilds() == [SETUP]
    assert await state.claim(SETUP, "d", DAY, "h")


@pytest.mark.usefixtures("_impatient")
async def test_what_may_be_done_twice_is_tried_again(state: State, relay: Relay) -> None:
    """A change whose end was lost on the way is made once more, and nobody notices."""
    relay.cut_behind(_COMMIT)
    await state.set_guild(SETUP)
    post = await state.claim(SETUP, "d", DAY, "h")
    assert post
    relay.cut_behind(_COMMIT)
    await state.sent(post, 77)

    assert await state.guilds() == [SETUP]
    assert [kept.message_id for kept in await state.posts(SETUP.channel_id)] == [77]


@pytest.mark.usefixtures("_impatient")
async def test_claim_is_never_tried_again(state: State, relay: Relay) -> None:
    """A claim whose end was lost stands, and may be taken over by whoever comes later."""
    relay.cut_behind(_COMMIT)
    with pytest.raises(StateAway):
        await state.claim(SETUP, "d", DAY, "h")

    (post,) = await state.posts(SETUP.channel_id)
    assert await state.claim(SETUP, "d", DAY, "h") is None
    assert await state.reclaim(post)


@pytest.mark.usefixtures("_impatient")
async def test_server_goes_away_and_comes_back(state: State, relay: Relay) -> None:
    """While it is away each use tells so in one line; when it is back, all goes on."""
    await state.set_guild(SETUP)
    relay.cut()

    for use in (state.guilds, lambda: state.claim(SETUP, "d", DAY, "h")):
        with pytest.raises(StateAway) as caught:
            await use()
        assert _is_one_line(caught.value)
    await relay.start()

    assert await state.guilds() == [SETUP]


@pytest.mark.usefixtures("_impatient")
async def test_records_wait_for_the_server(state: State, relay: Relay) -> None:
    """What was asked while the server was away is on record when it is back."""
    async with recording(lambda: nullcontext(state), 30, at_once=True) as recorder:
        relay.cut()
        with capture_logs() as logs:
            async for _ in recorder.kept("Why?", ScriptedAssistant().stream("Why?")):
                pass
            while not logs:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        await relay.start()
        (kept,) = await recorded(state)

    assert kept.question == "Why?"
    assert {log["event"] for log in logs} == {"state_away", "degraded"}


async def test_server_that_says_nothing(
    either_database: URL, postgres: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits long for a server that is silent; who watches is told, and when it's back."""
    monkeypatch.setattr(database_module, "_WAITING", 0.2)
    monkeypatch.setattr(database_module, "_LONG", 0.1)
    state = State(Database(either_database))
    seen: list[bool] = []
    state.watch(seen.append)
    assert await state.fact("none") is None
    postgres.pause()
    try:
        async with asyncio.timeout(30):
            with pytest.raises(StateAway):
                await state.fact("none")
    finally:
        postgres.resume()
    assert await state.fact("none") is None
    await state.close()

    assert seen == [True, False]


async def test_row_that_is_refused_is_not_quoted(state: State) -> None:
    """What PostgreSQL says of a row that it doesn't take goes into no log."""
    refused = replace(RECORD, question="my secret", outcome=None)  # type: ignore[arg-type]

    with pytest.raises(IntegrityError) as caught:
        await state.answers.add(refused)

    told = "".join(traceback.format_exception(caught.value))
    assert "violates not-null constraint" in told
    assert "my secret" not in told


async def test_takeover_waits_for_nobody(state: State, database: URL) -> None:
    """Who meets the lock of another one that takes a post over knows at once that it is taken."""
    post = await state.claim(SETUP, "d", DAY, "h")
    assert post
    other = Database(database)
    async with asyncio.timeout(2), other.engine.begin() as faster:
        await faster.execute(update(posts).values(tried_at=EPOCH + dt.timedelta(minutes=5)))

        assert not await state.reclaim(post)
    await other.close()


class Cutting(PaperOutlet):
    """An outlet behind whose first post the server is away."""

    def __init__(self, relay: Relay) -> None:
        super().__init__()
        self._relay = relay

    async def send(self, post: Post, posting: Posting) -> int:
        """Send, and cut the way."""
        message = await super().send(post, posting)
        if len(self.sent) == 1:
            self._relay.cut()
        return message


@pytest.mark.usefixtures("_impatient")
async def test_post_that_could_not_be_noted_is_found(
    services: Services, relay: Relay, stamps: HandClock
) -> None:
    """Where the server goes away behind a post, the post is found when it is back."""
    outlet = Cutting(relay)
    await services.state.set_guild(test_delivery.SETUP)
    delivery = Delivery(services, outlet)
    with pytest.raises(StateAway):
        await delivery.run()
    await relay.start()

    await delivery.run()
    stamps.move(minutes=(LEASE + dt.timedelta(minutes=1)).total_seconds() / 60)
    await delivery.run()

    (sent,) = outlet.sent
    (post,) = await services.state.posts(10)
    assert post.message_id == sent.message
    assert post.threaded_at


@pytest.mark.usefixtures("_impatient")
async def test_clocks_tell_it_in_one_line(env: simcord.Env, relay: Relay) -> None:
    """The clocks of posts and letters wait for the next minute, with a line in the log each."""
    assert isinstance(env.bot, FootnoteBot)
    delivery, letters = env.bot.get_cog("Delivery"), env.bot.get_cog("Letters")
    assert isinstance(delivery, DeliveryCog)
    assert isinstance(letters, LettersCog)
    relay.cut()

    with capture_logs() as logs:
        await delivery.on_guild_setup()
        await letters.work()

    assert [(log["event"], "exc_info" in log) for log in logs] == [("state_away", False)] * 2
