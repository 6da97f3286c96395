"""`footnote answers` and `footnote forget`, over records of real answers."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.cli.answers import answers
from bot.cli.forget import forget
from bot.faults import BotFault
from bot.settings import Settings, SettingsFault, load_settings
from bot.state import Feedback, Record, State
from tests.bot.conftest import recorded
from tests.bot.process import footnote
from tests.bot.state.test_answers import ALICE, record

QUESTION = "Which model topped SWE-Bench Pro?"
UNKNOWN = "Who won the zebra race in Kenya?"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A data folder without an index."""
    return load_settings(data=tmp_path)


async def fill(settings: Settings, records: Sequence[Record]) -> None:
    """Keep some records, asked a minute after one another until now."""
    state = await State.open(settings.state)
    now = state.now()
    for n, each in enumerate(records):
        asked_at = now - timedelta(minutes=len(records) - n)
        await state.answers.add(replace(each, asked_at=asked_at))
    await state.close()


async def listed(
    settings: Settings, capsys: pytest.CaptureFixture[str], **options: Any
) -> dict[str, Any]:
    """The object of `footnote answers --json`."""
    defaults: dict[str, Any] = {"days": None, "outcome": None, "k": 20}
    await answers(settings, **(defaults | options), as_json=True)
    value: dict[str, Any] = json.loads(capsys.readouterr().out)
    return value


async def test_what_was_not_found_can_be_listed(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    """Counts are of all outcomes, questions of the one that is asked for, newest first."""
    found = [
        record(1, outcome="abstained", question="What of zebras?"),
        record(2, outcome="answered", question="Who leads?"),
        record(3, outcome="abstained", question="What of lions?"),
    ]
    await fill(settings, found)

    value = await listed(settings, capsys, outcome="abstained")

    assert {name: each["answers"] for name, each in value["outcomes"].items()} == {
        "abstained": 2, "answered": 1,
    }  # fmt: skip
    assert [each["question"] for each in value["answers"]] == ["What of lions?", "What of zebras?"]


async def test_old_records_are_erased_before_they_are_listed(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    """What has been kept long enough is neither counted nor kept."""
    await fill(settings, [record(1)])
    state = await State.open(settings.state)
    await state.answers.add(record(2, asked_at=state.now() - timedelta(days=31)))

    value = await listed(settings, capsys)

    assert [int(each["id"]) for each in value["answers"]] == [1]
    assert [int(each.id) for each in await recorded(state)] == [1]
    await state.close()


async def test_the_table_fits_and_steers_no_terminal(
    settings: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Questions are shown literally on one line each, folded to the width of the terminal."""
    monkeypatch.setenv("COLUMNS", "60")
    hostile = "[bold]Zebra\x1b[2J\x1b]0;owned\x07\r\nrace\u202e" + " and more" * 10
    await fill(settings, [record(1, question=hostile)])

    await answers(settings, days=None, outcome=None, k=20, as_json=False)

    text = capsys.readouterr().out
    assert "[bold]Zebra[2J]0;ownedrace" in "".join(text.split())
    assert max(map(len, text.splitlines())) <= 60
    assert not {"\x1b", "\x07", "\r", "\u202e"} & set(text)


async def test_feedback_is_shown_with_what_is_wrong(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ratings are counted by kind; the newest wrong sources come with question and word."""
    await fill(settings, [record(1, question="Who leads?"), record(2, question="[b]Why?\x1b[2J")])
    await rate(settings, 1, ALICE, "up")
    await rate(settings, 1, 5, "wrong", "the [1] is\x07 dead")
    await rate(settings, 2, ALICE, "wrong")

    value = await listed(settings, capsys, k=1)
    await answers(settings, days=None, outcome=None, k=20, as_json=False)

    text = capsys.readouterr().out
    assert value["feedback"] == {"wrong": 2, "up": 1}
    (wrong,) = value["wrong_sources"]
    assert (wrong["question"], wrong["word"]) == ("[b]Why?\x1b[2J", None)
    assert value["answers"][0]["feedback"] == {"wrong": 1}
    assert "Feedback: 1 useful, 2 with a wrong source." in text
    assert "the [1] is dead" in text
    assert "[b]Why?[2J" in text
    assert not {"\x1b", "\x07"} & set(text)


async def rate(
    settings: Settings, number: int, by: int, feedback: Feedback, word: str | None = None
) -> None:
    """Rate an answer."""
    state = await State.open(settings.state)
    assert await state.rate(f"{number:032}", by, feedback, word)
    await state.close()


async def test_wrong_words_are_named(settings: Settings) -> None:
    """An outcome that there isn't, and a folder without records, are each one line."""
    with pytest.raises(SettingsFault, match="'lost' is none of answered, fallback, abstained"):
        await answers(settings, days=None, outcome="lost", k=20, as_json=False)
    with pytest.raises(BotFault, match="nothing is recorded"):
        await answers(settings, days=None, outcome=None, k=20, as_json=False)
    with pytest.raises(BotFault, match="nothing is recorded"):
        await forget(settings, ALICE)
    assert not settings.state.exists()


async def test_forget_tells_how_many_went(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command erases a person's records alone and counts them."""
    await fill(settings, [record(1, by=ALICE), record(2, by=ALICE), record(3, by=5)])

    await forget(settings, ALICE)

    assert capsys.readouterr().out == f"{ALICE}: Erased: 2 records of answers.\n"
    left = (await listed(settings, capsys))["answers"]
    assert [each["user_id"] for each in left] == [5]


def test_the_terminal_records_and_explains(tmp_path: Path) -> None:
    """What `ask` answers is explained on request, recorded, listed by outcome with its passages."""
    first = footnote("ask", QUESTION, "--explain", "--json", cwd=tmp_path)
    second = footnote("ask", UNKNOWN, "--explain", cwd=tmp_path)
    listed = footnote("answers", "--json", cwd=tmp_path)
    unfound = footnote("answers", "--outcome", "abstained", "-k", "9", cwd=tmp_path)

    explained = json.loads(first.stdout)["explain"]
    *_, record = json.loads(listed.stdout)["answers"]
    assert (record["id"], record["outcome"]) == (explained["record"], "answered")
    assert [each["passage"] for each in record["passages"]] == [
        each["passage"] for each in explained["passages"]
    ]
    assert any(each["cited"] for each in record["passages"])
    assert set(record["timings_ms"]) == {"search", "first", "total"}
    assert record["user_id"] is None
    assert "outcome         abstained" in second.stdout
    assert UNKNOWN in unfound.stdout
    assert QUESTION not in unfound.stdout
