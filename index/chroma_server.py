"""The vectors on a Chroma server, which may go away and come back."""

import contextlib
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast
from urllib.parse import urlsplit

from pydantic import SecretStr

from index.embedding import Vectors
from index.errors import IndexFault
from index.vectors import NAME, VectorStore, in_short, in_thread

if TYPE_CHECKING:
    import httpx
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection

T = TypeVar("T")

_VERSION = "1."  # how the versions begin whose language is spoken here
_CONNECT, _ANSWER = 3.0, 10.0  # seconds that are waited
_LONGEST_REST = 30.0  # seconds between two tries to reach a server that is away
_PATIENCE = 90.0  # seconds that a change is tried again
# Vectors of one request: Chroma Cloud takes 300, and many more take longer than is waited.
_AT_ONCE = 250


@dataclass(frozen=True, slots=True)
class ChromaServer:
    """Where a Chroma server is, and which of its databases is ours."""

    url: str
    token: SecretStr | None = None
    tenant: str = "default_tenant"
    database: str = "default_database"

    @property
    def headers(self) -> dict[str, str]:
        """What proves who asks: to Chroma Cloud, and to a proxy before a server of one's own."""
        if self.token is None:
            return {}
        told = self.token.get_secret_value()
        return {"X-Chroma-Token": told, "Authorization": f"Bearer {told}"}


class Away(IndexFault):
    """The server doesn't answer just now."""


class ServerVectors(VectorStore):
    """Vectors of passages on a Chroma server, which many processes may use.

    Where it is away a question fails at once, between two tries that come more and more seldom;
    a change is tried again for a while. Both raise Away then.
    """

    def __init__(self, server: ChromaServer, name: str = NAME) -> None:
        super().__init__(Path(), name)
        self._server = server
        self._failures = 0
        self._rests = 0.0  # until then nothing is asked

    async def check(self) -> None:
        """Raise IndexFault where the server isn't one of ours, Away where it doesn't answer."""
        await in_thread(lambda: self._told(self._client_now))

    async def lost(self) -> bool:
        """Whether the server has no vectors, for certain: it may be away.

        A collection that somebody dropped is made again by the first question, and is empty.
        """

        def missing() -> bool:
            from chromadb.errors import NotFoundError

            try:
                found = self._client_now().get_collection(self._name, embedding_function=None)
            except NotFoundError:
                return True
            return found.count() == 0

        try:
            return await in_thread(lambda: self._told(missing))
        except Away:
            return False

    def damaged(self, error: Exception) -> bool:  # noqa: ARG002
        """A server looks after its own files."""
        return False

    async def clear(self) -> None:
        """Drop every vector."""

        def drop() -> None:
            from chromadb.errors import NotFoundError

            with contextlib.suppress(NotFoundError):
                self._client_now().delete_collection(self._name)
            self._collection = None

        await self._tried(drop)

    async def discard(self) -> None:
        """Drop every vector: the files are the server's."""
        await self.clear()

    async def put(
        self, ids: Sequence[str], vectors: Vectors, beside: Sequence[tuple[int, str]]
    ) -> None:
        """Add or replace vectors; `beside` holds (day ordinal or 0, document) for each."""
        for n in range(0, len(ids), _AT_ONCE):
            some = slice(n, n + _AT_ONCE)
            await super().put(ids[some], vectors[some], beside[some])

    async def remove(self, ids: Sequence[str]) -> None:
        """Take vectors out; ids without one don't matter."""
        for n in range(0, len(ids), _AT_ONCE):
            await super().remove(ids[n : n + _AT_ONCE])

    async def _read(self, work: "Callable[[Collection], T]") -> T:
        if time.monotonic() < self._rests:
            raise self._away("it didn't answer before")
        try:
            found = await in_thread(lambda: self._told(lambda: self._with_collection(work)))
        except Away:
            self._failures += 1
            rest = min(2.0**self._failures, _LONGEST_REST)
            self._rests = time.monotonic() + rest * random.uniform(0.5, 1.0)  # noqa: S311
            raise
        self._failures = 0
        return found

    async def _write(self, work: "Callable[[Collection], T]") -> T:
        return await self._tried(lambda: self._with_collection(work))

    async def _tried(self, work: Callable[[], T]) -> T:
        """Do something, again and again for a while where the server is away."""
        from tenacity import (
            AsyncRetrying,
            retry_if_exception_type,
            stop_after_delay,
            wait_random_exponential,
        )

        again = AsyncRetrying(
            retry=retry_if_exception_type(Away),
            wait=wait_random_exponential(multiplier=0.5, max=_LONGEST_REST),
            stop=stop_after_delay(_PATIENCE),
            reraise=True,
        )

        async def once() -> T:
            return await in_thread(lambda: self._told(work))

        return await again(once)

    def _with_collection(self, work: "Callable[[Collection], T]") -> T:
        """Work with the collection; where another process has dropped it, with a new one."""
        from chromadb.errors import NotFoundError

        try:
            return work(self._opened())
        except NotFoundError:
            self._collection = None
            return work(self._opened())

    def _told(self, work: Callable[[], T]) -> T:
        """Do some work; what tells that the server is away is raised as Away."""
        import httpx
        from chromadb.errors import ChromaError, InternalError, RateLimitError

        try:
            return work()
        except IndexFault:
            raise
        except (httpx.TransportError, InternalError, RateLimitError) as error:
            raise self._away(in_short(error)) from error
        except (ChromaError, TypeError):
            raise
        except Exception as error:
            # Chroma's client makes plain errors of what a proxy says, and of a refused connection.
            raise self._away(in_short(error)) from error

    def _away(self, reason: str) -> Away:
        return Away(
            f"The Chroma server at {self._server.url} doesn't answer ({reason}). Words are "
            f"searched meanwhile; vectors are made when it is back."
        )

    def _refused(self, error: Exception) -> Exception:
        return error

    def _client_now(self) -> "Client":
        with self._opening:
            if self._client is None:
                self._client = self._connected()
            return self._client

    def _connected(self) -> "Client":
        import chromadb
        import httpx
        from chromadb.config import Settings

        server = self._server
        waiting = httpx.Timeout(_ANSWER, connect=_CONNECT)
        parts = urlsplit(server.url)
        # Reading the certificates of authorities takes a while, and is of no use without TLS.
        secure = parts.scheme == "https"
        with httpx.Client(headers=server.headers, timeout=waiting, verify=secure) as session:
            self._check(session.get(f"{server.url.rstrip('/')}/api/v2/version"))
        opened = chromadb.HttpClient(
            parts.hostname or "",
            parts.port or (443 if secure else 80),
            ssl=secure,
            headers=dict(server.headers),
            settings=Settings(anonymized_telemetry=False, chroma_server_ssl_verify=secure),
            tenant=server.tenant,
            database=server.database,
        )
        client = cast("Client", opened)
        # Its own waits for ever.
        cast("httpx.Client", client._server._session).timeout = waiting  # type: ignore[attr-defined]  # noqa: SLF001
        return client

    def _check(self, answer: "httpx.Response") -> None:
        """Raise IndexFault where the server isn't one of ours, Away where it can't answer."""
        url = self._server.url
        if answer.status_code in (401, 403):
            raise IndexFault(
                f"The Chroma server at {url} refuses the token: set FOOTNOTE_CHROMA_TOKEN."
            )
        if answer.is_server_error or answer.status_code == 429:
            raise self._away(f"{answer.status_code} {answer.reason_phrase}")
        version = answer.text.strip().strip('"') if answer.is_success else "another version"
        if not version.startswith(_VERSION):
            raise IndexFault(
                f"The Chroma server at {url} is {version[:40]!r}; Footnote works with "
                f"{_VERSION}x. Change the server, or the address in FOOTNOTE_CHROMA_URL."
            )
