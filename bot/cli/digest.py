"""`footnote digest`: shows one digest."""

import datetime as dt
from collections.abc import Iterable

from bot.cli.index import level
from bot.opening import open_store
from bot.render.terminal import digest_text, stdout
from bot.settings import Settings
from index.catalog import Catalog
from index.digest import Document, Span
from index.errors import IndexFault


async def digest(settings: Settings, which: str | None) -> None:
    """Show the digests of a day, the one with an id, or those of the newest day."""
    async with open_store(settings) as (store, indexer):
        await level(indexer)
        console = stdout()
        for n, document in enumerate(await find(store.catalog, which)):
            if n:
                console.rule()
            console.print(digest_text(document))


async def find(catalog: Catalog, which: str | None) -> list[Document]:
    """The digests that `which` names: an ISO date, a document's id, or None for the newest day.

    Raises IndexFault, with the nearest days, where there is none.
    """
    days = await catalog.days()
    if not which:
        ids = [origin.document for origin in days[max(days)]] if days else []
    else:
        try:
            day = dt.date.fromisoformat(which)
        except ValueError:
            ids = [which]
        else:
            ids = [origin.document for origin in days.get(day, [])]
            if not ids:
                raise IndexFault(_no_digest(day, days))
    found = [document for id_ in ids if (document := await catalog.document(id_))]
    if not found:
        raise IndexFault(
            f"There is no digest {which!r}. Give a date (2026-04-13) or a document's id."
            if which
            else "The archive holds no dated digest."
        )
    return found


def _no_digest(day: dt.date, days: Iterable[dt.date]) -> str:
    near = " and ".join(str(other) for other in Span(day, day).around(days))
    return f"There is no digest of {day}." + (
        f" The nearest days with one: {near}." if near else ""
    )
