"""What the bot doesn't hear."""

from bot.hearing import unheard
from bot.words import LANGUAGES, speaking


def test_what_is_missing_is_said_with_how_to_grant_it() -> None:
    """Without the intent one line leads to the switch, in every language; with it all is well."""
    assert unheard(message_content=True) is None
    for language in LANGUAGES:
        with speaking(language):
            line = unheard(message_content=False)
        assert line
        assert "\n" not in line
        assert "https://discord.com/developers" in line
