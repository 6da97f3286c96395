"""`/topics`."""

import simcord


async def test_newest_week_by_default(
    channel: simcord.ChannelHandle, alice: simcord.MemberActor
) -> None:
    """Without a period the last seven days of the archive are told, beside the seven before."""
    await alice.slash(channel, "topics")

    content = channel.history()[-1].content
    assert content.startswith("**What the archive speaks of** from 15 to 21 April 2026\n")
    assert "against 8 to 14 April 2026" in content
    assert "**Most of all**\n- " in content
    assert content.endswith("-# /timeline tells how one of them went on.")


async def test_period_in_words(channel: simcord.ChannelHandle, alice: simcord.MemberActor) -> None:
    """A period is read as a question's days are, and ends where the archive does."""
    await alice.slash(channel, "topics", period="April")
    await alice.slash(channel, "topics", period="2026-04-08 to 2026-04-09")

    month, days = [message.content.split("\n")[0] for message in channel.history()[-2:]]
    assert month.endswith("from 1 to 21 April 2026")
    assert days.endswith("from 8 to 9 April 2026")


async def test_period_that_is_none(
    channel: simcord.ChannelHandle, alice: simcord.MemberActor
) -> None:
    """Words that name no days, and days without digests, are one line each."""
    await alice.slash(channel, "topics", period="*soon*")
    await alice.slash(channel, "topics", period="May 1999")

    soon, long_ago = [message.content for message in channel.history()[-2:]]
    assert soon.startswith("I can't read days in “\\*soon\\*”. Try “last week”")
    assert long_ago == (
        "The archive speaks of nothing more than once from 1 to 31 May 1999. "
        "It goes from 31 March 2026 to 21 April 2026."
    )


async def test_periods_are_offered(
    channel: simcord.ChannelHandle, alice: simcord.MemberActor
) -> None:
    """Periods up to now and the months of the archive are offered, as far as they fit."""
    everything = await alice.autocomplete(channel, "topics", "period", "")
    months = await alice.autocomplete(channel, "topics", "period", "2026")
    last = await alice.autocomplete(channel, "topics", "period", "last mo")

    assert [choice["value"] for choice in months] == ["April 2026", "March 2026"]
    assert [choice["value"] for choice in last] == ["Last month"]
    assert everything[0]["value"] == "This week"
    for choice in everything:
        await alice.slash(channel, "topics", period=choice["value"])
        assert "I can't read" not in channel.history()[-1].content
