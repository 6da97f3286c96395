"""Tests of bot/assistant/claude/tool.py."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.assistant.claude.tool import SearchInput, tool, wanted
from bot.assistant.writer import SearchFault, Wanted
from index.digest import Scope, Span

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


def test_a_call_becomes_what_is_wanted() -> None:
    """Queries, days, publication and kind of a call are where it is searched."""
    given = {
        "queries": [" GLM-5.1 "],
        "from": "2026-04-10",
        "to": "2026-04-10",
        "publication": "Daily",
        "kind": "source",
    }
    day = dt.date(2026, 4, 10)
    scope = Scope(Span(day, day), publications=("Daily",), kind="source")
    assert wanted("search_archive", given) == Wanted(("GLM-5.1",), scope)


def test_the_schema_names_what_is_read() -> None:
    """The schema that the model sees has the fields that are validated, and no others."""
    schema: Any = tool(strict=True)["input_schema"]
    fields = SearchInput.model_fields
    assert set(schema["properties"]) == {field.alias or name for name, field in fields.items()}
    assert schema["required"] == [n for n, field in fields.items() if field.is_required()]
    assert schema["additionalProperties"] is False


@given(JSON | st.fixed_dictionaries({"queries": JSON, "from": JSON, "to": JSON}))
def test_whatever_a_model_sends_is_read_or_told(given: Any) -> None:
    """Any input is a search or a fault that says something, and nothing else happens."""
    try:
        told = wanted("search_archive", given).queries[0]
    except SearchFault as fault:
        told = str(fault)
    assert told


def test_all_that_is_wrong_is_told() -> None:
    """A fault names each field that is wrong."""
    with pytest.raises(SearchFault, match=r"queries: .*; kind: "):
        wanted("search_archive", {"queries": [], "kind": "x"})
