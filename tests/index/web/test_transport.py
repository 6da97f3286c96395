"""Connections go to the address that was checked, and nowhere else."""

import shutil
import socket
import ssl
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from index.web.address import Refused, resolve
from index.web.fetch import Fetcher, Page
from index.web.transport import Pinned
from tests.index.web.sites import QUICK, fault_of, fetcher
from tests.web_server import WebServer, page

PUBLIC = "93.184.216.34"


class Recorder(httpx.AsyncBaseTransport):
    """Notes what it is asked for; connects to no address in `dead`."""

    def __init__(self, *dead: str) -> None:
        self.asked: list[httpx.Request] = []
        self._dead = dead

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """An empty answer, or no connection."""
        self.asked.append(request)
        if request.url.host in self._dead:
            raise httpx.ConnectError(f"{request.url.host} is dead")
        return httpx.Response(200)


async def ask(recorder: Recorder, url: str, *ips: str) -> httpx.Response:
    """What a pinned transport answers whose DNS knows `ips` for every name."""

    async def resolve(host: str, port: int) -> list[str]:
        return list(ips)

    return await Pinned(recorder, resolve).handle_async_request(httpx.Request("GET", url))


@pytest.mark.parametrize("ip", [PUBLIC, "2606:4700::1111"])
async def test_the_request_goes_to_the_address_under_the_hosts_name(ip: str) -> None:
    """The connection is to the IP; the Host header and TLS keep the name."""
    recorder = Recorder()
    await ask(recorder, "https://bücher.example:8443/a?b", ip)
    (request,) = recorder.asked
    assert (request.url.host, request.url.port, request.url.scheme) == (ip, 8443, "https")
    assert request.url.raw_path == b"/a?b"
    assert request.headers["host"] == "xn--bcher-kva.example:8443"
    assert request.extensions["sni_hostname"] == "xn--bcher-kva.example"


async def test_dead_addresses_are_passed_over() -> None:
    """Where one address doesn't answer the next is tried; where none does it is told."""
    recorder = Recorder("2606:4700::1111", "1.1.1.1")
    assert (await ask(recorder, "http://e.test/", "2606:4700::1111", PUBLIC)).status_code == 200
    assert [request.url.host for request in recorder.asked] == ["2606:4700::1111", PUBLIC]
    with pytest.raises(httpx.ConnectError, match="dead"):
        await ask(recorder, "http://e.test/", "1.1.1.1")
    with pytest.raises(httpx.ConnectError, match="no address"):
        await ask(recorder, "http://e.test/")


async def test_dns_that_changes_its_mind_leads_to_what_was_checked(outside: list[str]) -> None:
    """A name that is public when checked, and ours when asked again, is connected to in public."""
    answers = [[PUBLIC], ["127.0.0.1"]]
    asked: list[str] = []

    async def rebinding(host: str, port: int) -> list[str]:
        asked.append(host)
        return answers[min(len(asked), len(answers)) - 1]

    with socket.create_server(("127.0.0.1", 0)) as trap:
        trap.settimeout(0.1)
        port = trap.getsockname()[1]
        async with Fetcher("Footnote/0.0", QUICK, resolver=rebinding) as fetching:
            with pytest.raises(BaseException):  # noqa: B017 -- the guard's, in whatever groups
                await fetching.get(f"http://rebind.test:{port}/")
        assert asked == ["rebind.test"]
        assert outside == [PUBLIC]
        with pytest.raises(TimeoutError):
            trap.accept()
    outside.clear()


async def test_every_request_is_checked_anew() -> None:
    """A name that was public for one request and is private for the next is refused then."""
    answers = iter([[PUBLIC], [PUBLIC, "127.0.0.1"]])

    async def rebinding(host: str, port: int) -> list[str]:
        return next(answers)

    async def check(host: str, port: int) -> list[str]:
        return await resolve(host, port, frozenset(), rebinding)

    recorder = Recorder()
    pinned = Pinned(recorder, check)
    await pinned.handle_async_request(httpx.Request("GET", "http://rebind.test/"))
    with pytest.raises(Refused, match=r"rebind\.test leads to 127\.0\.0\.1"):
        await pinned.handle_async_request(httpx.Request("GET", "http://rebind.test/"))
    assert [request.url.host for request in recorder.asked] == [PUBLIC]


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    """A certificate for site.test, and its key."""
    if shutil.which("openssl") is None:
        pytest.skip("needs openssl to make a certificate")
    made_out, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    made = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
    names = ["-subj", "/CN=site.test", "-addext", "subjectAltName=DNS:site.test"]
    files = ["-keyout", str(key), "-out", str(made_out)]
    subprocess.run([*made.split(), *names, *files], check=True, capture_output=True)
    return made_out, key


@pytest.fixture
async def secure(
    certificate: tuple[Path, Path],
) -> AsyncIterator[tuple[WebServer, ssl.SSLContext]]:
    """Sites over TLS whose certificate is for site.test, and the trust in it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    async with WebServer(context) as server:
        yield server, ssl.create_default_context(cafile=str(certificate[0]))


async def test_certificates_are_checked_for_the_name(
    secure: tuple[WebServer, ssl.SSLContext],
) -> None:
    """TLS to the pinned address is for the host's name: another name's certificate won't do."""
    server, trust = secure
    url = server.put("/a", page(b"Hello"))
    server.put("/a", page(b"Hello"), "other.test")
    async with fetcher(verify=trust) as fetching:
        found = await fetching.get(url)
        fault = await fault_of(fetching, server.url("/a", "other.test"))
    async with fetcher() as doubting:
        untrusted = await fault_of(doubting, url)
    assert isinstance(found, Page)
    assert found.body == b"Hello"
    assert "certificate is not valid for 'other.test'" in fault.reason
    assert "CERTIFICATE_VERIFY_FAILED" in untrusted.reason
    assert server.paths("other.test") == []
