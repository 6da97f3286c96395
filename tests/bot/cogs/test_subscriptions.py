"""`/subscribe`, `/unsubscribe`, the button under a post, and the letters that come of them."""

from dataclasses import replace

import discord
import pytest
import simcord

from bot.client import FootnoteBot
from bot.cogs.subscriptions import topics_of
from bot.delivery import LEASE
from bot.postbox import DiscordPostbox
from bot.services import Services
from bot.state import GuildSetup
from tests.bot.conftest import MORNING, make_bot
from tests.bot.texts import texts
from tests.fakes import HandClock


def refuse(env: simcord.Env) -> None:
    """Let the next message be refused, as of somebody who takes none of strangers."""
    refused = "Cannot send messages to this user"
    env.inject_error("POST", "/channels/*/messages", status=403, code=50007, message=refused)


def said(result: simcord.InteractionResult) -> str:
    """What was answered, to whoever called or pressed alone."""
    (message,) = [*([result.response] if result.response else []), *result.followups]
    assert message.ephemeral
    return message.content


def letters(person: simcord.MemberActor | simcord.UserHandle) -> list[discord.Message]:
    """The letters that somebody got."""
    user = person.user if isinstance(person, simcord.MemberActor) else person
    history = user.dm_channel.history()
    return [m for m in history if any(isinstance(c, discord.Container) for c in m.components)]


async def test_letters_come_until_they_are_stopped(
    env: simcord.Env,
    channel: simcord.ChannelHandle,
    alice: simcord.MemberActor,
    services: Services,
    clock: HandClock,
) -> None:
    """What was wanted is told at once, in private and by a message; the letter comes once."""
    result = await alice.slash(channel, "subscribe", hour=12, timezone="Europe/Berlin")
    (hello,) = alice.user.dm_channel.history()
    await env.advance_time(61)
    early = letters(alice)
    clock.move(hours=1)
    await env.advance_time(200)
    await env.restart_bot(make_bot(services))
    await env.advance_time(61)
    ended = await alice.user.slash("unsubscribe")

    assert "The day's digest by direct message, every day at 12:00 (Europe/Berlin).\n" in said(
        result
    )
    assert "<t:1776765600:R>" in said(result)
    assert "Here your letters will come." in hello.content
    assert "/unsubscribe stops it" in hello.content
    assert early == []
    (letter,) = letters(alice)
    assert "AI Daybook 2026-04-21" in texts(letter)
    assert "/unsubscribe stops them" in texts(letter)
    assert "no more letters" in said(ended)
    assert await services.state.subscriptions.get(alice.id) is None
    assert "no subscription" in said(await alice.slash(channel, "unsubscribe"))


async def test_lost_answer_is_found_again(
    env: simcord.Env, services: Services, clock: HandClock, stamps: HandClock
) -> None:
    """A letter whose confirmation was lost is found by its mark, and isn't sent again."""
    bob = env.create_user("bob")
    await bob.slash("subscribe", hour=10)
    clock.move(hours=1)
    await env.advance_time(61)
    subscriptions = services.state.subscriptions
    sent = await subscriptions.get(bob.id)
    assert sent
    assert sent.letter
    await subscriptions.end(bob.id)
    await subscriptions.set(sent)
    lost = await subscriptions.claim(
        replace(sent, letter=None), sent.letter.day, sent.letter.told, sent.letter.documents
    )
    assert lost
    await bob.send_dm("Thanks!")
    stamps.move(seconds=LEASE.total_seconds() + 61)
    await env.advance_time(61)

    found = await subscriptions.get(bob.id)
    assert len(letters(bob)) == 1
    assert found
    assert found.letter == replace(sent.letter, claimed_at=lost.claimed_at)


async def test_who_takes_no_messages_is_told_and_paused(
    env: simcord.Env,
    channel: simcord.ChannelHandle,
    alice: simcord.MemberActor,
    services: Services,
) -> None:
    """Where no message gets through that is said, and calling again tries again."""
    refuse(env)
    refused = await alice.slash(channel, "subscribe", topics="GLM, Robots")
    paused = await services.state.subscriptions.get(alice.id)
    again = await alice.slash(channel, "subscribe")
    going = await services.state.subscriptions.get(alice.id)

    assert "I can't write you" in said(refused)
    assert paused
    assert paused.paused == "refused"
    assert "as far as it speaks of “GLM”, “Robots”" in said(again)
    assert "I can't write you" not in said(again)
    assert going
    assert (going.paused, going.topics) == (None, ("GLM", "Robots"))


async def test_refused_letter_pauses(
    env: simcord.Env, services: Services, clock: HandClock
) -> None:
    """Whoever closed their messages meanwhile gets no more letters."""
    bob = env.create_user("bob")
    await bob.slash("subscribe", hour=10)
    refuse(env)
    clock.move(hours=1)
    await env.advance_time(300)

    kept = await services.state.subscriptions.get(bob.id)
    assert kept
    assert kept.paused == "refused"
    assert letters(bob) == []


async def test_zone_is_the_servers_and_stays(
    guild: simcord.GuildHandle,
    channel: simcord.ChannelHandle,
    alice: simcord.MemberActor,
    services: Services,
) -> None:
    """Without a zone the clock is the server's; a further call changes what it names alone."""
    await services.state.set_guild(
        GuildSetup(guild.id, channel.id, 8, "Asia/Tokyo", alice.id, MORNING)
    )
    first = await alice.slash(channel, "subscribe", publication="ai daybook")
    second = await alice.user.slash("subscribe", hour=23)

    assert "digest of AI Daybook by direct message, every day at 09:00 (Asia/Tokyo)." in said(first)
    assert "digest of AI Daybook by direct message, every day at 23:00 (Asia/Tokyo)." in said(
        second
    )
    kept = await services.state.subscriptions.get(alice.id)
    assert kept
    assert kept.guild_id == guild.id


@pytest.mark.parametrize(
    ("options", "line"),
    [
        ({"timezone": "berlin"}, "Did you mean Europe/Berlin?"),
        ({"publication": "The *Star*"}, "no publication “The \\*Star\\*”"),
    ],
)
async def test_what_there_is_not_is_refused(
    channel: simcord.ChannelHandle,
    alice: simcord.MemberActor,
    services: Services,
    options: dict[str, str],
    line: str,
) -> None:
    """A zone or a publication that doesn't exist is told, and nothing is subscribed."""
    result = await alice.slash(channel, "subscribe", **options)

    assert line in said(result)
    assert await services.state.subscriptions.get(alice.id) is None


async def test_options_are_completed(
    channel: simcord.ChannelHandle, alice: simcord.MemberActor
) -> None:
    """Names complete the last topic behind the others; zones and publications are offered."""
    wanted = {"topics": "Robots, open", "timezone": "tokyo", "publication": "ai"}
    offered = {
        name: [c["value"] for c in await alice.autocomplete(channel, "subscribe", name, typed)]
        for name, typed in wanted.items()
    }

    assert "Robots, OpenAI" in offered["topics"]
    assert offered["timezone"] == ["Asia/Tokyo"]
    assert "AI Daybook" in offered["publication"]


async def test_what_matters_most_is_a_choice(
    channel: simcord.ChannelHandle, alice: simcord.MemberActor, services: Services
) -> None:
    """Who wants the insights gets them, until they choose something else."""
    first = await alice.slash(channel, "subscribe", what="top", publication="AI Daybook")
    await alice.slash(channel, "subscribe", hour=7)
    top = await services.state.subscriptions.get(alice.id)
    await alice.slash(channel, "subscribe", topics="GLM")
    digest = await services.state.subscriptions.get(alice.id)

    assert "The five insights that matter most of AI Daybook by direct" in said(first)
    assert top
    assert (top.what, top.hour, top.publications) == ("top", 7, ("AI Daybook",))
    assert digest
    assert (digest.what, digest.hour, digest.publications) == ("digest", 7, ())


def test_topics_are_read_from_a_list() -> None:
    """Commas part topics; each stands once, without what is no word."""
    assert topics_of(" GLM ,, robots,GLM , !! , a\n b") == ("GLM", "robots", "a b")


def test_topics_are_ten_short_ones() -> None:
    """Further topics are left out, and a long one is cut."""
    assert topics_of(",".join(f"t{n}" for n in range(99))) == tuple(f"t{n}" for n in range(10))
    assert topics_of("x" * 200) == ("x" * 60,)


async def test_button_subscribes_to_the_publication(
    env: simcord.Env,
    channel: simcord.ChannelHandle,
    alice: simcord.MemberActor,
    services: Services,
) -> None:
    """The button's event subscribes to the digest's publication; again, it tells what is on."""
    newest = (await services.store.catalog.digests())[-1]
    view = discord.ui.View(timeout=None)
    button: discord.ui.Button[discord.ui.View] = discord.ui.Button(label="Subscribe")

    async def press(interaction: discord.Interaction) -> None:
        env.bot.dispatch("subscribe_button", interaction, newest.document)

    button.callback = press  # type: ignore[method-assign]
    view.add_item(button)
    place = env.bot.get_channel(channel.id)
    assert isinstance(place, discord.TextChannel)
    post = await place.send("A post", view=view)

    first = await alice.click(post, label="Subscribe")
    second = await alice.click(post, label="Subscribe")

    assert "Subscribed. The day's digest of AI Daybook" in said(first)
    assert "You are subscribed already. The day's digest of AI Daybook" in said(second)
    assert "/unsubscribe stops it" in said(second)
    kept = await services.state.subscriptions.get(alice.id)
    assert kept
    assert kept.publications == ("AI Daybook",)


async def test_shard_of_direct_messages_writes_letters(
    services: Services, env: simcord.Env
) -> None:
    """The process with the first shard sends letters; one without it doesn't."""
    running = env.bot
    assert isinstance(running, FootnoteBot)

    assert DiscordPostbox(running, services.state).serves
    assert not DiscordPostbox(make_bot(services), services.state).serves


async def test_letters_lead_only_where_everybody_may_read(
    env: simcord.Env, guild: simcord.GuildHandle, services: Services
) -> None:
    """A post in a channel that isn't open to all members isn't linked in a letter."""
    hidden = discord.PermissionOverwrite(view_channel=False)
    closed = guild.create_text_channel("closed", overwrites={guild.default_role: hidden})
    opened = guild.create_text_channel("open")
    for n, channel in enumerate((closed, opened)):
        setup = GuildSetup(guild.id, channel.id, 8, "UTC", 5, MORNING)
        post = await services.state.claim(setup, f"d{n}", MORNING.date(), "h")
        assert post
        await services.state.sent(post, 70 + n)
    assert isinstance(env.bot, FootnoteBot)

    links = await DiscordPostbox(env.bot, services.state).links(guild.id)

    assert links == {"d1": f"https://discord.com/channels/{guild.id}/{opened.id}/71"}
