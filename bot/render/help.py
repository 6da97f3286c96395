"""What the bot can do becomes messages."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.assistant.answer import days_words
from bot.render.split import split
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
    yield "I answer from an archive of digests, and show where each claim stands."
    if coverage.first and coverage.last:
        count = coverage.documents - coverage.sources
        digests = f"{count:,} digest{'' if count == 1 else 's'}"
        yield f"It has {digests}, {days_words(coverage.first, coverage.last)}."
    yield ""
    for each in sorted(listed, key=lambda each: each.name):
        yield f"**{' '.join((f'/{each.name}', *each.options))}**: {each.does}"
    yield ""
    if menu:
        yield f"In a message's menu, under Apps: {', '.join(menu)}."
    thread = "Ask in a digest's thread, or mention" if hears else "Mention"
    yield f"{thread} me or reply to me anywhere. Then go on: “and in April?”"
