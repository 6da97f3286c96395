"""A way to a PostgreSQL server that can be cut, as a network or a server can."""

import asyncio
import contextlib
from pathlib import Path
from typing import Self


class Relay:
    """Hands on what comes to a port of this machine to a server's socket, until it is cut."""

    def __init__(self, socket: Path) -> None:
        self._socket = socket
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()
        self._last_word: bytes | None = None
        self.port = 0

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_error: object) -> None:
        self.cut()

    async def start(self) -> None:
        """Take connections, at the same port as before."""
        self._server = await asyncio.start_server(self._taken, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    def cut(self) -> None:
        """Break every connection, and take none."""
        assert self._server
        self._server.close()
        for writer in self._open:
            writer.transport.abort()
        self._open.clear()

    def cut_behind(self, word: bytes) -> None:
        """Cut at the next such word, once the server has done what it says and before it is told.

        Then connections are taken again.
        """
        self._last_word = word

    async def _taken(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, to_server = await asyncio.open_unix_connection(self._socket)
        self._open |= {writer, to_server}
        with contextlib.suppress(OSError):
            await asyncio.gather(
                self._hand_on(reader, to_server), self._hand_on(there, writer, telling=True)
            )

    async def _hand_on(
        self, source: asyncio.StreamReader, to: asyncio.StreamWriter, *, telling: bool = False
    ) -> None:
        while said := await source.read(65_536):
            if telling and self._last_word and self._last_word in said:
                self._last_word = None
                to.transport.abort()
                return
            to.write(said)
            await to.drain()
        to.close()
