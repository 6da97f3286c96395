"""Which digests are to be posted in a server's channel, and when."""

import datetime as dt
from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from bot.state import GuildSetup, Post
from index.digest import Origin
from index.rows import folded_tag

_LATE = dt.timedelta(days=1)  # behind its hour: then a digest was missed


def due(
    setup: GuildSetup, posts: Sequence[Post], origins: Iterable[Origin], now: dt.datetime
) -> tuple[Origin, ...]:
    """The digests that are to be posted in a server's channel now, oldest first.

    Of all `origins` those count that the server wants, by their publication and their tags. A
    channel starts with the newest day. From then on the newest digest of each publication is due,
    never one from before that first day. `setup.catch_up` tells what is due of those that were
    missed: with `all` each since the setup, with `newest` the last of each publication, with
    `none` nothing that is a day late. Undated documents have no day to be due on.
    """
    zone = ZoneInfo(setup.timezone)
    since = setup.since.astimezone(zone).date()
    today = now.astimezone(zone).date()
    last = today if due_at(setup, today) <= now else today - dt.timedelta(days=1)
    # All that is older than the setup has one moment: no need to ask for each of thousands.
    first = dt.date.min if due_at(setup, since - dt.timedelta(days=1)) <= now else since
    ripe = [o for o in wanted(setup, origins) if o.date and first <= o.date <= last]
    if not ripe:
        return ()
    newest: dict[str, dt.date] = {}
    for origin in ripe:
        day = origin.date or dt.date.min
        newest[origin.publication] = max(newest.get(origin.publication, day), day)
    start = min((post.day for post in posts), default=max(newest.values()))
    posted = {post.document for post in posts}
    # What arrives in the night behind its day comes as it arrives, so it isn't late by then.
    late = 2 * _LATE if setup.arrival else _LATE

    def due_now(origin: Origin, day: dt.date) -> bool:
        if day < start or origin.document in posted:
            return False
        if setup.catch_up == "all" and day >= since:
            return True
        missed = setup.catch_up == "none" and now - due_at(setup, day) >= late
        return day == newest[origin.publication] and not missed

    found = [origin for origin in ripe if origin.date and due_now(origin, origin.date)]
    found.sort(key=lambda origin: (origin.date or dt.date.min, origin.publication, origin.file))
    return tuple(found)


def wanted(setup: GuildSetup, origins: Iterable[Origin]) -> list[Origin]:
    """The digests that a server wants whenever they come: of its publications, with its tags."""
    publications = {each.casefold() for each in setup.publications}
    tags = {folded_tag(each) for each in setup.tags}
    return [
        origin
        for origin in origins
        if origin.kind == "digest"
        and (not publications or origin.publication.casefold() in publications)
        and (not tags or any(folded_tag(tag) in tags for tag in origin.tags))
    ]


def due_at(setup: GuildSetup, day: dt.date) -> dt.datetime:
    """When a digest of this day is to be posted: at the server's hour of that day.

    On arrival that is as soon as its day begins. A digest that is older than the setup comes at
    the hour of the setup's day, so at once where that has passed: whoever sets the bot up sees
    that it works. An hour that the clocks skip is the one behind it, of one that they repeat the
    first counts.
    """
    zone = ZoneInfo(setup.timezone)
    day = max(day, setup.since.astimezone(zone).date())
    hour = 0 if setup.arrival else setup.hour
    moment = dt.datetime.combine(day, dt.time(hour, tzinfo=zone))
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
