"""The facts of a message that the decision rests on, read from it."""

import discord

from bot.cogs.decision import Facts, place_of
from bot.render.transcript import uncalled
from bot.state import Topic
from bot.surfaces import opens_threads


def facts_of(message: discord.Message, topic: Topic | None, me: int | None) -> Facts:
    """What a message is, and to whom; `topic` is its thread's, `me` the bot's id."""
    replied = message.reference.resolved if message.reference else None
    author = replied.author.id if isinstance(replied, discord.Message) else None
    others = {user.id for user in message.mentions} - {me, message.author.id}
    own_role = message.guild.self_role if message.guild else None
    roles = [role for role in message.role_mentions if role != own_role]
    return Facts(
        place=place_of(
            server=message.guild is not None,
            thread=isinstance(message.channel, discord.Thread),
            topic=topic.kind if topic else None,
        ),
        question=uncalled(message.content),
        mentions_bot=any(user.id == me for user in message.mentions)
        or (own_role is not None and own_role in message.role_mentions),
        replies_to_bot=author is not None and author == me,
        to_others=bool(others or roles or message.mention_everyone)
        or author not in {None, me, message.author.id},
        can_open_thread=_can_open_thread(message),
    )


def _can_open_thread(message: discord.Message) -> bool:
    channel = message.channel
    if not isinstance(channel, discord.TextChannel):
        return False
    return opens_threads(channel.permissions_for(channel.guild.me))
