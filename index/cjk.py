"""Chinese, Japanese and Korean letters: written without words, they are searched two by two."""

import re
import unicodedata
from itertools import pairwise

# Han, kana and Hangul, with the half-width forms and the letters in parts that NFKC puts together.
LETTERS = (
    "\u1100-\u11ff\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3038-\u303c\u3041-\u309a\u309d-\u309f"
    "\u30a1-\u30fa\u30fc-\u31ff\u3400-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\uff66-\uffdc"
    "\U0001b000-\U0001b16f\U00020000-\U0003fffd"
)
_LETTER = re.compile(f"[{LETTERS}]")
_HIRAGANA = re.compile("[\u3041-\u309f]")
# Full-width letters, digits and the marks inside of words; one character for one.
_FOLD = {
    wide: wide - 0xFEE0
    for wide in range(0xFF01, 0xFF5F)
    if chr(wide - 0xFEE0).isalnum() or chr(wide - 0xFEE0) in "#&+-./"
}
# Letters that make every pair with them grammar: particles, pronouns, what asks.
_SMALL = frozenset("的了吗嗎呢吧么麼哪谁誰何是在这這那我你您他她它们們はがをにでとのもへ는을를왜")
# Letters that say nothing alone: what stands between two names, or behind a number.
_SMALL_ALONE = frozenset(
    "年月日号號第个個家次元亿億万萬种種和与與比到从從为為对對被把将將就也都又有上下中前后後"
)
_SMALL_WORDS = """
    什么 什麼 怎么 怎麼 怎麼樣 怎么样 怎样 怎樣 如何 为何 為何 为什么 為什麼 多少 多久 多大 多长
    几个 幾個 几家 几次 哪个 哪個 哪些 哪家 哪种 哪種 哪里 哪裡 哪位 哪款 是否 能否 可否 有没有
    有沒有 有什么 有什麼 有哪些 以及 还有 還有 或者 并且 但是 因为 因為 所以 如果 关于 關於 有关
    有關 对于 對於 根据 根據 请问 請問 告诉 告訴 介绍 介紹 一下 一个 一個 说明 說明 解释 解釋 最近
    目前 现在 現在 已经 已經 可以 没有 沒有 之间 之後 之后 其中 教えて 무엇 무슨 어떤 어느 어디
    누구 누가 언제 얼마나 어떻게 그리고 대해 대한 있는 있나요 있습니까 인가요 입니까 합니까 하나요
    했나요 했습니까 되나요 알려줘 알려주세요 최근""".split()
# The longest first, so that none hides behind its own beginning.
_SMALL_WORD = re.compile("|".join(sorted(_SMALL_WORDS, key=len, reverse=True)))


def folded(text: str) -> str:
    """The text with its full-width letters and digits as ASCII, of the same length."""
    return text if text.isascii() else text.translate(_FOLD)


def is_cjk(text: str) -> bool:
    """Whether a text begins with a Chinese, Japanese or Korean letter."""
    return not text.isascii() and bool(_LETTER.match(text))


def pairs(run: str) -> list[str]:
    """The overlapping pairs of a run of letters; a single one stays itself.

    Lucene's CJKBigramFilter does the same: any word of two letters or more is found by its pairs,
    without a dictionary.
    """
    letters = "".join(filter(str.isalnum, unicodedata.normalize("NFKC", run)))
    return [a + b for a, b in pairwise(letters)] or list(letters)


def without_grammar(text: str) -> str:
    """The text with white space for interrogatives and conjunctions, lest they pair with words."""
    return text if text.isascii() else _SMALL_WORD.sub(" ", text)


def says_little(pair: str) -> bool:
    """Whether a pair of letters, or a single one, is grammar and no content.

    In Japanese what begins in hiragana is an ending or a particle, with or without the next word.
    """
    return pair in _SMALL_ALONE or not _SMALL.isdisjoint(pair) or bool(_HIRAGANA.match(pair))
