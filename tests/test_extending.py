"""The examples of docs/extending.md do what it says."""

import re
from types import ModuleType

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations

from bot.state.state import utc_now
from index import readers
from index.readers import read_file
from index.search import Search
from index.store import Store
from tests.documented import ROOT


def example(name: str) -> ModuleType:
    """A code block of the document as a module."""
    text = (ROOT / "docs" / "extending.md").read_text("utf-8")
    (code,) = re.findall(rf"(?s)```python {name}\n(.*?)```", text)
    module = ModuleType(name)
    exec(compile(code, name, "exec"), module.__dict__)  # noqa: S102
    return module


def test_the_reader_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    """The reader is chosen by what it recognises, and its stories have the lines' words."""
    monkeypatch.setattr(readers, "READERS", {"memo": example("reader"), **readers.READERS})
    (part,) = read_file(b"MEMO 2026-04-13\nGLM-5.1 leads.\n\nPrices *fell*.\n", "a.txt")
    assert str(part.digest.date) == "2026-04-13"
    stories = part.digest.sections[0].stories
    assert [story.blocks[0].text for story in stories] == ["GLM-5.1 leads.", "Prices fell."]


async def test_the_writer_s_claim_passes_the_check(sample_store: Store) -> None:
    """The writer's answer is one claim with one citation."""
    from bot.assistant.assistant import Assistant

    search, writer = Search(sample_store), example("writer").First()
    assistant = Assistant(sample_store, search, writer, clock=utc_now)
    answer = await assistant.answer("What did CoreWeave sign?")
    assert (answer.writer, answer.fault, answer.abstained) == ("first", None, False)
    (claim,), (citation,) = answer.claims, answer.citations
    assert claim.text.strip() == citation.quote


def test_the_migration_goes_there_and_back() -> None:
    """The step makes its table and drops it."""
    step = example("migration")
    with sa.create_engine("sqlite://").begin() as connection:
        with Operations.context(MigrationContext.configure(connection)):
            step.upgrade()
            assert sa.inspect(connection).has_table("notes")
            step.downgrade()
        assert not sa.inspect(connection).has_table("notes")
    steps = sorted(path.name for path in (ROOT / "bot/state/migrations/versions").glob("s*.py"))
    assert step.down_revision <= steps[-1][1:5]
