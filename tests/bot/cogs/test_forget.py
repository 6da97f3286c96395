"""`/forget-me`."""

import datetime as dt

import simcord

from bot.services import Services
from bot.state import GuildSetup, Subscription
from tests.bot.conftest import MORNING, make_bot, recorded
from tests.fakes import ScriptedAssistant


async def answered(person: simcord.UserHandle, deed: str) -> simcord.ResponseMessage:
    """The question whether to erase it, as it stands after it was answered."""
    result: simcord.InteractionResult = await person.slash("forget-me")
    assert result.response
    assert result.response.ephemeral
    assert "It can't be brought back." in result.response.content
    await person.click(result.response, label=deed)
    return result.response


async def test_all_is_erased_after_one_question(
    env: simcord.Env,
    guild: simcord.GuildHandle,
    channel: simcord.ChannelHandle,
    alice: simcord.MemberActor,
    services: Services,
) -> None:
    """Behind a button it all goes; what went is told, and what can't be erased there."""
    state = services.state
    await alice.slash(channel, "ask", question="Who leads?")
    (record,) = await recorded(state)
    await state.rate(record.id, alice.id, "up")
    await state.set_guild(GuildSetup(guild.id, channel.id, 8, "UTC", alice.id, MORNING))
    await state.subscriptions.set(Subscription(alice.id, "digest", 8, "UTC", MORNING))

    told = await answered(alice.user, "Erase it")

    assert told.content.startswith(
        "Erased: 1 record of an answer, 1 rating, a subscription, who set up 1 server.\n"
    )
    assert "stays until you delete it there" in told.content
    assert told.components == []
    assert await state.answers.newest(9, since=MORNING - dt.timedelta(days=999)) == []
    assert await state.subscriptions.get(alice.id) is None
    assert [setup.set_by for setup in await state.guilds()] == [0]


async def test_question_without_an_answer_is_forgotten(
    channel: simcord.ChannelHandle,
    alice: simcord.MemberActor,
    assistant: ScriptedAssistant,
    services: Services,
) -> None:
    """A question that is remembered to be tried again goes, too."""
    assistant.fault = RuntimeError()
    await alice.slash(channel, "ask", question="Who leads?")
    await recorded(services.state)
    broken = channel.history()[-1]
    await answered(alice.user, "Erase it")

    again = await alice.click(broken, label="Try again")

    assert again.response
    assert "I don't know that question any more" in again.response.content
    assert len(assistant.asked) == 1


async def test_no_keeps_it(env: simcord.Env, services: Services) -> None:
    """Whoever thinks better of it keeps all; and where nothing is kept that is said."""
    bob = env.create_user("bob")
    await services.state.subscriptions.set(Subscription(bob.id, "digest", 8, "UTC", MORNING))

    kept = await answered(bob, "Keep it")
    still = await services.state.subscriptions.get(bob.id)
    await services.state.subscriptions.end(bob.id)
    nothing = await answered(bob, "Erase it")

    assert kept.content == "Nothing was erased."
    assert still
    assert nothing.content.startswith("There was nothing to erase.")


async def test_button_outlives_a_restart(env: simcord.Env, services: Services) -> None:
    """A button from before a start erases as well."""
    bob = env.create_user("bob")
    await services.state.subscriptions.set(Subscription(bob.id, "digest", 8, "UTC", MORNING))
    result = await bob.slash("forget-me")
    assert result.response
    before = await services.state.subscriptions.get(bob.id)

    await env.restart_bot(make_bot(services))
    await bob.click(result.response, label="Erase it")

    assert before
    assert await services.state.subscriptions.get(bob.id) is None
