"""`/search`."""

import simcord


async def test_passages_with_their_place(
    channel: simcord.ChannelHandle, alice: simcord.MemberActor
) -> None:
    """A search shows numbered passages with title, section, publication and date."""
    await alice.slash(channel, "search", query="SWE-Bench Pro")

    content = channel.history()[-1].content
    assert content.startswith("**1.** ")
    assert "SWE-Bench Pro" in content
    assert "2026" in content
    assert len(content) <= 2000


async def test_blank_query_is_refused(
    channel: simcord.ChannelHandle, alice: simcord.MemberActor
) -> None:
    """The check of a question holds for a search, too."""
    await alice.slash(channel, "search", query=" ")

    assert "Ask me something" in channel.history()[-1].content
