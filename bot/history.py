"""What was said in a thread before a question, rebuilt from its messages."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import discord
import structlog

from bot.assistant.conversation import Turn, remembered
from bot.render.transcript import quoted_question, said

log = structlog.get_logger()

LOOKED_AT = 50  # messages before the question; Discord's largest page holds 100
_PARTS = 20  # messages among which the earlier parts of a long answer are looked for


@dataclass(frozen=True, slots=True)
class Said:
    """A message of a thread in words: the bot's or a person's, and what it replied to.

    With `opens` it is the question of the answer before it, from which the thread was opened.
    """

    id: int
    by_bot: bool
    text: str
    reply_to: int | None = None
    opens: bool = False


def turns(messages: Sequence[Said]) -> tuple[Turn, ...]:
    """The last questions and answers of a thread, oldest first; `messages` are in that order.

    Only what the bot answered counts: what people say to each other is theirs, and the digest
    that opens a thread answers nobody. As much is kept as a conversation remembers.
    """
    messages = _questions_first(messages)
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


def _questions_first(messages: Sequence[Said]) -> list[Said]:
    found: list[Said] = []
    for message in messages:
        found.insert(len(found) - (message.opens and bool(found)), message)
    return found


async def history_of(message: discord.Message, me: int | None) -> tuple[Turn, ...]:
    """What was said in a message's thread or direct conversation before it; `me` is the bot's id.

    Nothing where it can't be read.
    """
    before = message.channel.history(limit=LOOKED_AT, before=message)
    try:
        page = [each async for each in before]
        found = [told for each in page if (told := _said(each, me))]
        if len(found) > 1 and found[-2].opens and (answer := _starter(page[-1])):
            found[-1] = replace(found[-1], text=await _whole(answer, me))
    except discord.HTTPException as error:
        log.warning("history_unread", channel=message.channel.id, error=str(error))
        return ()
    return turns(found[::-1])


def replied_to(message: discord.Message, me: int | None) -> tuple[Turn, ...]:
    """The bot's answer that a message replies to: 'it' is what that was about."""
    replied = message.reference.resolved if message.reference else None
    if not isinstance(replied, discord.Message) or replied.author.id != me:
        return ()
    text = said(replied.content)
    return (Turn("assistant", text),) if text else ()


def words_to(me: int | None, message: discord.Message) -> str:
    """A message's text without the mention of the bot, whose id is `me`."""
    names = [f"<@{me}>", f"<@!{me}>"]
    if message.guild and message.guild.self_role:
        names.append(message.guild.self_role.mention)
    text = message.content
    for mention in names:
        text = text.replace(mention, " ")
    return text.strip()


def _said(message: discord.Message, me: int | None) -> Said | None:
    """A message in words; None for one of another bot or a webhook.

    Anybody's words may stand in such a message, and it is neither an answer nor a question.
    """
    if message.type is discord.MessageType.thread_starter_message:
        # It stands for the message that the thread was opened from.
        starter = _starter(message)
        return _said(starter, me) if starter else Said(message.id, by_bot=True, text="")
    mine = message.author.id == me
    if not mine and (message.author.bot or message.webhook_id):
        return None
    asked = quoted_question(message.content) if mine else None
    if asked is not None:
        return Said(message.id, by_bot=False, text=asked, opens=True)
    text = said(message.content) if mine else words_to(me, message)
    reference = message.reference
    return Said(message.id, mine, text, reference.message_id if reference else None)


def _starter(message: discord.Message) -> discord.Message | None:
    if message.type is not discord.MessageType.thread_starter_message:
        return None
    resolved = message.reference.resolved if message.reference else None
    return resolved if isinstance(resolved, discord.Message) else None


async def _whole(last: discord.Message, me: int | None) -> str:
    """What an answer says whose last message this is, with the parts before it."""
    texts, command = [said(last.content)], _interaction(last)
    parts = last.channel.history(limit=_PARTS, before=last)
    # The first part of an answer to a message replies to that; a command's parts know each other.
    if command is None and last.reference is not None:
        return texts[0]
    async for each in parts:
        if each.author.id != me:
            continue
        if _interaction(each) != command or each.components:
            break
        texts.append(said(each.content))
        if command is None and each.reference is not None:
            break
    return "\n".join(text for text in texts[::-1] if text)


def _interaction(message: discord.Message) -> int | None:
    return message.interaction_metadata.id if message.interaction_metadata else None
