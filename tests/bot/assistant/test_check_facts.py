"""Tests of what bot/assistant/check.py holds claims against: facts of all kinds, real sentences."""

import datetime as dt
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from bot.assistant.check import Check, plain
from bot.assistant.writer import Draft, Quote
from index.archive import open_archives
from index.digest import Evidence, Origin
from index.facts import Grounds, unsupported
from index.passages import passages_of
from index.sentences import split_sentences
from index.terms import words_of
from tests.bot.assistant.briefs import evidence
from tests.bot.assistant.check_pairs import NOT_SAID, SAID
from tests.shared import SHARED, needs_shared


def _passes(claim: str, quote: str, *, whole: bool = False) -> bool:
    sentences = [quote[start:end] for start, end in split_sentences(quote)]
    check = Check([evidence("p1", sentences, headings=("Anthropic",))])
    end = len(sentences) if whole else 1
    return bool(check.pass_(Draft(claim, (Quote("p1", 0, end),))))


@pytest.mark.parametrize(("claim", "quote"), SAID)
def test_a_claim_that_its_quote_says_in_other_words_passes(claim: str, quote: str) -> None:
    """The same amount, day or name passes however it is written."""
    assert _passes(claim, quote)


@pytest.mark.parametrize(("claim", "quote"), NOT_SAID)
def test_a_claim_that_its_quote_does_not_say_is_dropped(claim: str, quote: str) -> None:
    """Another amount, unit, day, version or name is dropped."""
    assert not _passes(claim, quote)


@pytest.mark.parametrize("quote", [quote for _, quote in SAID + NOT_SAID])
def test_a_sentence_passes_against_itself(quote: str) -> None:
    """What is quoted word for word is never dropped."""
    assert _passes(quote, quote, whole=True)


@needs_shared
@pytest.mark.parametrize(
    "folder", ["ainews/issues", "hn-digest/2026/04", "jimmuji-ai-daily-digest/daily"]
)
def test_every_sentence_of_a_real_archive_passes_against_itself(folder: str) -> None:
    """Sentences of 200 passages, each as a claim that cites itself, are all said."""
    some = _passages(SHARED / "archives" / folder)
    assert len(some) > 50
    for n, each in enumerate(some):
        check = Check(some[max(0, n - 6) : n + 6])
        for k in range(len(each.passage.sentences)):
            text = each.passage.quote(k, k + 1)
            said = check.pass_(Draft(text, (Quote(each.passage.id, k, k + 1),)))
            assert said or not words_of(plain(text)), text


@needs_shared
def test_facts_that_people_wrote_pass_against_what_they_quoted() -> None:
    """Of the facts of answers, held against the quotes that tell them, nine in ten are said.

    The others are sums, and remarks about what stands elsewhere.
    """
    facts = [
        not unsupported(fact, grounds)
        for questions in sorted((SHARED / "questions").glob("*.jsonl"))
        for line in questions.read_text(encoding="utf-8").splitlines()
        if (asked := json.loads(line))["answerable"]
        for grounds in [_grounds(asked["evidence"])]
        for fact in asked["answer_facts"]
    ]
    assert len(facts) > 200
    assert sum(facts) > 0.9 * len(facts)


def _passages(folder: Path) -> list[Evidence]:
    """The passages of some files of an archive."""
    (archive,) = open_archives([str(folder)])
    bundles = archive.listing().bundles
    found = [
        Evidence(passage, Origin(document.id, "digest", "P", "T", None, "a", "f", None), 1, 1.0)
        for bundle in bundles[:: max(1, len(bundles) // 20)]
        for document in archive.read(bundle).documents
        for passage in passages_of(document)
    ]
    return found[:: max(1, len(found) // 200)][:200]


def _grounds(evidence: Sequence[Mapping[str, str]]) -> Grounds:
    """What some quotes of files show: the quotes, the day in the path, the files' first lines."""
    texts = {each["file"]: (SHARED.joinpath(each["file"])).read_text() for each in evidence}
    day = re.compile(r"(?:20)?(\d\d)-(\d\d)-(\d\d)")
    dates = [dt.date(2000 + int(m[1]), int(m[2]), int(m[3])) for m in map(day.search, texts) if m]
    firsts = [text.splitlines()[0] for text in texts.values()]
    told = (re.sub(r"\*\*|`|\]\([^)]*\)", "", each["quote"]) for each in evidence)
    around = [
        text[max(0, at - 800) : at + 1200].replace("**", "")
        for each in evidence
        if (at := (text := texts[each["file"]]).find(each["quote"])) >= 0
    ]
    return Grounds((*told, *firsts), tuple(dates), tuple(around), tuple(around))
