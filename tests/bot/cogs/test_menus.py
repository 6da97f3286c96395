"""The commands of a message."""

from collections.abc import AsyncIterator
from pathlib import Path

import discord
import pytest
import simcord

from bot.asking import LONGEST
from bot.assistant.answer import Segment
from bot.cogs.menus import words_in
from bot.services import Services
from bot.state import AskedBy, GuildSetup
from index.archive import open_archives
from index.indexer import Indexer
from index.store import Store
from tests.bot.conftest import EPOCH, recorded
from tests.fakes import Asked, ScriptedAssistant
from tests.index.embedders import WordsEmbedder

ASK, COVERED = "Ask the archive about this", "Has this been covered?"
ZEPHYR = "The makers of Zephyr released a model named Zephyr Nine for coding."


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """An archive of two digests and some days of little content."""
    archive = tmp_path / "daily"
    archive.mkdir()
    rest = "In halls of Texas cells of Bloom Energy hum all day long. " * 5
    texts = {f"2026-03-{n:02}": f"On day {n} no. {n * 7} went by." for n in range(1, 20)}
    texts |= {"2026-04-01": f"{ZEPHYR} {rest}", "2026-04-20": "Boreas sells kettles that drip."}
    for day, text in texts.items():
        (archive / f"{day}.md").write_text(f"# Issue of {day}\n\n## News\n\n{text}\n", "utf-8")
    async with Store(tmp_path / "data", WordsEmbedder()) as opened:
        await Indexer(opened, open_archives([str(archive)])).run()
        yield opened


def words(result: simcord.InteractionResult) -> str:
    """What only the person sees who called it."""
    said = [*([result.response] if result.response else []), *result.followups]
    assert said
    assert all(message.ephemeral for message in said)
    return "\n".join(message.content for message in said)


async def test_a_message_is_asked_about_privately(
    channel: simcord.ChannelHandle,
    alice: simcord.MemberActor,
    admin: simcord.MemberActor,
    services: Services,
    assistant: ScriptedAssistant,
) -> None:
    """The words of a message are the question of whoever calls it, less whom they call."""
    await admin.send(channel, f"{alice.mention} Who leads <:glm:42> now?")
    message = channel.history()[-1]

    result = await alice.context_menu(channel, ASK, message)

    assert assistant.asked == [Asked("Who leads now?", (), None)]
    assert words(result).startswith("GLM-5.1 leads SWE-Bench Pro.")
    (record,) = await recorded(services.state)
    assert record.by == AskedBy(alice.id, alice.guild.id, channel.id)


async def test_a_long_answer_stays_private(
    channel: simcord.ChannelHandle,
    alice: simcord.MemberActor,
    services: Services,
    assistant: ScriptedAssistant,
) -> None:
    """Each message of an answer is seen by who asked alone, and its buttons work there."""
    assistant.segments = [Segment(f"{n}. " + "It leads. " * 190, (1,)) for n in range(3)]
    await alice.send(channel, "Who leads?")

    result = await alice.context_menu(channel, ASK, channel.history()[-1])
    await recorded(services.state)
    thanks = await alice.click(result.followups[-1], label="Useful")

    assert len(result.followups) == 3
    assert "2." in words(result)
    assert "was useful" in words(thanks)


async def test_a_post_is_asked_about_with_its_digest(
    env: simcord.Env,
    channel: simcord.ChannelHandle,
    alice: simcord.MemberActor,
    services: Services,
    assistant: ScriptedAssistant,
) -> None:
    """The post of a digest is asked about with that digest first."""
    posted = await _post(env, channel, services, "d7", "The digest")

    await alice.context_menu(channel, ASK, posted)

    assert assistant.asked == [Asked("The digest", (), "d7")]


async def test_what_was_covered_is_dated_and_cited(
    channel: simcord.ChannelHandle, alice: simcord.MemberActor
) -> None:
    """Earlier coverage comes with its date, its place and its words, privately."""
    await alice.send(channel, f"{alice.mention} Makers of Zephyr released Zephyr Nine for coding!")

    said = words(await alice.context_menu(channel, COVERED, channel.history()[-1]))

    assert said.startswith("Yes, the archive tells of this:\n**1.** Issue of 2026-04-01 › News\n")
    assert ", 1 April 2026\n> The makers of Zephyr released" in said
    assert said.endswith(
        "-# Searched 21 documents, 1 March to 20 April 2026; the newest digest is of yesterday."
    )


async def test_what_was_never_covered(
    channel: simcord.ChannelHandle, alice: simcord.MemberActor
) -> None:
    """Where there is none, the answer is that there is none, over which days."""
    await alice.send(channel, "My tortoise prefers yellow dandelions.")

    said = words(await alice.context_menu(channel, COVERED, channel.history()[-1]))

    assert said.startswith("No, I find nothing in the archive that tells of this.\n-# Searched 21")


async def test_a_post_is_not_covered_by_its_own_digest(
    env: simcord.Env,
    channel: simcord.ChannelHandle,
    alice: simcord.MemberActor,
    services: Services,
) -> None:
    """The digest that a post shows doesn't count as earlier coverage of it."""
    (origin,) = [each for each in await services.store.catalog.digests() if "04-01" in each.title]
    posted = await _post(env, channel, services, origin.document, ZEPHYR)

    said = words(await alice.context_menu(channel, COVERED, posted))

    assert said.startswith("No,")


@pytest.mark.parametrize("menu", [ASK, COVERED])
async def test_a_message_without_words(
    channel: simcord.ChannelHandle,
    alice: simcord.MemberActor,
    assistant: ScriptedAssistant,
    menu: str,
) -> None:
    """What says nothing is told to say nothing, and nothing is asked."""
    await alice.send(channel, alice.mention)

    said = words(await alice.context_menu(channel, menu, channel.history()[-1]))

    assert "no words" in said
    assert assistant.asked == []


async def test_a_message_of_any_length_and_kind(
    env: simcord.Env, channel: simcord.ChannelHandle, alice: simcord.MemberActor
) -> None:
    """Words of embeds and of components count, and no more of all than a question may have."""
    place = env.bot.get_channel(channel.id)
    assert isinstance(place, discord.TextChannel)
    card = discord.Embed(title="Zephyr Nine", description="is out. " * 400)
    await place.send("Look:", embed=card)
    view = discord.ui.LayoutView()
    box: discord.ui.Container[discord.ui.LayoutView] = discord.ui.Container()
    box.add_item(discord.ui.TextDisplay("**GLM** [leads](<https://example.org>)\n-# small print"))
    await place.send(view=view.add_item(box))
    first, second = channel.history()[-2:]

    assert words_in(first).startswith("Look: Zephyr Nine is out. is out.")
    assert LONGEST - 20 < len(words_in(first)) <= LONGEST
    assert words_in(second) == "**GLM** leads"


async def _post(
    env: simcord.Env,
    channel: simcord.ChannelHandle,
    services: Services,
    document: str,
    text: str,
) -> discord.Message:
    """The daily post of a document."""
    assert env.bot.user
    env.backend.create_message(channel.id, env.bot.user.id, text)
    posted = channel.history()[-1]
    setup = GuildSetup(2, channel.id, 8, "UTC", 1, EPOCH)
    post = await services.state.claim(setup, document, EPOCH.date(), "hash")
    assert post
    await services.state.sent(post, posted.id)
    return posted
