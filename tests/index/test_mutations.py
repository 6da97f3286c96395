"""A few hundred mutated files; `make fuzz` reads ten thousand."""

import time

from hypothesis import given
from hypothesis import strategies as st

from index.archive import SAMPLE, SUFFIXES
from index.digest import Document
from index.errors import Unreadable
from index.passages import passages_of
from index.readers import read_file
from tests.benchmarks.mutations import run
from tests.index.making import page


def test_mutated_files_are_read_or_refused() -> None:
    """No mutated file raises, each has documents or a reason, the good ones are all there."""
    tally = run(250, 11, [SAMPLE])
    assert (tally.inputs, tally.lost) == (250, [])
    assert tally.documents > 50
    assert tally.reasons


@given(st.one_of(st.binary(max_size=300), page.map(str.encode)), st.sampled_from(sorted(SUFFIXES)))
def test_any_bytes_are_read_or_refused(raw: bytes, suffix: str) -> None:
    """Whatever a file holds, only its reason comes out of the reader."""
    try:
        parts = read_file(raw, f"a{suffix}")
    except Unreadable:
        return
    assert parts


def test_thousands_of_equal_stories_are_cut_at_once() -> None:
    """What a file repeats is numbered without looking through all that came before."""
    (part,) = read_file(b"## 2026-04-13\n\nThe same.\n\n" * 8_000, "a.md")
    started = time.process_time()
    passages = passages_of(Document("d", "archive", "a.md", "hash", part.digest))
    assert time.process_time() - started < 3
    ids = [passage.id for passage in passages]
    assert len(set(ids)) == len(ids) == 8_000
    assert ids[1:3] == [f"{ids[0]}-2", f"{ids[0]}-3"]
