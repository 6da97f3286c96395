"""Nothing of a private channel leaves it."""

import datetime as dt
from dataclasses import replace

import discord
import pytest
import simcord

from bot.services import Services
from bot.state import GuildSetup, Topic
from index.digest import Origin
from tests.bot.conftest import EPOCH
from tests.fakes import GLM, ScriptedAssistant

HIDDEN = discord.PermissionOverwrite(view_channel=False)
SHOWN = discord.PermissionOverwrite(view_channel=True, send_messages=True)


@pytest.fixture
def staff(
    guild: simcord.GuildHandle, alice: simcord.MemberActor, me: discord.ClientUser
) -> simcord.ChannelHandle:
    """A channel that of all people only Alice sees."""
    mine = discord.PermissionOverwrite.from_pair(
        discord.Permissions.all_channel(), discord.Permissions.none()
    )
    return guild.create_text_channel(
        "staff", overwrites={guild.default_role: HIDDEN, alice: SHOWN, me: mine}
    )


@pytest.fixture
async def posted(
    guild: simcord.GuildHandle, staff: simcord.ChannelHandle, services: Services
) -> str:
    """The address of a post in the staff's channel of the digest that tells of OpenAI."""
    setup = GuildSetup(guild.id, staff.id, 8, "UTC", 1, EPOCH)
    origins: list[Origin] = list(await services.store.catalog.digests())
    wanted = [each.document for each in origins if each.file.endswith("2026-04-03.txt")]
    for document in [*wanted, GLM.document]:
        post = await services.state.claim(setup, document, dt.date(2026, 4, 3), "h")
        assert post
        await services.state.sent(post, 99)
    return f"https://discord.com/channels/{guild.id}/{staff.id}/99"


@pytest.mark.parametrize("way", ["ask", "search", "timeline", "archive", "digest"])
async def test_a_post_of_a_private_channel_is_linked_only_there(
    env: simcord.Env,
    channel: simcord.ChannelHandle,
    staff: simcord.ChannelHandle,
    alice: simcord.MemberActor,
    *,
    posted: str,
    way: str,
    assistant: ScriptedAssistant,
) -> None:
    """Within the channel and its threads the post is linked, elsewhere nobody hears of it."""
    env.backend.create_thread(staff.id, "Talk", alice.id)
    assistant.citations = (replace(GLM, url=None),)
    options = {
        "ask": {"question": "Who leads?"},
        "search": {"query": "OpenAI"},
        "timeline": {"story": "OpenAI"},
        "archive": {"month": "April 2026"},
        "digest": {"date": "3 April 2026"},
    }[way]
    linked = []
    for place in (channel, staff, staff.threads[0]):
        before = len(env.http_requests)
        await alice.slash(place, way, **options)
        linked.append(any(posted in str(r.json) for r in env.http_requests[before:]))

    assert linked == [False, True, True]


async def test_what_was_said_in_a_private_channel_stays_there(
    env: simcord.Env,
    me: discord.ClientUser,
    guild: simcord.GuildHandle,
    channel: simcord.ChannelHandle,
    staff: simcord.ChannelHandle,
    *,
    alice: simcord.MemberActor,
    services: Services,
    assistant: ScriptedAssistant,
) -> None:
    """Talk of a private thread is history there and nowhere else; its questions stay in it."""
    private = discord.ChannelType.private_thread.value
    env.backend.create_thread(channel.id, "Ours", alice.id, type=private)
    env.backend.create_thread(channel.id, "Open", alice.id)
    ours, open_ = channel.threads
    for thread in (ours, open_):
        await services.state.add_topic(Topic(thread.id, guild.id, "question"))
    await alice.send(ours, "Is the secret told?")
    await alice.send(ours, "By whom?")
    assert "secret" in str(assistant.asked[-1].history)

    await alice.send(open_, "By whom?")
    await alice.send(channel, f"{me.mention} By whom?")
    await alice.slash(channel, "ask", question="By whom?")
    assert [asked.history for asked in assistant.asked[-3:]] == [(), (), ()]
    before = len(env.http_requests)
    await alice.send(staff, f"{me.mention} Who leads?")
    (opened,) = staff.threads
    written = [
        r.path
        for r in env.http_requests[before:]
        if r.method == "POST" and r.path.startswith("/channels/")
    ]
    assert written
    assert all(path.split("/")[2] in {str(staff.id), str(opened.id)} for path in written)
