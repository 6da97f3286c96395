"""Insights."""

import datetime as dt

from index.archive import SAMPLE
from index.digest import Block
from index.readers import insights, read_digest
from tests.index.making import blocks_of
from tests.shared import SEEDS, needs_seeds

LONG = "An insight of some length stands here so that the line reads as a whole paragraph {}."


def test_each_line_is_an_insight() -> None:
    """Every line is an item; the first one's opening words make the title."""
    lines = [LONG.format(n) for n in ("one", "two", "three")]
    body = "We scan new podcasts and send you the top 5 insights daily.\n" + "\n".join(lines)
    assert insights.recognises(body)
    digest = insights.read(body)
    assert digest.title == "Insights: An insight of some length stands here so…"
    assert [Block(line, "item") for line in lines] == list(blocks_of(digest))
    assert digest.date is None


def test_a_date_in_prose_is_not_the_digests() -> None:
    """A day that an insight speaks of doesn't date the digest; one at its head does."""
    lines = "\n".join(LONG.format(n) for n in ("two", "three"))
    told = LONG.format("as was said on 2026-04-01")
    assert insights.read(f"{told}\n{lines}").date is None
    assert dt.date(2026, 4, 1) == insights.read(f"2026-04-01: {told}\n{lines}").date


def test_other_texts_are_not_its_own() -> None:
    """Short lines, headings, lists and a line or two aren't insights."""
    long = LONG.format("x")
    assert not insights.recognises(f"{long}\n{long}")
    assert not insights.recognises(f"{long}\n{long}\nshort.")
    assert not insights.recognises(f"{long}\n{long}\n- {long}")
    assert not insights.recognises(f"{long}\n{long}\n{long[:-1]}")


def test_sample_insights() -> None:
    """The sample's insights have no date, and the sign-up line isn't one of them."""
    file = "podcast-insights/open-models-and-china.txt"
    raw = (SAMPLE / file).read_text("utf-8")
    digest = read_digest(raw, file)
    assert digest.date is None
    assert digest.title == "Insights: A country that cannot buy the best chips…"
    assert raw.splitlines()[1:] == [block.text for block in blocks_of(digest)]


@needs_seeds
def test_real_insights() -> None:
    """Real insights: eleven, undated, without the sign-up line."""
    path = next(SEEDS.glob("004_*"))
    digest = read_digest(path.read_text("utf-8"), path.name)
    assert digest.date is None
    texts = [block.text for block in blocks_of(digest)]
    assert len(texts) == 11
    assert not any(text.startswith("We scan") for text in texts)
