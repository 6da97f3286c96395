"""`/setup`."""

import discord
import pytest
import simcord

from bot.cogs.setup import fitting_zones, zones
from bot.services import Services
from tests.fakes import HandClock


def last(result: simcord.InteractionResult) -> str:
    """What the command's answer says."""
    return [*([result.response] if result.response else []), *result.followups][-1].content


async def test_setup_is_kept_and_explained(
    guild: simcord.GuildHandle,
    channel: simcord.ChannelHandle,
    admin: simcord.MemberActor,
    services: Services,
    clock: HandClock,
) -> None:
    """A setup is kept, and the answer tells what is posted next and when."""
    result = await admin.slash(channel, "setup", channel=channel, hour=18, timezone="Europe/Berlin")

    kept = await services.state.guild(guild.id)
    assert kept is not None
    assert (kept.channel_id, kept.hour, kept.timezone) == (channel.id, 18, "Europe/Berlin")
    assert (kept.set_by, kept.since) == (admin.id, clock())
    assert result.ephemeral
    assert "18:00 (Europe/Berlin)" in last(result)
    assert "AI Daybook 2026-04-21" in last(result)
    assert "<t:1776787200:R>" in last(result)


async def test_missed_digests_are_a_choice(
    guild: simcord.GuildHandle,
    channel: simcord.ChannelHandle,
    admin: simcord.MemberActor,
    services: Services,
    clock: HandClock,
) -> None:
    """What is posted of missed digests is kept until it is chosen anew; the newest by default."""
    first, start = {"channel": channel, "hour": 8, "timezone": "UTC"}, clock()
    kept = []
    for choice in ({}, {"missed": "all"}, {}, {"missed": "none"}, {}):
        clock.move(hours=1)
        await admin.slash(channel, "setup", **first, **choice)
        setup = await services.state.guild(guild.id)
        assert setup
        kept.append((setup.catch_up, round((setup.since - start).total_seconds() / 3600)))

    # Who wants all digests of a channel has them from when that was first said.
    assert kept == [("newest", 1), ("all", 2), ("all", 2), ("none", 4), ("none", 5)]


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

    assert result.ephemeral
    assert last(result) == "You need the permission Manage Server for that."
    assert await services.state.guilds() == []


async def test_unknown_zone_gets_a_hint(
    channel: simcord.ChannelHandle, admin: simcord.MemberActor, services: Services
) -> None:
    """A zone that doesn't exist is answered with the nearest that do."""
    result = await admin.slash(channel, "setup", channel=channel, hour=8, timezone="berlin")

    assert "Europe/Berlin" in last(result)
    assert await services.state.guilds() == []


async def test_missing_permissions_are_named(
    guild: simcord.GuildHandle, admin: simcord.MemberActor, services: Services
) -> None:
    """A channel where the bot can't post or open threads isn't taken; the answer says why."""
    overwrite = discord.PermissionOverwrite(send_messages=False, create_public_threads=False)
    closed = guild.create_text_channel("closed", overwrites={guild.default_role: overwrite})

    result = await admin.slash(closed, "setup", channel=closed, hour=8, timezone="UTC")

    assert "Send Messages" in last(result)
    assert "Create Public Threads" in last(result)
    assert await services.state.guilds() == []


@pytest.mark.parametrize(
    ("typed", "zone"), [("new york", "America/New_York"), ("BERLIN", "Europe/Berlin")]
)
def test_zones_are_found_as_people_write_them(typed: str, zone: str) -> None:
    """A city finds its zone, whatever the case and the spaces."""
    assert zone in fitting_zones(typed)


def test_zones_are_offered_up_to_discords_limit() -> None:
    """An empty field offers 25 of the zones."""
    assert len(fitting_zones("")) == 25
    assert "UTC" in zones()


async def test_zone_is_completed(
    channel: simcord.ChannelHandle, admin: simcord.MemberActor
) -> None:
    """Typing a city offers its zone."""
    choices = await admin.autocomplete(channel, "setup", "timezone", "berlin")

    assert [choice["value"] for choice in choices] == ["Europe/Berlin"]
