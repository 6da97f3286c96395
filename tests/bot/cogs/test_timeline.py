"""`/timeline`, and the buttons that turn its pages."""

import simcord
from simcord.results import ResponseMessage


def shown(result: simcord.InteractionResult) -> ResponseMessage:
    """What a command or a button answered."""
    assert result.response
    return result.response


async def test_entries_are_dated_and_cited(
    channel: simcord.ChannelHandle, alice: simcord.MemberActor
) -> None:
    """A story is told oldest first, each entry with its day and its numbered source."""
    await alice.slash(channel, "timeline", story="glm 5.1")

    content = channel.history()[-1].content
    assert content.startswith("**GLM-5.1** through the archive\n-# 4 places tell of it.")
    assert content.index("**13 April 2026**") < content.index("**18 April 2026**")
    address = "https://example.org/field-notes/reading-a-compute-contract"
    assert f"[\\[4\\]](<{address}>)" in content
    assert "\n-# \\[4\\] Field Notes, 18 April 2026: [Reading a Compute Contract" in content


async def test_next_and_previous(
    channel: simcord.ChannelHandle, alice: simcord.MemberActor
) -> None:
    """A story that is longer than a message has pages, which the buttons turn."""
    first = shown(await alice.slash(channel, "timeline", story="Anthropic")).message
    await alice.click(first, label="Next")
    second = channel.history()[-1]
    await alice.click(second, label="Previous")

    assert first.content.endswith("\n-# Page 1 of 2")
    assert second.id == first.id
    assert second.content.endswith("\n-# Page 2 of 2")
    assert channel.history()[-1].content == first.content


async def test_page_of_others_stays_as_it_is(
    channel: simcord.ChannelHandle, alice: simcord.MemberActor, admin: simcord.MemberActor
) -> None:
    """Who didn't call the command gets the page alone, and can go on from there."""
    first = shown(await alice.slash(channel, "timeline", story="Anthropic")).message
    theirs = shown(await admin.click(first, label="Next"))
    await admin.click(theirs.message, label="Previous")

    assert channel.history()[-1].content == first.content
    assert theirs.ephemeral
    turned = channel.history(viewer=admin)[-1]
    assert turned.id == theirs.id
    assert turned.content == first.content


async def test_names_of_the_archive_are_offered(
    channel: simcord.ChannelHandle, alice: simcord.MemberActor
) -> None:
    """Typing offers the archive's names, the most told first, within Discord's limits."""
    choices = await alice.autocomplete(channel, "timeline", "story", "")
    claude = await alice.autocomplete(channel, "timeline", "story", "clau")

    assert len(choices) == 25
    assert all(0 < len(choice["name"]) <= 100 for choice in choices)
    assert [choice["value"] for choice in claude][:2] == ["Claude Mythos", "Claude"]


async def test_unknown_story(channel: simcord.ChannelHandle, alice: simcord.MemberActor) -> None:
    """A story that nothing tells of is one line with the nearest names, as Markdown's text."""
    await alice.slash(channel, "timeline", story="Antropic *now*")
    await alice.slash(channel, "timeline", story="🤖")

    near, none = [message.content for message in channel.history()[-2:]]
    assert near.startswith("The archive doesn't tell of “Antropic \\*now\\*”. Did you mean ")
    assert "Anthropic" in near
    assert none == "The archive doesn't tell of “🤖”."
