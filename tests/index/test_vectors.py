"""The Chroma side."""

import asyncio
import datetime as dt
import time
from collections.abc import AsyncIterator

import numpy as np
import pytest

from index.embedding import Vectors
from index.vectors import VectorStore, in_thread
from tests.index.conftest import OpenVectors

DAYS = [dt.date(2026, 4, n).toordinal() for n in (1, 2, 3)]


@pytest.fixture
async def vectors(open_vectors: OpenVectors) -> AsyncIterator[VectorStore]:
    """Three dated vectors and an undated one; 'a' and 'u' point the same way."""
    store = open_vectors()
    await store.put(
        ["a", "b", "c", "u"],
        np.stack([_axis(0), _axis(1), _axis(2), _axis(0)]),
        [(DAYS[0], "one"), (DAYS[1], "one"), (DAYS[2], "two"), (0, "notes")],
    )
    yield store
    await store.close()


def _axis(n: int) -> Vectors:
    axis: Vectors = np.eye(8, dtype=np.float32)[n]
    return axis


async def _ids(vectors: VectorStore, axis: int = 0) -> list[str]:
    return [id_ for id_, _ in await vectors.nearest(_axis(axis), 10)]


async def test_nearest_first_with_similarity(vectors: VectorStore) -> None:
    """The nearest comes first, with its cosine; no more come than asked for."""
    ((id_, score),) = await vectors.nearest(_axis(1), 1)
    assert id_ == "b"
    assert pytest.approx(score, abs=1e-5) == 1.0


async def test_vectors_by_their_ids(vectors: VectorStore) -> None:
    """Vectors are had by id as they were put; those that aren't there are left out."""
    found = await vectors.of(["b", "gone", "a"])
    assert set(found) == {"a", "b"}
    assert np.allclose(found["b"], _axis(1))
    assert await vectors.of([]) == {}


async def test_empty_store_finds_nothing(open_vectors: OpenVectors) -> None:
    """A search in no vectors finds none."""
    store = open_vectors()
    assert await store.nearest(_axis(0), 5) == []
    assert await store.count() == 0
    await store.close()


async def test_put_replaces(vectors: VectorStore) -> None:
    """A vector that is put again takes the old one's place, and none stands twice."""
    await vectors.put(["a"], _axis(5).reshape(1, -1), [(DAYS[2], "two")])
    assert await vectors.count() == 4
    assert (await _ids(vectors, 5))[0] == "a"


async def test_many_at_once(open_vectors: OpenVectors) -> None:
    """Of more than go into one request each has its own vector, and all of them go."""
    store = open_vectors()
    names = [f"p{n}" for n in range(600)]
    rows = np.random.default_rng(7).standard_normal((600, 8), dtype=np.float32)
    await store.put(names, rows, [(0, "many")] * 600)
    assert await store.count() == 600
    for n in (0, 249, 250, 599):
        assert [id_ for id_, _ in await store.nearest(rows[n], 1)] == [names[n]]
    await store.remove(names)
    assert await store.count() == 0
    await store.close()


async def test_remove_and_clear(vectors: VectorStore) -> None:
    """Removed vectors are gone; ids without one and no ids at all don't matter."""
    await vectors.remove(["a", "nobody"])
    await vectors.remove([])
    assert {"b", "c", "u"} == set(await _ids(vectors))
    await vectors.clear()
    assert await vectors.count() == 0
    assert await _ids(vectors) == []


async def test_vectors_outlive_the_store(vectors: VectorStore, open_vectors: OpenVectors) -> None:
    """Vectors are there after closing and opening."""
    await vectors.close()
    again = open_vectors()
    assert await again.count() == 4
    await again.close()


async def test_cancelled_work_ends_before_who_waits_goes_on() -> None:
    """Whoever is cancelled in the middle of a write waits for it: the folder isn't closed on it."""
    written: list[int] = []

    def work() -> None:
        time.sleep(0.2)
        written.append(1)

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.02):
            await in_thread(work)
    assert written == [1]
