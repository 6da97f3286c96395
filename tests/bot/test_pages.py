"""Pages and their buttons, whatever becomes of the process and the archive."""

import datetime as dt

import discord
import pytest
import simcord
from simcord.results import ResponseMessage

from bot.browsing import kept
from bot.services import Services
from bot.state import GuildSetup
from tests.bot.texts import SORRY

DAY = f"{dt.date(2026, 4, 21).toordinal():x}"


def message_of(env: simcord.Env, channel: simcord.ChannelHandle, custom_id: str) -> discord.Message:
    """A message of the bot that it sent before it was started, with one button."""
    assert env.bot.user
    button = {"type": 2, "style": 2, "label": "Next", "custom_id": custom_id}
    rows = [{"type": 1, "components": [button]}]
    env.backend.create_message(channel.id, env.bot.user.id, "Before the restart", components=rows)
    return channel.history()[-1]


async def test_buttons_outlive_a_restart(
    env: simcord.Env, channel: simcord.ChannelHandle, alice: simcord.MemberActor
) -> None:
    """A button of a message that this process never sent turns to its page."""
    message = message_of(env, channel, f"page:timeline:1:{DAY}:Anthropic")

    await alice.click(message)

    assert channel.history()[-1].content.endswith("Page 2 of 2")


async def test_pages_that_are_gone(
    env: simcord.Env, channel: simcord.ChannelHandle, alice: simcord.MemberActor
) -> None:
    """Where the archive has fewer pages by now the last one is shown, or the only one."""
    await alice.click(message_of(env, channel, f"page:timeline:99:{DAY}:Anthropic"))
    assert channel.history()[-1].content.endswith("Page 2 of 2")

    await alice.click(message_of(env, channel, f"page:timeline:1:{DAY}:OpenAI"))
    last = channel.history()[-1]
    assert last.content.startswith("**OpenAI** through the archive")
    assert last.components == []


async def test_a_fault_is_one_kind_line(
    env: simcord.Env,
    channel: simcord.ChannelHandle,
    alice: simcord.MemberActor,
    services: Services,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whoever presses a button that fails hears so alone; the message stays as it is."""
    message = message_of(env, channel, f"page:timeline:1:{DAY}:Anthropic")

    async def broken(_guild: int) -> dict[str, str]:
        raise RuntimeError

    monkeypatch.setattr(
        type(services.state), "post_links", lambda _self, guild, _shown: broken(guild)
    )
    result = await alice.click(message)

    (apology,) = result.followups
    assert isinstance(apology, ResponseMessage)
    assert (apology.content, apology.ephemeral) == (SORRY, True)
    assert channel.history()[-1].content == "Before the restart"


async def test_links_lead_to_the_posts_of_the_server(
    guild: simcord.GuildHandle,
    channel: simcord.ChannelHandle,
    alice: simcord.MemberActor,
    services: Services,
) -> None:
    """A digest without an address that was posted here is linked by its post."""
    setup = GuildSetup(guild.id, channel.id, 8, "UTC", alice.id, services.clock())
    for digest in await services.store.catalog.digests():
        if digest.file.endswith("2026-04-03.txt"):
            post = await services.state.claim(setup, digest.document, dt.date(2026, 4, 3), "h")
            assert post
            await services.state.sent(post, 99)

    await alice.slash(channel, "timeline", story="OpenAI")

    post_url = f"https://discord.com/channels/{guild.id}/{channel.id}/99"
    assert f"[\\[1\\]](<{post_url}>)" in channel.history()[-1].content


def test_words_are_kept_on_one_line() -> None:
    """What a button carries has neither line breaks nor what no search takes."""
    assert kept(" a\nb\0c \ud800 ") == "a b c ?"


async def test_buttons_hold_discords_limit(
    channel: simcord.ChannelHandle, alice: simcord.MemberActor
) -> None:
    """The longest story that can be asked for fits into the ids of its buttons."""
    padded = f"{'Anthropic ' * 7}"[:70]
    await alice.slash(channel, "timeline", story=padded)

    rows = channel.history()[-1].components
    ids = [
        button.custom_id
        for row in rows
        if isinstance(row, discord.ActionRow)
        for button in row.children
        if button.custom_id
    ]
    assert len(ids) == len(set(ids)) == 2
    assert all(len(each) <= 100 for each in ids)
