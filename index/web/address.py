"""Addresses of the web: the key of a page, and which machines may be asked at all."""

import asyncio
import re
import socket
from collections.abc import Awaitable, Callable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import TypeAlias
from urllib.parse import SplitResult, quote, urlsplit

Resolver: TypeAlias = Callable[[str, int], Awaitable[list[str]]]

PORTS = {"http": 80, "https": 443}
_LONGEST = 2_000  # characters
_HOST = re.compile(r"(?=.{1,253}\Z)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*")
_NUMBER = re.compile(r"(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)")
_TRACKING = re.compile(r"(?:utm_.*|(?:fb|g|d|ms|tw|wbra|gbra)c?lid|ref_src|mc_[ce]id|igshid)")
_PATH = "/:@!$&'()*+,;=-._~%"
_QUERY = f"{_PATH}?[]"

_NAT64 = IPv6Network("64:ff9b::/96")
_UNICAST = IPv6Network("2000::/3")  # all of IPv6 that is given out to the public
_SPECIAL = (IPv4Network("192.0.0.0/24"), IPv4Network("192.88.99.0/24"))  # of protocols


class Refused(Exception):
    """A machine that must not be asked; the message tells which, and why."""


def requestable(url: str) -> str | None:
    """The one spelling of a web address under which it is asked for, without its fragment.

    None for what isn't an http or https address of at most 2,000 characters, holds credentials,
    or spells an IP address in another way than the usual one.
    """
    if len(url) > _LONGEST:
        return None
    try:
        parts = urlsplit(url.strip())
        host, port = _host(parts), parts.port
        path, query = quote(parts.path, _PATH), quote(parts.query, _QUERY)
    except ValueError:
        return None
    if parts.scheme not in PORTS or host is None or "@" in parts.netloc or port == 0:
        return None
    where = f"[{host}]" if ":" in host else host
    where += f":{port}" if port and port != PORTS[parts.scheme] else ""
    path = path if path.startswith("/") else f"/{path}"
    found = f"{parts.scheme}://{where}{path}" + (f"?{query}" if query else "")
    return found if len(found) <= _LONGEST else None


def normalised(url: str) -> str | None:
    """The key of a page: its address as it is asked for, without tracking parameters.

    None for what `requestable` doesn't take.
    """
    found = requestable(url)
    if found is None:
        return None
    place, _, query = found.partition("?")
    kept = [p for p in query.split("&") if not _TRACKING.fullmatch(p.partition("=")[0].lower())]
    return f"{place}?{'&'.join(kept)}" if any(kept) else place


def _host(parts: SplitResult) -> str | None:
    host = parts.hostname or ""
    if ":" in host:
        return None if "%" in host else IPv6Address(host).compressed
    if not host.isascii():
        import idna

        host = idna.encode(host, uts46=True).decode("ascii")
    host = host.removesuffix(".")
    if _NUMBER.fullmatch(host):
        return str(IPv4Address(host))
    return host if _HOST.fullmatch(host) else None


async def resolve(
    host: str, port: int, allowed: frozenset[str], resolver: Resolver | None = None
) -> list[str]:
    """The IP addresses of `host`, every one of them a public machine's.

    Where one isn't, Refused is raised, unless `host` or `host:port` stands in `allowed`. A name
    that can't be found is an OSError.
    """
    named = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    if _NUMBER.fullmatch(host) or ":" in host:
        try:
            found = [str(ip_address(host))]
        except ValueError:
            raise Refused(f"{host} isn't the plain spelling of an address") from None
    else:
        found = await (resolver or look_up)(host, port)
    if not found:
        raise OSError(f"{host} has no address")
    if host not in allowed and named not in allowed:
        for ip in found:
            if not _public(ip_address(ip)):
                leads = "" if ip == host else f" leads to {ip}, which"
                raise Refused(f"{host}{leads} isn't a public address")
    return found


async def look_up(host: str, port: int) -> list[str]:
    """The IP addresses that the system knows for a name, in its order; OSError where none."""
    loop = asyncio.get_running_loop()
    answers = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(answer[4][0]) for answer in answers))


def _public(ip: IPv4Address | IPv6Address) -> bool:
    if isinstance(ip, IPv4Address):
        special = ip.is_multicast or ip.is_reserved or any(ip in net for net in _SPECIAL)
        return ip.is_global and not special
    inner = ip.ipv4_mapped or ip.sixtofour
    if ip in _NAT64:
        inner = IPv4Address(int(ip) & 0xFFFF_FFFF)
    if inner is not None:
        return _public(inner)
    return ip in _UNICAST and ip.is_global and ip.teredo is None
