"""What a server wants, as its moderators change it."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from bot.state import GuildSetup
from bot.wishes import changed, first_setup, posts_differ, renewed

BEFORE = GuildSetup(1, 10, 8, "Europe/Berlin", 5, dt.datetime(2026, 4, 1, tzinfo=dt.UTC))
NOW = dt.datetime(2026, 4, 21, 9, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("field", "values", "became", "matters"),
    [
        ("channel", ("11",), {"channel_id": 11}, True),
        ("hour", ("18",), {"hour": 18}, True),
        ("hour", ("arrival",), {"arrival": True}, True),
        ("zone", ("UTC",), {"timezone": "UTC"}, True),
        ("missed", ("none",), {"catch_up": "none"}, True),
        ("publications", ("A", "B"), {"publications": ("A", "B")}, True),
        ("tags", ("ai",), {"tags": ("ai",)}, True),
        ("quiet", ("on",), {"quiet": True}, False),
        ("role", ("7",), {"role_id": 7}, False),
        ("role", ("1",), {}, False),
        ("roles", ("1", "7"), {"ask_roles": (7,)}, False),
        ("channels", ("11", "12"), {"ask_channels": (11, 12)}, False),
    ],
)
def test_a_choice_changes_its_field(
    field: str, values: tuple[str, ...], became: dict[str, Any], *, matters: bool
) -> None:
    """Each choice changes what it is about alone; all members are no role."""
    after = changed(BEFORE, field, values)

    assert after == replace(BEFORE, **became)
    assert posts_differ(BEFORE, after) is matters
    kept = renewed(BEFORE, after, 6, NOW)
    assert kept == replace(after, set_by=6, since=NOW if matters else BEFORE.since)


def test_an_hour_ends_the_posts_on_arrival() -> None:
    """Who chooses an hour again has posts at the hour."""
    arrival = changed(BEFORE, "hour", ("arrival",))

    assert changed(arrival, "hour", ("8",)) == BEFORE


@pytest.mark.parametrize(
    ("field", "value", "goes_on"),
    [("hour", "18", True), ("zone", "UTC", True), ("tags", "ai", False), ("channel", "11", False)],
)
def test_who_wants_all_digests_has_them_since_then(
    field: str, value: str, *, goes_on: bool
) -> None:
    """With all missed digests wanted, those of the meantime stay due unless others are wanted."""
    every = replace(BEFORE, catch_up="all", paused="why")

    kept = renewed(every, changed(every, field, (value,)), 5, NOW)

    assert kept.since == (BEFORE.since if goes_on else NOW)
    assert kept.paused == (None if field == "channel" else "why")


def test_a_server_begins_in_the_morning_by_nobodys_clock() -> None:
    """Without a choice the digest comes at 9:00 UTC: a zone isn't guessed."""
    assert first_setup(1, 10, 5, NOW) == GuildSetup(1, 10, 9, "UTC", 5, NOW)
