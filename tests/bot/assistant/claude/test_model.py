"""Tests of bot/assistant/claude/model.py."""

import pytest

from bot.assistant.claude import make_client
from bot.assistant.claude.model import ModelFacts, model_facts
from tests.messages_server import MODEL, Json, MessagesServer, model_info


def without_effort(info: Json) -> Json:
    """A model that takes no effort."""
    return info | {"capabilities": info["capabilities"] | {"effort": {"supported": False}}}


@pytest.mark.parametrize(
    ("info", "cites", "warning"),
    [
        (model_info(MODEL), True, None),
        (model_info(MODEL, citations=False), False, "can't cite by itself"),
        (model_info(MODEL, lifecycle="deprecated"), True, "retires on 1 December 2026: set"),
        (model_info(MODEL, lifecycle="retired"), True, "is retired: set another"),
        (without_effort(model_info(MODEL)), True, "takes no effort: unset FOOTNOTE_EFFORT"),
        ({"id": MODEL, "object": "model"}, None, None),
        ({"type": "model", "lifecycle": 7, "capabilities": "all", "retires_at": []}, None, None),
        ({"capabilities": {"citations": {"supported": "yes"}}}, None, None),
    ],
)
async def test_what_a_person_should_know_of_a_model_is_told(
    server: MessagesServer, info: Json, *, cites: bool | None, warning: str | None
) -> None:
    """A model that can't cite, is gone or goes is named in one line; other shapes tell nothing."""
    server.models[MODEL] = info
    async with make_client("test-key", server.url, 5) as client:
        facts = await model_facts(client, MODEL, "high")
    assert facts.cites is cites
    assert len(facts.warnings) == (warning is not None)
    assert (warning or "") in "".join(facts.warnings)


async def test_a_model_that_the_api_does_not_know_is_told(server: MessagesServer) -> None:
    """The line names the model and the setting."""
    async with make_client("test-key", server.url, 5) as client:
        facts = await model_facts(client, "claude-none", None)
    assert facts.warnings == (
        "Claude's API knows no model claude-none: set another as FOOTNOTE_MODEL.",
    )


async def test_an_api_that_cant_be_asked_is_no_obstacle(server: MessagesServer) -> None:
    """A refused key, a silent address and one without models tell nothing."""
    server.problems.clear()
    for key, url in (("wrong", server.url), ("k", "http://127.0.0.1:9"), ("k", f"{server.url}/x")):
        async with make_client(key, url, 5) as client:
            assert await model_facts(client, MODEL, None) == ModelFacts()
    server.problems.clear()
