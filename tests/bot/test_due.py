"""What is due, and when."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.due import due, due_at, next_post
from bot.state import GuildSetup, Post
from bot.state.values import CatchUp
from index.digest import Origin
from tests.bot.conftest import MORNING

SETUP = GuildSetup(1, 10, 8, "Europe/Berlin", 5, MORNING)
SINCE = dt.datetime(2026, 4, 20, 12, tzinfo=dt.UTC)


def origin(day: int | None, publication: str = "A", document: str | None = None) -> Origin:
    """A digest of a day of April 2026."""
    date = dt.date(2026, 4, day) if day else None
    name = document or f"{publication}{day}"
    return Origin(name, "digest", publication, f"Of {day}", date, "x", f"{name}.md", None)


def posted(day: int, publication: str = "A") -> Post:
    """The post of such a digest."""
    return Post(
        channel_id=10,
        document=f"{publication}{day}",
        guild_id=1,
        day=dt.date(2026, 4, day),
        content_hash="h",
        state="sent",
        claimed_at=SINCE,
        tried_at=SINCE,
    )


def at(day: int, hour: int, minute: int = 0) -> dt.datetime:
    """A moment of April 2026 in UTC; Berlin is two hours ahead."""
    return dt.datetime(2026, 4, day, hour, minute, tzinfo=dt.UTC)


def names(found: Sequence[Origin]) -> list[str]:
    """The documents' ids."""
    return [each.document for each in found]


class TestDue:
    """What is due now."""

    def test_hour_is_the_servers(self) -> None:
        """A digest is due from its day's hour on, by the server's clock."""
        setup = replace(SETUP, since=SINCE)

        assert names(due(setup, [], [origin(21)], at(21, 5, 59))) == []
        assert names(due(setup, [], [origin(21)], at(21, 6, 0))) == ["A21"]

    def test_new_channel_starts_with_the_newest_day(self) -> None:
        """A channel that was just set up gets the newest digest, not the archive."""
        archive = [origin(day) for day in (1, 2, 19, 21)] + [origin(20, "B")]

        assert names(due(SETUP, [], archive, MORNING)) == ["A21"]

    def test_older_digest_comes_at_the_hour_of_the_setups_day(self) -> None:
        """Where the newest digest is older than the setup it comes at once, or at the hour."""
        early = replace(SETUP, since=at(21, 4))

        assert names(due(SETUP, [], [origin(19)], MORNING)) == ["A19"]
        assert names(due(early, [], [origin(19)], at(21, 5, 59))) == []
        assert names(due(early, [], [origin(19)], at(21, 6))) == ["A19"]

    def test_undated_is_never_due(self) -> None:
        """What has no date has no day to be posted on."""
        assert names(due(SETUP, [], [origin(None)], at(30, 6))) == []

    def test_tomorrows_digest_waits(self) -> None:
        """A digest that is dated ahead isn't today's."""
        assert names(due(SETUP, [posted(21)], [origin(22), origin(21)], at(21, 20))) == []

    def test_each_publication_brings_its_newest(self) -> None:
        """Two digests of a day are both posted, even where one comes days late."""
        archive = [origin(21), origin(22), origin(21, "B")]

        assert names(due(SETUP, [posted(21)], archive, at(22, 9))) == ["B21", "A22"]

    def test_what_was_missed_is_not_poured_out(self) -> None:
        """After days away only the newest digest of a publication is posted."""
        archive = [origin(day) for day in range(20, 26)]

        assert names(due(SETUP, [posted(21)], archive, at(25, 9))) == ["A25"]

    def test_missed_hour_is_made_up_for(self) -> None:
        """A bot that starts after the hour still posts the digest of the day before."""
        assert names(due(SETUP, [posted(21)], [origin(22)], at(23, 3))) == ["A22"]

    def test_posted_is_posted(self) -> None:
        """Nothing is due twice."""
        assert names(due(SETUP, [posted(21)], [origin(21)], at(21, 9))) == []

    def test_clock_change(self) -> None:
        """On the day when the clocks change, and after, the hour is still the server's."""
        setup = replace(SETUP, since=dt.datetime(2026, 3, 1, tzinfo=dt.UTC))

        assert due_at(setup, dt.date(2026, 3, 28)).hour == 7
        assert due_at(setup, dt.date(2026, 3, 29)).hour == 6

    @pytest.mark.parametrize(
        ("zone", "day", "hour", "moment"),
        [
            # The skipped hour is the one behind it by the clock on the wall.
            ("Europe/Berlin", dt.date(2026, 3, 29), 2, "03:00 CEST"),
            ("America/New_York", dt.date(2026, 3, 8), 2, "03:00 EDT"),
            ("Africa/Cairo", dt.date(2026, 4, 24), 0, "01:00 EEST"),
            # Of the repeated hour the first counts.
            ("Europe/Berlin", dt.date(2026, 10, 25), 2, "02:00 CEST"),
            ("America/New_York", dt.date(2026, 11, 1), 1, "01:00 EDT"),
        ],
    )
    @pytest.mark.parametrize("catch_up", ["all", "newest", "none"])
    def test_hour_that_is_skipped_or_repeated(
        self, zone: str, day: dt.date, hour: int, moment: str, *, catch_up: CatchUp
    ) -> None:
        """When clocks change a digest is due once, at the hour or as soon as that has passed."""
        start = dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC) - dt.timedelta(days=1)
        setup = replace(SETUP, timezone=zone, hour=hour, since=start, catch_up=catch_up)
        days = [day + dt.timedelta(days=n) for n in (-1, 0, 1)]
        archive = [replace(origin(1, document=f"{each}"), date=each) for each in days]
        posts = [replace(posted(1), document=f"{days[0]}", day=days[0])]
        came: list[tuple[str, str]] = []
        for minutes in range(0, 48 * 60, 10):
            now = start + dt.timedelta(minutes=minutes)
            for each in due(setup, posts, archive, now):
                came.append((each.document, f"{now.astimezone(ZoneInfo(zone)):%H:%M %Z}"))
                posts.append(replace(posted(1), document=each.document, day=each.date or day))
        assert came[0] == (str(day), moment)
        assert [document for document, _ in came[1:]] == [str(days[2])]

    @given(
        days=st.lists(st.integers(1, 28), max_size=8, unique=True),
        hour=st.integers(0, 23),
        zone=st.sampled_from(["UTC", "Asia/Kathmandu", "America/St_Johns", "Pacific/Kiritimati"]),
        since=st.integers(0, 24 * 28),
        catch_up=st.sampled_from(["all", "newest", "none"]),
        arrival=st.booleans(),
    )
    def test_each_digest_is_due_at_most_once(
        self,
        days: list[int],
        hour: int,
        zone: str,
        since: int,
        *,
        catch_up: CatchUp,
        arrival: bool,
    ) -> None:
        """Over a month of hours no digest is posted twice, none early, the last one always."""
        start = at(1, 0) + dt.timedelta(hours=since)
        setup = replace(SETUP, hour=hour, timezone=zone, since=start, catch_up=catch_up)
        setup = replace(setup, arrival=arrival)
        archive = [origin(day) for day in days]
        posts: list[Post] = []
        for step in range(24 * 60):
            now = start + dt.timedelta(hours=step)
            for each in due(setup, posts, archive, now):
                assert each.date
                assert each.document not in {post.document for post in posts}
                assert now >= due_at(setup, each.date)
                posts.append(posted(each.date.day))
        assert not days or f"A{max(days)}" in {post.document for post in posts}

    @pytest.mark.parametrize(
        ("catch_up", "expected"),
        [("all", ["A22", "A23", "B23", "A24", "A25"]), ("newest", ["B23", "A25"]), ("none", [])],
    )
    def test_what_was_missed_comes_as_the_server_wants_it(
        self, catch_up: CatchUp, expected: list[str]
    ) -> None:
        """After days away all digests come in order, the newest of each publication, or none."""
        setup = replace(SETUP, since=SINCE, catch_up=catch_up)
        archive = [origin(day) for day in range(18, 26)] + [origin(23, "B")]

        assert names(due(setup, [posted(20), posted(21)], archive, at(26, 9))) == expected

    def test_all_is_all_since_the_setup(self) -> None:
        """A server that begins to want all digests isn't given those from before."""
        setup = replace(SETUP, since=at(23, 12), catch_up="all")
        archive = [origin(day) for day in range(18, 26)]

        found = due(setup, [posted(18)], archive, at(25, 9))

        assert names(found) == ["A23", "A24", "A25"]

    def test_none_is_late_after_a_day(self) -> None:
        """Within a day of its hour a digest isn't late, so the night's pause costs nothing."""
        setup = replace(SETUP, since=SINCE, catch_up="none")

        assert names(due(setup, [posted(21)], [origin(22)], at(23, 5, 59))) == ["A22"]
        assert names(due(setup, [posted(21)], [origin(22)], at(23, 6))) == []

    def test_new_channel_gets_one_whatever_it_wants(self) -> None:
        """Where an archive's newest digest is old, the setup shows it all the same."""
        for catch_up in ("all", "newest", "none"):
            setup = replace(SETUP, catch_up=catch_up)
            assert names(due(setup, [], [origin(2), origin(3)], MORNING)) == ["A3"]

    def test_publications_and_tags_are_chosen(self) -> None:
        """A server gets digests of its publications with any of its tags, the newest of these."""
        tagged = replace(origin(20, "B"), tags=("#AI", "chips"))
        archive = [origin(21), tagged, origin(21, "B"), replace(origin(22, "C"), tags=("ai",))]

        def found(publications: tuple[str, ...], tags: tuple[str, ...]) -> list[str]:
            setup = replace(SETUP, since=SINCE, publications=publications, tags=tags)
            return names(due(setup, [posted(19)], archive, at(22, 9)))

        assert found((), ()) == ["A21", "B21", "C22"]
        assert found(("b",), ()) == ["B21"]
        assert found((), ("AI",)) == ["B20", "C22"]
        assert found(("A", "B"), ("chips", "ai")) == ["B20"]
        assert found(("A",), ("ai",)) == []

    def test_arrival_has_no_hour(self) -> None:
        """On arrival a digest is due from the beginning of its day on, by the server's clock."""
        setup = replace(SETUP, since=SINCE, arrival=True)
        archive = [origin(21), origin(22)]

        assert names(due(setup, [posted(21)], archive, at(21, 21, 59))) == []
        assert names(due(setup, [posted(21)], archive, at(21, 22))) == ["A22"]

    @pytest.mark.parametrize(
        ("catch_up", "expected"), [("all", ["A22", "A23"]), ("newest", ["A23"]), ("none", [])]
    )
    def test_what_was_missed_on_arrival(self, catch_up: CatchUp, expected: list[str]) -> None:
        """What came while the bot was off is missed; what came in the night behind its day isn't.

        So a digest of yesterday is posted as it arrives, one of the day before was missed.
        """
        setup = replace(SETUP, since=SINCE, arrival=True, catch_up=catch_up)

        missed = due(setup, [posted(21)], [origin(22), origin(23)], at(24, 22))
        assert names(missed) == expected
        in_time = due(setup, [posted(22)], [origin(22), origin(23)], at(24, 21, 59))
        assert names(in_time) == ["A23"]

    def test_next_post_is_foretold(self) -> None:
        """What comes next is known from the archive: now, at the hour, or not yet."""
        assert next_post(SETUP, [], [origin(21)], MORNING) == (origin(21), MORNING)
        early = replace(SETUP, since=at(21, 4))
        assert next_post(early, [], [origin(19)], at(21, 5)) == (origin(19), at(21, 6))
        assert next_post(SETUP, [posted(21)], [origin(21)], MORNING) is None
        chosen = replace(SETUP, publications=("B",))
        assert next_post(chosen, [], [origin(21), origin(23, "B")], MORNING) == (
            origin(23, "B"),
            at(23, 6),
        )
