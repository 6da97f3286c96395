"""An embedder that needs no second look at a text."""

import threading
from collections import OrderedDict
from collections.abc import Sequence

import numpy as np

from index.embedding import Embedder, Vectors

_MOST = 5_000  # texts that are kept: with their vectors some 10 MB


class Remembering:
    """An embedder that keeps the vectors of the texts it was asked for last.

    The questions of a day are about the same stories, whose sentences come again and again.
    """

    def __init__(self, embedder: Embedder, most: int = _MOST) -> None:
        self.name = embedder.name
        self._embedder = embedder
        self._most = most
        self._kept: OrderedDict[str, Vectors] = OrderedDict()
        self._turn = threading.Lock()

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row for each text. Blocks where one isn't known: call it in a thread."""
        with self._turn:
            known = {text: self._kept[text] for text in texts if text in self._kept}
        new = [text for text in dict.fromkeys(texts) if text not in known]
        # A copy of each row: a view would keep all rows that were made with it.
        known |= {
            text: row.copy() for text, row in zip(new, self._embedder.embed(new), strict=True)
        }
        with self._turn:
            for text in texts:
                self._kept[text] = known[text]
                self._kept.move_to_end(text)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return np.stack([known[text] for text in texts]) if texts else self._embedder.embed(())
