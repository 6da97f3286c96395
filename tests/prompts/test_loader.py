"""Tests of prompts/loader.py, and of the prompts themselves."""

from pathlib import Path

import pytest

import prompts
from prompts import Prompt, PromptFault, load


def test_fill_puts_the_values_in() -> None:
    """Filling a prompt puts each value where its name stands."""
    assert Prompt("p", "On $day: $what").fill(day="Monday", what="rain") == "On Monday: rain"


def test_fill_names_what_is_missing_and_what_is_unknown() -> None:
    """A prompt that is filled with too little or too much says which names are off."""
    with pytest.raises(PromptFault, match=r"missing \['what'\], unknown \['who'\]"):
        Prompt("p", "On $day: $what").fill(day="Monday", who="I")


def test_filled_values_are_not_read_as_variables() -> None:
    """A value that looks like a variable stays as it is."""
    assert Prompt("p", "$question").fill(question="$secret and ${day}") == "$secret and ${day}"


@pytest.mark.parametrize("text", ["It costs $5.", "$", "On $day for ${}"])
def test_a_dollar_that_begins_no_variable_is_told(text: str) -> None:
    """A '$' that stands for itself must be doubled, and the fault says in which prompt."""
    with pytest.raises(PromptFault, match="prompt p: a '\\$' begins no variable"):
        Prompt("p", text).fill(day="Monday")


def test_a_missing_prompt_is_named() -> None:
    """Loading a prompt that doesn't exist says its name."""
    with pytest.raises(PromptFault, match="no prompt nothing"):
        load("nothing")


def test_every_prompt_loads_and_names_its_variables() -> None:
    """Each text file under prompts/ is a prompt; those of the question leave something open."""
    names = sorted(path.stem for path in Path(prompts.__file__).parent.glob("*.txt"))
    assert {name: found for name in names if (found := load(name).variables)} == {
        "clock": {"today", "coverage"},
        "under": {"title", "publication", "date"},
        "question": {"question"},
    }
