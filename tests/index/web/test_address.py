"""Addresses: one key for a page, and no way to a machine that isn't public."""

import socket
from ipaddress import ip_address

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.web.address import Refused, look_up, normalised, requestable, resolve

NOWHERE: frozenset[str] = frozenset()
URLISH = st.lists(
    st.sampled_from(
        [
            *"http https :// : @ / \\ ? # [ ] & = % . ; xn-- 0x7f utm_a=1 a b 1 ٣ ß 。 İ \t".split(
                " "
            )
        ]
    )
    | st.characters()
).map("".join)


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("HTTP://Example.ORG", "http://example.org/"),
        ("https://example.org:443/a#part", "https://example.org/a"),
        ("http://example.org.:80/", "http://example.org/"),
        ("https://example.org:8443/a", "https://example.org:8443/a"),
        ("  https://example.org/a b  ", "https://example.org/a%20b"),
        ("https://example.org/a%20b?q=%C3%A9&r=é", "https://example.org/a%20b?q=%C3%A9&r=%C3%A9"),
        ("https://bücher.example/ä", "https://xn--bcher-kva.example/%C3%A4"),
        ("https://e.org/?utm_source=x&id=7&fbclid=y&UTM_MEDIUM=z", "https://e.org/?id=7"),
        ("https://e.org/?gclid=1&ref_src=2&mc_cid=3&mc_eid=4", "https://e.org/"),
        ("https://e.org/?", "https://e.org/"),
        ("https://e.org?b=2&a=1", "https://e.org/?b=2&a=1"),
        ("http://[2001:DB8:0::1]:80/x", "http://[2001:db8::1]/x"),
        ("http://192.0.2.7/x", "http://192.0.2.7/x"),
    ],
)
def test_a_page_has_one_key(url: str, key: str) -> None:
    """Spellings of the same page get the same key."""
    assert normalised(url) == key


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.org",
        "ftp://example.org/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://",
        "http:///a",
        "http://a..b/",
        "http://a b/",
        "http://user@example.org/",
        "http://user:secret@example.org/",
        "http://@example.org/",
        "http://example.org\\@127.0.0.1/",
        "http://127.0.0.1\\.example.org/",
        "http://example.org:0/",
        "http://example.org:99999/",
        "http://example.org:x/",
        "http://[::1%25eth0]/",
        "http://[::1/",
        "http://%31%32%37.0.0.1/",
        "http://example.org/" + "a" * 2_000,
        "http://example.org/" + "é" * 400,
        "http://2130706433/",
        "http://0x7f.1/",
        "http://127.1/",
        "http://0177.0.0.1/",
        "http://0x7f000001/",
        "http://1.2.3.4.5/",
        "http://12\u06637.0.0.1/",
    ],
)
def test_what_is_no_web_address_has_no_key(url: str) -> None:
    """Other schemes, credentials, odd IP addresses and what is broken are no pages."""
    assert normalised(url) is None


@given(URLISH | URLISH.map("http://e.org/".__add__) | URLISH.map("http://".__add__))
@example("http://e.org/?utm_a=1&utm_b=2#x")
@example("http://e.org//a/?&&utm_a")
@example("http://e.org/\ud800")
def test_a_key_is_its_own_key(url: str) -> None:
    """No text is an error, and a key stays as it is: plain ASCII, and short."""
    key = normalised(url)
    if key is not None:
        assert normalised(key) == key == requestable(key)
        assert key.isascii()
        assert key.isprintable()
        assert len(key) <= 2_000
        assert "#" not in key


@pytest.mark.parametrize(
    "ip",
    [
        "127.0.0.1",
        "127.9.9.9",
        "0.0.0.0",  # noqa: S104 -- nothing is bound
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "192.0.0.8",
        "192.0.2.1",
        "192.88.99.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "fc00::1",
        "fd00:ec2::254",
        "ff02::1",
        "100::1",
        "2001:db8::1",
        "2001::1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "::127.0.0.1",
        "::8.8.8.8",
        "2002:7f00:1::",
        "2002:a9fe:a9fe::",
        "64:ff9b::127.0.0.1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::8.8.8.8",
        "5f00::1",
    ],
)
async def test_an_address_that_is_not_public_is_refused(ip: str) -> None:
    """A name that leads to such an address, even among others, is refused, as is the address."""

    async def resolver(host: str, port: int) -> list[str]:
        return ["93.184.216.34", ip]

    with pytest.raises(Refused, match=r"rebind\.test leads to .* isn't a public address"):
        await resolve("rebind.test", 80, NOWHERE, resolver)
    with pytest.raises(Refused):
        await resolve(ip, 80, NOWHERE)


@pytest.mark.parametrize(
    "ip", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::"]
)
async def test_a_public_address_is_let_through(ip: str) -> None:
    """Public machines can be asked, in whatever form their address is written."""
    found = await resolve(ip, 443, NOWHERE)
    assert [ip_address(each) for each in found] == [ip_address(ip)]


@pytest.mark.parametrize(
    "host", ["2130706433", "0x7f.1", "0x7f000001", "127.1", "0177.0.0.1", "017700000001", "1.2.3"]
)
async def test_odd_spellings_of_addresses_are_refused(host: str) -> None:
    """An IP address in decimal, octal, hex or short form isn't looked up but refused."""
    with pytest.raises(Refused, match="isn't the plain spelling"):
        await resolve(host, 80, NOWHERE)


@pytest.mark.parametrize(
    ("host", "entry"),
    [("localhost", "localhost"), ("127.0.0.1", "127.0.0.1:80"), ("::1", "[::1]:80")],
)
async def test_what_is_allowed_may_be_private(host: str, entry: str) -> None:
    """A host, or a host with a port, that is allowed may be anywhere."""
    assert await resolve(host, 80, frozenset({entry}))
    with pytest.raises(Refused):
        await resolve(host, 81, frozenset({f"{entry.removesuffix(':80')}:80"}))


async def test_the_system_is_asked_for_names() -> None:
    """Names are looked up by the system, each address once; the result is checked."""
    found = await look_up("localhost", 80)
    assert "127.0.0.1" in found
    assert len(found) == len(set(found))
    with pytest.raises(Refused, match="localhost leads to"):
        await resolve("localhost", 80, NOWHERE)


async def test_a_name_that_cannot_be_found_is_an_os_error() -> None:
    """A name without addresses is a fault of the network, not a refusal."""

    async def nothing(host: str, port: int) -> list[str]:
        return []

    async def unknown(host: str, port: int) -> list[str]:
        raise socket.gaierror(-2, "Name or service not known")

    for resolver in (nothing, unknown):
        with pytest.raises(OSError, match=r"no address|not known"):
            await resolve("nowhere.test", 80, NOWHERE, resolver)
