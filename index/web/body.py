"""The body of an answer, decoded as it comes and never beyond its limit."""

import zlib
from collections.abc import AsyncIterator

ENCODINGS = "gzip, deflate"


class Spoiled(Exception):
    """A body that can't be taken, and why.

    `broken` tells that it was cut or garbled on its way: the next try may be whole.
    """

    def __init__(self, reason: str, *, broken: bool = False) -> None:
        super().__init__(reason)
        self.broken = broken


async def read_body(raw: AsyncIterator[bytes], encoding: str, most: int, *, cut: bool) -> bytes:
    """The decoded body of at most `most` bytes; what is longer is `cut` off, or else Spoiled."""
    decoder = _decoder(encoding)
    body = bytearray()
    sent = 0
    async for piece in raw:
        sent += len(piece)
        body += decoder.decode(piece, most + 1 - len(body))
        if len(body) > most or sent > most:
            if cut:
                return bytes(body[:most])
            raise Spoiled(f"it is longer than {most:,} bytes")
    decoder.finish()
    return bytes(body)


def _decoder(encoding: str) -> "_Plain":
    name = encoding.strip().lower()
    if name in {"", "identity"}:
        return _Plain()
    if name in {"gzip", "x-gzip"}:
        return _Zipped(zlib.MAX_WBITS | 16)
    if name == "deflate":
        return _Zipped(zlib.MAX_WBITS)
    raise Spoiled(f"it is encoded as {name[:40]!r}")


class _Plain:
    """The body as it is sent."""

    def decode(self, piece: bytes, room: int) -> bytes:
        """What `piece` adds to the body, of which at least `room` bytes where it adds as much."""
        return piece[:room]

    def finish(self) -> None:
        """Raise Spoiled where the body isn't at its end."""


class _Zipped(_Plain):
    """The body as one zlib stream; what follows it doesn't count."""

    def __init__(self, bits: int) -> None:
        self._bits = bits
        self._stream: zlib._Decompress | None = None

    def decode(self, piece: bytes, room: int) -> bytes:
        if self._stream is None and piece:
            # Some servers send deflate without the header that belongs to it.
            bare = self._bits == zlib.MAX_WBITS and piece[0] & 0x0F != zlib.DEFLATED
            self._stream = zlib.decompressobj(-self._bits if bare else self._bits)
        if self._stream is None or self._stream.eof:
            return b""
        try:
            return self._stream.decompress(piece, room)
        except zlib.error:
            raise Spoiled("its compression is broken", broken=True) from None

    def finish(self) -> None:
        if self._stream is not None and not self._stream.eof:
            raise Spoiled("it ended early", broken=True)
