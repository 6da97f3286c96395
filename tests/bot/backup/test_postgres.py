"""A state in PostgreSQL, saved and restored by the server's own tools, from one to another."""

import asyncio
import shutil
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.backup.making import make
from bot.backup.restoring import restore
from bot.faults import BotFault
from index.database import asyncpg_url
from tests.bot.backup.filled import NOW, everything, fill
from tests.postgres import Cluster, binaries

pytestmark = pytest.mark.skipif(
    binaries() is None or shutil.which("pg_dump") is None, reason="needs PostgreSQL and its tools"
)


def test_everything_is_there_again(postgres: Cluster, tmp_path: Path) -> None:
    """In an empty database every setting, post, thread, answer, vote and subscription is.

    Into one that has a state nothing is restored, and what it has stays.
    """
    old, new = asyncio.run(postgres.create()), asyncio.run(postgres.create())
    data, other = tmp_path / "data", tmp_path / "other"
    asyncio.run(fill(data, asyncpg_url(old)))
    before = asyncio.run(everything(data, asyncpg_url(old)))

    made = make(data, tmp_path / "b", NOW, SecretStr(old))
    asyncio.run(restore(tmp_path / "b", other, NOW, database=SecretStr(new)))

    assert all(before)
    assert [*made.files] == ["web.db", "state.dump"]
    assert asyncio.run(everything(other, asyncpg_url(new))) == before
    with pytest.raises(BotFault, match=r"already exists.*restore an empty database") as told:
        asyncio.run(restore(tmp_path / "b", tmp_path / "third", NOW, database=SecretStr(new)))
    assert len(str(told.value).splitlines()) == 1
    assert asyncio.run(everything(other, asyncpg_url(new))) == before
    assert not (tmp_path / "third" / "web.db").exists()
