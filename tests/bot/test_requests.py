"""What the bot sends, held against Discord's own description of its API.

Every other simcord test is held against it, too, by a fixture; this one says so where it can't be.
"""

import discord
import pytest
import simcord

from tests.discord_openapi import find_openapi, violations


@pytest.mark.skipif(
    find_openapi() is None, reason="Discord's openapi.json is not beside the checkout"
)
async def test_every_kind_of_request_is_described(
    env: simcord.Env,
    me: discord.ClientUser,
    channel: simcord.ChannelHandle,
    admin: simcord.MemberActor,
) -> None:
    """Commands, the daily post, its thread, a mention and an answer send what Discord takes."""
    await admin.slash(channel, "setup", channel=channel, hour=8, timezone="UTC")
    await admin.slash(channel, "ask", question="Who leads?")
    await admin.slash(channel, "search", query="Meta")
    await admin.click(channel.history(viewer=admin)[-1], label="Next")
    await admin.slash(channel, "digest")
    await admin.autocomplete(channel, "digest", "date", "april")
    await admin.slash(channel, "topics")
    await admin.slash(channel, "help")
    await admin.autocomplete(channel, "topics", "period", "")
    await admin.slash(channel, "archive", tag="Open Source", month="April 2026")
    await admin.autocomplete(channel, "archive", "tag", "")
    await admin.autocomplete(channel, "archive", "month", "")
    await admin.slash(channel, "timeline", story="Anthropic")
    await admin.click(channel.history()[-1], label="Next")
    await admin.send(channel, f"{me.mention} Who leads?")
    await admin.send(channel.threads[0], "And what is said of Meta?")

    sent = list(env.http_requests)
    kinds = {(request.method, request.path.split("/")[1]) for request in sent}
    assert len(sent) > 20
    assert {("PUT", "applications"), ("POST", "channels"), ("PATCH", "webhooks")} <= kinds
    assert violations(sent) == []
