"""What a user of LlamaIndex would build from the same files and the same model, to compare with.

Chunks of SentenceSplitter, searched by meaning, by BM25 with stems, and by both with equal weights.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.progress import track

from index.embedding import Embedder, Vectors
from index.llama import ArchiveEmbedding

Chunk = tuple[str, str]  # the file's path below the archive, the chunk's text

CHUNK = 256  # tokens
OVERLAP = 20  # tokens
POOL = 50  # chunks of each ranking that are fused
_RRF = 60
_STEP = 500  # chunks that are embedded before they are kept: about a minute


def chunks_of(archive: str, files: Iterable[str]) -> list[Chunk]:
    """The chunks of files below an archive, each file read as it stands."""
    from llama_index.core.node_parser import SentenceSplitter

    root = Path(archive).expanduser()
    splitter = SentenceSplitter(chunk_size=CHUNK, chunk_overlap=OVERLAP)
    return [(file, chunk) for file in files for chunk in splitter.split_text(_read(root, file))]


def _read(root: Path, file: str) -> str:
    path = root if root.is_file() else root / file
    return path.read_text("utf-8", errors="replace")


def vectors_of(chunks: Sequence[Chunk], embedder: Embedder, kept: Path) -> Vectors:
    """A row for each chunk. What is made is kept in `kept` (an .npz) and isn't made again."""
    names = [_name(text, embedder) for _, text in chunks]
    known: dict[str, Any] = {}
    if kept.exists():
        with np.load(kept) as held:
            known = dict(zip(held["names"].tolist(), held["rows"], strict=True))
    texts = {name: text for name, (_, text) in zip(names, chunks, strict=True)}
    missing = [name for name in texts if name not in known]
    model = ArchiveEmbedding(embedder)
    steps = range(0, len(missing), _STEP)
    console = Console(stderr=True)
    for at in track(steps, "Embedding the peers' chunks", console=console, transient=True):
        some = missing[at : at + _STEP]
        rows = model.get_text_embedding_batch([texts[name] for name in some])
        known.update(zip(some, np.asarray(rows, dtype=np.float32), strict=True))
        np.savez(kept, names=np.array(list(known)), rows=np.stack(list(known.values())))
    return np.stack([known[name] for name in names])


def _name(text: str, embedder: Embedder) -> str:
    return blake2b(f"{embedder.name}\0{text}".encode(), digest_size=12).hexdigest()


class Peers:
    """The chunks of an archive, ready to be searched. Questions in, chunks out, best first."""

    def __init__(self, chunks: Sequence[Chunk], vectors: Vectors, embedder: Embedder) -> None:
        import bm25s
        import Stemmer

        self._chunks = chunks
        self._vectors = vectors
        self._model = ArchiveEmbedding(embedder)
        self._stemmer = Stemmer.Stemmer("english")
        self._bm25 = bm25s.BM25()
        self._bm25.index(self._terms([text for _, text in chunks]), show_progress=False)

    def _terms(self, texts: list[str]) -> Any:
        import bm25s

        return bm25s.tokenize(texts, stopwords="en", stemmer=self._stemmer, show_progress=False)

    def dense(self, question: str) -> list[Chunk]:
        """By the cosine of the vectors, over all chunks."""
        return [self._chunks[n] for n in self._nearest(question)]

    def bm25(self, question: str) -> list[Chunk]:
        """By BM25 over stems, as bm25s has it by default."""
        return [self._chunks[n] for n in self._by_words(question)]

    def both(self, question: str) -> list[Chunk]:
        """Both fused by reciprocal rank with equal weights."""
        scores: Counter[int] = Counter()
        for ranking in (self._nearest(question), self._by_words(question)):
            for rank, n in enumerate(ranking, 1):
                scores[n] += 1 / (_RRF + rank)  # type: ignore[assignment]
        return [self._chunks[n] for n, _ in scores.most_common()]

    def _nearest(self, question: str) -> list[int]:
        near = self._vectors @ np.asarray(self._model.get_query_embedding(question), np.float32)
        return [int(n) for n in np.argsort(-near, kind="stable")[:POOL]]

    def _by_words(self, question: str) -> list[int]:
        most = min(POOL, len(self._chunks))
        found, scores = self._bm25.retrieve(self._terms([question]), k=most, show_progress=False)
        return [int(n) for n, score in zip(found[0], scores[0], strict=True) if score > 0]
