"""What is away for a while costs no question, and is told as it goes and comes back."""

import asyncio
import shutil
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest
import simcord
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from bot.cli.discord import _level
from bot.delivery import Delivery
from bot.keeper import keeping_level
from bot.modes import Mode, Modes
from bot.opening import open_search
from bot.recorder import Recorder
from bot.services import Services
from bot.state import GuildSetup, Post, State, Topic
from index.archive import open_archives
from index.embedding import Vectors
from index.errors import IndexFault
from index.indexer import Indexer
from index.search import Query
from index.store import Store
from tests.bot.conftest import MORNING, make_bot
from tests.bot.state.test_answers import RECORD
from tests.bot.test_delivery import PaperOutlet
from tests.bot.test_recorder import ANSWER, said
from tests.bot.texts import SORRY
from tests.fakes import ScriptedAssistant
from tests.index.embedders import WordsEmbedder
from tests.index.making import ISSUES, write


def locked(_: object = None) -> OperationalError:
    """What the state's driver says of a database that is locked, or whose disk is full."""
    return OperationalError("INSERT", {}, Exception("database is locked"))


class Locked(State):
    """A state that can't be written, nor read where `unread` is set."""

    unread = False

    async def add_topic(self, topic: Topic) -> None:
        """Fail."""
        raise locked(topic)

    async def topic(self, thread_id: int) -> Topic | None:
        """Fail where it can't be read."""
        if self.unread:
            raise locked()
        return await super().topic(thread_id)

    async def post_links(self, *_: object) -> dict[str, str]:
        """Fail."""
        raise locked()

    async def claim(self, *_: object) -> Post | None:
        """Fail."""
        raise locked()


@pytest.fixture
def shut(services: Services) -> Services:
    """The services with a state that is locked."""
    state = Locked(services.state._database, services.state._clock)
    return replace(services, state=state)


async def test_a_question_is_answered_while_the_state_is_locked(
    shut: Services, assistant: ScriptedAssistant
) -> None:
    """A mention gets its answer, though its thread and its links can't be had."""
    async with simcord.run(make_bot(shut)) as env:
        guild = env.create_guild()
        channel = guild.create_text_channel("talk")
        alice = guild.add_member(env.create_user("alice"))
        assert env.bot.user
        await alice.send(channel, f"{env.bot.user.mention} Who leads SWE-Bench Pro?")
        (opened,) = channel.threads
        answers = [message.content for message in opened.history()]

    assert len(assistant.asked) == 1
    assert any("GLM-5.1 leads" in content for content in answers)


async def test_a_question_that_cannot_be_taken_gets_a_word(
    shut: Services, assistant: ScriptedAssistant
) -> None:
    """Where the state can't be read a question gets one kind line, and people's talk none."""
    assert isinstance(shut.state, Locked)
    shut.state.unread = True
    async with simcord.run(make_bot(shut)) as env:
        guild = env.create_guild()
        channel = guild.create_text_channel("talk")
        alice = guild.add_member(env.create_user("alice"))
        assert env.bot.user
        env.backend.create_thread(channel.id, "Digest", env.bot.user.id)
        (thread,) = channel.threads
        await alice.send(thread, "Thanks, that was good.")
        quiet = [m.content for m in thread.history() if m.author.bot]
        await alice.send(thread, "Which model leads SWE-Bench Pro?")
        told = [m.content for m in thread.history() if m.author.bot]

    assert quiet == []
    assert told == [SORRY]
    assert assistant.asked == []


async def test_a_record_that_is_lost_is_told(state: State) -> None:
    """An answer whose record can't be written is whole; the mode lasts until one can be."""
    modes = Modes()
    recorder = Recorder(30, modes=modes)
    seen: list[tuple[Mode, ...]] = []
    faults = [locked()]

    class Answers:
        async def expire(self, _: object) -> int:
            return 0

        async def add(self, _: object) -> None:
            seen.append(modes.now)
            if faults:
                raise faults.pop()

    opened = Locked(state._database, state._clock)
    opened.answers = Answers()  # type: ignore[assignment]
    for _ in range(2):
        assert len(await said(recorder, ANSWER)) == 1
    recorder._notes.put_nowait(RECORD)
    recorder.end()
    with capture_logs() as logs:
        await recorder.write(lambda: nullcontext(opened), at_once=True)

    assert seen == [(), (Mode.STATE,), ()]
    assert [log["event"] for log in logs] == ["answer_not_recorded", "degraded", "recovered"]


async def test_a_post_waits_for_the_state(services: Services, shut: Services) -> None:
    """Nothing is sent that can't be claimed; when the state is back it is sent once."""
    await services.state.set_guild(GuildSetup(1, 10, 8, "Europe/Berlin", 5, MORNING))
    outlet = PaperOutlet()

    await Delivery(shut, outlet).run()
    waiting = list(outlet.sent)
    for _ in range(2):
        await Delivery(services, outlet).run()

    assert waiting == []
    assert len(outlet.sent) == 1


class Fragile(WordsEmbedder):
    """A model that can be broken."""

    broken = False

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Fail while it is broken."""
        if self.broken:
            raise OSError(5, "Input/output error")
        return super().embed(texts)


async def test_search_goes_on_by_words(services: Services, tmp_path: Path) -> None:
    """Where meaning can't be searched words find, and the mode ends when it can."""
    root, embedder, modes = write(tmp_path / "archive", ISSUES), Fragile(), Modes()
    async with Store(tmp_path / "index", embedder) as store:
        await Indexer(store, open_archives([str(root)])).run()
        search = open_search(services.settings, store, modes)
        embedder.broken = True
        found = await search.find(Query("zephyr"))
        away = modes.now
        embedder.broken = False
        await search.find(Query("zephyr"))

    assert found
    assert away == (Mode.MEANING,)
    assert modes.now == ()


@pytest.mark.parametrize("empty", [False, True], ids=["gone", "empty"])
async def test_an_archive_that_is_not_mounted_keeps_its_index(
    tmp_path: Path,
    empty: bool,  # noqa: FBT001
) -> None:
    """A folder that is gone, or suddenly empty, empties no index, not even at a start."""
    root, modes = write(tmp_path / "archive", ISSUES), Modes()
    async with Store(tmp_path / "data", WordsEmbedder()) as store:
        indexer = Indexer(store, open_archives([str(root)]))
        await indexer.run()
        passages = await store.catalog.passage_count()
        root.rename(tmp_path / "away")
        if empty:
            root.mkdir()

        await _level(indexer, store, modes)
        async with keeping_level(indexer, 0.1, modes):
            await asyncio.sleep(0.4)
            away, kept = modes.now, await store.catalog.passage_count()
            if empty:
                root.rmdir()
            (tmp_path / "away").rename(root)
            async with asyncio.timeout(10):
                while modes.now:  # noqa: ASYNC110  (the keeper looks by itself)
                    await asyncio.sleep(0.05)

        assert away == (Mode.INDEX,)
        assert kept == passages
        assert await store.catalog.passage_count() == passages


async def test_an_archive_that_was_never_there_ends_the_start(tmp_path: Path) -> None:
    """Where nothing of an archive is indexed a wrong path is told, as it always is."""
    root = write(tmp_path / "archive", ISSUES)
    async with Store(tmp_path / "data", WordsEmbedder()) as store:
        await Indexer(store, open_archives([str(root)])).level()
        shutil.rmtree(root)
        wrong = Indexer(store, open_archives([str(root), str(tmp_path / "wrong")]))
        with pytest.raises(IndexFault, match="does not exist"):
            await _level(wrong, store, Modes())


async def test_a_full_disk_waits_for_room(tmp_path: Path) -> None:
    """What can't be written into the index is written as soon as there is room."""
    root, modes = write(tmp_path / "archive", ISSUES), Modes()
    async with Store(tmp_path / "data", WordsEmbedder()) as store:
        indexer = Indexer(store, open_archives([str(root)]))
        await indexer.run()
        intake, put = store.catalog.intake, store.catalog.intake.put

        async def full(_: object) -> None:
            raise OperationalError("INSERT", {}, Exception("database or disk is full"))

        intake.put = full  # type: ignore[assignment, method-assign]
        write(root, {"2026-05-01.md": "Quokkas came to town."})
        async with keeping_level(indexer, 0.1, modes), asyncio.timeout(20):
            while Mode.INDEX not in modes.now:  # noqa: ASYNC110  (the keeper looks by itself)
                await asyncio.sleep(0.05)
            intake.put = put  # type: ignore[method-assign]
            while Mode.INDEX in modes.now:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        documents = (await store.catalog.coverage()).documents

    assert documents == len(ISSUES) + 1


async def test_a_gateway_that_goes_and_comes_back(
    env: simcord.Env, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A shard that stays away is told until it is resumed; one that comes again at once isn't."""
    seen = []
    for patience in (60.0, 0.01):
        monkeypatch.setattr("bot.client.AWAY", patience)
        env.bot.dispatch("shard_disconnect", 0)
        await asyncio.sleep(0.05)
        seen.append(services.modes.now)
        env.bot.dispatch("shard_resumed", 0)
        await asyncio.sleep(0.05)
        seen.append(services.modes.now)

    assert seen == [(), (), (Mode.DISCORD,), ()]
