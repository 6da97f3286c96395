"""`/trend`."""

import io

import simcord
from PIL import Image

from bot.trend import terms_of
from bot.words import say, speaking
from tests.lag import LIMIT, smallest_lag


def test_terms_between_commas() -> None:
    """Names stand between commas of any script, each once however it is spelled."""
    assert terms_of(" OpenAI, Kimi  K3，openai;深度求索,, ") == ["openai", "Kimi K3", "深度求索"]
    assert terms_of(" , ") == []


async def test_chart_with_its_words(
    channel: simcord.ChannelHandle, alice: simcord.MemberActor
) -> None:
    """Names get one picture, its numbers as words, and for each the digest of its peak week."""
    await alice.slash(channel, "trend", terms="glm 5.1, Anthropic")

    message = channel.history()[-1]
    (picture,) = message.attachments
    with Image.open(io.BytesIO(await picture.read())) as image:
        assert image.format == "PNG"
    assert picture.description
    assert picture.description.startswith("Line chart of mentions in 100 passages a week, 31 March")
    assert "GLM-5.1: at first 0, at most 13.2 in the week from 13 April 2026, at last 0." in (
        picture.description
    )
    head, first, second, *sources = message.content.split("\n")
    assert head.endswith("name it, 31 March to 21 April 2026")
    assert first == (
        "**1  GLM-5.1**: 9 passages in all, most in the week from 13 April 2026: 5 of 38 \\[1\\]"
    )
    assert second.endswith("\\[2\\]")
    assert sources[0].startswith("-# \\[1\\] Latent Signals, 13 April 2026: ")
    assert len(sources) == 2


async def test_name_that_is_nowhere(
    channel: simcord.ChannelHandle, alice: simcord.MemberActor
) -> None:
    """A name without mentions is told with those that are like it; with none there's no picture."""
    await alice.slash(channel, "trend", terms="Anthropic, *Antropik*", period="April")
    await alice.slash(channel, "trend", terms="Zzyzx")

    both, none = channel.history()[-2:]
    assert "**2  \\*Antropik\\***: no passage names it. Did you mean Anthropic" in both.content
    assert both.content.split("\n")[0].endswith("1 to 21 April 2026")
    assert len(both.attachments) == 1
    assert "**1  Zzyzx**: no passage names it" in none.content
    assert none.attachments == []


async def test_refusals(channel: simcord.ChannelHandle, alice: simcord.MemberActor) -> None:
    """No names, six names, no readable period and days without digests are one line each."""
    await alice.slash(channel, "trend", terms=" , ")
    await alice.slash(channel, "trend", terms="a,b,c,d,e,f")
    await alice.slash(channel, "trend", terms="OpenAI", period="*soon*")
    await alice.slash(channel, "trend", terms="OpenAI", period="May 1999")

    none, six, soon, long_ago = [message.content for message in channel.history()[-4:]]
    assert none.startswith("Tell me one to 5 names, with commas")
    assert six == "One chart holds 5 names at most; these are 6."
    assert soon.startswith("I can't read days in “\\*soon\\*”.")
    assert long_ago.endswith("It goes from 31 March 2026 to 21 April 2026.")


async def test_names_are_offered_behind_the_last_comma(
    channel: simcord.ChannelHandle, alice: simcord.MemberActor
) -> None:
    """Each name is completed behind those before it, none twice, none after the fifth."""
    first = await alice.autocomplete(channel, "trend", "terms", "anth")
    second = await alice.autocomplete(channel, "trend", "terms", "Anthropic, ")
    sixth = await alice.autocomplete(channel, "trend", "terms", "a,b,c,d,e,")
    months = await alice.autocomplete(channel, "trend", "period", "2026")

    assert first[0]["value"] == "Anthropic"
    assert second[0]["value"].startswith("Anthropic, ")
    assert "Anthropic, Anthropic" not in [choice["value"] for choice in second]
    assert sixth == []
    assert [choice["value"] for choice in months] == ["April 2026", "March 2026"]


async def test_event_loop_stays_free(
    channel: simcord.ChannelHandle, alice: simcord.MemberActor
) -> None:
    """A picture takes long, so it is drawn beside the loop."""
    assert await smallest_lag(lambda: alice.slash(channel, "trend", terms="Anthropic")) < LIMIT


def test_german_has_its_plurals() -> None:
    """The line of a name is told in German as well, one passage or many."""
    told: dict[str, str | float] = {"week": "13. April 2026", "count": 1, "all": 38}
    with speaking("de"):
        assert "1 Abschnitt, am" in say("trend-line", passages=1, **told)
        assert "1.787 Abschnitte" in say("trend-line", passages=1787, **told)
