"""The words of an archive."""

import pytest

from index.store import Store
from index.terms import content_words
from index.vocabulary import Vocabulary

WORDS = Vocabulary(
    {
        "glassw": 9,
        "technolog": 2,
        "anthrop": 5,
        "coreweav": 7,
        "gpt": 6,
        "5": 20,
        "4": 9,
        "leas": 3,
        "lead": 8,
    },
    40,
)


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("glaswing", "glassw"),
        ("glasswin", "glassw"),
        ("anthropc", "anthrop"),
        ("coreweve", "coreweav"),
        ("glasswing", "glasswing"),
        ("leases", "leases"),
    ],
)
def test_misspelt_words_are_repaired(word: str, meant: str) -> None:
    """An unknown word near a known one means it; a known word means itself."""
    assert meant == WORDS.repaired(word)


@pytest.mark.parametrize("word", ["gpt-6", "gpt-5.9", "5.7", "gtp", "zebra", "模型模型", ""])
def test_what_is_not_repaired(word: str) -> None:
    """Versions, amounts, short words and words near to nothing stay as they are."""
    assert WORDS.repaired(word) is None


def test_rarest_part_counts() -> None:
    """A compound is as frequent as its rarest part; nothing has no frequency."""
    assert WORDS.frequency("technologies") == 2
    assert WORDS.frequency("gpt-5.4") == 6
    assert WORDS.frequency("gpt-7") == 0
    assert WORDS.frequency("") == 0


def test_cjk_frequency() -> None:
    """A pair counts as it stands, a run as its rarest pair, a letter as what it begins."""
    words = Vocabulary({"微软": 3, "微信": 2, "软公": 1, "公司": 9, "微软公司": 1}, 5)
    assert words.frequency("微软") == 3
    assert words.frequency("微软公司") == 1
    assert words.frequency("微") == 5
    assert words.frequency("信") == 0
    assert words.frequency("\u3099") == 0


@pytest.mark.parametrize("word", ["模型模式", "微软公式", "微元", "뭐", "マイクロソフツ"])
def test_cjk_words_are_not_repaired(word: str) -> None:
    """In CJK words every letter counts: what is near to a known run isn't taken for it."""
    words = Vocabulary({"模型模型": 1, "微软公司": 3, "微软": 3, "マイクロソフト": 2}, 5)
    assert words.repaired(word) is None
    assert words.repaired("微软") == "微软"


def test_rarer_words_weigh_more() -> None:
    """A rare word outweighs a frequent one, and no weight is negative."""
    assert WORDS.weight("unheard") > WORDS.weight("leases") > WORDS.weight("5") > 0
    assert Vocabulary({"all": 3}, 3).weight("all") > 0


async def test_sample_words_are_known(sample_store: Store) -> None:
    """The full-text index and the terms of a question agree on the sample's words."""
    vocabulary = await sample_store.catalog.vocabulary()
    unknown: set[str] = set()
    for origin in await sample_store.catalog.origins():
        for evidence in await sample_store.catalog.passages_of(origin.document):
            words = content_words(evidence.passage.text)
            unknown.update(word for word in words if not vocabulary.frequency(word))
    assert set() == unknown
    assert vocabulary.repaired("glaswing") == "glassw"
