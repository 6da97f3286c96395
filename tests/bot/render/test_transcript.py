"""The bot's own messages, read back."""

from bot.render.answer import answer_messages
from bot.render.transcript import said
from tests.bot.render.test_answer import answer


def test_answer_reads_as_it_was_said() -> None:
    """Marks come back as [1]; sources, links and escapes are gone."""
    (content,) = answer_messages(answer(), {})

    assert said(content) == "GLM-5.1 leads *SWE-Bench* Pro. [1]"
