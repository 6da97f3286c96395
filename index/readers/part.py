"""What readers make of a file: one document, or several."""

from collections import Counter
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


class Anchors:
    """The anchors of one file's parts: those that would be equal are told apart by a number."""

    def __init__(self) -> None:
        self._given: Counter[str] = Counter()

    def of(self, told: str) -> str:
        """The anchor of a part that is known as `told`."""
        anchor = told
        while anchor in self._given:
            self._given[told] += 1
            anchor = f"{told} {self._given[told]}"
        self._given[anchor] += 1
        return anchor


def hash_of(*contents: bytes | str) -> str:
    """The hash of what a part was read from."""
    raw = b"\0".join(c if isinstance(c, bytes) else c.encode("utf-8", "replace") for c in contents)
    return blake2b(raw, digest_size=16).hexdigest()
