"""What is kept of people is what the README says, and goes when somebody is to be forgotten."""

import json
import re
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import BigInteger, String, Text

from bot.state import State
from bot.state.tables import metadata
from tests.bot.backup.filled import fill
from tests.bot.conftest import EPOCH
from tests.bot.process import ROOT
from tests.bot.state.test_answers import ALICE, RECORD, files_of
from tests.bot.state.test_state import SETUP
from tests.bot.state.test_subscriptions import WANTED

# What tells nothing of a person: of servers, channels, threads, roles, digests and the program.
IMPERSONAL = {
    "guilds": """guild_id channel_id hour timezone since paused catch_up arrival publications tags
        role_id quiet ask_channels ask_roles""",
    "posts": """channel_id document guild_id day content_hash state claimed_at tried_at sent_at
        message_id thread_id threaded_at sections""",
    "topics": "thread_id guild_id kind document opened_at",
    "facts": "name value",
}


def told() -> set[str]:
    """The columns of which the README's table says that they are of people."""
    section = (ROOT / "README.md").read_text("utf-8").partition("## What is kept of people")[2]
    rows = [line.split("|")[1] for line in section.split("\n## ")[0].splitlines() if "|" in line]
    names = {name for row in rows for name in re.findall(r"`([a-z_]+(?:\.[a-z_]+)?)`", row)}
    tables = {
        f"{table}.{column}" for table in names & set(metadata.tables) for column in _of(table)
    }
    return tables | {name for name in names if "." in name}


def _of(table: str) -> list[str]:
    return metadata.tables[table].c.keys()


def test_every_column_is_of_people_or_not() -> None:
    """Each column stands in the README's table or among those that tell nothing of a person.

    A new one must be put into one of them; what the README names must be there.
    """
    impersonal = {f"{table}.{name}" for table, row in IMPERSONAL.items() for name in row.split()}
    every = {f"{table}.{column}" for table in metadata.tables for column in _of(table)}
    assert told() & impersonal == set()
    assert told() | impersonal == every


def test_columns_by_the_name_of_a_person_are_told() -> None:
    """No column that is called after a person, or holds words of one, counts as impersonal."""
    of_people = re.compile(r"user|member|author|person|by$|question|word$|standalone|email|name_of")
    columns = [
        f"{table.name}.{column.name}"
        for table in metadata.tables.values()
        for column in table.c
        if isinstance(column.type, BigInteger | String | Text) and of_people.search(column.name)
    ]
    assert len(columns) >= 6
    assert set(columns) <= told()


@pytest.mark.parametrize("person", [ALICE, WANTED.user_id, SETUP.set_by])
async def test_who_is_forgotten_is_nowhere(tmp_path: Path, person: int) -> None:
    """Of whoever is forgotten no column holds id or words, and no byte of the files the words."""
    await fill(tmp_path)
    assert str(person) in _rows(tmp_path)
    state = await State.open(tmp_path / "state.db", lambda: EPOCH)
    await state.forget(person)
    assert str(person) not in _rows(tmp_path)
    words = [RECORD.question, "Not so."] if person == ALICE else []
    assert not any(word in _rows(tmp_path) for word in words)
    assert not any(word.encode() in files_of(tmp_path) for word in words)
    await state.close()


def _rows(folder: Path) -> str:
    """What the columns hold that are of people, as text."""
    with sqlite3.connect(folder / "state.db") as base:
        rows = [
            base.execute(f"SELECT {column} FROM {column.partition('.')[0]}").fetchall()  # noqa: S608
            for column in sorted(told())
        ]
    base.close()
    return json.dumps(rows, ensure_ascii=False)
