"""`/top`."""

import pytest
import simcord

from bot.services import Services
from index.indexer import Indexer


async def test_five_insights_of_the_newest_week(
    channel: simcord.ChannelHandle, alice: simcord.MemberActor
) -> None:
    """Without days the five of the last seven are told, each with its numbered source."""
    await alice.slash(channel, "top")

    head, *lines = channel.history()[-1].content.split("\n")
    assert head == (
        "**What matters most** in the 7 days up to the newest digest, 15 to 21 April 2026"
    )
    assert [line[:6] for line in lines[::2]] == [f"**{n}.**" for n in range(1, 6)]
    assert lines[0] == (
        "**1.** Moonshot AI has opened the weights of K2.6 and raised the price of its main API "
        "by 58%. \\[1\\]"
    )
    assert lines[1].startswith("-# \\[1\\] Latent Signals, 20 April 2026: ")
    assert "2 digests tell of K2.6 · also AI Daybook, 21 April 2026" in lines[1]


async def test_days_that_are_wanted(
    channel: simcord.ChannelHandle, alice: simcord.MemberActor
) -> None:
    """One day is told as such; what is outside of 1 to 90 can't be asked for."""
    await alice.slash(channel, "top", days=1)

    head = channel.history()[-1].content.split("\n")[0]
    assert head == "**What matters most** on the day of the newest digest, 21 April 2026"
    for days in (0, 91):
        with pytest.raises(simcord.OptionError):
            await alice.slash(channel, "top", days=days)


async def test_empty_archive(
    channel: simcord.ChannelHandle, alice: simcord.MemberActor, services: Services
) -> None:
    """An archive without digests is told to be so."""
    await Indexer(services.store, []).run()

    await alice.slash(channel, "top")

    assert channel.history()[-1].content == "The archive holds no dated digest yet."
