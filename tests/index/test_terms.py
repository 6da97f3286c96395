"""The terms of a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.terms import (
    bigrams,
    content_words,
    named_in,
    numbers_in,
    parts_of,
    stem,
    stems_of,
    words_of,
)


def test_words_keep_their_marks_inside() -> None:
    """Names with marks inside are one word; a possessive isn't part of it."""
    text = "GPT-5.4, Z.ai's SWE-Bench R&D owner/name C++ and F#. OpenAI’s."
    expected = ["gpt-5.4", "z.ai", "swe-bench", "r&d", "owner/name", "c++", "and", "f#", "openai"]
    assert expected == words_of(text)


def test_parts_are_what_full_text_search_sees() -> None:
    """A compound is cut at its marks."""
    assert parts_of("gpt-5.4") == ["gpt", "5", "4"]


def test_content_words_leave_out_the_small_ones() -> None:
    """Words without meaning go, and each other word stands once."""
    assert content_words("Which model topped what, and is the model GPT-5.4?") == [
        "model",
        "topped",
        "gpt-5.4",
    ]


@pytest.mark.parametrize(
    ("word", "expected"),
    [("leases", "leas"), ("commitments", "commit"), ("gpt-5.4", "gpt-5.4"), ("模型", "模型")],
)
def test_stems(word: str, expected: str) -> None:
    """English words are stemmed; names, numbers and other scripts stay."""
    assert expected == stem(word)


def test_stems_in_the_forms_of_questions() -> None:
    """A compound counts whole, written together and in parts, a name with the number after it."""
    stems = stems_of("GPT-5.4 and Opus 4.6 scored")
    assert {"gpt-5.4", "gpt5.4", "gpt", "5.4", "opu", "opus4.6", "4.6", "score"} <= stems


@pytest.mark.parametrize(
    ("word", "text", "expected"),
    [
        ("gpt-6", "GPT-5.4 has 6 parts", False),
        ("gpt-5.4", "GPT 5.4 came", True),
        ("gpt5.4", "GPT-5.4 came", True),
        ("swe-bench", "the bench of SWE", True),
        ("swe-bench", "the bench", False),
        ("leasing", "Meta leases", True),
    ],
)
def test_naming(word: str, text: str, expected: bool) -> None:  # noqa: FBT001
    """A name with a number is named whole only; other compounds may stand in parts."""
    assert expected == named_in(word, stems_of(text))


@given(st.text())
def test_every_word_of_a_text_is_named_in_it(text: str) -> None:
    """A text names all of its own words."""
    stems = stems_of(text)
    assert all(named_in(word, stems) for word in words_of(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("微软公司", ["微软", "软公", "公司"]),
        ("GPT-5发布，Claude也", ["gpt-5", "发布", "claude", "也"]),
        ("DeepSeek开源3.5亿", ["deepseek", "开源", "3.5", "亿"]),
        ("ＧＰＴ－５，Ｃｌａｕｄｅ", ["gpt-5", "claude"]),
        ("한국 회사는", ["한국", "회사", "사는"]),
        ("データ、新聞・テレビ", ["デー", "ータ", "新聞", "テレ", "レビ"]),
        ("微", ["微"]),
    ],
)
def test_cjk_words_are_pairs(text: str, expected: list[str]) -> None:
    """A run of CJK letters is its overlapping pairs; words end where the script changes."""
    assert expected == words_of(text)


def test_parts_of_cjk() -> None:
    """Full-text search sees the pairs of a run, and other scripts apart from them."""
    assert parts_of("gpt-5发布会") == ["gpt", "5", "发布", "布会"]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("OpenAI 收购了哪家公司？", ["openai", "收购", "公司"]),
        ("OpenAIが買収した会社は？", ["openai", "買収", "収し", "会社"]),
        ("삼성 회사는 무엇인가요?", ["삼성", "회사"]),
        ("4月13日有什么新闻", ["4", "13", "新闻"]),
        ("DeepSeek 和 Kimi 比怎么样", ["deepseek", "kimi"]),
        ("是什么？怎么？多少？", []),
    ],
)
def test_cjk_content(question: str, expected: list[str]) -> None:
    """Interrogatives and particles of Chinese, Japanese and Korean aren't content."""
    assert expected == content_words(question)


@pytest.mark.parametrize(
    ("word", "text", "expected"),
    [
        ("收购", "OpenAI收购了公司", True),
        ("购收", "OpenAI收购了公司", False),
        ("软", "微软公司", True),
        ("gpt-5", "新的GPT-5发布", True),
        ("版本4", "版本 4", False),
    ],
)
def test_naming_in_cjk(word: str, text: str, expected: bool) -> None:  # noqa: FBT001
    """A pair is named where it stands, a single letter in any pair that holds it."""
    assert expected == named_in(word, stems_of(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("OpenAI’s model — naïve", ""),
        ("微软公司，新 model", "微软 软公 公司 新"),
        ("新 model", "新"),
        ("新GPT-5.4发布 by OpenAI", "新 gpt 5 4 发布"),
        ("ＧＰＴ－５ and GPT-4", "gpt 5"),
    ],
)
def test_bigrams(text: str, expected: str) -> None:
    """Pairs, words that touch them and full-width words are what a full-text index lacks."""
    assert expected == bigrams(text)


def test_numbers_compare_as_they_mean() -> None:
    """Thousands' commas and leading zeros don't make another number."""
    assert numbers_in("1,217 execs on 04 May 2026 saw 58.4%.") == {"1217", "4", "2026", "58.4"}
