"""The web sites that the tests of the web fetch from, and a database for what was fetched."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from index.web.kept import Kept
from tests.web_server import WebServer


@pytest.fixture
async def server() -> AsyncIterator[WebServer]:
    """The sites, running."""
    async with WebServer() as running:
        yield running


@pytest.fixture
async def kept(tmp_path: Path) -> AsyncIterator[Kept]:
    """An empty database."""
    opened = await Kept.open(tmp_path / "web.db")
    yield opened
    await opened.close()
