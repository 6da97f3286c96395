"""The bot as a Discord client, and how it starts and ends."""

import asyncio
import contextlib
import hashlib
import json
import signal
import sys
from collections.abc import Iterator
from typing import Any

import aiohttp
import discord
import structlog
from discord import app_commands
from discord.ext import commands

from bot.admission import Admission
from bot.asking import Asker
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
from bot.faults import BotFault
from bot.hearing import unheard
from bot.language import locale_of, speak_to
from bot.limits import Limits
from bot.links import channel_of, links_at
from bot.pages import PageButton
from bot.services import Services
from bot.state import AskedBy
from bot.streaming import PAUSE
from bot.surfaces import apologise
from bot.watch.ids import log_as_of, logging_of
from bot.words import say, speaking

log = structlog.get_logger()

_REFUSED = "Discord refused the token. Check DISCORD_TOKEN."
_CLOSE = 4.0  # seconds for a clean end
_AUTHENTICATION_FAILED = 4004
_FACT = "commands"


class FootnoteTree(app_commands.CommandTree["FootnoteBot"]):
    """The commands. Whatever fails, the person gets one kind line and the log gets the rest."""

    async def interaction_check(self, interaction: discord.Interaction["FootnoteBot"], /) -> bool:
        """Let nobody in who may not; speak as whoever calls.

        A command whose answer others read, too, says so itself.
        """
        speak_to(interaction)
        log_as_of(interaction)
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
            line = say("sorry")
            log.error("command_failed", command=command, guild=interaction.guild_id, exc_info=error)
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
        """Syncing is limited by the day, so it is done only where it says something new."""
        if not await self.commands_known():
            synced = await self.tree.sync()
            await self.services.state.set_fact(_FACT, await self._commands())
            log.info("commands_synced", count=len(synced))

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

    async def close(self) -> None:
        """Take no more questions, end those that run, stop the clock, leave Discord."""
        await self.asker.close()
        await super().close()


async def run_bot(services: Services) -> None:
    """Run the bot until SIGTERM or SIGINT.

    Raises BotFault where Discord can't be reached or refuses the token.
    """
    secret = services.settings.discord_token
    if secret is None:
        raise BotFault("There is no token. Set DISCORD_TOKEN.")
    token = secret.get_secret_value().strip()
    # The bot doesn't speak: nobody needs to hear at each start that it can't.
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
    stop = asyncio.Event()
    with _signals(stop), _faults():
        try:
            await _run(FootnoteBot(services), token, stop)
        except discord.PrivilegedIntentsRequired:
            log.warning("message_content_refused", hint=unheard(message_content=False))
            await _run(FootnoteBot(services, message_content=False), token, stop)


async def _run(bot: FootnoteBot, token: str, stop: asyncio.Event) -> None:
    running = asyncio.create_task(bot.start(token))
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if not running.done():
            log.info("stopping")
            await _end(bot, running)
        await asyncio.wait({running}, timeout=_CLOSE)
        # Cancelled in haste it has nothing to say; else it raises what ended the bot.
        if running.done() and not running.cancelled():
            running.result()
    finally:
        stopping.cancel()
        if not bot.is_closed():
            await bot.close()


async def _end(bot: FootnoteBot, running: asyncio.Task[None]) -> None:
    try:
        async with asyncio.timeout(_CLOSE):
            await bot.close()
            await asyncio.wait({running})
    except TimeoutError:
        log.warning("closed_in_haste")
        running.cancel()


@contextlib.contextmanager
def _signals(stop: asyncio.Event) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    caught = (signal.SIGTERM, signal.SIGINT)
    # Where loops can't catch signals (Windows), Ctrl+C ends the bot by KeyboardInterrupt.
    with contextlib.suppress(NotImplementedError):
        for number in caught:
            loop.add_signal_handler(number, stop.set)
    try:
        yield
    finally:
        with contextlib.suppress(NotImplementedError):
            for number in caught:
                loop.remove_signal_handler(number)


@contextlib.contextmanager
def _faults() -> Iterator[None]:
    """What the person who started the bot can mend, in one line."""
    try:
        yield
    except discord.LoginFailure as error:
        raise BotFault(_REFUSED) from error
    except discord.ConnectionClosed as error:
        if error.code == _AUTHENTICATION_FAILED:
            raise BotFault(_REFUSED) from error
        raise BotFault(f"Discord closed the connection ({error.code}). Try again.") from error
    except discord.HTTPException as error:
        if error.status == 401:
            raise BotFault(_REFUSED) from error
        raise BotFault(f"Discord answered with an error ({error}). Try again later.") from error
    except (aiohttp.ClientError, discord.GatewayNotFound, OSError) as error:
        raise BotFault(f"Discord can't be reached ({error}). Check the network.") from error
