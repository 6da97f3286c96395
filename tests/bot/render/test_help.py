"""What the bot can do, as messages."""

from bot.render.help import Listed, help_messages
from index.digest import Coverage

EMPTY = Coverage(0, None, None, 0)


def test_many_commands_are_several_messages() -> None:
    """However many commands there are, each message holds Discord's limit and none is lost."""
    listed = [Listed(f"name-{n:02}", ("question",), "Does a thing. " * 7) for n in range(60)]

    messages = help_messages(listed, (), EMPTY, hears=True)

    assert len(messages) > 1
    assert all(len(each) <= 2_000 for each in messages)
    text = "\n".join(messages)
    assert all(f"**/{each.name} question**: Does" in text for each in listed)


def test_empty_archive() -> None:
    """An archive without days isn't counted, and an empty menu isn't named."""
    (message,) = help_messages([], (), EMPTY, hears=False)

    assert "It has" not in message
    assert "Apps" not in message
