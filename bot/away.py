"""What a person is told where something failed: that it is away, or that something went wrong."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import discord
import structlog
from sqlalchemy.exc import TimeoutError as NoConnection

from bot.language import speak_to
from bot.state import StateAway
from bot.surfaces import apologise
from bot.words import say
from index.errors import DatabaseAway, is_full

log = structlog.get_logger()


_AWAY = (StateAway, DatabaseAway, NoConnection)
_UNHEARD = (discord.DiscordServerError, aiohttp.ClientError)


def regret(error: BaseException, event: str, **where: object) -> str:
    """Log an error, and the line for the person whom it hit.

    What is away is logged as its reason alone: it is no mistake in the program.
    """
    if (away := _away(error)) is not None:
        log.warning(event, reason=str(away), **where)
        return say("away-database")
    if any(map(is_full, _causes(error))):
        log.warning(event, reason="the disk is full", **where)
        return say("away-disk")
    if any(isinstance(each, _UNHEARD) for each in _causes(error)):
        log.warning(event, reason="Discord is away", **where)
    else:
        log.error(event, exc_info=error, **where)
    return say("sorry")


@asynccontextmanager
async def apologising(
    interaction: discord.Interaction[Any], event: str, **where: object
) -> AsyncIterator[None]:
    """Do something for whoever pressed or called; whatever fails, they get one kind line."""
    try:
        yield
    except Exception as error:  # noqa: BLE001
        # discord.py would log it alone, and the person would never know.
        speak_to(interaction)
        await apologise(interaction, regret(error, event, guild=interaction.guild_id, **where))


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """An error and what it comes of, which discord.py wraps into its own."""
    while error is not None:
        yield error
        error = error.__cause__


def _away(error: BaseException) -> BaseException | None:
    return next((each for each in _causes(error) if isinstance(each, _AWAY)), None)
