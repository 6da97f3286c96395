"""The Discord test double, driven by a real discord.py bot in another process."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import discord
import pytest

from tests.discord_server import TOKEN, DiscordServer

BOT = """\
import os, sys
import discord
from discord import app_commands
from discord.ext import commands

intents = discord.Intents.default()
intents.message_content = 'content' in sys.argv
bot = commands.AutoShardedBot('!', intents=intents, guild_ready_timeout=0.2)

@bot.tree.command(description='Answers')
async def ask(interaction: discord.Interaction, question: str) -> None:
    await interaction.response.defer(thinking=True)
    await interaction.followup.send(f'You asked: {question}')
    await interaction.followup.send('And more.', ephemeral=True)

@bot.tree.command(description='Says where')
async def where(interaction: discord.Interaction, channel: discord.TextChannel) -> None:
    await interaction.response.send_message(f'In {channel.mention}')

class Again(discord.ui.View):
    @discord.ui.button(label='Again', custom_id='again')
    async def again(self, interaction: discord.Interaction, _: discord.ui.Button) -> None:
        await interaction.response.send_message('Again.')

@bot.tree.command(description='Posts')
async def post(interaction: discord.Interaction) -> None:
    await interaction.response.send_message('Posting.', ephemeral=True)
    async with interaction.channel.typing():
        message = await interaction.channel.send('The digest.', view=Again(timeout=None))
    thread = await message.create_thread(name='Talk')
    await thread.send('Ask me here.')

@bot.event
async def on_message(message: discord.Message) -> None:
    if message.author.bot:
        return
    if isinstance(message.channel, discord.Thread):
        before = [m.content async for m in message.channel.history(limit=5, before=message)]
        await message.reply(f'{len(before)} before: {message.content}')
    else:
        file = discord.File(__import__('io').BytesIO(b'x'), 'x.txt')
        await message.channel.send(f'heard {message.content!r}', file=file)

@bot.event
async def setup_hook() -> None:
    bot.add_view(Again(timeout=None))
    await bot.tree.sync()

bot.run(os.environ['DISCORD_TOKEN'], log_handler=None)
"""


@pytest.fixture
async def server() -> AsyncIterator[DiscordServer]:
    """A running server, bounded in time."""
    async with asyncio.timeout(60), DiscordServer() as running:
        yield running


@asynccontextmanager
async def running_bot(
    server: DiscordServer, folder: Path, *arguments: str, token: str = TOKEN
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run the bot in a process of its own, and end that process by its id."""
    env = {**server.redirect(folder), "DISCORD_TOKEN": token}
    with (folder / "errors").open("wb") as errors:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", BOT, *arguments, env=env, stderr=errors
        )
        try:
            yield process
        finally:
            if process.returncode is None:
                process.terminate()
            await asyncio.wait_for(process.wait(), 10)
    sys.stderr.write((folder / "errors").read_text())  # shown where a test fails


async def test_slash_is_deferred_and_answered(server: DiscordServer, tmp_path: Path) -> None:
    """A slash command's deferral, its delay, the answer and the follow-up are recorded."""
    guild = server.add_guild()
    channel, alice = server.add_channel(guild), server.add_user(guild)
    async with running_bot(server, tmp_path):
        await server.connected()
        call = await server.slash(guild, channel, alice, "ask", {"question": "why?"})
        answer = await call.answered()
        await server.wait_for(lambda _: len(call.followups) == 2)
    assert call.callback["type"] == 5
    assert call.delay is not None
    assert 0 < call.delay < 3
    assert answer["content"] == "You asked: why?"
    assert call.message
    assert call.message.content == "You asked: why?"
    assert call.followups[1]["content"] == "And more."
    assert server.unknown == []


async def test_message_thread_and_talk_in_it(server: DiscordServer, tmp_path: Path) -> None:
    """The bot posts, opens a thread from the message, and answers a person in the thread."""
    guild = server.add_guild()
    channel, alice = server.add_channel(guild), server.add_user(guild)
    async with running_bot(server, tmp_path, "content"):
        await server.connected()
        await server.slash(guild, channel, alice, "post")
        await server.wait_for(lambda r: r.content == "Ask me here.")
        (thread,) = server.threads(channel)
        said = await server.say(thread, alice, "and then?")
        reply = await server.wait_for(lambda r: r.content.endswith("and then?"))
    assert thread.name == "Talk"
    assert any(request.path.endswith("/typing") for request in server.requests)
    assert reply.path == f"/channels/{thread.id}/messages"
    assert reply.json["message_reference"]["message_id"] == said.id
    assert [m.content for m in server.messages(thread)][-1] == reply.json["content"]
    assert server.unknown == []


async def test_button_and_channel_option(server: DiscordServer, tmp_path: Path) -> None:
    """A pressed button and a command with a channel reach the bot with what they name."""
    guild = server.add_guild()
    channel, alice = server.add_channel(guild), server.add_user(guild)
    async with running_bot(server, tmp_path):
        await server.connected()
        await server.slash(guild, channel, alice, "post")
        await server.wait_for(lambda r: r.path.endswith("/threads"))
        posted = next(m for m in server.messages(channel) if m.content == "The digest.")
        pressed = await server.press(alice, posted, "again")
        asked = await server.slash(guild, channel, alice, "where", {"channel": channel})
        answers = [(await pressed.answered())["content"], (await asked.answered())["content"]]
    assert answers == ["Again.", f"In <#{channel.id}>"]


async def test_content_is_withheld_without_the_intent(
    server: DiscordServer, tmp_path: Path
) -> None:
    """Without the Message Content intent the bot reads a message only where it is mentioned."""
    guild = server.add_guild()
    channel, alice = server.add_channel(guild), server.add_user(guild)
    async with running_bot(server, tmp_path):
        await server.connected()
        await server.say(channel, alice, "secret")
        first = await server.wait_for(lambda r: bool(r.files))
        await server.say(channel, alice, "open", mentions=[server.backend.bot_user])
        await server.wait_for(lambda r: "open" in r.content)
    assert first.json["content"] == "heard ''"
    assert first.files == ("x.txt",)


async def test_wrong_token_is_refused(server: DiscordServer, tmp_path: Path) -> None:
    """A bot with a wrong token gets 401 and ends."""
    async with running_bot(server, tmp_path, token=TOKEN[::-1]) as process:
        code = await asyncio.wait_for(process.wait(), 20)
    assert code == 1
    assert "LoginFailure" in (tmp_path / "errors").read_text()
    assert server.requests[0].status == 401


async def test_privileged_intent_must_be_approved(tmp_path: Path) -> None:
    """A bot that asks for an intent which the portal withholds is closed with 4014."""
    async with (
        asyncio.timeout(60),
        DiscordServer(approved=discord.Intents.default()) as server,
        running_bot(server, tmp_path, "content") as process,
    ):
        await asyncio.wait_for(process.wait(), 20)
    assert "PrivilegedIntentsRequired" in (tmp_path / "errors").read_text()


async def test_dropped_gateway_is_resumed(server: DiscordServer, tmp_path: Path) -> None:
    """After a dropped socket the bot resumes and gets the interaction that it missed."""
    guild = server.add_guild()
    channel, alice = server.add_channel(guild), server.add_user(guild)
    async with running_bot(server, tmp_path):
        await server.connected()
        await server.disconnect()
        call = await server.slash(guild, channel, alice, "ask", {"question": "still there?"})
        await call.answered()
    assert server.resumes == 1
    assert len(server.identifies) == 1


async def test_forgotten_session_is_identified_anew(server: DiscordServer, tmp_path: Path) -> None:
    """A bot whose session was forgotten comes back to this server with a new session."""
    guild = server.add_guild()
    channel, alice = server.add_channel(guild), server.add_user(guild)
    async with running_bot(server, tmp_path):
        await server.connected()
        await server.disconnect(forget=True)
        await server.connected()
        call = await server.slash(guild, channel, alice, "ask", {"question": "again?"})
        await call.answered()
    assert len(server.identifies) == 2


async def test_refused_and_lost_answers(server: DiscordServer, tmp_path: Path) -> None:
    """A 429 is retried by discord.py; a lost answer leaves the message in the channel."""
    guild = server.add_guild()
    channel, alice = server.add_channel(guild), server.add_user(guild)
    route = f"/channels/{channel.id}/messages"
    async with running_bot(server, tmp_path, "content"):
        await server.connected()
        server.fail("POST", route, 429)
        await server.say(channel, alice, "one")
        await server.wait_for(lambda r: "one" in r.content and r.status == 200)
        server.lose_answer("POST", route)
        await server.say(channel, alice, "two")
        await server.wait_for(lambda r: "two" in r.content)
    refused, kept = [r for r in server.requests if "one" in r.content]
    assert (refused.status, kept.status) == (429, 200)
    assert server.messages(channel)[-1].content == "heard 'two'"


async def test_unknown_route_and_repeated_nonce(server: DiscordServer) -> None:
    """An unknown route answers 404 with code 0; a repeated enforced nonce makes one message."""
    guild = server.add_guild()
    channel = server.add_channel(guild)
    http = discord.http.HTTPClient(asyncio.get_running_loop())
    route = discord.http.Route("GET", "/nowhere")
    route.url = f"{server.url}/nowhere"
    post = discord.http.Route("POST", "/channels/{channel_id}/messages", channel_id=channel.id)
    post.url = f"{server.url}/channels/{channel.id}/messages"
    login = pytest.MonkeyPatch()
    login.setattr(discord.http.Route, "BASE", server.url)
    try:
        await http.static_login(server.token)
        body = {"content": "once", "nonce": "7", "enforce_nonce": True}
        first, second = [await http.request(post, json=body) for _ in range(2)]
        with pytest.raises(discord.NotFound) as caught:
            await http.request(route)
    finally:
        login.undo()
        await http.close()
    assert first["id"] == second["id"]
    assert len(server.messages(channel)) == 1
    assert caught.value.code == 0
    assert [(method, path) for method, path, _ in server.unknown] == [("GET", "/nowhere")]
