"""An embedder for tests that need no meaning: fast, and the same on every machine."""

import hashlib
import re
import time
from collections.abc import Sequence

import numpy as np

from index.embedding import Vectors


class WordsEmbedder:
    """A bag of hashed words: texts with equal words are near, others are about square.

    `pause` slows each call down, for tests that stop it on its way; `texts` counts what was asked.
    """

    def __init__(self, name: str = "words-64", *, pause: float = 0.0) -> None:
        self.name = name
        self.texts = 0
        self._pause = pause

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row of 64 numbers for each text."""
        time.sleep(self._pause)
        self.texts += len(texts)
        rows = np.zeros((len(texts), 64), dtype=np.float32)
        for n, text in enumerate(texts):
            row = rows[n]
            for word in re.findall(r"\w+", text.lower()):
                digest = hashlib.blake2b(word.encode(), digest_size=4).digest()
                row[digest[0] % 64] += 1.0 if digest[1] % 2 else -1.0
            if not row.any():
                row[0] = 1.0
        lengths: Vectors = np.linalg.norm(rows, axis=1, keepdims=True)
        return rows / lengths
