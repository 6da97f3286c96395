"""The bot as a Discord client."""

import asyncio
import hashlib
import json
import sys
from functools import partial
from typing import Any, Protocol, runtime_checkable

import discord
import structlog
from discord import app_commands
from discord.ext import commands
from sqlalchemy.exc import SQLAlchemyError

from bot.admission import Admission
from bot.asking import Asker
from bot.away import regret
from bot.backoff import Backoff
from bot.cogs.archive import Archive
from bot.cogs.ask import Ask
from bot.cogs.buttons import Buttons
from bot.cogs.continuing import Continuing
from bot.cogs.delivery import DeliveryCog
from bot.cogs.digest import DigestCog
from bot.cogs.feedback import FeedbackCog
from bot.cogs.forget import Forget
from bot.cogs.help import Help
from bot.cogs.letters import LettersCog
from bot.cogs.menus import Menus
from bot.cogs.missed import Missed
from bot.cogs.post import PostCog
from bot.cogs.search import SearchCog
from bot.cogs.setup import Setup
from bot.cogs.status import StatusCog
from bot.cogs.subscriptions import Subscriptions
from bot.cogs.threads import Threads
from bot.cogs.timeline import Timeline
from bot.cogs.top import TopCog
from bot.cogs.topics import Topics
from bot.cogs.trend import TrendCog
from bot.commands import Translator, placed
from bot.language import locale_of, speak_to
from bot.limits import Limits
from bot.links import channel_of, links_at
from bot.modes import Mode
from bot.pages import PageButton
from bot.services import Services
from bot.state import AskedBy
from bot.streaming import PAUSE
from bot.surfaces import apologise
from bot.watch.ids import log_as_of, logging_of
from bot.words import say, speaking

log = structlog.get_logger()

_FACT = "commands"
# Seconds behind the last server that Discord told of until all count as told. One that comes later
# gets its post a minute later.
_TOLD = 0.5
AWAY = 10.0  # seconds without its connection after which a shard is away


@runtime_checkable
class Clock(Protocol):
    """A cog that sends by the clock."""

    async def finish(self) -> None:
        """Begin nothing more; return when what is being sent is sent."""


class FootnoteTree(app_commands.CommandTree["FootnoteBot"]):
    """The commands. Whatever fails, the person gets one kind line and the log gets the rest."""

    async def interaction_check(self, interaction: discord.Interaction["FootnoteBot"], /) -> bool:
        """Let nobody in who may not; speak as whoever calls.

        A command whose answer others read, too, says so itself.
        """
        speak_to(interaction)
        log_as_of(interaction)
        if interaction.client.asker.closed:
            if interaction.type is discord.InteractionType.application_command:
                await apologise(interaction, say("answer-restarting"))
            return False
        try:
            return await interaction.client.admission.command(interaction)
        except Exception as error:
            # Nothing but an error of its own kind comes to `on_error`.
            raise app_commands.AppCommandError(str(error)) from error

    async def on_error(
        self,
        interaction: discord.Interaction["FootnoteBot"],
        error: app_commands.AppCommandError,
        /,
    ) -> None:
        """Tell the person."""
        speak_to(interaction)
        command = interaction.command.name if interaction.command else None
        if isinstance(error, app_commands.TransformerError):
            line = say("help-unseen-channel")
        else:
            guild = interaction.guild_id
            line = regret(error, "command_failed", command=command, guild=guild)
        await apologise(interaction, line)


class FootnoteBot(commands.AutoShardedBot):
    """Footnote on Discord.

    `message_content` asks for the privileged intent; without it the bot works, but hears only
    what is addressed to it. `pause` is the time between two edits of a growing answer.
    """

    def __init__(
        self,
        services: Services,
        *,
        message_content: bool = True,
        pause: float = PAUSE,
        **options: Any,
    ) -> None:
        intents = discord.Intents.none()
        intents.guilds = True
        intents.guild_messages = True
        intents.dm_messages = True
        intents.message_content = message_content
        options = {"guild_ready_timeout": _TOLD} | options
        if shards := services.settings.shards:
            options |= {"shard_ids": shards.ids, "shard_count": shards.count}
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            intents=intents,
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            tree_cls=FootnoteTree,
            **options,
        )
        self.http.http_trace = services.metrics.trace
        self.services = services
        self._away: dict[int, asyncio.TimerHandle] = {}  # by shard
        settings = services.settings
        limits = Limits(
            settings.limit_person,
            settings.limit_channel,
            settings.limit_day,
            place=lambda id_: channel_of(self, id_),
        )
        self.admission = Admission(services.state, limits)
        self.asker = Asker(services, pause=pause, limits=limits, links=self._links)

    async def setup_hook(self) -> None:
        """Load the commands and events; tell Discord about commands that changed."""
        self.services.metrics.watched.bot = self
        self.services.metrics.watched.recorder = self.services.recorder
        for cog in (
            Ask(self.services, self.asker),
            SearchCog(self.services),
            DigestCog(self.services),
            Timeline(self.services),
            Topics(self.services),
            TrendCog(self.services),
            TopCog(self.services),
            Archive(self.services),
            Help(self.services),
            Setup(self, self.services, self.admission),
            Threads(self, self.services, self.asker, self.admission),
            Missed(self),
            Buttons(self, self.services, self.asker, self.admission),
            Continuing(self.services, self.admission),
            Menus(self, self.services, self.asker),
            DeliveryCog(self, self.services),
            StatusCog(self.services),
            FeedbackCog(self, self.services),
            Forget(self, self.services, self.asker),
            PostCog(self, self.services, self.asker, self.admission),
            Subscriptions(self, self.services),
            LettersCog(self, self.services),
        ):
            await self.add_cog(cog)
        self.add_dynamic_items(PageButton)
        for command in self.tree.get_commands():
            placed(command)
        await self.tree.set_translator(Translator())
        await self._sync()

    async def _links(self, by: AskedBy) -> dict[str, str]:
        return await links_at(self, self.services.state, by.guild_id, by.channel_id)

    async def _sync(self) -> None:
        """Syncing is limited by the day, so it is done only where it says something new.

        Of several processes the one with the first shard does it.
        """
        shards = self.services.settings.shards
        if shards and shards.first > 0:
            return
        try:
            if not await self.commands_known():
                synced = await self.tree.sync()
                await self.services.state.set_fact(_FACT, await self._commands())
                log.info("commands_synced", count=len(synced))
        except SQLAlchemyError:
            # Those that Discord knows work; the next start tries again.
            log.exception("commands_not_noted")

    async def commands_known(self) -> bool:
        """Whether Discord was told the commands as they are."""
        return await self.services.state.fact(_FACT) == await self._commands()

    async def _commands(self) -> str:
        commands, words = self.tree.get_commands(), Translator()
        told = [await command.get_translated_payload(self.tree, words) for command in commands]
        text = json.dumps([self.application_id, told], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    def dispatch(self, event_name: str, /, *args: Any, **kwargs: Any) -> None:
        """Let whatever listens to an event speak and log as of where it happened."""
        place = next(iter(args), None)
        with speaking(locale_of(place, self)), logging_of(place, self):
            super().dispatch(event_name, *args, **kwargs)

    async def on_ready(self) -> None:
        """Say so in the log."""
        log.info("ready", name=str(self.user), guilds=len(self.guilds), shards=len(self.shards))

    async def on_message(self, message: discord.Message, /) -> None:
        """Leave messages to the Threads cog: there are no prefix commands."""

    async def on_error(self, event_method: str, /, *args: Any, **_kwargs: Any) -> None:
        """Log what an event's listener didn't catch, with where it happened."""
        first = args[0] if args else None
        where = first.channel.id if isinstance(first, discord.Message) else None
        log.error("event_failed", event_name=event_method, channel=where, exc_info=sys.exc_info())

    async def on_shard_disconnect(self, shard_id: int, /) -> None:
        """Note a shard that stays away; discord.py connects it again.

        Discord has each shard come again now and then, which takes a second.
        """
        if shard_id not in self._away and not self.asker.closed:
            tell = partial(self.services.modes.tell, Mode.DISCORD, degraded=True)
            self._away[shard_id] = asyncio.get_running_loop().call_later(AWAY, tell)

    async def on_shard_ready(self, shard_id: int, /) -> None:
        """Note that a shard is there."""
        self._back(shard_id)

    async def on_shard_resumed(self, shard_id: int, /) -> None:
        """Note that a shard is back."""
        self._back(shard_id)

    def _back(self, shard_id: int) -> None:
        if shard := self.get_shard(shard_id):
            shard._parent._backoff = Backoff()  # noqa: SLF001 -- it has no other way in
        if timer := self._away.pop(shard_id, None):
            timer.cancel()
        if not self._away:
            self.services.modes.tell(Mode.DISCORD, degraded=False)

    async def finish(self) -> None:
        """Take nothing new; return when all answers are whole and what is being sent is sent."""
        self.services.metrics.watched.stopping = True
        self.asker.refuse()
        clocks = [cog for cog in self.cogs.values() if isinstance(cog, Clock)]
        await asyncio.gather(self.asker.finish(), *(clock.finish() for clock in clocks))

    async def close(self) -> None:
        """Take no more questions, end those that run, stop the clock, leave Discord."""
        await self.asker.close()
        for timer in self._away.values():
            timer.cancel()
        await super().close()
