"""What every test has: no way out of this machine, no settings of its user, the indexed sample."""

import asyncio
import ipaddress
import os
import shutil
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from index.archive import SAMPLE, open_archives
from index.embedding import MiniLM
from index.indexer import Indexer
from index.store import Store
from tests.postgres import Cluster, binaries, running

# The same examples each time: a red build is red again when it is run again.
settings.register_profile("footnote", deadline=None, derandomize=True, max_examples=100)
settings.load_profile("footnote")

SECRETS = ("ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL", "DISCORD_TOKEN")


class ReachedOutside(RuntimeError):
    """A test tried to reach something but this machine. The test is wrong, or the code."""


@pytest.fixture(scope="session", autouse=True)
def outside() -> Iterator[list[str]]:
    """Close the way out for the whole session; what was tried is listed."""
    tried: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex", "sendto"):
            patch.setattr(socket.socket, name, _to_loopback(getattr(socket.socket, name), tried))
        for name in ("getaddrinfo", "gethostbyname", "gethostbyname_ex"):
            patch.setattr(socket, name, _of_loopback(getattr(socket, name), tried))
        for name in list(os.environ):
            if name in SECRETS or name.upper().startswith("FOOTNOTE_"):
                patch.delenv(name)
        yield tried


@pytest.fixture(autouse=True)
def _nothing_outside(outside: list[str]) -> Iterator[None]:
    """Fail the test that reached out even where the code under test swallowed the refusal."""
    outside.clear()
    yield
    assert outside == []


def _to_loopback(method: Callable[..., Any], tried: list[str]) -> Callable[..., Any]:
    def guarded(sock: socket.socket, *args: Any) -> Any:
        if sock.family in (socket.AF_INET, socket.AF_INET6) and isinstance(args[-1], tuple):
            _refuse(args[-1][0], tried)
        return method(sock, *args)

    return guarded


def _of_loopback(function: Callable[..., Any], tried: list[str]) -> Callable[..., Any]:
    def guarded(host: Any, *args: Any, **more: Any) -> Any:
        _refuse(host, tried)
        return function(host, *args, **more)

    return guarded


def _refuse(host: str | bytes | None, tried: list[str]) -> None:
    name = host.decode() if isinstance(host, bytes) else host
    if not name or name == "localhost":
        return
    try:
        address = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        pass
    else:
        if address.is_loopback or address.is_unspecified:
            return
    tried.append(name)
    raise ReachedOutside(f"a test tried to reach {name}: tests talk to this machine only")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A PostgreSQL server, one for each process of tests."""
    if binaries() is None:
        pytest.skip("needs the binaries of a PostgreSQL server (apt install postgresql)")
    with running() as cluster:
        yield cluster


@pytest.fixture(scope="session")
def embedder() -> MiniLM:
    """The real model, loaded once."""
    return MiniLM()


@pytest.fixture(scope="session")
def sample_data(tmp_path_factory: pytest.TempPathFactory, embedder: MiniLM) -> Path:
    """The data folder of the sample archive, indexed once with the real model. Copy it to open it.

    Stores belong to one event loop and one at a time to a folder: `sample_store` is a copy's.
    """
    folder = tmp_path_factory.mktemp("sample") / "data"

    async def build() -> None:
        async with Store(folder, embedder) as store:
            await Indexer(store, open_archives([str(SAMPLE)])).run()

    asyncio.run(build())
    return folder


@pytest.fixture
async def sample_store(sample_data: Path, embedder: MiniLM, tmp_path: Path) -> AsyncIterator[Store]:
    """The sample archive's index, opened, the test's own to change."""
    folder = tmp_path / "sample-data"
    shutil.copytree(sample_data, folder)
    async with Store(folder, embedder) as store:
        yield store
