"""Search by meaning within scopes; both halves of search agree on what a scope holds."""

import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest

from index.digest import Scope, Span
from index.embedding import Vectors
from index.indexer import Indexer
from index.store import Store
from index.words import Match
from tests.index.conftest import OpenStore
from tests.index.embedders import WordsEmbedder
from tests.index.making import document, reading

APRIL = [dt.date(2026, 4, n) for n in range(1, 5)]
EARLY = Span(APRIL[0], APRIL[1])


@pytest.fixture
async def store(open_store: OpenStore) -> AsyncIterator[Store]:
    """Three dated documents, an undated one and a source, each about capacity, all embedded."""
    made = [
        document("Meta leases capacity.", id_="one", day=APRIL[0], tags=("AI", "Chips")),
        document("Oracle leases capacity.", id_="two", day=APRIL[1], tags=("#Ärger",)),
        document("Google leases capacity.", id_="three", day=APRIL[3], publication="ÉTUDE"),
        document("Nobody leases capacity.", id_="notes", tags=("ai",)),
        document("Sources say capacity.", id_="page", day=APRIL[1], kind="source"),
    ]
    async with open_store() as opened:
        await opened.catalog.intake.put([reading(each) for each in made])
        await Indexer(opened, []).embed()
        yield opened


async def _by_meaning(store: Store, scope: Scope) -> set[str]:
    (vector,) = store.embedder.embed(["capacity"])
    hits = await store.meaning.nearest(vector, scope, 10)
    return {each.origin.document for each in await store.catalog.evidence(hits)}


async def _by_words(store: Store, scope: Scope) -> set[str]:
    hits = await store.catalog.find_words(Match('"capacity"'), scope, 10)
    return {each.origin.document for each in await store.catalog.evidence(hits)}


SCOPES = [
    (Scope(), "one two three notes page"),
    (Scope(EARLY), "one two page"),
    (Scope(Span(APRIL[1], None)), "two three page"),
    (Scope(Span(None, APRIL[1])), "one two page"),
    (Scope(Span(APRIL[3], APRIL[3])), "three"),
    (Scope(Span(dt.date(2026, 5, 1), dt.date(2026, 6, 1))), ""),
    (Scope(Span(APRIL[3], APRIL[0])), ""),
    (Scope(Span(dt.date.min, dt.date.max)), "one two three page"),
    (Scope(document="two"), "two"),
    (Scope(Span(APRIL[0], APRIL[0]), "two"), ""),
    (Scope(document="nobody"), ""),
    (Scope(document="' OR 1=1 --"), ""),
    (Scope(publications=("the paper",)), "one two notes page"),
    (Scope(publications=("étude", "The Paper")), "one two three notes page"),
    (Scope(publications=("nobody's",)), ""),
    (Scope(tags=("AI",)), "one notes"),
    (Scope(tags=("#chips", "ärger")), "one two"),
    (Scope(EARLY, tags=("ai",)), "one"),
    (Scope(kind="source"), "page"),
    (Scope(EARLY, kind="digest", publications=("THE PAPER",)), "one two"),
    (Scope(Span(APRIL[3], APRIL[0]), tags=("ai",)), ""),
]


async def test_both_halves_honour_each_scope(store: Store) -> None:
    """Words and meaning find the passages that a scope holds, and no other."""
    for scope, told in SCOPES:
        found = set(told.split())
        assert (scope, found) == (scope, await _by_meaning(store, scope))
        assert (scope, found) == (scope, await _by_words(store, scope))


async def test_another_publication_and_other_tags(store: Store) -> None:
    """A document that changes its publication and tags is found under the new ones alone."""
    changed = document("Meta leases capacity.", id_="one", publication="New", tags=("b",))
    await store.catalog.intake.put([reading(changed)])
    for half in (_by_meaning, _by_words):
        assert await half(store, Scope(tags=("chips",))) == set()
        assert await half(store, Scope(publications=("new",), tags=("B",))) <= {"one"}
    await Indexer(store, []).embed()
    assert await _by_meaning(store, Scope(publications=("new",), tags=("B",))) == {"one"}


async def test_what_is_gone_is_in_no_scope(store: Store) -> None:
    """A passage that left is found in no scope, and a new one in its place has its own vector."""
    await store.catalog.intake.remove([("archive", "one.md")])
    assert await _by_meaning(store, Scope(EARLY)) == {"two", "page"}
    fresh = document("Apples and pears.", id_="fresh", day=APRIL[0])
    await store.catalog.intake.put([reading(fresh)])
    assert await _by_meaning(store, Scope(EARLY)) == {"two", "page"}
    await Indexer(store, []).embed()
    assert await _by_meaning(store, Scope(EARLY)) == {"two", "page", "fresh"}


async def test_a_vector_that_comes_too_late(store: Store) -> None:
    """The vector of a passage that left while it was made is not kept for who has its place."""
    (passage,) = [each.passage.id for each in await store.catalog.passages_of("one")]
    vector = store.embedder.embed(["Meta leases capacity."])
    await store.catalog.intake.remove([("archive", "one.md")])
    await store.catalog.intake.put([reading(document("Apples.", id_="fresh", day=APRIL[0]))])
    await store.catalog.outbox.embedded([passage], vector)
    assert await _by_meaning(store, Scope(Span(APRIL[0], APRIL[0]))) == set()
    assert await store.catalog.outbox.pending() == 1


class _Graph:
    """A graph that counts what it is asked for."""

    def __init__(self, rows: Vectors, ids: list[str]) -> None:
        self.rows, self.ids = rows, ids
        self.asked: list[int] = []

    async def nearest(self, vector: Vectors, limit: int) -> list[tuple[str, float]]:
        self.asked.append(limit)
        scores = self.rows @ vector
        return [(self.ids[n], float(scores[n])) for n in np.argsort(-scores)[:limit]]


@pytest.fixture
async def halves(tmp_path: Path) -> AsyncIterator[tuple[Store, _Graph, Vectors]]:
    """Six hundred passages, every other of the publication A, whose vectors lean to one side."""
    async with Store(tmp_path, WordsEmbedder()) as opened:
        made = [
            document(f"Cell {n}.", id_=f"d{n:03}", day=APRIL[n % 4], publication="AB"[n % 2])
            for n in range(600)
        ]
        await opened.catalog.intake.put([reading(each) for each in made])
        ids = [(await opened.catalog.passages_of(each.id))[0].passage.id for each in made]
        rows = np.random.default_rng(7).standard_normal((600, 16)).astype(np.float32)
        rows[::2, 0] += 3
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        await opened.catalog.outbox.embedded(ids, rows)
        graph = _Graph(rows, ids)
        opened.meaning._vectors = graph  # type: ignore[assignment]
        yield opened, graph, rows


async def test_a_wide_scope_filters_what_the_graph_finds(
    halves: tuple[Store, _Graph, Vectors],
) -> None:
    """Where half of all is in a scope, a few more are asked of the graph, and filtered."""
    store, graph, rows = halves
    vector = rows[0]
    found = await store.meaning.nearest(vector, Scope(publications=("a",)), 5)
    best = np.argsort(-(rows[::2] @ vector))[:5] * 2
    assert [graph.ids[n] for n in best] == [id_ for id_, _ in found]
    assert graph.asked == [15]


async def test_a_scope_far_from_the_question_is_compared_one_by_one(
    halves: tuple[Store, _Graph, Vectors],
) -> None:
    """Where the graph's nearest are all outside of a scope, its own passages are compared."""
    store, graph, rows = halves
    vector = np.eye(16, dtype=np.float32)[0]
    found = await store.meaning.nearest(vector, Scope(publications=("b",)), 5)
    scores = rows[1::2] @ vector
    best = np.argsort(-scores)[:5]
    assert [graph.ids[2 * n + 1] for n in best] == [id_ for id_, _ in found]
    assert [score for _, score in found] == pytest.approx(scores[best], abs=1e-3)
    assert graph.asked == [15]


async def test_a_narrow_scope_never_asks_the_graph(halves: tuple[Store, _Graph, Vectors]) -> None:
    """A document's passages and those of few days are compared one by one."""
    store, graph, rows = halves
    assert len(await store.meaning.nearest(rows[0], Scope(document="d004"), 5)) == 1
    day = Scope(Span(APRIL[1], APRIL[1]), publications=("b",))
    found = await store.meaning.nearest(rows[3], day, 100)
    best = np.argsort(-(rows[1::4] @ rows[3]))[:100] * 4 + 1
    assert {graph.ids[n] for n in best} == {id_ for id_, _ in found}
    assert graph.asked == []
