"""A Chroma server on a free port of this machine, and databases in it."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import httpx

_WAIT = 30.0  # seconds for the server to start


def free_port() -> int:
    """A port that nobody listens to."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class RunningChroma:
    """A server that runs; `stop` and `start` let it go away and come back, `pause` be silent."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = free_port()
        self._numbers = count(1)
        self._process: subprocess.Popen[bytes] | None = None
        self._session = httpx.Client(base_url=self.url, timeout=_WAIT)

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        where = ["--path", str(self._folder), "--host", "127.0.0.1", "--port", str(self._port)]
        self._process = subprocess.Popen(
            [Path(sys.executable).with_name("chroma"), "run", *where],
            cwd=self._folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until = time.monotonic() + _WAIT
        while True:
            assert self._process.poll() is None, "chroma run ended"
            assert time.monotonic() < until, "chroma run doesn't answer"
            try:
                self._session.get("/api/v2/heartbeat").raise_for_status()
            except httpx.HTTPError:
                time.sleep(0.05)
            else:
                return

    def stop(self) -> None:
        """End it."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(_WAIT)
            self._process = None

    @property
    def died(self) -> bool:
        """Whether it ended, and nobody stopped it."""
        return self._process is not None and self._process.poll() is not None

    def pause(self) -> None:
        """Let it answer nothing, though it is there."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on where it was paused."""
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def close(self) -> None:
        """Let go of the connections to it."""
        self._session.close()

    def create(self) -> str:
        """Make a database; returns its name."""
        name = f"test{next(self._numbers)}"
        made = self._session.post("/api/v2/tenants/default_tenant/databases", json={"name": name})
        made.raise_for_status()
        return name


@contextmanager
def running(folder: Path) -> Iterator[RunningChroma]:
    """A server as long as the block runs."""
    server = RunningChroma(folder)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        server.close()
