"""Tests of index/stories/timeline.py."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from index.digest import Evidence, Origin, Passage, Sentence
from index.mentions import Told
from index.names import NameBook
from index.stories.timeline import Topic, entries_of, worth_reading

BOOK = NameBook({"zephyr": ("Zephyr", 9)}, 100)
TOPIC = Topic.of(["zephyr"], BOOK)
DAY = dt.date(2026, 4, 1)


def _told(n: int, *texts: str, day: dt.date | None = DAY, total: int = 1, title: str = "T") -> Told:
    return Told(f"doc{n}", day, total, tuple(f"{n}-{m}" for m in range(len(texts))), title)


def _evidence(n: int, m: int, text: str, day: dt.date | None, title: str = "T") -> Evidence:
    ends = [at + 1 for at, mark in enumerate(text) if mark == "."] or [len(text)]
    starts = [0, *(end + 1 for end in ends)]
    sentences = tuple(Sentence(a, b) for a, b in zip(starts, ends, strict=False))
    passage = Passage(f"{n}-{m}", f"doc{n}", m, ("News",), text, sentences)
    return Evidence(passage, Origin(f"doc{n}", "digest", "P", title, day, "a", "f", None), 1, 0.0)


def _timeline(stories: list[tuple[dt.date | None, int, list[str]]], limit: int) -> list[str]:
    told, held = [], {}
    for n, (day, total, texts) in enumerate(stories):
        told.append(_told(n, *texts, day=day, total=total))
        for m, text in enumerate(texts):
            held[f"{n}-{m}"] = _evidence(n, m, text, day)
    return [entry.quote for entry in entries_of(told, held, TOPIC, limit)]


def test_the_sentence_that_names_it_tells_it() -> None:
    """Of a passage the sentence is shown that names the thing, of a story the best passage."""
    texts = ["Many things happened on that day. Zephyr leads the benchmark now.", "Zephyr, others"]
    assert _timeline([(DAY, 2, texts)], 5) == ["Zephyr leads the benchmark now."]


def test_what_doesnt_name_it_isnt_told() -> None:
    """A passage that only stands under a title with the name is no entry."""
    assert _timeline([(DAY, 1, ["Oracle orders a lot of fuel cells."])], 5) == []


def test_oldest_first_and_undated_last() -> None:
    """Entries come in the order of their days; those without one come behind."""
    later = DAY + dt.timedelta(days=30)
    stories = [
        (None, 9, ["Zephyr was told of without any date."]),
        (later, 1, ["Zephyr runs on telephones these days."]),
        (DAY, 1, ["Zephyr is announced by its makers."]),
    ]
    assert [quote.split()[1] for quote in _timeline(list(stories), 5)] == ["is", "runs", "was"]


def test_the_same_text_stands_once() -> None:
    """A text that comes again is a place of the first entry, not an entry."""
    text = "Zephyr leads the benchmark with many points."
    held = {f"{n}-0": _evidence(n, 0, text, DAY + dt.timedelta(days=n)) for n in range(2)}
    told = [_told(n, text, day=DAY + dt.timedelta(days=n)) for n in range(2)]
    (entry,) = entries_of(told, held, TOPIC, 5)
    assert entry.evidence.origin.date == DAY
    assert [other.origin.date for other in entry.also] == [DAY + dt.timedelta(days=1)]


def test_what_matters_most_stays() -> None:
    """Beyond the limit the first entry and those that are told most stay."""
    kinds = ["weather", "football", "cooking", "painting", "sailing", "music"]
    stories: list[tuple[dt.date | None, int, list[str]]] = [
        (DAY + dt.timedelta(days=30 * n), 40 if n == 4 else 1, [f"Zephyr is now used in {kind}."])
        for n, kind in enumerate(kinds)
    ]
    assert _timeline(stories, 2) == [
        "Zephyr is now used in weather.",
        "Zephyr is now used in sailing.",
    ]
    assert _timeline(stories, 0) == []


def test_the_first_story_is_always_read() -> None:
    """Of very many stories those are read that say most, and where it began."""
    told = [_told(n, "x", day=DAY + dt.timedelta(days=n), total=1 + n) for n in range(200)]
    read = worth_reading(told, TOPIC)
    assert {0, 199, 150} <= {int(each.document[3:]) for each in read}
    assert 1 not in {int(each.document[3:]) for each in read}
    assert len(read) == len(set(read)) < 100


def test_words_are_told_in_any_form() -> None:
    """A name is told as it is spelled, another word in its forms, and all of them together."""
    topic = Topic.of(["zephyr", "launch"], BOOK)
    assert topic.within("Zephyr launches today")
    assert not topic.within("Zephyr rests today")
    assert not topic.within("a zephyr launches")


@given(
    st.lists(
        st.tuples(
            st.none() | st.integers(0, 60).map(lambda n: DAY + dt.timedelta(days=n)),
            st.integers(1, 50),
            st.lists(st.text("Zephyr ab.", min_size=1, max_size=30), min_size=1, max_size=3),
        ),
        max_size=8,
    ),
    st.integers(0, 5),
)
def test_a_timeline_is_in_order_and_no_longer_than_asked(
    stories: list[tuple[dt.date | None, int, list[str]]], limit: int
) -> None:
    """Whatever is told, entries come by day, at most so many, each once and each with the name."""
    told, held = [], {}
    for n, (day, total, texts) in enumerate(stories):
        told.append(_told(n, *texts, day=day, total=total))
        for m, text in enumerate(texts):
            held[f"{n}-{m}"] = _evidence(n, m, text, day)
    entries = entries_of(told, held, TOPIC, limit)
    days = [entry.evidence.origin.date or dt.date.max for entry in entries]
    assert days == sorted(days)
    assert len(entries) <= limit
    ids = [each.passage.id for e in entries for each in (e.evidence, *e.also)]
    assert len(ids) == len(set(ids))
    assert all(TOPIC.within(entry.evidence.passage.text) for entry in entries)
    assert bool(entries) == bool(limit and any(TOPIC.within(e.passage.text) for e in held.values()))
