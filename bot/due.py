"""Which digests are to be posted in a server's channel, and when."""

import datetime as dt
from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from bot.state import GuildSetup, Post
from index.digest import Origin

_LATE = dt.timedelta(days=1)  # behind its hour: then a digest was missed


def due(
    setup: GuildSetup, posts: Sequence[Post], origins: Iterable[Origin], now: dt.datetime
) -> tuple[Origin, ...]:
    """The digests that are to be posted in a server's channel now, oldest first.

    A channel starts with the newest day. From then on the newest digest of each publication is
    due, never one from before that first day. `setup.catch_up` tells what is due of those that
    were missed: with `all` each since the setup, with `newest` the last of each publication, with
    `none` nothing that is a day late. Undated documents have no day to be due on.
    """
    zone = ZoneInfo(setup.timezone)
    since = setup.since.astimezone(zone).date()
    today = now.astimezone(zone).date()
    last = today if due_at(setup, today) <= now else today - dt.timedelta(days=1)
    # All that is older than the setup has one moment: no need to ask for each of thousands.
    first = dt.date.min if due_at(setup, since - dt.timedelta(days=1)) <= now else since
    ripe = [o for o in origins if o.kind == "digest" and o.date and first <= o.date <= last]
    if not ripe:
        return ()
    newest: dict[str, dt.date] = {}
    for origin in ripe:
        day = origin.date or dt.date.min
        newest[origin.publication] = max(newest.get(origin.publication, day), day)
    start = min((post.day for post in posts), default=max(newest.values()))
    posted = {post.document for post in posts}

    def wanted(origin: Origin, day: dt.date) -> bool:
        if day < start or origin.document in posted:
            return False
        if setup.catch_up == "all" and day >= since:
            return True
        late = setup.catch_up == "none" and now - due_at(setup, day) >= _LATE
        return day == newest[origin.publication] and not late

    found = [origin for origin in ripe if origin.date and wanted(origin, origin.date)]
    found.sort(key=lambda origin: (origin.date or dt.date.min, origin.publication, origin.file))
    return tuple(found)


def due_at(setup: GuildSetup, day: dt.date) -> dt.datetime:
    """When a digest of this day is to be posted: at the server's hour of that day.

    A digest that is older than the setup comes at the hour of the setup's day, so at once where
    that has passed: whoever sets the bot up sees that it works.
    """
    zone = ZoneInfo(setup.timezone)
    day = max(day, setup.since.astimezone(zone).date())
    moment = dt.datetime.combine(day, dt.time(setup.hour, tzinfo=zone))
    return moment.astimezone(dt.UTC)


def next_post(
    setup: GuildSetup, posts: Sequence[Post], origins: Sequence[Origin], now: dt.datetime
) -> tuple[Origin, dt.datetime] | None:
    """Which digest is posted next and when, as far as the archive tells; None where none is."""
    since = (setup.since - dt.timedelta(days=2)).date()
    days = {max(origin.date, since) for origin in origins if origin.date}
    moments = {due_at(setup, day) for day in days}
    for moment in sorted({now, *(moment for moment in moments if moment > now)}):
        found = due(setup, posts, origins, moment)
        if found:
            return found[0], moment
    return None
