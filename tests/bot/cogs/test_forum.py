"""The daily post in a forum: one thread a digest."""

import datetime as dt
from pathlib import Path
from typing import Any

import discord
import pytest
import simcord
from simcord.backend.models import Overwrite
from simcord.enums import OverwriteType
from sqlalchemy import update

from bot.delivery import LEASE
from bot.forum import tags_for
from bot.post_view import mark
from bot.services import Services
from bot.state import GuildSetup
from bot.state.tables import posts
from index.archive import open_archives
from index.indexer import Indexer
from tests.bot.conftest import MORNING
from tests.bot.texts import texts
from tests.fakes import HandClock, ScriptedAssistant
from tests.index.making import write

_PLAIN = {"moderated": False, "emoji_id": None, "emoji_name": None}
_DAILY = "---\ntags: [agents, chips]\n---\n# News\n\n## One\n\n{}\n"


@pytest.fixture
def forum(env: simcord.Env, guild: simcord.GuildHandle) -> simcord.ChannelHandle:
    """A forum with some tags."""
    made = guild.create_forum_channel("digests")
    names = ("Old news", "Agents", "AI Daybook")
    tags = [{"id": str(n), "name": name, **_PLAIN} for n, name in enumerate(names, 1)]
    env.backend.edit_channel(made.id, {"available_tags": tags})
    return made


@pytest.fixture
async def setup(
    guild: simcord.GuildHandle, forum: simcord.ChannelHandle, services: Services
) -> GuildSetup:
    """A server that wants its digests in the forum."""
    kept = GuildSetup(guild.id, forum.id, 8, "Europe/Berlin", 0, MORNING)
    await services.state.set_guild(kept)
    return kept


async def indexed(services: Services, root: Path) -> None:
    """Bring the index level."""
    await Indexer(services.store, open_archives([str(root)])).run()


def cards(forum: simcord.ChannelHandle) -> list[discord.Message]:
    """The posts of a forum, as they open their threads."""
    return [thread.history()[0] for thread in forum.threads]


async def _change(services: Services, forum: simcord.ChannelHandle, **values: Any) -> None:
    async with services.state._database.engine.begin() as connection:
        await connection.execute(update(posts).where(posts.c.channel_id == forum.id).values(values))


@pytest.mark.usefixtures("setup")
async def test_digest_is_one_post_of_the_forum(
    env: simcord.Env,
    forum: simcord.ChannelHandle,
    alice: simcord.MemberActor,
    services: Services,
    assistant: ScriptedAssistant,
) -> None:
    """The thread opens with the card, has fitting tags, holds the digest, and answers about it."""
    await env.advance_time(180)

    (thread,) = forum.threads
    card, *full = thread.history()
    (kept,) = await services.state.posts(forum.id)
    assert thread.name == "AI Daybook 2026-04-21"
    assert "In full below; ask here about anything in it." in texts(card)
    assert getattr(card.components[0], "id", None) == mark(kept.document)
    assert "Agent Memory" in "\n".join(message.content for message in full)
    assert env.backend.get_channel(thread.id).applied_tags == [3]
    assert (kept.message_id, kept.thread_id) == (thread.id, thread.id)
    assert kept.url == f"https://discord.com/channels/{kept.guild_id}/{thread.id}"
    await alice.send(thread, "Which store does Ctx use?")
    assert assistant.asked[0].about == kept.document


@pytest.mark.usefixtures("setup")
@pytest.mark.parametrize("archived", [False, True])
async def test_post_of_unknown_fate_is_found(
    env: simcord.Env,
    forum: simcord.ChannelHandle,
    services: Services,
    stamps: HandClock,
    *,
    archived: bool,
) -> None:
    """A post whose confirmation was lost is found by its mark, in a thread that sleeps, too."""
    await env.advance_time(61)
    (thread,) = forum.threads
    written = len(thread.history())
    lost = {"state": "claimed", "message_id": None, "thread_id": None, "threaded_at": None}
    await _change(services, forum, **lost)
    if archived:
        env.backend.edit_channel(thread.id, {}, thread_metadata={"archived": True})
    stamps.move(seconds=LEASE.total_seconds() + 61)

    await env.advance_time(61)

    (kept,) = await services.state.posts(forum.id)
    assert [each.id for each in forum.threads] == [thread.id]
    assert (kept.state, kept.message_id) == ("sent", thread.id)
    assert kept.threaded_at
    assert len(thread.history()) == written


@pytest.mark.parametrize("closed", ["", "archived", "locked", "deleted"])
async def test_revision_edits_the_post(
    env: simcord.Env,
    guild: simcord.GuildHandle,
    forum: simcord.ChannelHandle,
    setup: GuildSetup,
    services: Services,
    *,
    stamps: HandClock,
    tmp_path: Path,
    closed: str,
) -> None:
    """A revision is shown in the post; one that moderators closed or deleted is left at that."""
    root = write(tmp_path / "archive", {"2026-04-21.md": _DAILY.format("First words.")})
    await indexed(services, root)
    await env.advance_time(61)
    (thread,) = forum.threads
    assert env.backend.get_channel(thread.id).applied_tags == [2]
    deny = discord.Permissions(manage_threads=True).value
    overwrite = Overwrite(guild.default_role.id, OverwriteType.ROLE, 0, deny)
    env.backend.set_overwrite(forum.id, overwrite)
    if closed == "deleted":
        env.backend.delete_channel(thread.id)
    elif closed:
        closing = {"archived": True, "locked": closed == "locked"}
        env.backend.edit_channel(thread.id, {}, thread_metadata=closing)
    write(root, {"2026-04-21.md": _DAILY.format("Other words.")})
    await indexed(services, root)
    stamps.move(seconds=LEASE.total_seconds() + 1)

    await env.advance_time(200)

    (kept,) = await services.state.posts(forum.id)
    document = await services.store.catalog.document(kept.document)
    server = await services.state.guild(setup.guild_id)
    assert document
    assert server
    assert (kept.content_hash, server.paused) == (document.content_hash, None)
    if closed == "deleted":
        assert forum.threads == []
        return
    (card,) = cards(forum)
    assert ("Other words." in texts(card)) == (closed != "locked")
    assert getattr(card.components[0], "id", None) == mark(kept.document)


@pytest.mark.usefixtures("setup")
async def test_edit_lets_an_old_thread_sleep(
    env: simcord.Env,
    forum: simcord.ChannelHandle,
    services: Services,
    stamps: HandClock,
    *,
    tmp_path: Path,
) -> None:
    """After a week a revision is shown in the post, and its thread is archived as it was."""
    root = write(tmp_path / "archive", {"2026-04-21.md": _DAILY.format("First words.")})
    await indexed(services, root)
    await env.advance_time(61)
    (thread,) = forum.threads
    env.backend.edit_channel(thread.id, {}, thread_metadata={"archived": True})
    stamps.move(days=7)
    write(root, {"2026-04-21.md": _DAILY.format("Other words.")})
    await indexed(services, root)

    await env.advance_time(61)

    metadata = env.backend.get_channel(thread.id).thread_metadata
    assert "Other words." in texts(cards(forum)[0])
    assert len(thread.history()) == 2  # the card and the digest as it was
    assert metadata
    assert metadata.archived


async def test_lost_permission_is_named_as_a_forum_names_it(
    env: simcord.Env,
    guild: simcord.GuildHandle,
    forum: simcord.ChannelHandle,
    setup: GuildSetup,
    services: Services,
) -> None:
    """What a forum's post needs is told by the names of a forum's settings, threads aren't it."""
    denied = discord.Permissions(
        send_messages=True, send_messages_in_threads=True, create_public_threads=True
    )
    overwrite = Overwrite(guild.default_role.id, OverwriteType.ROLE, 0, denied.value)
    env.backend.set_overwrite(forum.id, overwrite)

    await env.advance_time(61)

    kept = await services.state.guild(setup.guild_id)
    assert kept
    assert kept.paused == "I lack Create Posts, Send Messages in Posts in #digests."


async def test_forum_that_needs_a_tag_gets_one(
    env: simcord.Env,
    guild: simcord.GuildHandle,
    forum: simcord.ChannelHandle,
    setup: GuildSetup,
    services: Services,
) -> None:
    """Without a fitting tag it is the first that the bot may give; without any, people are told."""
    real = env.bot.get_channel(forum.id)
    assert isinstance(real, discord.ForumChannel)
    assert [tag.name for tag in tags_for(real, ["#AGENTS", "ai-daybook", "old"])] == [
        "Agents",
        "AI Daybook",
    ]
    assert tags_for(real, ["nothing"]) == []
    real._flags = discord.ChannelFlags(require_tag=True).value
    assert [tag.name for tag in tags_for(real, ["nothing"])] == ["Old news"]
    deny = discord.Permissions(manage_threads=True).value
    overwrite = Overwrite(guild.default_role.id, OverwriteType.ROLE, 0, deny)
    env.backend.set_overwrite(forum.id, overwrite)
    real._flags = discord.ChannelFlags(require_tag=True).value
    for tag in real.available_tags:
        tag.moderated = True

    await env.advance_time(61)

    kept = await services.state.guild(setup.guild_id)
    assert kept
    assert (kept.paused or "").startswith("Each post in #digests needs a tag")
    assert forum.threads == []


@pytest.mark.usefixtures("setup")
async def test_long_title_and_many_tags_fit_the_forum(
    env: simcord.Env, forum: simcord.ChannelHandle, services: Services, tmp_path: Path
) -> None:
    """A thread's name has 100 characters at most, and a post five tags."""
    names = [f"t{n}" for n in range(8)]
    tags = [{"id": str(n), "name": name, **_PLAIN} for n, name in enumerate(names, 10)]
    env.backend.edit_channel(forum.id, {"available_tags": tags})
    digest = f"---\ntags: [{', '.join(names)}]\n---\n# {'Long ' * 60}\n\n## One\n\nWords.\n"
    await indexed(services, write(tmp_path / "archive", {"2026-04-21.md": digest}))

    await env.advance_time(61)

    (thread,) = forum.threads
    assert 90 < len(thread.name or "") <= 100
    assert len(env.backend.get_channel(thread.id).applied_tags) == 5


@pytest.mark.parametrize("place", ["text", "forum"])
@pytest.mark.parametrize("role", ["own", "gone", "everyone"])
async def test_one_role_is_pinged_by_the_post(
    env: simcord.Env,
    guild: simcord.GuildHandle,
    channel: simcord.ChannelHandle,
    forum: simcord.ChannelHandle,
    services: Services,
    *,
    place: str,
    role: str,
) -> None:
    """The role of the setup is pinged at the first send; none that is gone, never everybody."""
    ids = {"own": guild.create_role("Readers").id, "gone": 404, "everyone": guild.id}
    where = channel if place == "text" else forum
    setup = GuildSetup(guild.id, where.id, 8, "Europe/Berlin", 0, MORNING, role_id=ids[role])
    await services.state.set_guild(setup)

    await env.advance_time(61)

    sent = [r.json for r in env.http_requests if r.method == "POST" and isinstance(r.json, dict)]
    bodies = [body.get("message") or body for body in sent]
    (post,) = [body for body in bodies if body.get("components")]
    mention = f"<@&{ids[role]}>"
    assert (mention in str(post["components"])) == (role == "own")
    assert post["allowed_mentions"].get("roles", []) == ([ids["own"]] if role == "own" else [])
    (kept,) = await services.state.posts(where.id)
    sent_as = kept.message_id or 0
    message = env.backend.get_message(sent_as if place == "forum" else where.id, sent_as)
    assert any(part.get("id") == mark(kept.document) for part in message.components)


async def test_revision_pings_nobody(
    env: simcord.Env,
    guild: simcord.GuildHandle,
    channel: simcord.ChannelHandle,
    services: Services,
    stamps: HandClock,
    *,
    tmp_path: Path,
) -> None:
    """The edit of a post names no role."""
    root = write(tmp_path / "archive", {"2026-04-21.md": _DAILY.format("First words.")})
    await indexed(services, root)
    role = guild.create_role("Readers")
    setup = GuildSetup(guild.id, channel.id, 8, "Europe/Berlin", 0, MORNING, role_id=role.id)
    await services.state.set_guild(setup)
    await env.advance_time(61)
    write(root, {"2026-04-21.md": _DAILY.format("Other words.")})
    await indexed(services, root)
    stamps.move(seconds=LEASE.total_seconds() + 1)

    await env.advance_time(120)

    (edit,) = [r.json for r in env.http_requests if r.method == "PATCH"]
    assert isinstance(edit, dict)
    assert edit["allowed_mentions"] == {"parse": []}
    assert str(role.id) not in str(edit["components"])


async def test_quiet_line_is_found_again(
    env: simcord.Env,
    guild: simcord.GuildHandle,
    channel: simcord.ChannelHandle,
    services: Services,
    clock: HandClock,
    *,
    stamps: HandClock,
) -> None:
    """The line of a quiet day stands once, also where its confirmation was lost; pings nobody."""
    role = guild.create_role("Readers")
    since = MORNING - dt.timedelta(days=1)
    setup = GuildSetup(
        guild.id, channel.id, 8, "Europe/Berlin", 0, since, role_id=role.id, quiet=True
    )
    await services.state.set_guild(setup)
    await env.advance_time(61)
    clock.move(days=1)
    await env.advance_time(61)
    await _change(services, channel, threaded_at=None)
    stamps.move(seconds=LEASE.total_seconds() + 61)

    await env.advance_time(180)

    (thread,) = channel.threads
    lines = [texts(each) for each in channel.history() if "No digest today" in texts(each)]
    url = f"https://discord.com/channels/{guild.id}/{thread.id}"
    assert lines == [f"No digest today. The last one is from [21 April 2026](<{url}>)."]
    line = next(r for r in env.http_requests if "No digest today" in str(r.json))
    assert isinstance(line.json, dict)
    assert not line.json["allowed_mentions"].get("roles")


async def test_thread_of_a_post_is_opened_once(
    env: simcord.Env,
    guild: simcord.GuildHandle,
    channel: simcord.ChannelHandle,
    services: Services,
    stamps: HandClock,
) -> None:
    """Discord gives a message one thread: where it is there already, it is taken as it is."""
    await services.state.set_guild(GuildSetup(guild.id, channel.id, 8, "UTC", 0, MORNING))
    await env.advance_time(61)
    (thread,) = channel.threads
    written = len(thread.history())
    await _change(services, channel, thread_id=None, threaded_at=None)
    stamps.move(seconds=LEASE.total_seconds() + 61)
    env.inject_error("POST", "/channels/*/messages/*/threads", status=400, code=160004)

    await env.advance_time(61)

    (kept,) = await services.state.posts(channel.id)
    assert (kept.thread_id, bool(kept.threaded_at)) == (thread.id, True)
    assert len(thread.history()) == written
