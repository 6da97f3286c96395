"""`/setup`: the panel and its controls."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import discord
import pytest
import simcord
from simcord.results import ResponseMessage

from bot.services import Services
from bot.state import GuildSetup
from bot.words import say
from tests.bot.conftest import make_bot
from tests.bot.texts import texts
from tests.fakes import HandClock


def last(result: simcord.InteractionResult) -> ResponseMessage:
    """The message that a command or a press was answered with."""
    return [*([result.response] if result.response else []), *result.followups][-1]


def said(result: simcord.InteractionResult) -> str:
    """What that message says."""
    return texts(last(result).message)


@dataclass
class Shown:
    """A panel that somebody has before them."""

    by: simcord.MemberActor
    message: ResponseMessage
    services: Services
    guild: int

    @property
    def text(self) -> str:
        """What it says."""
        return texts(self.message.message)

    @property
    def controls(self) -> dict[str, dict[str, Any]]:
        """Its controls by their field, a button's with its value: 'hour', 'page:who'."""
        found: dict[str, dict[str, Any]] = {}
        waiting: list[dict[str, Any]] = list(self.message.components)
        while waiting:
            each = waiting.pop()
            waiting += [*each.get("components", []), *filter(None, [each.get("accessory")])]
            if "custom_id" in each:
                _, field, value = each["custom_id"].split(":")
                found[f"{field}:{value}" if each["type"] == 2 and value else field] = each
        return found

    def chosen(self, field: str) -> list[str]:
        """The values that a select shows as chosen."""
        select = self.controls[field]
        defaults = [str(each["id"]) for each in select.get("default_values", [])]
        return defaults + [o["value"] for o in select.get("options", []) if o.get("default")]

    async def choose(self, field: str, *values: Any) -> simcord.InteractionResult:
        """Choose values of a select."""
        id_ = self.controls[field]["custom_id"]
        return await self.by.select(self.message, values, custom_id=id_)

    async def press(self, field: str) -> simcord.InteractionResult:
        """Press a button."""
        return await self.by.click(self.message, custom_id=self.controls[field]["custom_id"])

    async def kept(self) -> GuildSetup:
        """What is kept of the server's setup."""
        setup = await self.services.state.guild(self.guild)
        assert setup
        return setup


Open = Callable[..., Awaitable[Shown]]


@pytest.fixture
def opened(
    guild: simcord.GuildHandle,
    channel: simcord.ChannelHandle,
    admin: simcord.MemberActor,
    services: Services,
) -> Open:
    """Calls `/setup` for the admin."""

    async def open_(**options: Any) -> Shown:
        result = await admin.slash(channel, "setup", **options)
        assert last(result).ephemeral
        return Shown(admin, last(result), services, guild.id)

    return open_


async def test_choosing_a_channel_sets_a_server_up(
    env: simcord.Env,
    channel: simcord.ChannelHandle,
    clock: HandClock,
    opened: Open,
) -> None:
    """At first only the channel can be chosen; with that all is kept, and the digest comes."""
    panel = await opened()
    assert list(panel.controls) == ["channel"]
    assert "Nothing is posted on this server yet" in panel.text
    assert await panel.services.state.guilds() == []

    await panel.choose("channel", channel)

    kept = await panel.kept()
    assert (kept.channel_id, kept.hour, kept.timezone) == (channel.id, 9, "UTC")
    assert (kept.set_by, kept.since) == (panel.by.id, clock())
    assert "UTC until you choose another; there it is 09:30 now" in panel.text
    assert "within a minute" in panel.text
    assert len(panel.controls) == 7
    await env.advance_time(0)
    assert [message for message in channel.history() if message.components]


async def test_options_set_a_server_up_at_once(
    guild: simcord.GuildHandle,
    channel: simcord.ChannelHandle,
    admin: simcord.MemberActor,
    opened: Open,
) -> None:
    """Who gives the options needs no panel, and sees there what is next and when."""
    panel = await opened(channel=channel, hour=18, timezone="berlin", missed="all")

    kept = await panel.kept()
    assert (kept.guild_id, kept.set_by) == (guild.id, admin.id)
    assert (kept.hour, kept.timezone, kept.catch_up) == (18, "Europe/Berlin", "all")
    assert f"comes to <#{channel.id}> at 18:00 (Europe/Berlin)" in panel.text
    assert "AI Daybook, 21 April 2026" in panel.text
    assert "<t:1776787200:R>" in panel.text
    assert panel.chosen("channel") == [str(channel.id)]
    assert panel.chosen("hour") == ["18"]
    assert panel.chosen("missed") == ["all"]


async def test_options_without_a_channel_keep_nothing(services: Services, opened: Open) -> None:
    """A server that has no channel yet is told to choose one first."""
    panel = await opened(hour=18)

    assert "Choose a channel first" in panel.text
    assert await services.state.guilds() == []


async def test_choices_of_the_first_page(
    guild: simcord.GuildHandle, channel: simcord.ChannelHandle, opened: Open
) -> None:
    """Where and when: each choice is kept at once and shown."""
    panel = await opened(channel=channel)
    forum = guild.create_forum_channel("forum")

    await panel.choose("hour", "20")
    assert (await panel.kept()).hour == 20
    assert "at 20:00 (UTC)" in panel.text
    await panel.choose("hour", "arrival")
    assert (await panel.kept()).arrival
    assert "as soon as it arrives" in panel.text
    assert panel.chosen("hour") == ["arrival"]
    await panel.choose("missed", "none")
    assert (await panel.kept()).catch_up == "none"
    await panel.press("quiet:on")
    assert (await panel.kept()).quiet
    await panel.press("quiet:off")
    assert not (await panel.kept()).quiet
    await panel.choose("channel", forum)
    assert (await panel.kept()).channel_id == forum.id
    assert panel.chosen("channel") == [str(forum.id)]
    assert "quiet:on" not in panel.controls


async def test_choices_of_the_second_page(
    guild: simcord.GuildHandle, channel: simcord.ChannelHandle, opened: Open
) -> None:
    """What and who: each choice is kept at once and shown, and taken back by choosing nothing."""
    panel = await opened(channel=channel, hour=20)
    readers = guild.create_role("Readers", mentionable=True)
    await panel.press("page:who")

    await panel.choose("publications", "AI Daybook", "Field Notes")
    await panel.choose("tags", "agents")
    await panel.choose("role", readers)
    await panel.choose("roles", readers)
    await panel.choose("channels", channel)

    kept = await panel.kept()
    assert (kept.publications, kept.tags) == (("AI Daybook", "Field Notes"), ("agents",))
    assert (kept.role_id, kept.ask_roles) == (readers.id, (readers.id,))
    assert kept.ask_channels == (channel.id,)
    assert sorted(panel.chosen("publications")) == ["AI Daybook", "Field Notes"]
    assert [panel.chosen(each) for each in ("tags", "role", "roles", "channels")] == [
        ["agents"],
        [str(readers.id)],
        [str(readers.id)],
        [str(channel.id)],
    ]
    for field in ("publications", "tags", "role", "roles", "channels"):
        await panel.choose(field)
        assert panel.chosen(field) == []
    kept = await panel.kept()
    assert (kept.publications, kept.tags, kept.role_id) == ((), (), None)
    assert (kept.ask_roles, kept.ask_channels) == ((), ())
    await panel.press("page:when")
    assert "hour" in panel.controls


async def test_what_nothing_fits_is_said(channel: simcord.ChannelHandle, opened: Open) -> None:
    """Publications and tags that no digest has together are shown as such."""
    panel = await opened(channel=channel, hour=20)
    await panel.press("page:who")
    await panel.choose("publications", "Field Notes")
    assert "No digest of the archive" not in panel.text

    await panel.choose("tags", "agents")

    assert say("setup-next-unwanted") in panel.text


@pytest.mark.parametrize(
    ("typed", "zone", "told"),
    [
        ("berlin", "Europe/Berlin", "where it is 11:30 now"),
        ("atlantis", "UTC", "I don't know the time zone “atlantis”."),
    ],
)
async def test_zone_is_typed(
    channel: simcord.ChannelHandle, opened: Open, typed: str, zone: str, told: str
) -> None:
    """A city is enough for its zone; what no zone is called changes nothing."""
    panel = await opened(channel=channel)

    shown = await panel.press("zones")
    await panel.by.submit_modal(shown, {"zone": typed})

    assert (await panel.kept()).timezone == zone
    assert told in panel.text


async def test_zone_is_chosen_where_several_fit(
    channel: simcord.ChannelHandle, opened: Open
) -> None:
    """What fits several zones is offered as a select, which goes when one is chosen."""
    panel = await opened(channel=channel)
    await panel.by.submit_modal(await panel.press("zones"), {"zone": "argentina"})
    assert (await panel.kept()).timezone == "UTC"

    await panel.choose("zone", "America/Argentina/Salta")

    assert (await panel.kept()).timezone == "America/Argentina/Salta"
    assert "zone" not in panel.controls


async def test_unknown_zone_of_an_option_gets_a_hint(
    channel: simcord.ChannelHandle, services: Services, opened: Open
) -> None:
    """An option that fits several zones is answered with the nearest; nothing is kept."""
    panel = await opened(channel=channel, hour=8, timezone="argentina")

    assert "Did you mean America/Argentina/Buenos_Aires," in panel.text
    assert await services.state.guilds() == []


async def test_zone_is_completed(
    channel: simcord.ChannelHandle, admin: simcord.MemberActor
) -> None:
    """Typing a city offers its zone."""
    choices = await admin.autocomplete(channel, "setup", "timezone", "berlin")

    assert [choice["value"] for choice in choices] == ["Europe/Berlin"]


async def test_missed_digests_are_a_choice(
    channel: simcord.ChannelHandle, clock: HandClock, opened: Open
) -> None:
    """What is posted of missed digests is kept until it is chosen anew, and counts from then."""
    start = clock()
    kept = []
    for choice in ({}, {"missed": "all"}, {"hour": 9}, {"missed": "none"}, {"hour": 10}, {}):
        clock.move(hours=1)
        panel = await opened(**{"channel": channel, "hour": 8, "timezone": "UTC", **choice})
        setup = await panel.kept()
        kept.append((setup.catch_up, round((setup.since - start).total_seconds() / 3600)))

    # Who wants all digests of a channel has them from when that was first said.
    expected = [("newest", 1), ("all", 2), ("all", 2), ("none", 4), ("none", 5), ("none", 6)]
    assert kept == expected


async def test_only_what_matters_to_posts_has_them_looked_for(
    env: simcord.Env, channel: simcord.ChannelHandle, opened: Open
) -> None:
    """A change of what is posted or when wakes the delivery; one of who may ask doesn't."""
    woken: list[None] = []
    env.bot.add_listener(_noting(woken), "on_guild_setup")  # type: ignore[attr-defined]
    panel = await opened(channel=channel, hour=20)
    assert len(woken) == 1
    await panel.choose("hour", "21")
    assert len(woken) == 2

    await panel.choose("hour", "21")
    await panel.press("quiet:on")
    await panel.press("page:who")
    await panel.choose("channels", channel)

    assert len(woken) == 2


def _noting(woken: list[None]) -> Callable[[], Awaitable[None]]:
    async def on_guild_setup() -> None:
        woken.append(None)

    return on_guild_setup


async def test_member_without_permission_does_not_see_it(
    channel: simcord.ChannelHandle, alice: simcord.MemberActor
) -> None:
    """Discord hides the command from members who may not manage the server."""
    assert "setup" not in alice.available_commands(channel)


async def test_permission_is_checked_at_run_time_too(
    env: simcord.Env,
    guild: simcord.GuildHandle,
    channel: simcord.ChannelHandle,
    alice: simcord.MemberActor,
    services: Services,
) -> None:
    """Where a server's settings show the command to all, it still asks for Manage Server."""
    command = env.backend.find_command("setup", guild.id)
    assert command
    guild.set_command_permissions(int(command["id"]), {alice: True})

    result = await alice.slash(channel, "setup", channel=channel, hour=8, timezone="UTC")

    assert "Manage Server" in said(result)
    assert await services.state.guilds() == []


async def test_permission_is_checked_at_each_press(
    env: simcord.Env,
    guild: simcord.GuildHandle,
    channel: simcord.ChannelHandle,
    admin: simcord.MemberActor,
    opened: Open,
) -> None:
    """Who may no longer manage the server changes nothing with a panel that is still open."""
    panel = await opened(channel=channel, hour=8)
    asked = await panel.press("zones")
    env.backend.remove_member_role(guild.id, admin.id, guild.roles["Admins"].id)
    before, text = await panel.kept(), panel.text

    results = [
        await panel.choose("hour", "20"),
        await panel.press("quiet:on"),
        await panel.press("page:who"),
        await panel.press("zones"),
        await panel.by.submit_modal(asked, {"zone": "berlin"}),
    ]

    assert {said(result) for result in results} == {say("authorisation-manage")}
    assert (await panel.kept(), panel.text) == (before, text)


async def test_panel_outlives_a_restart(
    env: simcord.Env, channel: simcord.ChannelHandle, services: Services, opened: Open
) -> None:
    """The controls and the open modal of a panel do the same for a bot that never showed it."""
    panel = await opened(channel=channel, hour=8)
    asked = await panel.press("zones")

    await env.restart_bot(make_bot(services))
    await panel.choose("hour", "20")
    await panel.by.submit_modal(asked, {"zone": "berlin"})
    await panel.press("page:who")
    await panel.choose("tags", "agents")

    kept = await panel.kept()
    assert (kept.hour, kept.timezone, kept.tags) == (20, "Europe/Berlin", ("agents",))


def closed(guild: simcord.GuildHandle, **denied: bool) -> simcord.ChannelHandle:
    """A channel where the bot lacks permissions."""
    overwrite = discord.PermissionOverwrite(**denied)
    return guild.create_text_channel("closed", overwrites={guild.default_role: overwrite})


@pytest.mark.parametrize("way", ["option", "select"])
async def test_missing_permissions_are_named(
    guild: simcord.GuildHandle,
    services: Services,
    opened: Open,
    way: str,
) -> None:
    """A channel where the bot can't post or open threads isn't taken; the panel says why."""
    shut = closed(guild, send_messages=False, create_public_threads=False)
    if way == "option":
        panel = await opened(channel=shut, hour=8, timezone="UTC")
    else:
        panel = await opened()
        before = panel.controls["channel"]["custom_id"]
        await panel.choose("channel", shut)
        assert panel.controls["channel"]["custom_id"] != before

    assert f"I can't post in <#{shut.id}> yet" in panel.text
    assert "Send Messages" in panel.text
    assert "Create Public Threads" in panel.text
    assert panel.chosen("channel") == []
    assert await services.state.guilds() == []


async def test_what_keeps_posts_from_coming_is_shown(
    env: simcord.Env, guild: simcord.GuildHandle, services: Services, opened: Open
) -> None:
    """What the bot lacks in its channel, why posts wait, and that a channel went, is shown."""
    shut = closed(guild, send_messages=False)
    free = closed(guild, mention_everyone=False)
    silent = guild.create_role("Silent")
    base = GuildSetup(guild.id, shut.id, 8, "UTC", 5, services.clock(), role_id=silent.id)
    await services.state.set_guild(base)
    lacking = (await opened()).text
    assert f"I can't post in <#{shut.id}> yet. There I still need: Send Messages." in lacking
    panel = await opened(channel=free, hour=20)
    assert f"I can't ping <@&{silent.id}> yet" in panel.text
    await services.state.pause(await panel.kept(), "The thread is closed.")
    assert "Posts wait: The thread is closed." in (await opened()).text
    env.backend.delete_channel(free.id)
    assert "The digest's channel is gone" in (await opened()).text


async def test_everyone_is_no_role_to_ping(
    guild: simcord.GuildHandle, channel: simcord.ChannelHandle, opened: Open
) -> None:
    """The role of all members isn't taken, and the panel says why."""
    panel = await opened(channel=channel, hour=20)
    await panel.press("page:who")

    await panel.choose("role", guild.default_role)

    assert (await panel.kept()).role_id is None
    assert "I never ping everyone" in panel.text


async def test_a_fault_is_one_kind_line(
    channel: simcord.ChannelHandle, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever presses a control that fails hears so alone; the panel stays as it is."""
    panel = await opened(channel=channel, hour=8)
    text = panel.text

    async def broken(_state: object, _setup: GuildSetup) -> None:
        raise RuntimeError

    monkeypatch.setattr(type(panel.services.state), "set_guild", broken)
    result = await panel.choose("hour", "20")

    assert (last(result).content, last(result).ephemeral) == (say("sorry"), True)
    assert panel.text == text
