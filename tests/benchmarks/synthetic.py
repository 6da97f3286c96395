"""An archive of any size that nobody wrote: Zipf's words, and vectors in topics.

The words fall off as in a long English text (Zipf and Mandelbrot: 1 / (rank + 2.7) ^ 1.07), eight
years of days hold digests of twenty-five passages from ten publications. The vectors have what is
hard in those of real passages: a common direction, topics, and a rest whose spread falls off
slowly over all dimensions; questions lie further away from their topic than passages do. The
numbers were set so that cosines of questions (0.50 to the nearest, 0.40 to the fiftieth, 0.12 to
the median of 34,000) and what Chroma's own settings find of the fifty nearest (0.91) are those of
all-MiniLM-L6-v2 on news digests.
"""

import datetime as dt
import json
import zlib
from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path

import numpy as np

from index.digest import Block, Digest, Document, Section, Story
from index.embedding import Embedder, Vectors
from index.intake import Reading
from index.passages import cut
from index.store import Store

PASSAGES = 25  # of a document
DAYS = 8 * 365
FIRST = dt.date(2018, 11, 25)
PUBLICATIONS = 10
_VOCABULARY = 400_000
_WORDS = (30, 80)  # of a passage
_COMMON = 20  # the most frequent words, which no question has
_DIMENSIONS = 384
_TOPICS = 300
_AT_ONCE = 5_000  # passages
_SYLLABLES = [a + b for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "u", "ai", "on", "er")]


_ENGLISH = (
    "which of the new models leads on long coding tasks this week and what does it cost to run "
    "for a team that has to keep its data in one country while the price of memory goes up"
).split()


class Words:
    """Draws texts and questions."""

    def __init__(self, seed: int = 1) -> None:
        self._random = np.random.default_rng(seed)
        weights = 1 / (np.arange(_VOCABULARY) + 2.7) ** 1.07
        self._sums = np.cumsum(weights / weights.sum())

    def _ranks(self, count: int) -> list[int]:
        found = np.searchsorted(self._sums, self._random.random(count))
        return [int(rank) for rank in np.minimum(found, _VOCABULARY - 1)]

    def text(self) -> str:
        """A text of one passage."""
        words = [_word(rank) for rank in self._ranks(int(self._random.integers(*_WORDS)))]
        return f"{words[0].capitalize()} {' '.join(words[1:])}."

    def question(self) -> str:
        """Five to eight words that aren't the most frequent ones."""
        ranks = [rank for rank in self._ranks(100) if rank >= _COMMON]
        return f"{' '.join(_word(rank) for rank in ranks[: int(self._random.integers(5, 9))])}?"


def _word(rank: int) -> str:
    """The word of a rank: the rarer, the longer."""
    syllables = []
    rest = rank + len(_SYLLABLES)
    while rest:
        rest, at = divmod(rest, len(_SYLLABLES))
        syllables.append(_SYLLABLES[at])
    return "".join(syllables)


class Meanings:
    """Draws vectors of passages and of questions."""

    def __init__(self, seed: int = 1, dimensions: int = _DIMENSIONS) -> None:
        self._random = random = np.random.default_rng(seed)
        self._dimensions = dimensions
        spread = (np.arange(dimensions, dtype=np.float32) + 1) ** -0.4
        self._spread = spread / np.linalg.norm(spread)
        self._common = _unit(random.standard_normal((1, dimensions), dtype=np.float32))
        topics = random.standard_normal((_TOPICS, dimensions), dtype=np.float32)
        self._topics = _unit(topics * self._spread)

    def passages(self, count: int) -> Vectors:
        """Vectors of passages."""
        return self._drawn(count, 0.8, self._random)

    def questions(self, texts: Sequence[str]) -> Vectors:
        """Vectors of questions, the same ones for the same texts."""
        each = (np.random.default_rng(zlib.crc32(text.encode())) for text in texts)
        return np.concatenate([self._drawn(1, 1.2, random) for random in each])

    def _drawn(self, count: int, width: float, random: np.random.Generator) -> Vectors:
        topics = self._topics[random.integers(0, _TOPICS, count)]
        rest = random.standard_normal((count, self._dimensions), dtype=np.float32) * self._spread
        return _unit(0.4 * self._common + 0.5 * topics + width * rest)


def _unit(rows: Vectors) -> Vectors:
    lengths: Vectors = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / lengths


class Synthetic:
    """Vectors that are drawn, in the time that a model takes, where one is given.

    The model is given as many English words as a text has: drawn words have more tokens.
    """

    def __init__(self, model: Embedder | None = None, dimensions: int = _DIMENSIONS) -> None:
        self.name = f"synthetic-{dimensions}"
        self.meanings = Meanings(dimensions=dimensions)
        self._model = model

    def embed(self, texts: Sequence[str]) -> Vectors:
        """A row for each text."""
        if self._model is not None:
            self._model.embed([_english(len(text.split())) for text in texts])
        return self.meanings.questions(texts)


def _english(count: int) -> str:
    return " ".join(islice(cycle(_ENGLISH), count))


async def build(folder: Path, size: int, store: Store, meanings: Meanings) -> None:
    """Make an index of `size` passages in an empty store; its vectors as drawn go to `folder`.

    All goes in through the catalog and the vector store, as the indexer has it.
    """
    words = Words()
    ids: list[str] = []
    drawn = np.lib.format.open_memmap(
        folder / "drawn.npy", "w+", np.float32, (size, meanings.passages(1).shape[1])
    )
    for readings in _batches(words, size):
        await store.catalog.intake.put(readings)
        passages = [p for reading in readings for c in reading.documents for p in c.passages]
        rows = meanings.passages(len(passages))
        days = {c.document.id: c.document.digest.date for r in readings for c in r.documents}
        names = [passage.id for passage in passages]
        beside = [((days[p.document] or FIRST).toordinal(), p.document) for p in passages]
        await store.vectors.put(names, rows, beside)
        await store.catalog.outbox.embedded(names, rows)
        drawn[len(ids) : len(ids) + len(names)] = rows
        ids += names
    drawn.flush()
    (folder / "ids.json").write_text(json.dumps(ids), encoding="utf-8")


def _batches(words: Words, size: int) -> Iterator[list[Reading]]:
    documents = size // PASSAGES
    batch: list[Reading] = []
    for n in range(documents):
        batch.append(reading(words, n, FIRST + dt.timedelta(days=n * DAYS // documents)))
        if len(batch) * PASSAGES >= _AT_ONCE or n == documents - 1:
            yield batch
            batch = []


def reading(words: Words, n: int, day: dt.date) -> Reading:
    """A document as the indexer hands it to the catalog."""
    stories = tuple(Story(words.text()[:30], (Block(words.text()),)) for _ in range(PASSAGES))
    publication = f"Publication {n % PUBLICATIONS}"
    title = f"{words.text()[:40]} {n}"
    digest = Digest(title, publication, day, ("all",), sections=(Section("News", stories=stories),))
    made = Document(f"{n:016x}", "synthetic", f"{day}-{n}.md", f"{n:x}", digest)
    return Reading("synthetic", "synthetic", made.file, "1", (cut(made),))
