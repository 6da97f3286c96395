"""`footnote top`: what matters most of the last days."""

from bot.assistant.answer import days_words
from bot.cli.index import level
from bot.opening import open_store
from bot.settings import Settings
from index.errors import IndexFault
from index.stories.stories import Stories
from index.stories.top import days_up_to


async def top(settings: Settings, *, days: int, k: int) -> None:
    """Write the insights that matter most of so many days up to the newest digest.

    Raises IndexFault where there is none.
    """
    async with open_store(settings) as (store, indexer):
        await level(indexer)
        span = days_up_to((await store.catalog.coverage()).last, days)
        found = await Stories(store).top(span, k) if span else ()
    if not span.start or not span.end:
        raise IndexFault("The archive holds no dated digest yet.")
    told = days_words(span.start, span.end)
    if not found:
        raise IndexFault(f"The digests of these days tell nothing that stands by itself: {told}.")
    from bot.render.terminal import stdout, top_text

    stdout().print(top_text(found, told))
