"""`/digest`."""

import asyncio
import datetime as dt
import threading
from collections.abc import Sequence

import pytest
import simcord

from bot.cogs.digest import matches, pick
from bot.previously import Previously, Told
from bot.render.digest import Before, Card, card
from bot.services import Services
from index.digest import Document, newest_first
from tests.bot.texts import texts


async def test_newest_digest_by_default(
    channel: simcord.ChannelHandle, alice: simcord.MemberActor
) -> None:
    """Without a date the newest digest is shown, with its date."""
    await alice.slash(channel, "digest")

    shown = texts(channel.history()[-1])
    assert "AI Daybook 2026-04-21" in shown
    assert "21 April 2026" in shown


async def test_event_loop_stays_free(
    channel: simcord.ChannelHandle, alice: simcord.MemberActor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A digest of book length takes seconds to render, so that is done beside the loop."""
    threads: list[threading.Thread] = []

    def watched(document: Document, more: str, previously: Sequence[Sequence[Before]] = ()) -> Card:
        threads.append(threading.current_thread())
        return card(document, more, previously)

    monkeypatch.setattr("bot.cogs.digest.card", watched)

    await alice.slash(channel, "digest")

    assert "21 April 2026" in texts(channel.history()[-1])
    assert len(threads) == 1
    assert threading.current_thread() not in threads


async def test_date_is_offered_and_picked(
    channel: simcord.ChannelHandle, alice: simcord.MemberActor
) -> None:
    """Typing part of a date offers its digests; choosing one shows it."""
    choices = await alice.autocomplete(channel, "digest", "date", "13 april")
    await alice.slash(channel, "digest", date=choices[0]["value"])

    assert [choice["name"][:30] for choice in choices] == ["13 April 2026 · Latent Signals"]
    assert "Coding Crown" in texts(channel.history()[-1])


async def test_iso_date_that_was_typed(
    channel: simcord.ChannelHandle, alice: simcord.MemberActor
) -> None:
    """A date typed in full is understood without the list."""
    await alice.slash(channel, "digest", date="2026-04-18")

    assert "Reading a Compute Contract" in texts(channel.history()[-1])


async def test_unknown_date_tells_the_span(
    channel: simcord.ChannelHandle, alice: simcord.MemberActor
) -> None:
    """A day without a digest is answered with the days that the archive holds."""
    await alice.slash(channel, "digest", date="1999-01-01")

    content = channel.history()[-1].content
    assert "31 March 2026" in content
    assert "21 April 2026" in content


async def test_one_publication(channel: simcord.ChannelHandle, alice: simcord.MemberActor) -> None:
    """With a publication its newest digest is shown, and its own days are offered and told."""
    paper = "Latent Signals"
    await alice.slash(channel, "digest", publication=paper.lower())
    await alice.slash(channel, "digest", publication=paper, date="2026-04-18")
    offered = await alice.autocomplete(channel, "digest", "date", "april", publication=paper)
    papers = await alice.autocomplete(channel, "digest", "publication", "lat")

    newest, none = channel.history()[-2:]
    assert "20 April 2026 · Latent Signals" in texts(newest)
    assert none.content.startswith("There is no digest for “2026-04-18”.")
    assert none.content.endswith("to 20 April 2026.")
    assert offered
    assert all(f" · {paper} · " in choice["name"] for choice in offered)
    assert [choice["value"] for choice in papers] == [paper]


async def test_publication_that_is_none(
    channel: simcord.ChannelHandle, alice: simcord.MemberActor
) -> None:
    """A publication that the archive doesn't have is named as such."""
    await alice.slash(channel, "digest", publication="*Nobody*")

    assert "no publication “\\*Nobody\\*”" in channel.history()[-1].content


async def test_told_before(
    channel: simcord.ChannelHandle, alice: simcord.MemberActor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Earlier coverage stands under its section; where it isn't found soon, the rest is shown."""

    async def told(self: Previously, document: Document) -> Told:
        if "2026-04-13" not in document.file:
            await asyncio.sleep(60)
        return ((await self._store.catalog.digests())[-1:],)

    monkeypatch.setattr(Previously, "of", told)
    monkeypatch.setattr("bot.cogs.digest._PATIENCE", 0.01)

    await alice.slash(channel, "digest", date="13 april")
    await alice.slash(channel, "digest")

    linked, late = map(texts, channel.history()[-2:])
    assert "-# Previously: 21 April 2026" in linked
    assert "21 April 2026" in late
    assert "Previously" not in late


async def test_list_ends_at_discords_limit(
    channel: simcord.ChannelHandle, alice: simcord.MemberActor
) -> None:
    """At most 25 choices of at most 100 characters are offered."""
    choices = await alice.autocomplete(channel, "digest", "date", "")

    assert 0 < len(choices) <= 25
    assert all(len(choice["name"]) <= 100 for choice in choices)


async def test_undated_is_never_the_newest(services: Services) -> None:
    """Undated digests can be picked by their title, and come last."""
    origins = newest_first(await services.store.catalog.origins())

    newest = pick(origins, None, dt.date(2026, 4, 22))
    assert newest
    assert newest.date
    assert origins[-1].date is None
    assert matches(origins[-1], "podcast")


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("1 april 2026", dt.date(2026, 4, 1)),
        ("April 8", dt.date(2026, 4, 8)),
        ("2026-04-13", dt.date(2026, 4, 13)),
        ("12 april", None),
        ("daybook", dt.date(2026, 4, 21)),
    ],
)
async def test_day_that_was_typed_is_that_day(
    services: Services, typed: str, day: dt.date | None
) -> None:
    """A day in words is that day or none, never one that only shares a digit."""
    origins = newest_first(await services.store.catalog.origins())
    found = pick(origins, typed, dt.date(2026, 4, 22))
    assert (found.date if found else None) == day
