"""A filled data folder, and a backup of it."""

import asyncio
import shutil
from pathlib import Path

import pytest

from bot.backup.making import make
from tests.bot.backup.filled import NOW, fill


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with something of everything, to copy."""
    folder = tmp_path_factory.mktemp("filled") / "data"
    asyncio.run(fill(folder))
    return folder


@pytest.fixture
def data(filled: Path, tmp_path: Path) -> Path:
    """A folder with something of everything, the test's own to change."""
    return shutil.copytree(filled, tmp_path / "data")


@pytest.fixture
def saved(data: Path, tmp_path: Path) -> Path:
    """A backup of that folder."""
    make(data, tmp_path / "b", NOW)
    return tmp_path / "b"
