"""A few of the faults that `make faults` goes through."""

import pytest

from tests.benchmarks.faults import Phase, ask_through
from tests.benchmarks.installation import world
from tests.postgres import binaries


@pytest.mark.skipif(binaries() is None, reason="needs the binaries of a PostgreSQL server")
async def test_no_question_is_left_without_a_word() -> None:
    """Where Discord's gateway is dropped or the database killed every question gets a word."""
    async with world(filling=False) as made:
        ways = {fault.name: fault for fault in made.dependencies.faults()}
        names = ("PostgreSQL killed", "gateway forgetting")
        report = await ask_through(made, [Phase(n, (ways[n],), 2.0) for n in names], rate=2)

    assert report.survived
    outcomes = [each.outcome for phase in report.phases for each in phase.asked]
    assert len(outcomes) >= 6
    assert not {None, "vague"} & set(outcomes)
    assert "told" in outcomes
    assert {"answered", "quoted"} & set(outcomes)
