"""How the bot starts, goes on whatever Discord does, and ends."""

import asyncio
import contextlib
import os
import signal
import threading
import time
from collections.abc import Callable, Coroutine, Iterator

import discord
import structlog

from bot.client import FootnoteBot
from bot.faults import FAULT, BotFault
from bot.hearing import unheard
from bot.modes import Mode
from bot.persisting import passes
from bot.services import Services

log = structlog.get_logger()

_REFUSED = "Discord refused the token. Check DISCORD_TOKEN."
_CLOSE = 4.0  # seconds for a clean end, once all is finished
_LEAVE = 10.0  # seconds for the stores to close
_AUTHENTICATION_FAILED = 4004
# What Discord closes a connection with where coming back changes nothing: a token, shards or
# intents that it doesn't take.
_FINAL = frozenset({_AUTHENTICATION_FAILED, 4010, 4011, 4012, 4013, 4014})
_FIRST, _LONGEST = 2.0, 120.0  # seconds before Discord is tried again


async def run_bot(
    services: Services,
    *,
    make: Callable[..., FootnoteBot] = FootnoteBot,
    first: float = _FIRST,
) -> None:
    """Run the bot until SIGTERM or SIGINT; while Discord is away it is tried again.

    The first pause is about `first` seconds long. Raises BotFault where the token is refused, or
    what else only a person can mend.
    """
    secret = services.settings.discord_token
    if secret is None:
        raise BotFault("There is no token. Set DISCORD_TOKEN.")
    token = secret.get_secret_value().strip()
    # The bot doesn't speak: nobody needs to hear at each start that it can't.
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
    stop = asyncio.Event()
    grace = services.settings.stop_grace

    async def once() -> None:
        try:
            await _run(make(services), token, stop, grace)
        except discord.PrivilegedIntentsRequired:
            log.warning("message_content_refused", hint=unheard(message_content=False))
            await _run(make(services, message_content=False), token, stop, grace)

    with signals(stop), _faults():
        await _again_and_again(once, stop, services, first)


async def _again_and_again(
    once: Callable[[], Coroutine[object, object, None]],
    stop: asyncio.Event,
    services: Services,
    first: float,
) -> None:
    """Do it until it ends without a fault that passes, or until `stop`."""
    import tenacity

    def told(state: tenacity.RetryCallState) -> None:
        services.modes.tell(Mode.DISCORD, degraded=True)
        outcome, action = state.outcome, state.next_action
        if outcome is not None and action is not None:
            reason = str(outcome.exception()) or type(outcome.exception()).__name__
            log.warning("discord_away", reason=reason, again_in=round(action.sleep, 1))

    async def wait(seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await stop.wait()

    trying = tenacity.AsyncRetrying(
        retry=tenacity.retry_if_exception(_passes),
        wait=tenacity.wait_exponential(first, max=_LONGEST) + tenacity.wait_random(0, first),
        sleep=wait,
        before_sleep=told,
        reraise=True,
    )
    async for attempt in trying:
        with attempt:
            if not stop.is_set():
                await once()


def _passes(error: BaseException) -> bool:
    """Whether it lies with Discord or the network, and may be otherwise later."""
    if isinstance(error, discord.ConnectionClosed):
        return error.code not in _FINAL
    if isinstance(error, discord.HTTPException) and error.status == 429:
        return True
    return passes(error) or isinstance(error, discord.GatewayNotFound)


async def _run(bot: FootnoteBot, token: str, stop: asyncio.Event, grace: float) -> None:
    running = asyncio.create_task(bot.start(token))
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if not running.done():
            await _finish(bot, grace)
            await _end(bot, running)
        await asyncio.wait({running}, timeout=_CLOSE)
        # Cancelled in haste it has nothing to say; else it raises what ended the bot.
        if running.done() and not running.cancelled():
            running.result()
    finally:
        stopping.cancel()
        if not bot.is_closed():
            await bot.close()


async def _finish(bot: FootnoteBot, grace: float) -> None:
    """Let the bot finish what it does, for so many seconds."""
    log.info("stopping", grace=grace)
    began = time.monotonic()
    try:
        async with asyncio.timeout(grace):
            await bot.finish()
    except TimeoutError:
        log.warning("stopped_unfinished", grace=grace)
    except Exception:
        log.exception("finish_failed")
    else:
        log.info("finished", seconds=round(time.monotonic() - began, 1))


async def _end(bot: FootnoteBot, running: asyncio.Task[None]) -> None:
    try:
        async with asyncio.timeout(_CLOSE):
            await bot.close()
            await asyncio.wait({running})
    except TimeoutError:
        log.warning("closed_in_haste")
        running.cancel()


def leave_within(seconds: float = _LEAVE) -> None:
    """End the process after so many seconds, whatever still holds it.

    A thread or a database that doesn't come back would, and keep the next process from the data.
    """

    def leave() -> None:
        log.warning("left_in_haste", seconds=seconds)
        os._exit(FAULT)

    timer = threading.Timer(seconds, leave)
    timer.daemon = True
    timer.start()


@contextlib.contextmanager
def signals(stop: asyncio.Event) -> Iterator[None]:
    """Set `stop` at the first SIGTERM or SIGINT; the second ends the process at once.

    That holds until the process ends, once there was a first one: also stores that don't close are
    left then. They are as safe as in a power cut.
    """
    loop = asyncio.get_running_loop()
    caught = (signal.SIGTERM, signal.SIGINT)

    def heard(number: int) -> None:
        if stop.is_set():
            log.warning("ended_at_once")
            # Not by an exception: threads that work would be waited for.
            os._exit(128 + number)
        stop.set()

    # Where loops can't catch signals (Windows), Ctrl+C ends the bot by KeyboardInterrupt.
    with contextlib.suppress(NotImplementedError):
        for number in caught:
            loop.add_signal_handler(number, heard, number)
    try:
        yield
    finally:
        if not stop.is_set():
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
        raise BotFault(f"Discord closed the connection ({error.code}). Check --shards.") from error
    except discord.HTTPException as error:
        if error.status == 401:
            raise BotFault(_REFUSED) from error
        raise BotFault(f"Discord answered with an error ({error}). Try again later.") from error
