"""A throwaway PostgreSQL server, and databases in it."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any

import asyncpg
import psutil  # type: ignore[import-untyped]

_WAIT = 30.0  # seconds for the server to start
_ENVIRONMENT = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
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
    """A server that listens to a socket in its folder alone.

    `stop` and `start` let it go away as in a crash and come back; `pause` makes it silent.
    """

    def __init__(self, folder: Path, who: dict[str, Any], settings: Mapping[str, str]) -> None:
        self.folder = folder
        self._settings = settings
        self._who = who  # refuses to be root's
        self._numbers = count(1)
        self._server: subprocess.Popen[bytes] | None = None

    def url(self, database: str) -> str:
        """The address of one of its databases."""
        return f"postgresql://footnote@/{database}?host={self.folder}"

    async def create(self, template: str = "template1") -> str:
        """Make a database like another one; returns its address."""
        name = f"test{next(self._numbers)}"
        connection = await asyncpg.connect(
            host=str(self.folder), user="footnote", database="postgres"
        )
        try:
            await connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        finally:
            await connection.close()
        return self.url(name)

    def make(self) -> None:
        """Make its files."""
        command: list[str | Path] = [_found() / "initdb", "-D", self.folder / "data"]
        subprocess.run(
            [*command, "-U", "footnote", "-A", "trust", "-E", "UTF8", "--no-sync"],
            cwd=self.folder,
            env=_ENVIRONMENT,
            check=True,
            capture_output=True,
            **self._who,
        )

    def start(self) -> None:
        """Start it, and wait until it takes connections."""
        options = [option for pair in self._settings.items() for option in ("-c", "=".join(pair))]
        with (self.folder / "log").open("ab") as log:
            self._server = subprocess.Popen(
                [_found() / "postgres", "-D", self.folder / "data", "-k", self.folder, *options],
                cwd=self.folder,
                env=_ENVIRONMENT,
                stdout=log,
                stderr=log,
                **self._who,
            )
        _wait(self._server, self.folder)

    def stop(self, *, at_once: bool = True) -> None:
        """End it at once, as `pg_ctl -m immediate` does, or in order, however long it writes."""
        if self._server is not None:
            self._server.send_signal(signal.SIGQUIT if at_once else signal.SIGINT)
            self._server.wait(_WAIT if at_once else None)
            self._server = None

    @property
    def died(self) -> bool:
        """Whether it ended, and nobody stopped it."""
        return self._server is not None and self._server.poll() is not None

    def pause(self) -> None:
        """Let it answer nothing, though it is there."""
        self._tell(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on where it was paused."""
        self._tell(signal.SIGCONT)

    def _tell(self, number: int) -> None:
        assert self._server is not None
        server = psutil.Process(self._server.pid)
        for process in (server, *server.children()):
            with suppress(psutil.NoSuchProcess):
                process.send_signal(number)


@contextmanager
def running(
    inside: Path | None = None, *, kept: Path | None = None, settings: Mapping[str, str] = _QUICK
) -> Iterator[Cluster]:
    """A server as long as the block runs, its files in a folder of its own, `inside` another.

    They go with it, unless they are `kept` in a folder, from where it goes on next time.
    """
    folder = kept or Path(tempfile.mkdtemp(prefix="footnote-pg-", dir=inside))
    folder.mkdir(parents=True, exist_ok=True)
    nobody = pwd.getpwnam("nobody") if os.getuid() == 0 else None
    who: dict[str, Any] = {}
    if nobody:
        who = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    cluster = Cluster(folder, who, settings)
    try:
        if not (folder / "data").exists():
            cluster.make()
        try:
            cluster.start()
            yield cluster
        finally:
            cluster.stop(at_once=not kept)
    finally:
        if not kept:
            shutil.rmtree(folder, ignore_errors=True)


def _found() -> Path:
    found = binaries()
    assert found is not None
    return found


def _wait(server: "subprocess.Popen[bytes]", folder: Path) -> None:
    """Wait until the server takes connections."""
    until = time.monotonic() + _WAIT
    pid = folder / "data" / "postmaster.pid"
    while not (pid.exists() and _is_ready(pid.read_text(), server.pid)):
        assert server.poll() is None, (folder / "log").read_text()
        assert time.monotonic() < until, (folder / "log").read_text()
        time.sleep(0.02)


def _is_ready(told: str, pid: int) -> bool:
    # The file of one that was ended at once is still there.
    return told.startswith(f"{pid}\n") and told.rstrip().endswith("ready")
