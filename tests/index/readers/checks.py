"""What holds of every Digest, whichever reader made it."""

import signal
from collections.abc import Callable

import pytest

from index.digest import Digest
from index.readers.text import seen
from tests.index.making import blocks_of


def require_sound(digest: Digest) -> None:
    """No block is empty or unfolded, every link leads to the web and lies where its words are."""
    assert digest.title == " ".join(seen(digest.title).split())
    for block in blocks_of(digest):
        assert block.text.strip()
        assert block.text == seen(block.text)
        block.text.encode()
        if block.kind != "code":
            assert block.text == " ".join(block.text.split())
        for link in block.links:
            assert link.text
            assert block.text[link.start : link.start + len(link.text)] == link.text
            assert link.url.lower().startswith(("http://", "https://"))
            link.url.encode()


def require_quick(act: Callable[[], object], seconds: float = 20) -> None:
    """What `act` does ends in time; what never ends fails the test instead of holding it up."""

    def late(*_: object) -> None:
        pytest.fail(f"still at it after {seconds:g} seconds")

    # No thread could do it: a regular expression at work lets no other one run.
    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        act()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
