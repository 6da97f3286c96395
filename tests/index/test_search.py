"""Hybrid search."""

import datetime as dt
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from index.archive import SAMPLE, open_archives
from index.digest import Scope, Span
from index.indexer import Indexer
from index.search import Query, Search
from index.store import Store
from tests.index.conftest import OpenStore
from tests.index.making import ISSUES, write


@pytest.mark.parametrize(
    ("question", "file"),
    [
        ("Which model topped SWE-Bench Pro?", "latent-signals/2026-04-13.txt"),
        ("How much did Anthropic commit to AWS?", "ai-daybook/2026-04-21.md"),
        ("Managed Agents cost per session hour", "podcast-insights/agents-in-production.txt"),
        ("fuel cells that Oracle bought", "weekly-gradient/2026-04-08.txt"),
        ("moonshot api price rise", "latent-signals/2026-04-20.txt"),
        ("Why do Chinese labs give weights away?", "podcast-insights/open-models-and-china.txt"),
        ("glaswing organisations", "ai-daybook/2026-04-08.md"),
    ],
)  # fmt: skip
async def test_sample_questions(sample_store: Store, question: str, file: str) -> None:
    """Questions on the sample find the digest that answers them among the first eight."""
    found = await Search(sample_store).find(Query(question, k=8))
    assert file in [evidence.origin.file for evidence in found]
    assert [evidence.rank for evidence in found] == list(range(1, len(found) + 1))


async def test_meaning_without_a_shared_word(sample_store: Store) -> None:
    """A question in other words than the digest's is found by its meaning."""
    found = await Search(sample_store).find(Query("robbers breaking into computers", k=10))
    assert any("Mythos" in evidence.passage.text for evidence in found)


async def test_most_of_one_document(sample_store: Store) -> None:
    """At most a few passages of one document come, unless one document is what is searched."""
    search = Search(sample_store)
    found = await search.find(Query("Meta CoreWeave contract capacity", k=8, per_document=2))
    counts = Counter(evidence.origin.document for evidence in found)
    assert max(counts.values()) == 2
    assert len(counts) >= 4
    document = found[0].origin.document
    alone = await search.find(
        Query("contract capacity", k=6, scope=Scope(document=document), per_document=2)
    )
    assert {evidence.origin.document for evidence in alone} == {document}
    assert len(alone) == 6


@pytest.mark.parametrize(
    ("first", "last"), [((4, 8), (4, 10)), ((4, 21), None), (None, (4, 1)), ((4, 11), (4, 12))]
)
async def test_span(
    sample_store: Store, first: tuple[int, int] | None, last: tuple[int, int] | None
) -> None:
    """Evidence is of the span's days alone, and there is none where no digest is."""
    start, end = (dt.date(2026, *day) if day else None for day in (first, last))
    span = Span(start, end)
    found = await Search(sample_store).find(Query("Meta and models", k=30, scope=Scope(span)))
    assert all(evidence.origin.date in span for evidence in found)
    assert bool(found) == (first != (4, 11))


@pytest.mark.parametrize(
    "question",
    [
        "Meta " * 2000,
        "x" * 10_000,
        'Meta" OR * NEAR( NOT "',
        "Meta\0CoreWeave",
        "Meta \ud83d half",
        "  \n Meta \t ",
        "🚀🔥",
        "智谱的模型",
        "?",
        "a",
    ],
    ids=range(10),
)
async def test_odd_questions(sample_store: Store, question: str) -> None:
    """Any question is searched: long ones, operators, NUL, half an emoji, other scripts."""
    found = await Search(sample_store).find(Query(question, k=5))
    assert len(found) == 5


@pytest.mark.parametrize("question", ["", " \n\t", "\0"])
async def test_no_question(sample_store: Store, question: str) -> None:
    """Nothing asked finds nothing."""
    assert await Search(sample_store).find(Query(question)) == []


@pytest.mark.parametrize("k", [0, -1])
async def test_nothing_wanted(sample_store: Store, k: int) -> None:
    """A search for no passage finds none."""
    assert await Search(sample_store).find(Query("Meta", k=k)) == []


async def test_words_alone_before_vectors_are_there(open_store: OpenStore, tmp_path: Path) -> None:
    """While no vector is made yet, words find what they name, and only that."""
    archive = write(tmp_path / "archive", ISSUES)
    async with open_store() as store:
        await Indexer(store, open_archives([str(archive)])).level()
        search = Search(store)
        (found,) = await search.find(Query("zephyr benchmark"))
        assert found.origin.file == "2026-04-02.md"
        assert found.words is not None
        assert (found.words.rank, found.meaning) == (1, None)
        assert await search.find(Query("nothing-of-this")) == []


async def test_vectors_of_what_is_gone_are_not_found(open_store: OpenStore, tmp_path: Path) -> None:
    """A passage that the catalog dropped isn't found, though its vector still stands."""
    archive = write(tmp_path / "archive", ISSUES)
    async with open_store() as store:
        indexer = Indexer(store, open_archives([str(archive)]))
        await indexer.run()
        (archive / "2026-04-02.md").unlink()
        await indexer.level()
        assert await store.vectors.count() > await store.catalog.passage_count()
        found = await Search(store).find(Query("zephyr leads the benchmark", k=20))
        assert found
        assert not any("Zephyr" in evidence.passage.text for evidence in found)


async def test_archive_of_nothing(open_store: OpenStore) -> None:
    """A search in an empty store finds nothing."""
    async with open_store() as store:
        assert await Search(store).find(Query("anything")) == []


async def test_quotes_are_of_the_files(sample_store: Store) -> None:
    """What a passage quotes stands in the file that it names."""
    found = await Search(sample_store).find(Query("Meta's model", k=10))
    for evidence in found:
        raw = (SAMPLE / evidence.origin.file).read_text("utf-8")
        quote = evidence.passage.quote(0, 1)
        assert quote[:30] in " ".join(raw.replace("**", "").split())


async def test_words_find_where_meaning_fails(sample_store: Store) -> None:
    """Where the vectors can't be asked, words alone still find."""
    await sample_store.vectors.close()
    found = await Search(sample_store).find(Query("CoreWeave", k=5))
    assert len(found) == 5


PRICES = {
    f"2026-0{month}-10.md": f"# Prices\n\nLumen's token price is {month} dollars in this test."
    for month in range(1, 7)
} | {"notes.md": "# Notes\n\nLumen's token price is unknown in this test."}
TODAY = dt.date(2026, 6, 20)


@pytest.fixture
async def prices(open_store: OpenStore, tmp_path: Path) -> AsyncIterator[Search]:
    """A search over digests that tell one price a month, and one without a date."""
    archive = write(tmp_path / "archive", PRICES)
    async with open_store() as store:
        await Indexer(store, open_archives([str(archive)])).run()
        yield Search(store)


async def test_days_that_are_named_filter(prices: Search) -> None:
    """The range of a question filters; how many undated digests that left out is told."""
    found = await prices.look(Query("Lumen's token price in March"), TODAY)
    assert [each.origin.file for each in found.evidence] == ["2026-03-10.md"]
    assert (found.span, found.widened, found.undated) == (
        Span(dt.date(2026, 3, 1), dt.date(2026, 3, 31)),
        False,
        1,
    )


async def test_days_that_hold_nothing_widen(prices: Search) -> None:
    """Where the named days are empty all are searched, and that is told."""
    found = await prices.look(Query("Lumen's token price in December 2025"), TODAY)
    assert (len(found.evidence), found.widened, found.undated) == (7, True, 0)


async def test_days_of_the_scope_stay(prices: Search) -> None:
    """A range that is set filters, whatever the question says, and never widens."""
    march = Scope(Span(dt.date(2026, 3, 1), dt.date(2026, 3, 31)))
    found = await prices.look(Query("Lumen's token price in May", scope=march), TODAY)
    assert [each.origin.file for each in found.evidence] == ["2026-03-10.md"]
    empty = Scope(Span(dt.date(2020, 1, 1), dt.date(2020, 1, 2)))
    found = await prices.look(Query("Lumen's token price", scope=empty), TODAY)
    assert (found.evidence, found.widened) == ((), False)


async def test_a_range_that_ends_before_it_starts_holds_nothing(prices: Search) -> None:
    """No digest is of it, and nothing fails."""
    never = Scope(Span(dt.date(2026, 5, 1), dt.date(2026, 3, 1)))
    assert await prices.find(Query("Lumen's token price", scope=never)) == []


async def test_the_newest_come_first_where_they_are_wanted(prices: Search) -> None:
    """What asks for now has the newest before the older, which stay; the undated come last."""
    found = await prices.look(Query("What is Lumen's token price now?", k=7), TODAY)
    dates = [each.origin.date for each in found.evidence]
    assert len(dates) == 7
    assert dates[0] == dt.date(2026, 6, 10)
    assert dates.index(None) > 2


async def test_a_change_has_evidence_of_each_slice(prices: Search) -> None:
    """A change from one time to another has the first evidence of both."""
    asked = "How did Lumen's token price change from January to May?"
    found = await prices.look(Query(asked, k=5), TODAY)
    months = [each.origin.date.month for each in found.evidence[:2] if each.origin.date]
    assert len(set(months)) == 2
    assert all(1 <= month <= 5 for month in months)


async def test_a_comparison_has_evidence_of_each_side(
    open_store: OpenStore, tmp_path: Path
) -> None:
    """However much is told of one side, the other has its evidence among the first."""
    files = {f"{n}.md": f"# Luna\n\nLuna costs {n} dollars a token, they say." for n in range(12)}
    write(tmp_path / "archive", files | {"terra.md": "# Terra\n\nTerra is dearer, by far."})
    async with open_store() as store:
        await Indexer(store, open_archives([str(tmp_path / "archive")])).run()
        found = await Search(store).find(Query("What costs less, Luna or Terra?", k=4))
    assert {each.origin.file for each in found} >= {"terra.md"}


async def test_words_find_while_chroma_is_away(prices: Search) -> None:
    """Where the vectors can't be asked, words find, and the evidence says that meaning didn't."""
    vectors = prices._store.vectors
    await vectors.discard()
    vectors.folder = Path("/dev/null/vectors")
    found = await prices.find(Query("Lumen's token price"))
    assert len(found) == 7
    assert all(each.words and each.meaning is None for each in found)
