"""A few hundred mutated files; `make fuzz` reads ten thousand."""

from hypothesis import given
from hypothesis import strategies as st

from index.archive import SAMPLE, SUFFIXES
from index.errors import Unreadable
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
