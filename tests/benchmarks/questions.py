"""Questions that people asked on Discord, and what became of each."""

import re
import time
from collections.abc import Iterator
from typing import Literal

from simcord.backend.models import Channel, Message

from bot.words import say
from tests.discord_server import Call, DiscordServer

# Answered with citations, by the archive's own words where Claude is away; not answered by the
# archive; told what is away; told that something is wrong; a command that Discord itself gave up.
Outcome = Literal["answered", "quoted", "abstained", "told", "vague", "lapsed"]
_ACKNOWLEDGED = 3.0  # seconds after which Discord tells that a command got no answer
_WHOLE = re.compile(r"Searched |all days were searched")
_CITED = re.compile(r"\[1\\?\]")


class Asked:
    """A question, by a message or a command, and what became of it once that is known."""

    def __init__(self, discord: DiscordServer, channel: Channel, by: Message | Call) -> None:
        self._discord = discord
        self._channel = channel
        self._by = by
        self._at = time.monotonic()
        self.outcome: Outcome | None = None
        self.seconds = 0.0  # until it had its outcome, or so far

    def look(self) -> None:
        """See whether it has an outcome now."""
        self.seconds = time.monotonic() - self._at
        self.outcome = self._lapsed() or outcome_of("\n".join(self._said()))

    def _lapsed(self) -> Outcome | None:
        if not isinstance(self._by, Call):
            return None
        took = self.seconds if self._by.delay is None else self._by.delay
        return "lapsed" if took > _ACKNOWLEDGED else None

    def _said(self) -> Iterator[str]:
        """What the bot said to it: in the thread under a message, else in reply to it."""
        if isinstance(self._by, Call):
            told = (self._by.callback or {}).get("data") or {}
            for body in (told, *self._by.edits[-1:], *self._by.followups):
                yield body.get("content") or ""
            return
        backend, me = self._discord.backend, self._discord.backend.bot_user.id
        of, opened = self._by.id, backend.channels.get(self._by.id)
        place = opened or self._channel
        replied = opened is not None
        for message in self._discord.messages(place):
            if message.author_id != me or message.id < of:
                continue
            if opened is None and message.reference is not None:
                replied = int(message.reference["message_id"]) == of
            if replied:
                yield message.content
        if opened is not None:
            for message in self._discord.messages(self._channel):
                if (message.reference or {}).get("message_id") == str(of):
                    yield message.content


def outcome_of(said: str) -> Outcome | None:
    """What was said to a question; None while it isn't whole."""
    if any(say(key) in said for key in ("away-database", "away-disk", "asking-full")):
        return "told"
    if say("sorry") in said:
        return "vague"
    if not _WHOLE.search(said):
        return None
    if not _CITED.search(said) or say("answer-none").rstrip(".") in said:
        return "abstained"
    return "quoted" if "Quoting the archive instead" in said else "answered"
