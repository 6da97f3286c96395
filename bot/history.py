"""What was said in a thread before a question, rebuilt from its messages."""

from collections.abc import Sequence
from dataclasses import dataclass

import discord
import structlog

from bot.assistant.conversation import Turn, remembered
from bot.persisting import FAILURES
from bot.post_buttons import question_of
from bot.render.transcript import quoted_question, said, uncalled

log = structlog.get_logger()

LOOKED_AT = 50  # messages before the question; Discord's largest page holds 100
_PARTS = 20  # messages among which the earlier parts of a long answer are looked for


@dataclass(frozen=True, slots=True)
class Said:
    """A message of a thread in words: the bot's or a person's, and what it replied to."""

    id: int
    by_bot: bool
    text: str
    reply_to: int | None = None


def turns(messages: Sequence[Said]) -> tuple[Turn, ...]:
    """The last questions and answers of a thread, oldest first; `messages` are in that order.

    Only what the bot answered counts: what people say to each other is theirs, and the digest
    that opens a thread answers nobody. As much is kept as a conversation remembers.
    """
    # What a message is an answer to: one that is tried again replies to the first try.
    people = {message.id: message for message in messages if not message.by_bot}
    found: list[Turn] = []
    before: Said | None = None
    asked = False
    for message in messages:
        if not message.by_bot:
            before, asked = message, False
            continue
        if message.reply_to is not None:
            before, asked = people.get(message.reply_to), False
            if before is not None:
                people[message.id] = before
        if before is None or not before.text or not message.text:
            continue
        if asked:
            found[-1] = Turn("assistant", f"{found[-1].content}\n{message.text}")
            continue
        found += [Turn("user", before.text), Turn("assistant", message.text)]
        asked = True
    return remembered(found)


async def history_of(message: discord.Message, me: int | None) -> tuple[Turn, ...]:
    """What was said in a message's thread or direct conversation before it; `me` is the bot's id.

    Nothing where it can't be read.
    """
    before = message.channel.history(limit=LOOKED_AT, before=message)
    try:
        page = [each async for each in before]
        found = [told for each in page[::-1] if (told := _said(each, me))]
        opening = next((each for each in page[-2:] if _question_in(each, me)), None)
        if opening is not None:
            answer = await _answer_of(opening.channel, me)
            n = next(n for n, each in enumerate(found) if each.id == opening.id)
            found[: n + 1] = [found[n], *answer]
    except FAILURES as error:
        log.warning("history_unread", channel=message.channel.id, error=str(error))
        return ()
    return turns(found)


def replied_to(message: discord.Message, me: int | None) -> tuple[Turn, ...]:
    """The bot's answer that a message replies to: 'it' is what that was about."""
    replied = message.reference.resolved if message.reference else None
    if not isinstance(replied, discord.Message) or replied.author.id != me:
        return ()
    text = said(replied.content)
    return (Turn("assistant", text),) if text else ()


def _said(message: discord.Message, me: int | None) -> Said | None:
    """A message in words; None for one of another bot or a webhook.

    Anybody's words may stand in such a message, and it is neither an answer nor a question.
    """
    if message.type is discord.MessageType.thread_starter_message:
        # It stands for the message that the thread was opened from.
        starter = message.reference.resolved if message.reference else None
        if isinstance(starter, discord.Message):
            return _said(starter, me)
        return Said(message.id, by_bot=True, text="")
    mine = message.author.id == me
    if not mine and (message.author.bot or message.webhook_id):
        return None
    if asked := _question_in(message, me) or (question_of(message) if mine else None):
        return Said(message.id, by_bot=False, text=asked)
    text = said(message.content) if mine else uncalled(message.content)
    reference = message.reference
    return Said(message.id, mine, text, reference.message_id if reference else None)


def _question_in(message: discord.Message, me: int | None) -> str | None:
    """The question with which the bot opened a thread from its answer, where this is that line."""
    return quoted_question(message.content) if message.author.id == me else None


async def _answer_of(thread: object, me: int | None) -> list[Said]:
    """The answer from whose last message a thread was opened, as one; it has the thread's id."""
    if not isinstance(thread, discord.Thread) or not isinstance(thread.parent, discord.TextChannel):
        return []
    parts = await parts_of(thread.parent, thread.id, me)
    text = "\n".join(words for each in parts if (words := said(each.content)))
    return [Said(thread.id, by_bot=True, text=text)] if parts else []


async def parts_of(
    channel: discord.TextChannel, last: int, me: int | None
) -> list[discord.Message]:
    """The messages of an answer, the first one first, by the id of its last one; `me` is the bot's.

    None where that is gone. A command's messages know it; the first message of an answer to a
    message replies to that.
    """
    parts: list[discord.Message] = []
    async for each in channel.history(limit=_PARTS, before=discord.Object(last + 1)):
        if each.author.id != me:
            continue
        if parts and (_command(each) != _command(parts[0]) or each.components):
            break
        parts.append(each)
        if _command(each) is None and each.reference is not None:
            break
    return parts[::-1] if parts and parts[0].id == last else []


def _command(message: discord.Message) -> int | None:
    return message.interaction_metadata.id if message.interaction_metadata else None
