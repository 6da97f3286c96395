"""A text becomes sentences."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sentences import split_sentences


def _split(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


@pytest.mark.parametrize(
    "sentences",
    [
        ["GLM-5.1 leads GPT-5.4 by 0.7.", "It won."],
        ["The U.S. Senate met.", "It voted."],
        ["They work in the U.S.", "The others don't."],
        ["Meta pays $1.5B a year.", "That is much."],
        ["Gemini 3.1 Pro won.", "Claude Opus 4.6 lost."],
        ["Some, e.g. Meta, don't.", "Others do."],
        ["Boost Run Inc. Grows fast.", "OK."],
        ["It joined Nebius Inc.", "The badge says so."],
        ["Mr. Wang, Dr. Li and J. Smith spoke.", "All agreed."],
        ["It came on Jan. 5.", "Nobody saw."],
        ["“It is done.”", "He left."],
        ['He asked "Why?"', "“Because.”", "(It is.)", "Yes!"],
        ["What?!", "No…", "Yes."],
        ["See z.ai and example.org today.", "Then go."],
        ["It costs 5.", "$6 is more.", "[Both] are much."],
        ["A bullet without a full stop"],
        ["it goes on. and on, in small letters."],
        ["No. 5 is alive."],
    ],
)
def test_english(sentences: list[str]) -> None:
    """A sentence ends at its full stop, not at one in a name, a version or an amount."""
    assert sentences == _split(" ".join(sentences))


@pytest.mark.parametrize(
    "sentences",
    [
        ["智谱发布了GLM-5.1模型。", "它得了58.4分！", "为什么？"],
        ["彼は「終わった。」", "と言った。", "次へ"],
        ["価格は1.5ドルです。", "高い？！", "いいえ。"],
    ],
)
def test_chinese_and_japanese(sentences: list[str]) -> None:
    """Full-width stops end a sentence without white space behind them."""
    assert sentences == _split("".join(sentences))


@pytest.mark.parametrize("text", ["", " ", "\n\t "])
def test_nothing_has_no_sentence(text: str) -> None:
    """White space alone holds no sentence."""
    assert split_sentences(text) == []


@given(
    st.one_of(
        st.text(),
        st.text(alphabet="aAb.!?… \n\"'”()。！？」$5-"),
        st.lists(st.text(max_size=5)).map(". ".join),
    )
)
def test_spans_cover_everything_in_order(text: str) -> None:
    """Spans stand in order, don't overlap, and leave out white space alone."""
    end = 0
    for start, after in split_sentences(text):
        assert end <= start < after
        assert not text[end:start].strip()
        assert text[start:after] == text[start:after].strip()
        end = after
    assert not text[end:].strip()


@pytest.mark.parametrize(
    "text",
    ["." * 100_000 + "x", "Mr. " * 25_000, "Yes. " * 20_000, "A.B." * 25_000, '."' * 50_000],
    ids=["dots", "abbreviations", "sentences", "initials", "quotes"],
)
def test_long_texts_take_no_time(text: str) -> None:
    """A hundred thousand characters are split within two seconds, whatever they hold."""
    started = time.perf_counter()
    split_sentences(text)
    assert time.perf_counter() - started < 2.0
