"""The guard that keeps tests on this machine, and the environment clean."""

import os
import socket

import pytest

from tests.conftest import ReachedOutside


def test_connecting_outside_is_refused(outside: list[str]) -> None:
    """A connection to another machine is refused with its address."""
    with socket.socket() as sock, pytest.raises(ReachedOutside, match=r"192\.0\.2\.1"):
        sock.connect(("192.0.2.1", 80))
    assert outside == ["192.0.2.1"]
    outside.clear()


def test_datagram_outside_is_refused(outside: list[str]) -> None:
    """A datagram to another machine is refused."""
    with (
        socket.socket(type=socket.SOCK_DGRAM) as sock,
        pytest.raises(ReachedOutside, match=r"192\.0\.2\.1"),
    ):
        sock.sendto(b"hello", ("192.0.2.1", 53))
    outside.clear()


@pytest.mark.parametrize("look_up", [socket.gethostbyname, socket.gethostbyname_ex])
def test_looking_a_name_up_is_refused(look_up: object, outside: list[str]) -> None:
    """The name of another machine isn't looked up."""
    name = getattr(look_up, "__name__", "")
    with pytest.raises(ReachedOutside, match=r"example\.org"):
        getattr(socket, name)("example.org")
    with pytest.raises(ReachedOutside, match=r"example\.org"):
        socket.getaddrinfo(b"example.org", 443)
    assert outside == ["example.org", "example.org"]
    outside.clear()


def test_loopback_is_open() -> None:
    """A server on this machine can be reached."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        with socket.create_connection(("localhost", server.getsockname()[1])) as client:
            client.sendall(b"x")
        accepted, _ = server.accept()
        with accepted:
            assert accepted.recv(1) == b"x"


def test_unix_sockets_are_open() -> None:
    """Sockets without a host are let through."""
    left, right = socket.socketpair()
    with left, right:
        left.sendall(b"x")
        assert right.recv(1) == b"x"


def test_environment_holds_no_setting() -> None:
    """No test sees a key, a token or a setting of the person who runs it."""
    names = {"ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL", "DISCORD_TOKEN"}
    found = [name for name in os.environ if name in names or name.startswith("FOOTNOTE_")]
    assert found == []
