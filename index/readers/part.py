"""What readers make of a file: one document, or several."""

from dataclasses import dataclass
from hashlib import blake2b

from index.digest import Digest, Kind


@dataclass(frozen=True, slots=True)
class Part:
    """One document of a file.

    `anchor` tells it from the others of the file and is empty where it is the only one;
    `content_hash` is of what it was read from, so that equal parts are known as such.
    """

    digest: Digest
    content_hash: str
    anchor: str = ""
    kind: Kind = "digest"


def hash_of(*contents: bytes | str) -> str:
    """The hash of what a part was read from."""
    raw = b"\0".join(c if isinstance(c, bytes) else c.encode("utf-8", "replace") for c in contents)
    return blake2b(raw, digest_size=16).hexdigest()
