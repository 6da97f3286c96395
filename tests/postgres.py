"""A throwaway PostgreSQL server, and databases in it."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import asyncpg

_WAIT = 30.0  # seconds for the server to start
_QUICK = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "autovacuum": "off",
    "shared_buffers": "64MB",
    "max_connections": "60",
    "listen_addresses": "",
}


def binaries() -> Path | None:
    """The folder of the newest PostgreSQL's binaries on this machine; None where there is none."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/postgres"),
        key=lambda path: float(path.parts[-3]) if path.parts[-3].isdigit() else 0.0,
    )
    if found:
        return found[-1].parent
    onpath = shutil.which("postgres")
    return Path(onpath).resolve().parent if onpath else None


class Cluster:
    """A server that listens to a socket in its folder alone."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count(1)

    def url(self, database: str) -> str:
        """The address of one of its databases."""
        return f"postgresql://footnote@/{database}?host={self._folder}"

    async def create(self, template: str = "template1") -> str:
        """Make a database like another one; returns its address."""
        name = f"test{next(self._numbers)}"
        connection = await asyncpg.connect(
            host=str(self._folder), user="footnote", database="postgres"
        )
        try:
            await connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        finally:
            await connection.close()
        return self.url(name)


@contextmanager
def running(kept: Path | None = None, settings: Mapping[str, str] = _QUICK) -> Iterator[Cluster]:
    """A server as long as the block runs; it refuses to be root's, so that it is nobody's then.

    What it holds goes with it, unless it is `kept` in a folder, from where it goes on next time.
    """
    found = binaries()
    assert found is not None
    folder = kept or Path(tempfile.mkdtemp(prefix="footnote-pg-"))
    folder.mkdir(parents=True, exist_ok=True)
    nobody = pwd.getpwnam("nobody") if os.getuid() == 0 else None
    who: dict[str, Any] = {}
    if nobody:
        who = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    try:
        make: list[str | Path] = [found / "initdb", "-D", folder / "data", "-U", "footnote"]
        if not (folder / "data").exists():
            subprocess.run(
                [*make, "-A", "trust", "-E", "UTF8", "--no-sync"],
                cwd=folder,
                env=environment,
                check=True,
                capture_output=True,
                **who,
            )
        options = [option for pair in settings.items() for option in ("-c", "=".join(pair))]
        with (
            (folder / "log").open("wb") as log,
            subprocess.Popen(
                [found / "postgres", "-D", folder / "data", "-k", folder, *options],
                cwd=folder,
                env=environment,
                stdout=log,
                stderr=log,
                **who,
            ) as server,
        ):
            try:
                _wait(server, folder)
                yield Cluster(folder)
            finally:
                # At once, where nothing of it is kept; else in order, however long it writes.
                server.send_signal(signal.SIGINT if kept else signal.SIGQUIT)
                server.wait(None if kept else _WAIT)
    finally:
        if not kept:
            shutil.rmtree(folder, ignore_errors=True)


def _wait(server: "subprocess.Popen[bytes]", folder: Path) -> None:
    """Wait until the server takes connections."""
    until = time.monotonic() + _WAIT
    pid = folder / "data" / "postmaster.pid"
    while not (pid.exists() and pid.read_text().rstrip().endswith("ready")):
        assert server.poll() is None, (folder / "log").read_text()
        assert time.monotonic() < until, (folder / "log").read_text()
        time.sleep(0.02)
