"""The SQL side."""

import asyncio
import datetime as dt
from dataclasses import replace

import pytest

from index.catalog import Catalog
from index.digest import Block, Digest, Document, Link, Scope, Section, Span
from index.words import Match
from tests.index.conftest import OpenDatabase
from tests.index.making import document, reading
from tests.index.test_words import expression

APRIL = [dt.date(2026, 4, n) for n in range(1, 5)]


@pytest.fixture
async def filled(catalog: Catalog) -> Catalog:
    """Three dated documents and an undated one, each about capacity."""
    await catalog.intake.put(
        [
            reading(document("Meta leases capacity.", "Chips.", id_="one", day=APRIL[0])),
            reading(document("Oracle leases capacity.", id_="two", day=APRIL[1], tags=("AI", "X"))),
            reading(document("Google leases capacity.", id_="three", day=APRIL[3], tags=("AI",))),
            reading(document("Nobody leases capacity.", id_="notes")),
        ]
    )
    return catalog


async def _found(catalog: Catalog, question: str, scope: Scope | None = None) -> set[str]:
    match = expression(question, await catalog.vocabulary())
    if match is None:
        return set()
    ranked = await catalog.find_words(match, scope or Scope(), 50)
    return {each.origin.document for each in await catalog.evidence(ranked)}


async def test_what_was_put_is_read_back(catalog: Catalog) -> None:
    """A document and its passages come back as they were."""
    made = Document(
        "doc",
        "root",
        "a/b.md",
        "hash",
        Digest(
            "T",
            "P",
            APRIL[0],
            ("AI",),
            (Block("See it. Then go.", links=(Link("it", "https://e.org", 4),)),),
            (Section("S", (Block("x = 1", "code"),)),),
            url="https://e.org/t",
        ),
    )
    put = reading(made)
    await catalog.intake.put([put])
    assert made == await catalog.document("doc")
    evidence = await catalog.passages_of("doc")
    assert list(put.documents[0].passages) == [each.passage for each in evidence]
    origin = evidence[0].origin
    assert ("doc", "digest", "P", "T", APRIL[0], "root", "a/b.md", "https://e.org/t") == (
        origin.document,
        origin.kind,
        origin.publication,
        origin.title,
        origin.date,
        origin.archive,
        origin.file,
        origin.url,
    )
    assert await catalog.document("nobody") is None
    assert await catalog.passages_of("nobody") == []


async def test_a_hidden_nul(catalog: Catalog) -> None:
    """A NUL in a title or a text keeps neither its document nor the others out."""
    hidden = document("Meta\0leases.", id_="one", title="A\0B", tags=("a\0b",))
    await catalog.intake.put([reading(hidden), reading(document("Oracle leases.", id_="two"))])
    assert {"one", "two"} == await _found(catalog, "leases")
    made = await catalog.document("one")
    assert made is not None
    assert made.digest == hidden.digest


async def test_put_replaces(filled: Catalog) -> None:
    """A document that is put again has its new passages alone; equal ones keep their place."""
    before = await filled.passages_of("one")
    await filled.intake.put([reading(document("Fresh words.", "Chips.", id_="one", day=APRIL[0]))])
    after = await filled.passages_of("one")
    assert [each.passage.text for each in after] == ["Fresh words.", "Chips."]
    assert before[1].passage == after[1].passage
    assert set() == await _found(filled, "Meta")
    assert {"one"} == await _found(filled, "fresh words")
    assert (await filled.coverage()).documents == 4


async def test_new_links_in_old_words(catalog: Catalog) -> None:
    """A digest in which only an address changed has the new address."""
    for url in ("https://e.org/old", "https://e.org/new"):
        text = Block("See it.", links=(Link("it", url, 4),))
        made = replace(document(id_="doc"), digest=Digest("T", "P", summary=(text,)))
        await catalog.intake.put([reading(made)])
    (evidence,) = await catalog.passages_of("doc")
    assert evidence.passage.sentences[0].links[0].url == "https://e.org/new"


async def test_another_day_is_another_key(filled: Catalog) -> None:
    """A document that moves to another day is found there, and not where it was."""
    await filled.intake.put([reading(document("Meta leases capacity.", id_="one", day=APRIL[2]))])
    assert set() == await _found(filled, "Meta", Scope(Span(APRIL[0], APRIL[0])))
    assert {"one"} == await _found(filled, "Meta", Scope(Span(APRIL[2], APRIL[2])))


async def test_put_is_all_or_nothing(catalog: Catalog) -> None:
    """Where one document can't be written, none of its batch is."""
    good, bad = reading(document("One.", id_="one")), reading(document("Two.", id_="two"))
    broken = replace(bad, stamp=None)  # type: ignore[arg-type]
    with pytest.raises(Exception, match=r"NOT NULL|not-null"):
        await catalog.intake.put([good, broken])
    assert (await catalog.coverage()).documents == 0
    assert await catalog.outbox.pending() == 0
    assert await catalog.intake.known() == {}


async def test_remove(filled: Catalog) -> None:
    """A removed document leaves with its passages and its words."""
    await filled.intake.remove([("archive", "one.md")])
    assert await filled.document("one") is None
    assert {"two", "three", "notes"} == await _found(filled, "capacity")
    assert (await filled.vocabulary()).frequency("meta") == 0


async def test_words_that_are_asked_are_never_late(filled: Catalog) -> None:
    """While a vocabulary that is dear to read is old, the words of a question are as they are."""
    assert (await filled.vocabulary()).frequency("meta") == 1
    filled._vocabulary._took = 60.0
    await filled.intake.remove([("archive", "one.md")])
    await filled.intake.put([reading(document("Zephyr studies technology.", id_="new"))])
    old, new = await filled.vocabulary(), await filled.vocabulary(["Meta, Zephyr, technology?"])
    words = ("meta", "zephyr", "technology", "google")
    assert [old.frequency(word) for word in words] == [1, 0, 0, 1]
    assert [new.frequency(word) for word in words] == [0, 1, 1, 1]
    assert "meta" not in new.counts


async def test_outbox(catalog: Catalog) -> None:
    """A new passage waits to be embedded, a dropped one to be deleted; done strikes it."""
    await catalog.intake.put([reading(document("One.", "Two.", id_="a"))])
    waiting = await catalog.outbox.to_embed(10, 1)
    assert 2 == await catalog.outbox.pending() == len(waiting)
    await catalog.outbox.done([waiting[0].passage], "embed")
    assert [waiting[1]] == await catalog.outbox.to_embed(10, 2)
    await catalog.intake.remove([("archive", "a.md")])
    assert await catalog.outbox.pending() == 0
    assert {each.passage for each in waiting} == set(await catalog.outbox.to_delete(10, 3))
    await catalog.outbox.done([each.passage for each in waiting], "delete")
    assert await catalog.outbox.to_delete(10, 4) == []


async def test_passage_that_comes_back(catalog: Catalog) -> None:
    """A passage that left and came back is to be embedded, not deleted."""
    await catalog.intake.put([reading(document("One.", id_="a"))])
    await catalog.intake.remove([("archive", "a.md")])
    await catalog.intake.put([reading(document("One.", id_="a"))])
    assert await catalog.outbox.pending() == 1
    assert await catalog.outbox.to_delete(10, 5) == []


async def test_done_of_what_changed_its_fate(catalog: Catalog) -> None:
    """A passage that was dropped while it was embedded still waits to be deleted."""
    await catalog.intake.put([reading(document("One.", id_="a"))])
    (waiting,) = await catalog.outbox.to_embed(1, 6)
    await catalog.intake.remove([("archive", "a.md")])
    await catalog.outbox.done([waiting.passage], "embed")
    assert [waiting.passage] == await catalog.outbox.to_delete(10, 7)


async def test_newest_is_embedded_first(filled: Catalog) -> None:
    """What is to embed comes newest first, with what leads to it, its day and document."""
    waiting = await filled.outbox.to_embed(10, 8)
    assert [each.document for each in waiting] == ["three", "two", "one", "one", "notes"]
    assert APRIL[3].toordinal() == waiting[0].day
    assert waiting[-1].day == 0
    assert waiting[0].text == "A Title · News · Story Google lease\nGoogle leases capacity."


async def test_outbox_is_filled_again(filled: Catalog) -> None:
    """Where vectors were lost every passage waits again, and none to be deleted."""
    await filled.intake.remove([("archive", "notes.md")])
    await filled.outbox.done(
        [each.passage for each in await filled.outbox.to_embed(10, 9)], "embed"
    )
    await filled.outbox.fill()
    assert 4 == await filled.outbox.pending() == await filled.passage_count()
    assert await filled.outbox.to_delete(10, 10) == []


@pytest.mark.parametrize(
    ("span", "found"),
    [
        (Span(), {"one", "two", "three", "notes"}),
        (Span(APRIL[0], APRIL[1]), {"one", "two"}),
        (Span(APRIL[1]), {"two", "three"}),
        (Span(None, APRIL[1]), {"one", "two"}),
        (Span(APRIL[2], APRIL[2]), set()),
        (Span(APRIL[3], APRIL[0]), set()),
        (Span(dt.date.min, dt.date.max), {"one", "two", "three"}),
    ],
)
async def test_spans(filled: Catalog, span: Span, found: set[str]) -> None:
    """A span holds its days alone; undated documents are in an open one only."""
    assert found == await _found(filled, "capacity", Scope(span))


async def test_document_scope(filled: Catalog) -> None:
    """A scope of one document finds its passages alone."""
    assert {"two"} == await _found(filled, "capacity", Scope(document="two"))
    assert set() == await _found(filled, "capacity", Scope(document="' OR 1=1 --"))


@pytest.mark.parametrize(
    "question",
    [
        'capacity" OR 1=1 --',
        "'; DROP TABLE passages; --",
        "capacity* NEAR(x, 2) ^col : {a b}",
        "text : capacity",
        '"""',
        "AND OR NOT capacity",
        "(((capacity",
        "capacity\0more",
        "-capacity +x",
        "\\ % _ capacity",
    ],
)
async def test_hostile_questions(filled: Catalog, question: str) -> None:
    """No operator of SQL or of full-text search gets through; the words are searched."""
    found = await _found(filled, question)
    assert found == ({"one", "two", "three", "notes"} if "capacity" in question else set())
    assert (await filled.coverage()).documents == 4


async def test_best_words_first(filled: Catalog) -> None:
    """Passages come by their score, at most as many as asked for."""
    ranked = await filled.find_words(Match('"oracle" OR "capacity"'), Scope(), 2)
    first, second = await filled.evidence(ranked)
    assert (first.origin.document, first.rank) == ("two", 1)
    assert second.rank == 2
    assert first.score > second.score


async def test_evidence_leaves_out_what_is_gone(filled: Catalog) -> None:
    """An id without a passage is left out, and the ranks have no gap."""
    ids = [each.passage.id for each in await filled.passages_of("one")]
    found = await filled.evidence([("gone", 3.0), (ids[1], 2.0), (ids[0], 1.0)])
    assert [(ids[1], 1, 2.0), (ids[0], 2, 1.0)] == [(e.passage.id, e.rank, e.score) for e in found]


async def test_coverage_days_and_tags(filled: Catalog) -> None:
    """Coverage tells the documents' days; days, origins and tags list what there is."""
    coverage = await filled.coverage(Scope(Span(APRIL[0])), widened=True)
    assert (4, APRIL[0], APRIL[3], 1) == (
        coverage.documents,
        coverage.first,
        coverage.last,
        coverage.undated,
    )
    assert (Span(APRIL[0]), True) == (coverage.searched, coverage.widened)
    assert [APRIL[0], APRIL[1], APRIL[3]] == list(await filled.days())
    assert [o.document for o in await filled.origins()] == ["notes", "one", "two", "three"]
    assert await filled.tags() == {"AI": 2, "X": 1}
    tagged = await filled.digests(Scope(tags=("#ai",)))
    assert [origin.tags for origin in tagged] == [("AI", "X"), ("AI",)]
    april = await filled.digests(Scope(Span(APRIL[1], APRIL[3])))
    assert [o.date for o in april] == [APRIL[1], APRIL[3]]


async def test_empty_catalog(catalog: Catalog) -> None:
    """An empty catalog covers nothing and knows no word."""
    coverage = await catalog.coverage()
    assert (
        coverage.documents,
        coverage.first,
        coverage.last,
        coverage.undated,
    ) == (0, None, None, 0)
    assert (await catalog.vocabulary()).counts == {}
    assert await catalog.days() == {}


async def test_vocabulary_follows_the_passages(catalog: Catalog) -> None:
    """The vocabulary counts passages, and is new after a change."""
    await catalog.intake.put([reading(document("Leases. Leases.", "A lease.", id_="a"))])
    assert (await catalog.vocabulary()).frequency("leasing") == 2
    await catalog.intake.put([reading(document("A lease too.", id_="b"))])
    async with asyncio.timeout(20):  # on a busy machine the former one serves for a while
        while (vocabulary := await catalog.vocabulary()).passages == 2:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    assert (vocabulary.frequency("lease"), vocabulary.passages) == (3, 3)


async def test_emptied(filled: Catalog, open_database: OpenDatabase) -> None:
    """A catalog is kept for the same model, and emptied for another."""
    assert filled.emptied
    await filled.settle()
    await filled.close()
    same = await Catalog.of(open_database(), "model")
    assert (same.emptied, (await same.coverage()).documents) == (False, 4)
    await same.close()
    other = await Catalog.of(open_database(), "another model")
    await other.close()
    # Until it is settled it counts as new: the vectors may not have been cleared yet.
    other = await Catalog.of(open_database(), "another model")
    assert (other.emptied, (await other.coverage()).documents) == (True, 0)
    assert (await other.vocabulary()).counts == {}
    await other.intake.put([reading(document("One.", id_="a"))])
    assert {"a"} == await _found(other, "one")
    await other.close()


async def test_misspelt_word_whose_stem_has_a_stem(catalog: Catalog) -> None:
    """A repaired word finds its passage though the term of the index would be stemmed again."""
    await catalog.intake.put([reading(document("Moonshot released its newest weights."))])
    match = expression("relesed", await catalog.vocabulary())
    assert match is not None
    assert len(await catalog.find_words(match, Scope(), 5)) == 1


async def test_the_newest_of_many_matches_are_scored(
    filled: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where more passages match than one search scores, it scores the newest of them."""
    monkeypatch.setattr("index.catalog.NEWEST", 2)

    async def found(scope: Scope, *, many: bool) -> set[str]:
        ranked = await filled.find_words(Match('"capacity"', many), scope, 50)
        return {each.origin.document for each in await filled.evidence(ranked)}

    assert {"two", "three"} == await found(Scope(), many=True)
    assert {"one", "two"} == await found(Scope(Span(None, APRIL[1])), many=True)
    assert {"one", "two", "three", "notes"} == await found(Scope(), many=False)


async def test_words_are_read_in_steps(filled: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    """A vocabulary that is read in many steps is the same as one that is read at once."""
    at_once = await filled.vocabulary()
    monkeypatch.setattr("index.catalog._TERMS", 3)
    filled._vocabulary._took = 0.0  # on a machine that is busy it may be dear
    await filled.intake.rename("archive", "archive")
    in_steps = await filled.vocabulary()
    assert in_steps is not at_once
    assert in_steps.counts == at_once.counts
    assert len(in_steps.counts) > 9


async def test_share(filled: Catalog) -> None:
    """A scope's share is that of its documents: all of everything, none of nothing."""
    shares = [
        await filled.share(scope)
        for scope in (
            Scope(),
            Scope(Span(APRIL[0], APRIL[1])),
            Scope(tags=("x",)),
            Scope(Span(APRIL[3], APRIL[0])),
        )
    ]
    assert shares == [1.0, 0.5, 0.25, 0.0]


async def test_share_of_nothing(catalog: Catalog) -> None:
    """In an empty catalog a filter holds nothing."""
    assert await catalog.share(Scope(tags=("x",))) == 0.0
