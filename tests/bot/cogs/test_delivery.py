"""The daily post on Discord."""

from pathlib import Path

import discord
import simcord
from simcord.backend.models import Overwrite
from simcord.enums import OverwriteType

from bot.delivery import LEASE
from bot.post_view import mark
from bot.services import Services
from index.archive import open_archives
from index.indexer import Indexer
from tests.bot.conftest import make_bot
from tests.bot.texts import texts
from tests.fakes import HandClock, ScriptedAssistant
from tests.index.making import write

BERLIN = "Europe/Berlin"


async def test_post_comes_with_its_thread(
    env: simcord.Env,
    channel: simcord.ChannelHandle,
    admin: simcord.MemberActor,
    assistant: ScriptedAssistant,
) -> None:
    """After the setup the digest is posted within a minute, once, and its thread answers."""
    await admin.slash(channel, "setup", channel=channel, hour=8, timezone=BERLIN)

    await env.advance_time(180)

    (post,) = [message for message in channel.history() if message.components]
    (thread,) = channel.threads
    assert "AI Daybook 2026-04-21" in texts(post)
    assert "in the thread" in texts(post)
    assert thread.name == "AI Daybook 2026-04-21"
    full = "\n".join(message.content for message in thread.history())
    assert "Agent Memory" in full
    assert "## GitHub Open Source AI Trends" in full
    await admin.send(thread, "Which store does Ctx use?")
    (asked,) = assistant.asked
    assert asked.about is not None
    assert asked.history == ()


async def test_lost_answer_is_found_again(
    env: simcord.Env,
    channel: simcord.ChannelHandle,
    admin: simcord.MemberActor,
    services: Services,
    stamps: HandClock,
) -> None:
    """A post whose confirmation was lost is found by its mark; it isn't sent again."""
    await admin.slash(channel, "setup", channel=channel, hour=8, timezone=BERLIN)
    await env.advance_time(61)
    (post,) = await services.state.posts(channel.id)
    await _forget_answer(services, channel.id)
    stamps.move(seconds=LEASE.total_seconds() + 61)

    await env.advance_time(61)

    assert len([message for message in channel.history() if message.components]) == 1
    (found,) = await services.state.posts(channel.id)
    assert (found.state, found.message_id) == ("sent", post.message_id)
    assert found.threaded_at


async def test_lost_answer_is_found_in_a_busy_channel(
    env: simcord.Env,
    channel: simcord.ChannelHandle,
    admin: simcord.MemberActor,
    services: Services,
    stamps: HandClock,
) -> None:
    """However much people wrote behind a post, it is found again and isn't sent twice."""
    await admin.slash(channel, "setup", channel=channel, hour=8, timezone=BERLIN)
    await env.advance_time(61)
    for n in range(320):
        env.backend.create_message(channel.id, admin.id, f"word {n}")
    await _forget_answer(services, channel.id)
    stamps.move(seconds=LEASE.total_seconds() + 61)

    await env.advance_time(61)

    posts = await services.state.posts(channel.id)
    assert [post.state for post in posts] == ["sent"]
    assert len([message for message in channel.history() if message.components]) == 1


async def test_restart_posts_nothing_again(
    env: simcord.Env,
    channel: simcord.ChannelHandle,
    admin: simcord.MemberActor,
    services: Services,
) -> None:
    """A bot that starts again finds its post in the state, and its commands known to Discord."""
    await admin.slash(channel, "setup", channel=channel, hour=8, timezone=BERLIN)
    await env.advance_time(61)

    await env.restart_bot(make_bot(services))
    await env.advance_time(61)

    assert len([message for message in channel.history() if message.components]) == 1
    assert len([r for r in env.http_requests if r.path.endswith("/commands")]) == 1


async def test_lost_permission_is_noted(
    env: simcord.Env,
    guild: simcord.GuildHandle,
    admin: simcord.MemberActor,
    services: Services,
    clock: HandClock,
) -> None:
    """Where the bot lost its rights the post waits, and the state tells why."""
    channel = guild.create_text_channel("digests")
    await admin.slash(channel, "setup", channel=channel, hour=18, timezone=BERLIN)
    deny = discord.Permissions(send_messages=True).value
    env.backend.set_overwrite(
        channel.id, Overwrite(guild.default_role.id, OverwriteType.ROLE, 0, deny)
    )
    clock.move(hours=9)

    await env.advance_time(61)

    kept = await services.state.guild(guild.id)
    assert kept
    assert kept.paused == "I lack Send Messages in #digests."


async def test_who_set_it_up_gets_one_message(
    env: simcord.Env,
    guild: simcord.GuildHandle,
    admin: simcord.MemberActor,
    services: Services,
    clock: HandClock,
) -> None:
    """A deleted channel is told to who set it up, once, in private; /setup goes on."""
    channel = guild.create_text_channel("digests")
    await admin.slash(channel, "setup", channel=channel, hour=18, timezone=BERLIN)
    env.backend.delete_channel(channel.id)
    clock.move(hours=9)

    await env.advance_time(300)

    (note,) = admin.user.dm_channel.history()
    assert "The channel is gone" in note.content
    assert guild.name in note.content
    other = guild.create_text_channel("other")
    await admin.slash(other, "setup", channel=other, hour=18, timezone=BERLIN)
    await env.advance_time(61)
    kept = await services.state.guild(guild.id)
    assert kept
    assert kept.paused is None
    assert len([message for message in other.history() if message.components]) == 1
    assert len(admin.user.dm_channel.history()) == 1


async def test_locked_thread_waits_until_it_is_open(
    env: simcord.Env,
    guild: simcord.GuildHandle,
    channel: simcord.ChannelHandle,
    admin: simcord.MemberActor,
    services: Services,
    *,
    stamps: HandClock,
) -> None:
    """A thread that was locked half way is told once and filled when it is unlocked."""
    await admin.slash(channel, "setup", channel=channel, hour=8, timezone=BERLIN)
    await env.advance_time(61)
    (thread,) = channel.threads
    written = len(thread.history())
    await _empty(env, thread)
    await _unthread(services, channel.id)
    deny = discord.Permissions(manage_threads=True).value
    env.backend.set_overwrite(
        channel.id, Overwrite(guild.default_role.id, OverwriteType.ROLE, 0, deny)
    )
    env.backend.edit_channel(thread.id, {}, thread_metadata={"locked": True, "archived": True})
    for _ in range(3):
        stamps.move(seconds=LEASE.total_seconds() + 1)
        await env.advance_time(61)
    (note,) = admin.user.dm_channel.history()
    empty = len(thread.history())
    env.backend.edit_channel(thread.id, {}, thread_metadata={"locked": False, "archived": False})
    stamps.move(seconds=LEASE.total_seconds() + 1)
    await env.advance_time(61)

    kept = await services.state.guild(guild.id)
    assert f"<#{thread.id}> is closed" in note.content
    assert empty == 0
    assert len(thread.history()) == written
    assert kept
    assert kept.paused is None


async def test_revised_digest_edits_its_post(
    env: simcord.Env,
    channel: simcord.ChannelHandle,
    admin: simcord.MemberActor,
    services: Services,
    stamps: HandClock,
    *,
    tmp_path: Path,
) -> None:
    """What changed stands in the post, under the same mark, and in its thread; once."""
    root = write(tmp_path / "archive", {"2026-04-21.md": "# News\n\n## One\n\nFirst words."})
    await _indexed(services, root)
    await admin.slash(channel, "setup", channel=channel, hour=8, timezone=BERLIN)
    await env.advance_time(61)
    write(root, {"2026-04-21.md": "# News\n\n## One\n\nOther words."})
    await _indexed(services, root)
    stamps.move(seconds=LEASE.total_seconds() + 1)

    await env.advance_time(200)

    (post,) = [message for message in channel.history() if message.components]
    (thread,) = channel.threads
    assert "Revised 21 April 2026. Changed: **One**." in texts(post)
    assert "Other words." in texts(post)
    (kept,) = await services.state.posts(channel.id)
    assert getattr(post.components[0], "id", None) == mark(kept.document)
    said = [message.content for message in thread.history()]
    assert len([each for each in said if "Other words." in each]) == 1
    assert len([r for r in env.http_requests if r.method == "PATCH"]) == 1


async def _indexed(services: Services, root: Path) -> None:
    await Indexer(services.store, open_archives([str(root)])).run()


async def _empty(env: simcord.Env, thread: simcord.ChannelHandle) -> None:
    """Delete the messages of a thread."""
    env.backend.messages[thread.id].clear()


async def _unthread(services: Services, channel_id: int) -> None:
    """The state as a crash between the thread and its messages leaves it."""
    from sqlalchemy import update

    from bot.state.tables import posts

    async with services.state._database.engine.begin() as connection:
        await connection.execute(
            update(posts).where(posts.c.channel_id == channel_id).values(threaded_at=None)
        )


async def _forget_answer(services: Services, channel_id: int) -> None:
    """The state as a crash between the send and its confirmation leaves it."""
    from sqlalchemy import update

    from bot.state.tables import posts

    async with services.state._database.engine.begin() as connection:
        await connection.execute(
            update(posts)
            .where(posts.c.channel_id == channel_id)
            .values(state="claimed", message_id=None, thread_id=None, threaded_at=None)
        )
