"""What the bot can do becomes messages."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.assistant.answer import days_words
from bot.render.split import split
from bot.words import say
from index.digest import Coverage


@dataclass(frozen=True, slots=True)
class Listed:
    """A command as it is called: its name, its options ('question', '[date]'), what it does."""

    name: str
    options: tuple[str, ...]
    does: str


def help_messages(
    listed: Sequence[Listed], menu: Sequence[str], coverage: Coverage, *, hears: bool
) -> tuple[str, ...]:
    """The commands, and how else to ask.

    `menu` are the names of what stands in a message's own menu; `hears` is whether questions in a
    digest's thread need no mention of the bot.
    """
    return split("\n".join(_lines(listed, menu, coverage, hears=hears)))


def _lines(
    listed: Sequence[Listed], menu: Sequence[str], coverage: Coverage, *, hears: bool
) -> Iterator[str]:
    yield say("help-intro")
    if coverage.first and coverage.last:
        count = coverage.documents - coverage.sources
        yield say("help-archive", count=count, days=days_words(coverage.first, coverage.last))
    yield ""
    for each in sorted(listed, key=lambda each: each.name):
        yield f"**{' '.join((f'/{each.name}', *each.options))}**: {each.does}"
    yield ""
    if menu:
        yield say("help-menu", names=", ".join(menu))
    yield say("help-ask" if hears else "help-ask-mention")
