"""What the bot depends on, each as something that goes away and comes back."""

import asyncio
import errno
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import CalledProcessError, run
from typing import Any

from aiohttp import web

from tests.chroma_server import RunningChroma
from tests.discord_server import DiscordServer
from tests.messages_server import Answer, Cite, Failure, MessagesServer, Reply, Text, search_results
from tests.postgres import Cluster

_SIZE = "600m"  # of the disk; a PostgreSQL takes 40 MB for nothing, and a log of 16 MB a file
_OVERLOADED = Failure(529, "overloaded_error", "Overloaded")


class Claude(MessagesServer):
    """The Messages API: it quotes the first passage that it is shown, and may go away."""

    def __init__(self) -> None:
        super().__init__()
        self.overloaded = self._cut = False
        self._speaks = asyncio.Event()
        self._speaks.set()

    def silence(self, silent: bool) -> None:  # noqa: FBT001
        """Take requests and answer none, or answer again, those that wait as well."""
        self._speaks.clear() if silent else self._speaks.set()

    async def cut(self) -> None:
        """Refuse connections."""
        self._cut = True
        for site in list(self._runner.sites):
            await site.stop()

    async def mend(self) -> None:
        """Take connections again, at the same address."""
        self._cut = False
        port = int(self.url.rpartition(":")[2])
        await web.TCPSite(self._runner, "127.0.0.1", port).start()

    async def _answer_message(self, request: web.Request) -> web.StreamResponse:
        if self._cut and request.transport:
            request.transport.abort()
            return web.Response(status=503)
        await self._speaks.wait()
        return await super()._answer_message(request)

    def _next_answer(self, body: dict[str, Any]) -> Answer:
        if self.overloaded:
            return _OVERLOADED
        shown = search_results(body)
        if not shown:
            return Reply((Text("NOT IN THE ARCHIVE"),))
        first = shown[0]
        return Reply((Text(first["content"][0]["text"], (Cite(first["source"]),)),))


class Disk:
    """A small file system in memory that can be filled up."""

    def __init__(self, folder: Path) -> None:
        self._filler = folder / "filler"

    def fill(self) -> None:
        """Leave no byte of room."""
        with self._filler.open("wb", buffering=0) as filler:
            for size in (2**24, 2**16, 2**12, 1):
                try:
                    while filler.write(bytes(size)) == size:
                        pass
                except OSError as error:
                    if error.errno != errno.ENOSPC:
                        raise

    def clear(self) -> None:
        """Make room again."""
        self._filler.unlink()


def make_open(folder: Path) -> None:
    """Make a folder in which another user may have one: PostgreSQL's is nobody's."""
    folder.mkdir()
    for each in (folder, folder.parent):
        each.chmod(0o711)


@contextmanager
def small_disk(folder: Path) -> Iterator[Disk | None]:
    """A disk mounted on a folder as long as the block runs; None where this may not be done."""
    try:
        run(
            ["mount", "-t", "tmpfs", "-o", f"size={_SIZE},mode=711", "tmpfs", folder],
            check=True,
            capture_output=True,
        )
    except (CalledProcessError, OSError):
        yield None
        return
    try:
        yield Disk(folder)
    finally:
        run(["umount", "--lazy", folder], check=True)


@dataclass(frozen=True, slots=True)
class Fault:
    """A way in which a dependency goes away, and how it comes back."""

    of: str
    how: str
    begin: Callable[[], Awaitable[object]]
    end: Callable[[], Awaitable[object]]

    @property
    def name(self) -> str:
        """The dependency and what becomes of it."""
        return f"{self.of} {self.how}"


@dataclass(frozen=True, slots=True)
class Dependencies:
    """All that the bot depends on; without a `disk` that can be filled none is."""

    discord: DiscordServer
    claude: Claude
    chroma: RunningChroma
    postgres: Cluster
    disk: Disk | None

    def faults(self) -> list[Fault]:
        """Each way in which one of them goes away."""
        claude, chroma, postgres = self.claude, self.chroma, self.postgres
        found = [
            Fault("gateway", "dropped", self._drop, self._open_gateway),
            Fault("gateway", "forgetting", self._forget, self._open_gateway),
            Fault("REST", "503", self._refuse_requests, self._take_requests),
            Fault("REST", "cutting", self._cut_requests, self._take_requests),
            Fault("Claude", "529", self._overload, self._calm_claude),
            Fault("Claude", "refusing", claude.cut, claude.mend),
            Fault("Claude", "silent", self._silence, self._speak),
            Fault("Chroma", "killed", _aside(chroma.stop), _aside(chroma.start)),
            Fault("Chroma", "silent", _aside(chroma.pause), _aside(chroma.resume)),
            Fault("PostgreSQL", "killed", _aside(postgres.stop), _aside(postgres.start)),
            Fault("PostgreSQL", "silent", _aside(postgres.pause), _aside(postgres.resume)),
        ]
        if self.disk is not None:
            found.append(Fault("disk", "full", _aside(self.disk.fill), self._room))
        return found

    async def _drop(self) -> None:
        self.discord.refuses_gateway = True
        await self.discord.disconnect()

    async def _forget(self) -> None:
        self.discord.refuses_gateway = True
        await self.discord.disconnect(forget=True)

    async def _open_gateway(self) -> None:
        self.discord.refuses_gateway = False

    async def _refuse_requests(self) -> None:
        self.discord.refuses_requests = True

    async def _cut_requests(self) -> None:
        self.discord.cuts_requests = True

    async def _take_requests(self) -> None:
        self.discord.refuses_requests = self.discord.cuts_requests = False

    async def _overload(self) -> None:
        self.claude.overloaded = True

    async def _calm_claude(self) -> None:
        self.claude.overloaded = False

    async def _silence(self) -> None:
        self.claude.silence(True)

    async def _speak(self) -> None:
        self.claude.silence(False)

    async def _room(self) -> None:
        """Make room; who ended for want of it is started, as a supervisor would."""
        if self.disk is not None:
            await asyncio.to_thread(self.disk.clear)
        for server in (self.postgres, self.chroma):
            if server.died:
                await asyncio.to_thread(server.start)


def _aside(work: Callable[[], object]) -> Callable[[], Awaitable[object]]:
    return lambda: asyncio.to_thread(work)
