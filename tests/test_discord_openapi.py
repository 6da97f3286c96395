"""The check against Discord's description: what passes, what does not, and what a bot sends."""

from __future__ import annotations

import io
from typing import Any

import discord
import pytest
import simcord
from discord import app_commands, ui
from discord.ext import commands

from tests.discord_openapi import DiscordOpenAPI, description, find_openapi, violations

pytestmark = pytest.mark.skipif(
    find_openapi() is None, reason="Discord's openapi.json is not beside the checkout"
)
MESSAGES = "/channels/123/messages"


@pytest.fixture
def api() -> DiscordOpenAPI:
    """The description, read once for all tests."""
    return description()


def test_good_message_passes(api: DiscordOpenAPI) -> None:
    """A message with mentions, a reply, a nonce and flags has no violation."""
    body = {
        "content": "Hello",
        "nonce": "12",
        "enforce_nonce": True,
        "flags": 4,
        "tts": False,
        "allowed_mentions": {"parse": [], "users": [123], "replied_user": False},
        "message_reference": {"message_id": 5, "channel_id": "123", "fail_if_not_exists": False},
        "attachments": [{"id": 0, "filename": "a.txt"}],
        "embeds": [{"title": "t" * 256}],
    }
    assert api.check("POST", MESSAGES, body) == []


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ({"content": "x" * 2001}, "2000"),
        ({"content": "x" * 4001}, "too long"),
        ({"contents": "x"}, "'contents' was unexpected"),
        ({"embeds": [{"title": "t" * 257}]}, "embeds[0].title"),
        ({"embeds": [{"description": "d" * 4000}] * 2}, "6000"),
        ({"flags": "4"}, "not of type 'integer'"),
        ({"allowed_mentions": {"users": ["everyone"]}}, "everyone"),
        ({"allowed_mentions": {"users": [-1]}}, "minimum"),
        ({"message_reference": {}}, "message_id"),
        ({"nonce": "n" * 26}, "too long"),
        ({"components": [{"type": 10, "content": "x"}]}, "IS_COMPONENTS_V2"),
        ({"flags": 1 << 15, "content": "x", "components": []}, "components V2"),
        (
            {"flags": 1 << 15, "components": [{"type": 17, "components": [{"type": 10}]}]},
            "'content' is a required property",
        ),
        (
            {"flags": 1 << 15, "components": [{"type": 10, "content": "x" * 2001}] * 2},
            "4000",
        ),
        (
            {"components": [{"type": 1, "components": [{"type": 2, "style": 1, "lable": "x"}]}]},
            "'lable' was unexpected",
        ),
        (None, "needs a body"),
    ],
)
def test_bad_message_fails(api: DiscordOpenAPI, body: Any, complaint: str) -> None:
    """A message that Discord would refuse, or take without a field, is a violation."""
    assert complaint in " ".join(api.check("POST", MESSAGES, body))


@pytest.mark.parametrize(
    ("method", "path", "params", "complaint"),
    [
        ("GET", "/nowhere", None, "no such route"),
        ("GET", "/channels/123/nowhere", None, "no such route"),
        ("PUT", MESSAGES, None, "has no PUT"),
        ("GET", "/channels/None/messages", None, "channel_id"),
        ("GET", MESSAGES, {"limits": 5}, "limits is unknown"),
        ("GET", MESSAGES, {"limit": 101}, "maximum"),
        ("GET", MESSAGES, {"before": "yesterday"}, "does not match"),
    ],
)
def test_bad_route_or_query_fails(
    api: DiscordOpenAPI, method: str, path: str, params: dict[str, Any] | None, complaint: str
) -> None:
    """An unknown route, method or query parameter, and a value out of range, are violations."""
    assert complaint in " ".join(api.check(method, path, None, params))


@pytest.mark.parametrize("limit", [5, "5"])
def test_good_query_passes(api: DiscordOpenAPI, limit: int | str) -> None:
    """A query value may be the number or the text that spells it."""
    assert api.check("GET", MESSAGES, None, {"limit": limit, "before": 7}) == []


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ({"type": 5, "data": {"flags": 64}}, ""),
        ({"type": 4, "data": {"content": "x" * 2001}}, "too long"),
        ({"type": 99}, "99"),
        ({"data": {}}, "'type' is a required property"),
    ],
)
def test_interaction_callback(api: DiscordOpenAPI, body: Any, complaint: str) -> None:
    """A callback is held against the one of its forms that it comes nearest to."""
    found = api.check("POST", "/interactions/1/token/callback", body, {"with_response": 1})
    assert (found == []) if not complaint else (complaint in " ".join(found))


class Again(ui.View):
    """One button."""

    @ui.button(label="Again", custom_id="again", emoji="🔁")
    async def again(self, interaction: discord.Interaction, _: ui.Button[ui.View]) -> None:
        """Edit the message that the button stands under."""
        await interaction.response.edit_message(content="Again.", view=None)


def layout() -> ui.LayoutView:
    """A view with a container, a section, a separator and buttons."""
    view = ui.LayoutView()
    row: ui.ActionRow[ui.LayoutView] = ui.ActionRow(
        ui.Button(label="Read", url="https://example.com"),
        ui.Button(label="More", custom_id="more:1"),
    )
    view.add_item(
        ui.Container(
            ui.TextDisplay("# Digest"),
            ui.Separator(),
            ui.Section(ui.TextDisplay("A story"), accessory=ui.Button(label="Why", custom_id="w")),
            row,
            accent_color=0x336699,
        )
    )
    return view


def make_bot() -> commands.AutoShardedBot:
    """A bot that sends about every kind of call that Footnote does."""
    bot = commands.AutoShardedBot("!", intents=discord.Intents.default(), shard_count=1)

    @bot.tree.command(description="Answers")
    @app_commands.describe(question="What to ask", days="How far back")
    async def ask(
        interaction: discord.Interaction,
        question: app_commands.Range[str, 1, 500],
        days: app_commands.Range[int, 1, 90] = 7,
    ) -> None:
        await interaction.response.defer(thinking=True)
        embed = discord.Embed(title="Sources", timestamp=discord.utils.utcnow(), color=0x123456)
        embed.add_field(name="One", value="https://example.com").set_footer(text="footer")
        await interaction.edit_original_response(content=f"{question} {days}", embed=embed)
        await interaction.followup.send("More", view=Again(), ephemeral=True)

    @bot.tree.command(description="Posts")
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.guild_only()
    async def post(interaction: discord.Interaction, channel: discord.TextChannel) -> None:
        await interaction.response.send_message("Posting", ephemeral=True)
        target = bot.get_channel(channel.id)
        assert isinstance(target, discord.TextChannel)
        async with target.typing():
            message = await target.send(
                view=layout(), allowed_mentions=discord.AllowedMentions.none(), silent=True
            )
        thread = await message.create_thread(name="Talk", auto_archive_duration=1440)
        file = discord.File(io.BytesIO(b"x"), "x.txt")
        first = await thread.send("Ask here", file=file, suppress_embeds=True)
        await first.reply("Reply", mention_author=False)
        await first.edit(content="Ask", attachments=[])
        await first.add_reaction("👍")
        await message.edit(view=layout())
        async for _ in target.history(limit=10, after=discord.Object(1)):
            pass
        await target.fetch_message(message.id)
        await bot.application_info()
        await first.delete()

    return bot


async def test_what_a_bot_sends_passes() -> None:
    """Sync, deferral, follow-up, components V2, upload, thread and history have no violation."""
    async with simcord.run(make_bot(), shard_count=1) as env:
        guild = env.create_guild()
        channel = guild.create_text_channel("general")
        admin = guild.create_role("admin", permissions=discord.Permissions(manage_guild=True))
        alice = guild.add_member(env.create_user("alice"), roles=[admin])
        await env.bot.tree.sync()  # type: ignore[attr-defined]
        await alice.slash(channel, "ask", question="why?")
        await alice.slash(channel, "post", channel=channel)
        sent = list(env.http_requests)
    assert len(sent) > 12
    assert violations(sent) == []
