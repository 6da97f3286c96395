"""`/archive`."""

import datetime as dt

import simcord
from simcord.results import ResponseMessage

from bot.services import Services
from bot.state import GuildSetup


async def listed(
    actor: simcord.MemberActor, channel: simcord.ChannelHandle, **options: str
) -> ResponseMessage:
    """What the command answers."""
    result = await actor.slash(channel, "archive", **options)
    assert result.response
    return result.response


async def test_newest_month_by_default(
    channel: simcord.ChannelHandle, alice: simcord.MemberActor
) -> None:
    """Without tag and month the newest month is listed, newest first, for the asker alone."""
    response = await listed(alice, channel)

    lines = response.content.split("\n")
    assert response.ephemeral
    assert lines[0] == "**13 digests** from 1 to 30 April 2026"
    assert lines[1].startswith("- 21 April 2026 · AI Daybook")
    assert lines[-1].startswith("- 1 April 2026 · ")


async def test_month(channel: simcord.ChannelHandle, alice: simcord.MemberActor) -> None:
    """A month from the list, or days in words, are those digests."""
    choices = await alice.autocomplete(channel, "archive", "month", "mar")
    march = await listed(alice, channel, month=choices[0]["value"])
    day = await listed(alice, channel, month="18 April | 2026")

    assert march.content.startswith("**1 digest** from 1 to 31 March 2026\n- 31 March 2026 · ")
    assert day.content == (
        "**1 digest** on 18 April 2026\n- 18 April 2026 · [Reading a Compute Contract]"
        "(<https://example.org/field-notes/reading-a-compute-contract>) · Field Notes"
    )


async def test_tag_with_month(channel: simcord.ChannelHandle, alice: simcord.MemberActor) -> None:
    """A tag, however it is written, narrows the list; with a month both hold."""
    choices = await alice.autocomplete(channel, "archive", "tag", "#open so")
    tagged = await listed(alice, channel, tag=choices[0]["value"])
    same = await listed(alice, channel, tag="#open source", month="April 2026")

    assert [choice["value"] for choice in choices] == ["Open Source"]
    assert "digests** with the tag #Open Source\n" in tagged.content
    assert "- 13 April 2026 · An MIT-Licensed Model" in tagged.content
    assert "with the tag #open source from 1 to 30 April 2026\n" in same.content
    assert "- 13 April 2026 · An MIT-Licensed Model" in same.content


async def test_nothing_found(channel: simcord.ChannelHandle, alice: simcord.MemberActor) -> None:
    """A tag that nothing carries, and words that are no month, are one line each."""
    tag = await listed(alice, channel, tag="*none*")
    month = await listed(alice, channel, month="someday")

    assert tag.content == (
        "There is no digest with the tag #\\*none\\*. "
        "The archive goes from 31 March 2026 to 21 April 2026."
    )
    assert month.content.startswith("I can't read days in “someday”.")


async def test_posted_digests_lead_to_their_posts(
    guild: simcord.GuildHandle,
    channel: simcord.ChannelHandle,
    alice: simcord.MemberActor,
    services: Services,
) -> None:
    """A digest that was posted on the server leads there, also where it has an address."""
    setup = GuildSetup(guild.id, channel.id, 8, "UTC", alice.id, services.clock())
    (digest,) = [d for d in await services.store.catalog.digests() if d.url]
    post = await services.state.claim(setup, digest.document, dt.date(2026, 4, 18), "h")
    assert post
    await services.state.sent(post, 99)

    response = await listed(alice, channel, month="18 April 2026")

    url = f"https://discord.com/channels/{guild.id}/{channel.id}/99"
    assert f"[Reading a Compute Contract](<{url}>)" in response.content


async def test_choices_hold_discords_limits(
    channel: simcord.ChannelHandle, alice: simcord.MemberActor
) -> None:
    """At most 25 tags are offered, the commonest first, none longer than a button carries."""
    choices = await alice.autocomplete(channel, "archive", "tag", "")

    assert 0 < len(choices) <= 25
    assert all(0 < len(choice["value"]) <= 40 for choice in choices)
