"""`/search`."""

import datetime as dt

import simcord
from simcord.results import ResponseMessage

from tests.fakes import HandClock


async def found(
    actor: simcord.MemberActor, channel: simcord.ChannelHandle, query: str
) -> ResponseMessage:
    """What the command answers."""
    result = await actor.slash(channel, "search", query=query)
    assert result.response
    return result.response


async def test_passages_with_their_place(
    channel: simcord.ChannelHandle, alice: simcord.MemberActor
) -> None:
    """A search shows the asker numbered passages with title, section, publication and date."""
    response = await found(alice, channel, "SWE-Bench Pro")

    assert response.ephemeral
    assert response.content.startswith("**1.** ")
    assert "SWE-Bench Pro" in response.content
    assert "2026" in response.content
    assert len(response.content) <= 2000


async def test_pages_go_on_counting(
    channel: simcord.ChannelHandle, alice: simcord.MemberActor
) -> None:
    """The next page goes on where the one before ended, up to twenty passages."""
    response = await found(alice, channel, "Which models are open?")
    pages = [response.content]
    while not pages[-1].endswith(f"Page {(n := len(pages))} of {n}"):
        await alice.click(response.message, label="Next")
        pages.append(channel.history(viewer=alice)[-1].content)

    text = "\n".join(pages)
    places = [text.index(f"**{n}.** ") for n in range(1, 21)]
    assert places == sorted(places)
    assert "**21.** " not in text
    assert len(pages) > 2


async def test_days_of_a_page_stay(
    channel: simcord.ChannelHandle, alice: simcord.MemberActor, clock: HandClock
) -> None:
    """'Last week' on a later page is the week that it was when the search was made."""
    response = await found(alice, channel, "models last week")
    clock.move(days=30)
    await alice.click(response.message, label="Next")

    turned = channel.history(viewer=alice)[-1].content
    assert "Only from 13 to 19 April 2026" in response.content
    assert "Only from 13 to 19 April 2026" in turned
    assert clock().date() == dt.date(2026, 5, 21)


async def test_search_that_no_button_carries(
    channel: simcord.ChannelHandle, alice: simcord.MemberActor
) -> None:
    """A search of many words shows its best passages, and says that a shorter one has more."""
    response = await found(alice, channel, "Which models are open, and which are closed? " * 3)

    assert response.content.endswith("\n-# A shorter search has more pages.")
    assert response.message.components == []
    assert len(response.content) <= 2000


async def test_blank_query_is_refused(
    channel: simcord.ChannelHandle, alice: simcord.MemberActor
) -> None:
    """The check of a question holds for a search, too."""
    response = await found(alice, channel, " ")

    assert "Ask me something" in response.content
