"""A text becomes sentences."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sentences import LONGEST_SENTENCE, split_sentences


def _split(text: str, language: str | None = None) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text, language)]


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
        ["They said no.", "Nobody argued."],
        ["Version v2.0.1.", "It runs at .5 percent."],
        ["We met at 9 a.m. Monday.", "They left at 5 p.m.", "The rest stayed."],
        ["A Ph.D. student, i.e. Ann Lee, met J. R. Moe.", "C. Roe left."],
        ["It led the Series A.", "The round closed."],
        ["Smith v. Jones is open—e.g. Figs. 2 and 3 are missing, pp. 4, etc.", "It drags on."],
        ["She lives in Davis, CA.", "Few do."],
        ["Look at https://example.org/a?b=c.", "Next comes README.md.", "Open it."],
        ["“Really?” he asked.", "“No!” Ann Lee said.", "“Why?”", "Nobody knew."],
        ["They waited... and waited…", "Then it came."],
        ["(It was late.)", "[It was dark.]", "**It was cold.**", "They left."],
        ["It won.[1]", "It lost. [2][3]", "It drew.¹²", "Then it ended."],
        ["It won! 🚀", "It lost. 😢😢", "🎉Party time."],
        ["They won.", "xAI lost.", "@someone wrote.", "iPhones sell."],
        ["They came.", "• One item.", "→ Another one."],
        ["1. Do this.", "2. Do that."],
        ["It ended in 2024.", "Élan was needed."],
        ["It is on. été is French for summer."],
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


@pytest.mark.parametrize(
    "sentences",
    [
        ["他说：“好。”", "大家都同意了。", "（见下图。）", "完"],
        ["OpenAI Inc. 发布了 GPT-5.4 和 v2.0.1。", "Claude 3.1 Pro 也来了！", "See U.S. 政府。"],
        ["前者更快；后者更便宜。", "都不错。"],
        ["《谁会赢？》一书很有名。", "作者是他。"],
        ["真的吗?", "他不知道!", "“没关系”"],
        ["３．５ドルです．", "次です．", "はい｡", "終"],
        ["１．はじめに", "終わり。"],
    ],
)
def test_marks_among_chinese_and_japanese(sentences: list[str]) -> None:
    """Closing marks go with their stop; semicolons, titles and points of numbers go on."""
    assert sentences == _split("".join(sentences)) or sentences == _split("\n\n".join(sentences))


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("de", ["Es kommt am 3. Mai, z. B. nach Bonn.", "Danach ist Schluss."]),
        ("de", ["Das sind z.B. Autos, d.h. Dr. Ohm, Hr. Ohm u. a. Leute.", "Mehr nicht."]),
        ("de", ["Es sind ca. 5 Mio. Euro.", "Es waren 3 Mio.", "Das ist viel."]),
        ("de", ["Sie wurde 12.", "Die anderen nicht.", "Das war im 20. Jahrhundert."]),
        ("de", ["Es war 2024.", "„Gut.“", "»Sehr gut.«", "Ende."]),
        (
            "de",
            ["Er kam auf diese Art.", "Niemand sah Nr. 5, S. Meier, Art. 3 usw.", "Das war es."],
        ),
        ("fr", ["M. Roux et Mme. Roy, p. ex. Léa, ont lu l’art. 5.", "Elle dort."]),
        ("fr", ["« Bonjour. »", "Il sort en 50 av. J.-C. avec elle.", "Fin."]),
        ("es", ["El Sr. Gil y la Dra. Paz viven en EE. UU. Hoy salen.", "¿Por qué?", "¡Ya!"]),
        ("es", ["Vino a EE.UU.", "El resto, p. ej. Ana, no lo vio en la pág. 3.", "Fin."]),
        ("xx", ["The U.S. Senate met.", "It voted."]),
    ],
)
def test_other_languages(language: str, sentences: list[str]) -> None:
    """German, French and Spanish abbreviations and ordinals don't end a sentence."""
    assert sentences == _split(" ".join(sentences), language)


def test_lines_of_a_list() -> None:
    """A list's next item and a blank line end a sentence without a stop; a folded line doesn't."""
    text = "Some words\nfolded over\n- one thing\n* another\n  2) a third\n\nthe end"
    assert _split(text) == [
        "Some words\nfolded over",
        "- one thing",
        "* another",
        "2) a third",
        "the end",
    ]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("word " * 100 + "; " + "word, " * 500, "word,"),
        ("a" * 700 + "; " + "b, " * 500, ";"),
        ("a" * 700 + ", " + "b " * 900, ","),
        ("字" * 700 + "；" + "字，" * 600, "；"),
        ("字" * 700 + "，" + "字" * 900, "，"),
        ("ab " * 1000, "ab"),
        ("x" * 3000, "x"),
    ],
)
def test_long_pieces_are_cut(text: str, first: str) -> None:
    """A piece without stops is cut between its clauses, else its words, else its letters."""
    pieces = _split(text)
    assert pieces[0].endswith(first)
    assert len(pieces[0]) > LONGEST_SENTENCE // 2
    assert max(map(len, pieces)) <= LONGEST_SENTENCE


@pytest.mark.parametrize(
    "letter", ["e\u0301", "👩\u200d🚀", "👍🏽", "\ud83d\ude00", "\u1100\u1161\u11a8", "🇩🇪"]
)
def test_letters_are_not_cut_in_two(letter: str) -> None:
    """What is read as one character stays whole where a piece has to be cut in a word."""
    text = "x" * (LONGEST_SENTENCE - 1) + letter + "x"
    assert _split(text) == ["x" * (LONGEST_SENTENCE - 1), f"{letter}x"]


@pytest.mark.parametrize("text", ["", " ", "\n\t "])
def test_nothing_has_no_sentence(text: str) -> None:
    """White space alone holds no sentence."""
    assert split_sentences(text) == []


@given(
    st.one_of(
        st.text(),
        st.text(alphabet="aAb.!?… \n\"'”()。！？」$5-"),
        st.lists(st.text(max_size=5)).map(". ".join),
        st.text(alphabet=st.characters(), min_size=1).map(lambda text: text * 400),
        st.text(alphabet="ab,;，。 \u0301\u200d\ud83d\ude00", min_size=1).map(lambda s: s * 700),
    ),
    st.sampled_from([None, "de", "fr", "es", "zh"]),
)
def test_spans_cover_everything_in_order(text: str, language: str | None) -> None:
    """Spans stand in order, don't overlap, leave out white space alone, and none is too long."""
    end = 0
    for start, after in split_sentences(text, language):
        assert end <= start < after <= start + LONGEST_SENTENCE
        assert not text[end:start].strip()
        assert text[start:after] == text[start:after].strip()
        end = after
    assert not text[end:].strip()


@pytest.mark.parametrize(
    "pattern",
    """a . .) a.) Mr.~ Yes.~ A.B. ." .~ .)~ A.~ No.~ ~ ~\n \n- 。 。」 !😀 .[1] e.g.~“ a\u0301 ,~
    1.~ “x?”~Al~ .~( 中?""".split(),
)
def test_long_texts_take_no_time(pattern: str) -> None:
    """Two hundred thousand characters are split within two seconds, whatever they hold."""
    text = (pattern.replace("~", " ") * 200_000)[:200_000]
    for language in (None, "de"):
        started = time.perf_counter()
        split_sentences(f"Start{text}end", language)
        assert time.perf_counter() - started < 2.0
