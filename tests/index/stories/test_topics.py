"""Tests of index/stories/topics.py, and of what the index makes of it."""

import datetime as dt
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from index.digest import Span
from index.indexer import Indexer
from index.store import Store
from index.stories.stories import Stories
from index.stories.topics import days_before, topics_of
from index.stories.values import Spoken, Topics
from tests.index.embedders import WordsEmbedder
from tests.index.shelf import Shelf

APRIL = Span(dt.date(2026, 4, 1), dt.date(2026, 4, 30))
BEFORE = Span(dt.date(2026, 3, 2), dt.date(2026, 3, 31))


def names(spoken: tuple[Spoken, ...]) -> list[str]:
    """What they are called."""
    return [each.name for each in spoken]


def test_most_and_risen() -> None:
    """What is told most comes first; what is told more than the days before suggest has risen."""
    topics = topics_of(
        APRIL, {"OpenAI": 30, "Kimi K3": 9, "Qwen": 4}, 2, BEFORE, {"OpenAI": 28, "Qwen": 12}
    )

    assert names(topics.most) == ["OpenAI", "Kimi K3"]
    assert topics.risen == (Spoken("Kimi K3", 9, 0),)
    assert topics.most[0].before == 28


def test_fewer_digests_before_let_expect_less() -> None:
    """Where the days before had half of the digests nothing has risen by having twice as many."""
    now = {f"{letter}-Lab": 20 for letter in "ABCDE"}
    topics = topics_of(APRIL, now, 9, BEFORE, dict.fromkeys(now, 10))

    assert topics.risen == ()


def test_spellings_are_one_name() -> None:
    """A name is counted in all its spellings and called by the commonest; numbers are no names."""
    topics = topics_of(APRIL, {"Qwen 3.8 27B": 3, "Qwen3.8-27B": 5, "50": 9, "Once": 1}, 9)

    assert topics == Topics(APRIL, None, (Spoken("Qwen3.8-27B", 8),))


def test_parts_of_a_name_are_one_topic() -> None:
    """Of 'Kimi K3' and 'K3' that rise only the one that rises more is told."""
    topics = topics_of(APRIL, {"Kimi K3": 9, "K3": 8, "Grok": 7}, 9, BEFORE, {"Qwen": 24})

    assert names(topics.risen) == ["Kimi K3", "Grok"]


def test_as_many_days_before() -> None:
    """The days before end right before, or are those of the week before; the first day has none."""
    assert days_before(APRIL) == BEFORE
    monday, friday = dt.date(2026, 4, 13), dt.date(2026, 4, 17)
    assert days_before(Span(monday, friday)) == Span(dt.date(2026, 4, 6), dt.date(2026, 4, 10))
    assert days_before(Span(dt.date.min, dt.date.min)) is None
    assert days_before(Span(None, dt.date(2026, 4, 1))) is None


COUNTS = st.dictionaries(st.text("aB1 .-é漢", max_size=6), st.integers(1, 99), max_size=9)


@given(COUNTS, COUNTS, st.integers(0, 5))
def test_topics_of_anything(now: dict[str, int], then: dict[str, int], limit: int) -> None:
    """Whatever is counted, no list is longer than asked for, and each name stands in it once."""
    topics = topics_of(APRIL, now, limit, BEFORE, then)

    for spoken in (topics.most, topics.risen):
        assert len(spoken) == len(set(names(spoken))) <= limit
        assert all(each.passages >= 2 for each in spoken)


async def test_days_of_the_archive(tmp_path: Path) -> None:
    """Only digests of the days count; what isn't there before isn't compared."""
    texts = {
        f"2026-04-{day:02}.md": f"We hear that {name} came. They say that {name} is here.\n\n"
        f"## More\n\nOn day {day} {name} went. All say that {name} is gone."
        for day, name in ((1, "Zephyr"), (2, "Zephyr"), (8, "Boreas"), (9, "Boreas"))
    }
    texts["notes.md"] = "We hear that Notos came."
    first, last = dt.date(2026, 4, 1), dt.date(2026, 4, 9)
    async with Store(tmp_path / "data", WordsEmbedder()) as store:
        await Indexer(store, [Shelf(texts)]).run()
        stories = Stories(store)
        two = await stories.topics(Span(dt.date(2026, 4, 8), dt.date(2026, 12, 31)))
        all_ = await stories.topics(Span())
        none = await stories.topics(Span(dt.date(2020, 1, 1), dt.date(2020, 1, 2)))

    assert two.span == Span(dt.date(2026, 4, 8), last)
    assert two.before == Span(first, dt.date(2026, 4, 2))
    assert names(two.most) == names(two.risen) == ["Boreas"]
    assert (all_.span, all_.before) == (Span(first, last), None)
    assert names(all_.most) == ["Boreas", "Zephyr"]
    assert none == Topics(Span(dt.date(2020, 1, 1), dt.date(2020, 1, 2)))
