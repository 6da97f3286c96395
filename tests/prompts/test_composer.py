"""Tests of prompts/composer.py, and of the composed prompts against their golden files."""

import pytest

from prompts import COMPOSED, PromptFault, compose
from tests.prompts.golden import GOLDEN, composed


def test_every_composed_prompt_is_its_golden_file() -> None:
    """What is sent changes only with its golden file: `make golden` writes them anew."""
    golden = {path.stem: path.read_text("utf-8") for path in GOLDEN.glob("*.txt")}
    assert golden == {name: f"{text}\n" for name, text in composed().items()}


def test_a_missing_fragment_is_named_with_its_prompt(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fragment without a file is told together with the prompt that wants it."""
    monkeypatch.setitem(COMPOSED, "broken", ("role", "lost"))
    with pytest.raises(PromptFault, match="composed prompt broken: there is no prompt lost"):
        compose("broken")


def test_an_unknown_prompt_is_named() -> None:
    """Asking for a prompt that isn't composed lists those that are."""
    with pytest.raises(PromptFault, match=r"no composed prompt nothing; there are .*'cited'"):
        compose("nothing")


def test_variables_of_all_fragments_must_be_given() -> None:
    """What is missing or unknown is named with the composed prompt."""
    with pytest.raises(PromptFault, match=r"question: missing \['coverage'\], unknown \['who'\]"):
        compose("question", today="today", question="What?", who="I")


def test_every_prompt_that_answers_has_the_boundary() -> None:
    """Wherever evidence is shown, the model is told that it is only material."""
    assert all("boundary" in COMPOSED[name] for name in ("cited", "marked", "plain"))
