"""A subscription in words."""

import datetime as dt

import discord

from bot.render.escape import label
from bot.state import Subscription
from bot.words import say


def subscription_words(subscription: Subscription, coming: dt.datetime) -> str:
    """What comes when, and how to change that; `coming` is when the next letter may come."""
    what = say(
        "subscribe-what",
        what=subscription.what,
        publication=", ".join(map(label, subscription.publications)) or "no",
        hour=f"{subscription.hour:02}:00",
        timezone=subscription.timezone,
        topics=", ".join(say("subscribe-topic", topic=label(t)) for t in subscription.topics)
        or "no",
    )
    when = discord.utils.format_dt(coming, "R")
    return "\n".join((what, say("subscribe-next", when=when), say("subscribe-change")))
