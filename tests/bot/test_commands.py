"""The commands in other languages, and where they can be called."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import discord
import pytest
import simcord
from discord import app_commands
from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl

from bot.client import FootnoteBot
from bot.commands import key_of
from bot.services import Services
from bot.words import LANGUAGES, words

OTHERS = [language for language in LANGUAGES if language != "en"]


def wanted(bot: FootnoteBot) -> Iterator[tuple[str, str]]:
    """The keys of all that Discord shows of the commands, each with its English."""
    for menu in bot.tree.get_commands(type=discord.AppCommandType.message):
        yield key_of(menu.name), menu.name
    for command in bot.tree.walk_commands():
        key = key_of(command.qualified_name)
        yield key, command.description
        if isinstance(command, app_commands.Command):
            for option in command.parameters:
                yield f"{key}.{option.name}", str(option.description)
                for choice in option.choices:
                    yield key_of("choice", choice.name), choice.name


def translated(language: str) -> dict[str, str]:
    """What a language has for the commands."""
    text = (Path(words.__file__).parent / language / "commands.ftl").read_text(encoding="utf-8")
    found: dict[str, str] = {}
    for entry in FluentParser().parse(text).body:
        if isinstance(entry, ftl.Message):
            for key, pattern in (
                (entry.id.name, entry.value),
                *((f"{entry.id.name}.{each.id.name}", each.value) for each in entry.attributes),
            ):
                assert isinstance(pattern, ftl.Pattern)
                found[key] = "".join(str(getattr(part, "value", "")) for part in pattern.elements)
    return found


@pytest.mark.parametrize("language", OTHERS)
async def test_every_command_is_told_in_every_language(
    env: simcord.Env, simcord_bot: FootnoteBot, language: str
) -> None:
    """Each command, option, choice and menu has a text within Discord's limits, and no other."""
    del env  # it runs the bot
    keys, told = dict(wanted(simcord_bot)), translated(language)
    file = f"bot/words/{language}/commands.ftl"
    lacking = [f"{key} = {english}" for key, english in keys.items() if key not in told]
    assert lacking == [], f"{file} lacks these"
    assert [key for key in told if key not in keys] == [], f"{file} has these for nothing"
    menus = {
        key_of(m.name) for m in simcord_bot.tree.get_commands(type=discord.AppCommandType.message)
    }
    longest = {key: 32 if key in menus else 100 for key in keys}
    assert [key for key, text in told.items() if not 0 < len(text) <= longest[key]] == []


def synced(env: simcord.Env) -> dict[str, dict[str, Any]]:
    """The commands as Discord was told of them, by name."""
    (sent,) = [r.json for r in env.http_requests if r.method == "PUT" and "/commands" in r.path]
    assert isinstance(sent, list)
    return {each["name"]: each for each in sent}


async def test_discord_is_told_both(env: simcord.Env) -> None:
    """The synced commands have their English, and the German beside it; names stay."""
    commands = synced(env)
    ask, menu = commands["ask"], commands["Ask the archive about this"]

    assert ask["description"].startswith("Ask the digests a question")
    assert ask["description_localizations"]["de"].startswith("Frag die Digests etwas")
    assert list(ask["description_localizations"]) == ["de"]
    question = ask["options"][0]
    assert question["description_localizations"] == {"de": "Was möchtest du wissen?"}
    assert not any(each.get("name_localizations") for each in (ask, question))
    assert menu["name_localizations"] == {"de": "Das Archiv dazu fragen"}


async def test_where_commands_can_be_called(env: simcord.Env) -> None:
    """What asks and browses comes along with a person; what sets a server up is the server's."""
    commands = synced(env)
    places = {n: (each["contexts"], each["integration_types"]) for n, each in commands.items()}

    assert places.pop("setup") == ([0], [0])
    assert places["ask"] == places["Has this been covered?"] == ([0, 1, 2], [0, 1])


async def test_a_new_translation_is_synced(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A start with the same commands tells Discord nothing, one with another text does."""

    async def syncs() -> int:
        bot = FootnoteBot(services, pause=0.0, shard_count=1)
        async with simcord.run(bot) as env:
            return sum(r.method == "PUT" and "/commands" in r.path for r in env.http_requests)

    assert [await syncs(), await syncs()] == [1, 0]
    monkeypatch.setattr("bot.commands.say", lambda key: f"Neu: {key}")
    assert await syncs() == 1
