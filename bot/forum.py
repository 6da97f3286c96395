"""A forum as the daily post sees it: posts that are threads, and the tags that they bear."""

import datetime as dt
from collections.abc import AsyncIterator, Sequence

import discord

_TAGS = 5  # of a post; Discord's limit


def tags_for(forum: discord.ForumChannel, labels: Sequence[str]) -> list[discord.ForumTag]:
    """The forum's tags that are called like one of the labels.

    Where each post needs a tag and none fits, it is the first; none where there isn't any.
    """
    wanted = {_folded(label) for label in labels}
    usable = usable_tags(forum)
    fitting = [tag for tag in usable if _folded(tag.name) in wanted]
    return (fitting or (usable[:1] if forum.flags.require_tag else []))[:_TAGS]


def usable_tags(forum: discord.ForumChannel) -> list[discord.ForumTag]:
    """The tags that the bot may give: those for moderators want Manage Threads."""
    moderates = forum.permissions_for(forum.guild.me).manage_threads
    return [tag for tag in forum.available_tags if moderates or not tag.moderated]


async def threads_between(
    forum: discord.ForumChannel, first: dt.datetime, last: dt.datetime
) -> AsyncIterator[discord.Thread]:
    """The forum's threads that were opened between two moments, the archived ones, too."""
    for thread in await forum.guild.active_threads():
        if thread.parent_id == forum.id and first <= _opened(thread) <= last:
            yield thread
    async for thread in forum.archived_threads(limit=None):
        if thread.archive_timestamp < first:
            break  # and so are all that follow
        if first <= _opened(thread) <= last:
            yield thread


def _opened(thread: discord.Thread) -> dt.datetime:
    return discord.utils.snowflake_time(thread.id)


def _folded(name: str) -> str:
    return name.casefold().lstrip("#").replace("-", " ").strip()
