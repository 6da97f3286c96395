"""Who may do what where."""

from dataclasses import replace

import discord
import pytest

from bot.authorisation import Act, Attempt, Refusal, authorise
from bot.state import GuildSetup
from bot.words import LANGUAGES, speaking
from tests.bot.conftest import EPOCH

GUILD, POSTS, ASKING, OTHER, ROLE, ME, YOU = 1, 10, 11, 12, 20, 30, 31
RULES = GuildSetup(GUILD, POSTS, 8, "UTC", ME, EPOCH)
IN_PLACES = replace(RULES, ask_channels=(ASKING,))
BY_ROLE = replace(RULES, ask_roles=(ROLE,))
ASK = Attempt("ask", ME, guild_id=GUILD, channel_id=OTHER, rules=RULES)
MANAGER = discord.Permissions(manage_guild=True)
OWNER = discord.Permissions(administrator=True)
MODERATOR = discord.Permissions(manage_messages=True)

PERMITTED = {
    "no rules": replace(ASK, rules=None),
    "rules without a word about asking": ASK,
    "a direct conversation": Attempt("ask", ME),
    "a channel for questions": replace(ASK, rules=IN_PLACES, channel_id=ASKING),
    "a thread of one": replace(ASK, rules=IN_PLACES, channel_id=99, parent_id=ASKING),
    "the channel of the daily post": replace(ASK, rules=IN_PLACES, channel_id=POSTS),
    "the thread of a daily post": replace(ASK, rules=IN_PLACES, channel_id=99, parent_id=POSTS),
    "a private answer in any channel": replace(ASK, rules=IN_PLACES, private=True),
    "a role that may": replace(ASK, rules=BY_ROLE, roles=frozenset({ROLE, 21})),
    "everybody's role": replace(ASK, rules=replace(RULES, ask_roles=(GUILD,))),
    "a manager without the role": replace(ASK, rules=BY_ROLE, permissions=MANAGER),
    "an owner without the role": replace(ASK, rules=BY_ROLE, permissions=OWNER),
    "a look into the archive": replace(ASK, act="browse"),
    "my own answer again": replace(ASK, act="again", asker=ME),
    "my own answer stopped": replace(ASK, act="stop", asker=ME, rules=BY_ROLE),
    "another's stopped by a moderator": replace(ASK, act="stop", asker=YOU, permissions=MODERATOR),
    "another's stopped by an owner": replace(ASK, act="stop", asker=YOU, permissions=OWNER),
    "another's quotes": replace(ASK, act="react", asker=YOU, rules=BY_ROLE),
    "a setup by a manager": replace(ASK, act="manage", permissions=MANAGER),
    "a setup by an owner": replace(ASK, act="manage", permissions=OWNER),
    "a server that the bot isn't in": Attempt("ask", ME, guild_id=GUILD, present=False),
    "a conversation of others": Attempt("browse", ME, present=False),
}
NOT_YOURS, MANAGE = "authorisation-not-yours", "authorisation-manage"
BY_CHANNEL, BY_ROLES = "authorisation-channel", "authorisation-role"
REFUSED = {
    "another channel": (replace(ASK, rules=IN_PLACES), BY_CHANNEL),
    "a thread of another": (replace(ASK, rules=IN_PLACES, parent_id=13), BY_CHANNEL),
    "another channel, by a manager": (
        replace(ASK, rules=IN_PLACES, permissions=MANAGER),
        BY_CHANNEL,
    ),
    "a public look there": (replace(ASK, act="browse", rules=IN_PLACES), BY_CHANNEL),
    "no role": (replace(ASK, rules=BY_ROLE), BY_ROLES),
    "another role": (replace(ASK, rules=BY_ROLE, roles=frozenset({21})), BY_ROLES),
    "a private answer without the role": (replace(ASK, rules=BY_ROLE, private=True), BY_ROLES),
    "a moderator without the role": (replace(ASK, rules=BY_ROLE, permissions=MODERATOR), BY_ROLES),
    "a look without the role": (replace(ASK, act="browse", rules=BY_ROLE), BY_ROLES),
    "another's answer again": (replace(ASK, act="again", asker=YOU), NOT_YOURS),
    "another's, again by a moderator": (
        replace(ASK, act="again", asker=YOU, permissions=MODERATOR),
        NOT_YOURS,
    ),
    "my own again, the role gone": (replace(ASK, act="again", asker=ME, rules=BY_ROLE), BY_ROLES),
    "another's answer stopped": (replace(ASK, act="stop", asker=YOU), NOT_YOURS),
    "nobody's answer stopped": (replace(ASK, act="stop"), NOT_YOURS),
    "another's stopped outside of servers": (
        Attempt("stop", ME, asker=YOU, permissions=MODERATOR),
        NOT_YOURS,
    ),
    "a setup by anybody": (replace(ASK, act="manage", permissions=MODERATOR), MANAGE),
    "a setup outside of servers": (Attempt("manage", ME, permissions=MANAGER), MANAGE),
}


@pytest.mark.parametrize("attempt", PERMITTED.values(), ids=PERMITTED)
def test_permitted(attempt: Attempt) -> None:
    """It may be done."""
    assert authorise(attempt) is None


@pytest.mark.parametrize(("attempt", "key"), REFUSED.values(), ids=REFUSED)
def test_refused(attempt: Attempt, key: str) -> None:
    """It may not be done, for this reason, which every language can tell."""
    verdict = authorise(attempt)
    assert isinstance(verdict, Refusal)
    assert verdict.key == key
    for language in LANGUAGES:
        with speaking(language):
            assert verdict.line


def test_a_refusal_says_where_and_who() -> None:
    """Channels for questions, with that of the posts, and roles that may ask are named."""
    elsewhere = authorise(replace(ASK, rules=IN_PLACES))
    nobody = authorise(replace(ASK, rules=replace(RULES, ask_roles=(ROLE, 21))))
    assert isinstance(elsewhere, Refusal)
    assert isinstance(nobody, Refusal)
    assert "Ask me in <#10>, <#11>, or" in elsewhere.line
    assert nobody.line == "On this server these may ask me: <@&20>, <@&21>."


@pytest.mark.parametrize("act", ["ask", "again", "browse"])
def test_what_the_rules_bind(act: Act) -> None:
    """Asking, asking again and looking are bound by the same rules."""
    attempt = replace(ASK, act=act, asker=ME, rules=replace(IN_PLACES, ask_roles=(ROLE,)))
    assert isinstance(authorise(attempt), Refusal)
    assert isinstance(authorise(replace(attempt, roles=frozenset({ROLE}))), Refusal)
    assert isinstance(authorise(replace(attempt, channel_id=ASKING)), Refusal)
    both = replace(attempt, roles=frozenset({ROLE}), channel_id=ASKING)
    assert authorise(both) is None
