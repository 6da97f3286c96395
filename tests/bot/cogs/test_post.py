"""The buttons under the daily post."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import discord
import pytest
import simcord
from simcord.backend.models import Overwrite
from simcord.enums import OverwriteType

from bot.asking import LONGEST
from bot.client import FootnoteBot
from bot.delivery import LEASE
from bot.services import Services
from bot.state import GuildSetup
from index.archive import open_archives
from index.indexer import Indexer
from tests.bot.conftest import MORNING, make_bot
from tests.bot.texts import texts
from tests.fakes import HandClock, ScriptedAssistant
from tests.index.making import write

_SOURCED = """# News

## Models

They [beat](https://example.org/a) [all](https://example.org/b).

## Robots

Robots [walk](https://example.org/a) and [run](https://example.org/c).
"""
Post = Callable[[], Awaitable[discord.Message]]


@pytest.fixture
def post(
    env: simcord.Env,
    guild: simcord.GuildHandle,
    channel: simcord.ChannelHandle,
    services: Services,
) -> Post:
    """Has the newest digest posted; its message."""

    async def posted() -> discord.Message:
        setup = GuildSetup(guild.id, channel.id, 8, "Europe/Berlin", 0, MORNING)
        await services.state.set_guild(setup)
        await env.advance_time(61)
        (message,) = [each for each in channel.history() if each.components]
        return message

    return posted


def button(message: discord.Message, deed: str) -> str:
    """The custom id of a button under a post."""
    rows = [row for row in message.components if isinstance(row, discord.ActionRow)]
    ids = [str(getattr(item, "custom_id", "")) for row in rows for item in row.children]
    return next(each for each in ids if each.startswith(f"post:{deed}:"))


def words(result: simcord.InteractionResult) -> str:
    """What the bot said privately to whoever pressed."""
    said = [*([result.response] if result.response else []), *result.followups]
    assert all(message.ephemeral for message in said)
    return "\n".join(message.content for message in said)


async def indexed(services: Services, root: Path) -> None:
    """Bring the index level."""
    await Indexer(services.store, open_archives([str(root)])).run()


async def asked(
    who: simcord.MemberActor, message: discord.Message, question: str
) -> simcord.InteractionResult:
    """Press 'Ask' and write a question."""
    shown = await who.click(message, custom_id=button(message, "ask"))
    assert shown.modal
    return await who.submit_modal(shown, {"question": question})


async def test_read_in_full_leads_to_the_thread(
    channel: simcord.ChannelHandle, alice: simcord.MemberActor, post: Post
) -> None:
    """'Read in full' answers with the thread, for whoever pressed alone."""
    message = await post()

    result = await alice.click(message, custom_id=button(message, "read"))

    assert str(channel.threads[0].id) in words(result)


async def test_digest_whose_thread_is_gone_is_shown_in_private(
    env: simcord.Env, channel: simcord.ChannelHandle, alice: simcord.MemberActor, post: Post
) -> None:
    """Where moderators deleted the thread the digest comes on pages that can be turned."""
    message = await post()
    env.backend.delete_channel(channel.threads[0].id)

    result = await alice.click(message, custom_id=button(message, "read"))

    page = result.response
    assert page
    assert "AI Daybook 2026-04-21" in page.content
    assert "Page 1 of" in page.content
    assert page.ephemeral
    turned = await alice.click(page.message, label="Next")
    assert turned.acknowledged


async def test_sources_are_told_by_section(
    alice: simcord.MemberActor, services: Services, post: Post, *, tmp_path: Path
) -> None:
    """Each source stands once, under the section that cites it first, with its link."""
    await indexed(services, write(tmp_path / "archive", {"2026-04-21.md": _SOURCED}))
    message = await post()

    result = await alice.click(message, custom_id=button(message, "sources"))

    assert words(result) == (
        "What **News** cites\n"
        "**Models**\n- [beat](<https://example.org/a>)\n- [all](<https://example.org/b>)\n"
        "**Robots**\n- [run](<https://example.org/c>)"
    )


async def test_digest_without_sources_says_so(
    alice: simcord.MemberActor, services: Services, post: Post, *, tmp_path: Path
) -> None:
    """A digest that cites nothing is said to cite nothing, one that is gone to be gone."""
    words_alone = "# News\n\n## One\n\nFirst words."
    root = write(tmp_path / "a", {"2026-04-21.md": words_alone, "2026-04-20.md": "# Old\n\nOld."})
    await indexed(services, root)
    message = await post()

    nothing = await alice.click(message, custom_id=button(message, "sources"))
    (root / "2026-04-21.md").unlink()
    await indexed(services, root)
    gone = await alice.click(message, custom_id=button(message, "sources"))

    assert "links to no sources" in words(nothing)
    assert words(gone) == "This digest is no longer in the archive."


async def test_question_is_answered_in_the_thread(
    channel: simcord.ChannelHandle,
    alice: simcord.MemberActor,
    assistant: ScriptedAssistant,
    services: Services,
    post: Post,
) -> None:
    """What is asked by the button stands in the thread with its answer, and can be gone on from."""
    message = await post()
    (thread,) = channel.threads

    result = await asked(alice, message, "Which *store* does Ctx use?")
    question, answer = thread.history()[-2:]
    await alice.send(thread, "and why?")

    (kept,) = await services.state.posts(channel.id)
    first, second = assistant.asked
    assert texts(question) == f"-# {alice.mention} asks:\nWhich \\*store\\* does Ctx use?"
    assert answer.reference
    assert answer.reference.message_id == question.id
    assert str(thread.id) in words(result)
    assert (first.question, first.about) == ("Which *store* does Ctx use?", kept.document)
    assert first.history == ()
    assert [turn.content for turn in second.history][:1] == ["Which *store* does Ctx use?"]


@pytest.mark.parametrize("why", ["locked", "gone", "forbidden"])
async def test_question_is_answered_in_private_where_the_thread_is_shut(
    env: simcord.Env,
    guild: simcord.GuildHandle,
    channel: simcord.ChannelHandle,
    alice: simcord.MemberActor,
    assistant: ScriptedAssistant,
    *,
    post: Post,
    why: str,
) -> None:
    """A thread that is locked or gone, or where the person may not write, is left alone."""
    message = await post()
    (thread,) = channel.threads
    before = len(thread.history())
    if why == "locked":
        env.backend.edit_channel(thread.id, {}, thread_metadata={"locked": True})
    elif why == "gone":
        env.backend.delete_channel(thread.id)
    else:
        deny = discord.Permissions(send_messages_in_threads=True).value
        overwrite = Overwrite(guild.default_role.id, OverwriteType.ROLE, 0, deny)
        env.backend.set_overwrite(channel.id, overwrite)

    result = await asked(alice, message, "Which store?")

    assert assistant.asked[0].about
    assert words(result)
    assert why == "gone" or len(thread.history()) == before


async def test_long_questions_are_shown_shortened(
    channel: simcord.ChannelHandle,
    alice: simcord.MemberActor,
    assistant: ScriptedAssistant,
    post: Post,
) -> None:
    """The longest question that a modal takes is asked whole, and shown within Discord's limits."""
    message = await post()
    question = "*?" * (LONGEST // 2)

    await asked(alice, message, question)

    shown = channel.threads[0].history()[-2]
    assert assistant.asked[0].question == question
    assert len(texts(shown)) <= 4_000
    assert question not in texts(shown)


async def test_subscribe_is_told_to_the_bot(
    env: simcord.Env,
    channel: simcord.ChannelHandle,
    alice: simcord.MemberActor,
    services: Services,
    post: Post,
) -> None:
    """'Subscribe' is an event with the document's id, and whoever listens answers the press."""
    message = await post()
    heard: list[str] = []

    async def listener(interaction: discord.Interaction[Any], document: str) -> None:
        heard.append(document)
        await interaction.response.send_message("Yes.", ephemeral=True)

    env.bot.event(_named(listener, "on_subscribe_button"))

    await alice.click(message, custom_id=button(message, "subscribe"))

    (kept,) = await services.state.posts(channel.id)
    assert heard == [kept.document]


def _named(listener: Any, name: str) -> Any:
    listener.__name__ = name
    return listener


async def test_buttons_outlive_restart_and_revision(
    env: simcord.Env,
    channel: simcord.ChannelHandle,
    alice: simcord.MemberActor,
    services: Services,
    stamps: HandClock,
    *,
    post: Post,
    tmp_path: Path,
) -> None:
    """A post that was revised has its buttons still, and a bot that starts anew hears them."""
    root = write(tmp_path / "archive", {"2026-04-21.md": _SOURCED})
    await indexed(services, root)
    await post()
    write(root, {"2026-04-21.md": _SOURCED.replace("Robots walk", "Robots crawl") + "\nMore.\n"})
    await indexed(services, root)
    stamps.move(seconds=LEASE.total_seconds() + 1)
    await env.advance_time(120)
    (message,) = [each for each in channel.history() if each.components]
    assert "Revised" in texts(message)

    bot: FootnoteBot = make_bot(services)
    await env.restart_bot(bot)
    result = await alice.click(message, custom_id=button(message, "sources"))

    assert "https://example.org/c" in words(result)


async def test_post_speaks_the_servers_language(
    env: simcord.Env,
    guild: simcord.GuildHandle,
    channel: simcord.ChannelHandle,
    services: Services,
    post: Post,
) -> None:
    """The post and its buttons are German where the server is."""
    env.bot.get_guild(guild.id).preferred_locale = discord.Locale.german  # type: ignore[union-attr]

    message = await post()

    assert "Vollständig im Thread" in texts(message)
    assert env.bot.get_channel(channel.id)
    rows = [row for row in message.components if isinstance(row, discord.ActionRow)]
    assert [getattr(each, "label", "") for each in rows[0].children] == [
        "Ganz lesen",
        "Quellen",
        "Fragen",
        "Abonnieren",
    ]


async def test_card_of_a_command_has_them_too(
    channel: simcord.ChannelHandle, alice: simcord.MemberActor
) -> None:
    """What `/digest` shows can be read in full by whoever presses, without a thread."""
    shown = await alice.slash(channel, "digest")
    card = shown.response or shown.followups[0]

    result = await alice.click(card.message, custom_id=button(card.message, "read"))

    assert "Page 1 of" in words(result)
