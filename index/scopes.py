"""A scope in SQL: which documents it holds, which part of all, between which keys they lie."""

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from index.digest import Scope
from index.rows import folded_tag, keys_of
from index.schema import documents, labels, passages

EVERYWHERE = Scope()


def documents_in(scope: Scope) -> Select[tuple[str]]:
    """The ids of a scope's documents."""
    return select(documents.c.id).where(*facts_of(scope))


def only_days(scope: Scope) -> bool:
    """Whether nothing but the days of a passage, and so its key, tells that it is in a scope."""
    return scope == Scope(scope.span)


async def share_of(connection: AsyncConnection, scope: Scope) -> float:
    """Which part of all documents a scope holds, from 0 to 1."""
    count = select(func.count()).select_from(documents)
    total = (await connection.execute(count)).scalar() or 0
    held = (await connection.execute(count.where(*facts_of(scope)))).scalar() or 0
    return held / total if total else 0.0


async def keys_in(connection: AsyncConnection, scope: Scope) -> tuple[int, int]:
    """The first and the last key that a passage of a scope may have: in the wrong order if none."""
    low, high = keys_of(scope.span)
    if scope.document:
        ends = select(func.min(passages.c.key), func.max(passages.c.key))
        found = await connection.execute(ends.where(passages.c.document == scope.document))
        first, last = found.one()
        low, high = max(low, first or 0), min(high, last or -1)
    return low, high


def facts_of(scope: Scope) -> list[ColumnElement[bool]]:
    """What holds of the documents of a scope."""
    facts: list[ColumnElement[bool]] = []
    if scope.document:
        facts.append(documents.c.id == scope.document)
    if scope.kind:
        facts.append(documents.c.kind == scope.kind)
    if scope.span.start:
        facts.append(documents.c.day >= scope.span.start.toordinal())
    if scope.span.end:
        facts.append(documents.c.day <= scope.span.end.toordinal())
    if scope.publications:
        facts.append(_labelled("publication", {each.casefold() for each in scope.publications}))
    if scope.tags:
        facts.append(_labelled("tag", {folded_tag(each) for each in scope.tags}))
    return facts


def _labelled(sort: str, names: set[str]) -> ColumnElement[bool]:
    named = (labels.c.sort == sort) & labels.c.name.in_(sorted(names))
    return documents.c.id.in_(select(labels.c.document).where(named))
