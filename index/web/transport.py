"""How a request goes out: to exactly an address that was checked, whatever DNS says next.

Imported late: httpx takes its time.
"""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import httpx

from index.web.address import PORTS

if TYPE_CHECKING:
    import ssl


class Pinned(httpx.AsyncBaseTransport):
    """Asks `resolve` for the addresses of each request's host, and connects to those alone.

    They are tried in turn where no connection comes about. TLS checks the certificate for the
    host's name, and the Host header keeps it. No connection is used twice.
    """

    def __init__(
        self,
        inner: httpx.AsyncBaseTransport,
        resolve: Callable[[str, int], Awaitable[list[str]]],
    ) -> None:
        self._inner = inner
        self._resolve = resolve

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The answer to `request`; what `resolve` raises goes through."""
        url = request.url
        host = url.raw_host.decode("ascii")
        extensions = {**request.extensions, "sni_hostname": host}
        failed: httpx.TransportError | None = None
        for ip in await self._resolve(host, url.port or PORTS[url.scheme]):
            pinned = httpx.Request(
                request.method,
                url.copy_with(host=ip),
                headers=request.headers,
                stream=request.stream,
                extensions=extensions,
            )
            try:
                return await self._inner.handle_async_request(pinned)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                failed = error
        raise failed or httpx.ConnectError(f"{host} has no address")

    async def aclose(self) -> None:
        """Close what is open."""
        await self._inner.aclose()


def open_transport(
    resolve: Callable[[str, int], Awaitable[list[str]]], verify: "ssl.SSLContext | None"
) -> Pinned:
    """A transport over sockets; without `verify`, certificates are checked by certifi's list."""
    context = verify or httpx.create_ssl_context(trust_env=False)
    limits = httpx.Limits(max_keepalive_connections=0)
    inner = httpx.AsyncHTTPTransport(verify=context, trust_env=False, limits=limits)
    return Pinned(inner, resolve)
