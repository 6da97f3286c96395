"""The benchmark of scale, at a size that a test may have."""

import asyncio
import json
from pathlib import Path

import pytest
from rich.console import Console

from tests.benchmarks.scale import made, measure, table
from tests.benchmarks.synthetic import Synthetic, Words


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of two thousand passages."""
    folder = tmp_path_factory.mktemp("scale")
    asyncio.run(made(folder, 2_000, Synthetic(dimensions=32)))
    return folder


async def test_the_benchmark_measures(archive: Path) -> None:
    """It runs to its end, finds all that is nearest in a range, and leaves the index as it was."""
    found = await measure(archive, 8, Synthetic(dimensions=32))
    assert found["recall, 30 days"] == 1.0
    assert found["recall"] > 0.97
    again = await measure(archive, 2, Synthetic(dimensions=32))
    assert again["recall, 30 days"] == 1.0
    console = Console(width=200, record=True)
    console.print(table({2_000: {"seconds to build": 1.0} | found}))
    said = console.export_text()
    assert all(name in said for name in found["times"])
    assert "2,000 passages" in said


async def test_an_index_that_is_there_is_not_built_again(archive: Path) -> None:
    """What was built is measured again as it is."""
    (archive / "seconds").write_text("7", encoding="utf-8")
    await made(archive, 2_000, Synthetic(dimensions=32))
    assert (archive / "seconds").read_text(encoding="utf-8") == "7"
    assert len(set(json.loads((archive / "ids.json").read_text(encoding="utf-8")))) == 2_000


def test_drawn_texts_have_frequent_and_rare_words() -> None:
    """The same seed draws the same texts, in which few words are frequent and many stand once."""
    words, other = Words(5), Words(5)
    texts = [words.text() for _ in range(200)]
    assert texts == [other.text() for _ in range(200)]
    counts: dict[str, int] = {}
    for text in texts:
        for word in set(text.lower().strip(".").split()):
            counts[word] = counts.get(word, 0) + 1
    assert max(counts.values()) > 100
    assert sum(count == 1 for count in counts.values()) > len(counts) / 2
