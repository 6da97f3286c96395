"""A digest becomes passages."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.archive import SAMPLE
from index.digest import Block, Digest, Document, Link, Section, Story
from index.passages import BOTTOM_LINE, LONGEST, WHY, context_of, passages_of
from index.readers.markdown import block
from index.readers.text import fold
from index.repetition import shape
from tests.index.making import blocks_of, document, documents_of
from tests.shared import SEEDS, needs_seeds

SENTENCE = st.text(alphabet="abc XY5-", min_size=1, max_size=300).map(
    lambda text: f"S{fold(text)}."
)
BLOCK = st.lists(SENTENCE, min_size=1, max_size=12).map(lambda parts: Block(" ".join(parts)))
STORY = st.builds(
    Story,
    st.text(alphabet="abc", max_size=5),
    st.lists(BLOCK, max_size=4).map(tuple),
    st.one_of(st.none(), BLOCK),
)
DIGEST = st.builds(
    Digest,
    st.just("T"),
    summary=st.lists(BLOCK, max_size=2).map(tuple),
    sections=st.lists(
        st.builds(Section, st.just("S"), stories=st.lists(STORY, max_size=4).map(tuple)), max_size=3
    ).map(tuple),
)


def _of(digest: Digest) -> Document:
    return Document("doc", "archive", "f.md", "hash", digest)


def test_each_story_is_its_own_passage() -> None:
    """No passage holds two stories; headings, WHY and the bottom line lead to theirs."""
    digest = Digest(
        "T",
        summary=(Block("Lede."),),
        sections=(
            Section("S", (Block("a."),), Block("w."), (Story("P", (Block("b."),), Block("v.")),)),
        ),
        bottom_line=(Block("End."),),
    )
    assert [(p.headings, p.text) for p in passages_of(_of(digest))] == [
        ((), "Lede."),
        (("S",), "a."),
        (("S", "P"), "b."),
        (("S", "P", WHY), "v."),
        (("S", WHY), "w."),
        ((BOTTOM_LINE,), "End."),
    ]


def test_blocks_of_one_story_stand_on_lines() -> None:
    """Short blocks share a passage, each on its line; every sentence is told apart."""
    made = _of(Digest("T", summary=(Block("One. Two."), Block("item", "item"))))
    (passage,) = passages_of(made)
    assert passage.text == "One. Two.\nitem"
    assert [passage.quote(n, n + 1) for n in range(3)] == ["One.", "Two.", "item"]
    assert passage.quote(0, 2) == "One. Two."


def test_links_keep_their_places() -> None:
    """A link stands in its sentence at the same words, also in a later passage."""
    long = block(
        f"{'Word ' * 100}ends. {'Word ' * 90}[here](https://e.org/1) ends. [B](https://e.org/2)."
    )
    passages = passages_of(_of(Digest("T", summary=(Block("First."), long))))
    found = [
        (link.url, passage.text[link.start : link.start + len(link.text)])
        for passage in passages
        for sentence in passage.sentences
        for link in sentence.links
        if sentence.start <= link.start < sentence.end
    ]
    assert len(passages) == 2
    assert found == [("https://e.org/1", "here"), ("https://e.org/2", "B")]


def test_context_names_what_the_passage_is_of() -> None:
    """Publication, day, title and headings stand in the context; what is missing leaves no gap."""
    made = document("x", day=dt.date(2026, 4, 3))
    assert context_of(made, ("News", "x")) == "The Paper · 2026-04-03\nA Title · News · x"
    assert context_of(made, ("News", "x"), {shape("News")}) == "The Paper · 2026-04-03\nA Title · x"
    undated = replace(made, digest=replace(made.digest, date=None))
    assert context_of(undated, ()) == "The Paper\nA Title"


def test_equal_texts_have_ids_of_their_own() -> None:
    """A text that stands twice under one heading gives two passages."""
    sections = (Section("S", (Block("Same."),)), Section("S", (Block("Same."),)))
    ids = [passage.id for passage in passages_of(_of(Digest("T", sections=sections)))]
    assert len(set(ids)) == 2


def test_a_title_of_very_many_stories_is_no_context() -> None:
    """What heads forty stories is searched with each of them, what heads more with none."""
    few, many = (document(*(f"Story {n}." for n in range(count))) for count in (40, 41))
    assert all("A Title" in passage.context for passage in passages_of(few))
    assert not any("A Title" in passage.context for passage in passages_of(many))


def test_ids_are_stable_over_time() -> None:
    """The id follows from the content alone: it is the same in every process."""
    (passage,) = passages_of(_of(Digest("T", "P", summary=(Block("One."),))))
    assert passage.id == "doc-a4a4fc04f700dd6e"


@given(DIGEST)
def test_every_sentence_is_of_the_document(digest: Digest) -> None:
    """Each sentence is an exact piece of one block, and together they are all the text there is."""
    texts = [fold(each.text) for each in blocks_of(digest)]
    quotes = [p.quote(n, n + 1) for p in passages_of(_of(digest)) for n in range(len(p.sentences))]
    assert all(any(quote in text for text in texts) for quote in quotes)
    assert "".join(quotes).replace(" ", "") == "".join(texts).replace(" ", "")


@given(DIGEST)
def test_no_passage_is_too_long(digest: Digest) -> None:
    """A passage is longer than the limit only when it is one sentence."""
    for passage in passages_of(_of(digest)):
        assert len(passage.text) <= LONGEST or len(passage.sentences) == 1


@given(DIGEST)
def test_ids_are_unique_and_ordinals_count(digest: Digest) -> None:
    """Ids are unique in a document; ordinals count from nought in reading order."""
    passages = passages_of(_of(digest))
    assert len({passage.id for passage in passages}) == len(passages)
    assert [passage.ordinal for passage in passages] == list(range(len(passages)))


@given(DIGEST)
def test_a_story_on_top_leaves_the_other_ids(digest: Digest) -> None:
    """A story that is put at the top changes no other passage's id."""
    top = Section("Breaking", stories=(Story("New", (Block("Something new."),)),))
    before = [passage.id for passage in passages_of(_of(digest))]
    after = [
        passage.id
        for passage in passages_of(_of(replace(digest, sections=(top, *digest.sections))))
    ]
    assert [id_ for id_ in after if id_ in set(before)] == before
    assert len(after) == len(before) + 1


def test_very_long_sentence_is_kept_whole() -> None:
    """A sentence over the limit is a passage of its own, never cut."""
    long = f"Long {'long ' * 200}sentence."
    passages = passages_of(_of(Digest("T", summary=(Block(f"Short. {long} Short again."),))))
    assert [passage.text for passage in passages] == ["Short.", long, "Short again."]


@pytest.mark.parametrize("root", [SAMPLE, pytest.param(SEEDS, marks=needs_seeds)])
def test_archives_keep_the_promises(root: object) -> None:
    """In real documents too, sentences are exact, links keep their words, passages their length."""
    count = 0
    for made in documents_of(str(root)):
        texts = [each.text for each in blocks_of(made.digest)]
        for passage in passages_of(made):
            count += 1
            assert len(passage.text) <= LONGEST or len(passage.sentences) == 1
            for n, sentence in enumerate(passage.sentences):
                quote = passage.quote(n, n + 1)
                assert any(quote in text for text in texts)
                for link in sentence.links:
                    assert isinstance(link, Link)
                    assert passage.text.startswith(link.text, link.start)
    assert count > 40
