"""Digests, sources and names that give orders: what is read, found, answered and posted."""

import datetime as dt
import re
from pathlib import Path

import pytest

from bot.assistant.answer import Answer, Citation, long_date
from bot.assistant.check import plain
from bot.cogs.digest import named
from bot.coverage import Covered
from bot.recorder import record_of
from bot.render.answer import answer_messages
from bot.render.coverage import coverage_messages
from bot.render.digest import CARD, card, thread_name
from bot.render.evidence import evidence_pages
from bot.render.full import digest_messages
from bot.render.quotes import quote_messages
from index.digest import Block, Digest, Document, Link, Section, Span, Story
from index.indexer import Report
from index.search import Found, Query, Search
from index.store import Store
from tests.attacks import ATTACKS, hidden
from tests.bot.attacks.conftest import NOW
from tests.bot.attacks.holding import (
    ANSWER,
    DIGEST,
    EVIDENCE,
    amiss,
    documents_in,
    links_of,
    table_of,
    words_in,
)
from tests.bot.attacks.hostile import question, word
from tests.discord_reader import marks
from tests.fakes import COVERAGE

TODAY = NOW.date()


def test_everything_is_read(hostile: tuple[Path, Path, Report]) -> None:
    """No attack keeps a file from being read: of each one all four documents are there."""
    report = hostile[2]
    assert (report.skipped, report.documents) == ((), 4 * len(ATTACKS))


async def test_names_hold_nothing_unseen(hostile_store: Store) -> None:
    """Titles, headings, publications, tags, texts and addresses hold no unseen characters."""
    for document in await documents_in(hostile_store):
        digest = document.digest
        addresses = [digest.url or "", *(link.url for link in links_of(digest))]
        assert hidden(f"{words_in(document)} {' '.join(addresses)}") == [], document.file


def lead(citation: Citation) -> str:
    """What stands before words of the archive: when they were said, and by which source."""
    day = long_date(citation.date) if citation.date else "Undated"
    source = f", the source {citation.publication}"
    return f"{day}{source if citation.kind == 'source' else ''}"


def unmarked(text: str) -> str:
    """The words less what poses as a mark or a link of an answer's, white space folded."""
    return " ".join(plain(text).split())


async def test_answers_hold_words_of_the_archive_alone(
    hostile_answers: dict[str, Answer], hostile_store: Store
) -> None:
    """Every claim is a date and words that stand in the cited document; the rest is ours."""
    said = {each.id: words_in(each) for each in await documents_in(hostile_store)}
    for name, answer in hostile_answers.items():
        assert answer.claims, name
        for claim in answer.claims:
            cited = [answer.citations[n - 1] for n in claim.citations]
            told = [unmarked(f"- {lead(each)}: {each.quote}") for each in cited]
            assert unmarked(claim.text) in told, name
        for citation in answer.citations:
            assert citation.quote in said[citation.document], name
        rest = [segment.text for segment in answer.segments if not segment.citations]
        assert "".join(rest).strip() == "", name
    named = [n for n, answer in hostile_answers.items() if word(n) in answer.text]
    assert len(named) > 0.9 * len(ATTACKS)
    quoted = [n for n, a in hostile_answers.items() if " ".join(ATTACKS[n].split())[:20] in a.text]
    assert len(quoted) > len(ATTACKS) // 3, "the attacks aren't even quoted"


def test_marks_of_an_answer_are_its_citations(hostile_answers: dict[str, Answer]) -> None:
    """No '[1]' of the archive's poses as a citation in an answer's text."""
    for name, answer in hostile_answers.items():
        told = [int(n) for n in re.findall(r"[\[【［]\s*(\d{1,3})\s*[\]】］]", answer.text)]
        assert told == [n for segment in answer.segments for n in segment.citations], name


async def test_answers_are_messages_without_effect(
    hostile_answers: dict[str, Answer], hostile_store: Store
) -> None:
    """As messages answers call nobody, lead to the archive's addresses alone, keep their shape."""
    table = table_of(await documents_in(hostile_store))
    for name, answer in hostile_answers.items():
        messages = answer_messages(answer, {})
        body = "\n\n".join(messages).split("\n-# ")[0]
        told = [int(n) for n in re.findall(r"\\\[(\d+)\\\]", body)]
        assert told == [n for segment in answer.segments for n in segment.citations], name
        assert not any(amiss(each, table, ANSWER, 2_000) for each in messages), name


async def test_quotes_are_messages_without_effect(
    hostile_answers: dict[str, Answer], hostile_store: Store
) -> None:
    """So are the quotes behind an answer, one for each of its citations."""
    table = table_of(await documents_in(hostile_store))
    for name, answer in hostile_answers.items():
        record = record_of(answer, "id", NOW)
        ids = [(each.passage, 0.0) for each in record.passages if each.quotes]
        found = await hostile_store.catalog.evidence(ids)
        messages = quote_messages(record, found, {})
        assert sum(len(each.quotes) for each in record.passages) == len(answer.citations), name
        assert "gone from the archive" not in "".join(messages), name
        assert not any(amiss(each, table, EVIDENCE, 2_000) for each in messages), name


async def test_what_is_found_is_messages_without_effect(
    hostile_search: Search, hostile_store: Store
) -> None:
    """So are the passages of a search, and the words that found nothing."""
    table = table_of(await documents_in(hostile_store))
    for name in ATTACKS:
        found = await hostile_search.look(Query(question(name), 5), TODAY)
        messages = evidence_pages(question(name), found, {})
        assert found.evidence, name
        assert not any(amiss(each, table, EVIDENCE, 2_000) for each in messages), name
        (nothing,) = evidence_pages(ATTACKS[name], Found((), Span()), {})
        assert amiss(nothing, table_of(()), EVIDENCE, 2_000) == [], name


async def test_coverage_is_messages_without_effect(
    hostile_search: Search, hostile_store: Store
) -> None:
    """So is the earlier coverage of an attack, told or near."""
    table = table_of(await documents_in(hostile_store))
    for name in ATTACKS:
        found = (await hostile_search.look(Query(question(name), 5), TODAY)).evidence
        for covered in (Covered(found, (), COVERAGE), Covered((), found, COVERAGE)):
            messages = coverage_messages(covered, {}, TODAY)
            assert not any(amiss(each, table, EVIDENCE, 2_000) for each in messages), name


async def test_posts_and_their_threads_have_no_effect(hostile_store: Store) -> None:
    """So are the daily post of a digest, its thread's name and what fills the thread."""
    for document in await documents_in(hostile_store):
        table = table_of([document])
        parts = card(document, "in the thread").parts
        assert sum(map(len, parts)) <= CARD
        shown = [amiss(part, table, DIGEST, CARD) for part in parts]
        shown += [amiss(each, table, DIGEST, 2_000) for each in digest_messages(document)]
        assert [each for each in shown if each] == [], document.file
        name = thread_name(document)
        assert name.strip()
        assert len(name) <= 100
        assert hidden(name) == []


def made(text: str) -> Document:
    """A digest that says one text in every place, as values: no reader has been at it."""
    block = Block(text, links=(Link(text, "https://example.org/x"),))
    items = tuple(
        Story(text, (Block(f"{text} {n}", "item"),), block, (Link(text, ""),)) for n in (1, 2)
    )
    section = Section(text, (block, Block(text, "code")), block, items, block.links)
    digest = Digest(text, text, dt.date(2026, 4, 1), (text,), (block,), (section,), (block,))
    return Document("d", "a", text, "h", digest)


@pytest.mark.parametrize("name", ATTACKS)
def test_shape_of_a_post_is_its_own(name: str) -> None:
    """A post has the headings, lists and code that it has with plain words, in the same order."""
    kept = ("heading", "bold", "list", "subtext", "block", "quote", "spoiler", "italics", "code")

    def shapes(text: str) -> list[list[str]]:
        post = card(made(text), "more").parts
        texts = ("\n".join(post), "\n".join(digest_messages(made(text))))
        return [[mark.kind for mark in marks(each) if mark.kind in kept] for each in texts]

    # What a post tells depends on how long it would be.
    plain = [shapes("Plain words " * n) for n in (1, 10, 15, 20, 25, 40, 60)]
    attack = " ".join(ATTACKS[name].split())[:250]
    post, thread = shapes(attack)
    assert post in [each for each, _ in plain]
    assert thread == plain[0][1]


async def test_choices_of_the_command_are_plain(hostile_store: Store) -> None:
    """What `/digest` offers has words and nothing unseen."""
    for origin in await hostile_store.catalog.digests():
        assert hidden(named(origin)) == []
