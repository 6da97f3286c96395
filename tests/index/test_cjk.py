"""Chinese, Japanese and Korean letters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.cjk import LETTERS, folded, is_cjk, pairs, says_little, without_grammar


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        ("微", ["微"]),
        ("微软", ["微软"]),
        ("微软公司", ["微软", "软公", "公司"]),
        ("ガス", ["ガス"]),
        ("ｶﾞｽ", ["ガス"]),
        ("か\u3099す", ["がす"]),
        ("\u1112\u1161\u11ab글", ["한글"]),
        ("々ー", ["々ー"]),
        ("𠀀𠀁", ["𠀀𠀁"]),
        ("\u3099", []),
        ("", []),
    ],
)
def test_pairs(run: str, expected: list[str]) -> None:
    """A run of letters becomes its overlapping pairs in one form, a single letter itself."""
    assert expected == pairs(run)


def test_full_width_letters_are_folded() -> None:
    """Full-width letters, digits and marks inside of words become ASCII; other marks stay."""
    assert folded("ＧＰＴ－５．４，Ｒ＆Ｄ？（ｏｋ）") == "GPT-5.4，R&D？（ok）"


@given(st.text())
def test_folding_keeps_the_length(text: str) -> None:
    """Each character of a folded text stands where it stood."""
    assert len(folded(text)) == len(text)


@pytest.mark.parametrize("letter", "微々〇㐀がーガｶ각ㄱ\u1100𠀀豈")
def test_cjk_letters(letter: str) -> None:
    """Han, kana and Hangul are CJK letters, rare and half-width ones too."""
    assert is_cjk(letter)


@pytest.mark.parametrize(
    "letter", ["", "a", "é", "Ｇ", "5", "。", "、", "「", "・", "〜", "я", "🚀"]
)
def test_other_characters(letter: str) -> None:
    """Other letters, full-width ASCII and CJK marks aren't."""
    assert not is_cjk(letter)


@given(st.text(alphabet=st.characters(categories=["L", "M", "N"])).filter(is_cjk))
def test_pairs_are_letters(run: str) -> None:
    """No pair is longer than two letters, and none holds a mark."""
    assert all(len(pair) < 3 and pair.isalnum() for pair in pairs(run))


@pytest.mark.parametrize("pair", ["了哪", "是谁", "した", "た会", "は", "는지", "年", "和"])
def test_grammar_says_little(pair: str) -> None:
    """Pairs with particles, Japanese endings, and measures behind numbers say little."""
    assert says_little(pair)


@pytest.mark.parametrize(
    "pair", ["微软", "收购", "日本", "和平", "買収", "買っ", "회사", "微", "gpt", ""]
)
def test_other_words_say_more(pair: str) -> None:
    """Names, nouns and verbs are content."""
    assert not says_little(pair)


def test_grammar_goes() -> None:
    """What only asks is cut out of its run, the longest word first; other text stays."""
    assert without_grammar("微软为什么裁员，有没有说明") == "微软 裁员，  "
    assert without_grammar("naïve words") == "naïve words"


def test_letters_fit_a_class() -> None:
    """The ranges can stand in any class of a regular expression."""
    assert not set("[]^\\") & set(LETTERS)
