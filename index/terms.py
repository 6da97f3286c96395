"""A text becomes the terms that search and the check of citations compare."""

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from index.cjk import LETTERS, folded, is_cjk, pairs, says_little, without_grammar

if TYPE_CHECKING:
    from snowballstemmer.basestemmer import BaseStemmer

# A word may hold marks inside: GPT-5.4, Z.ai, SWE-Bench, R&D, owner/name; or end in them: C++.
# A run of CJK letters ends it.
_LETTER = rf"[^\W_{LETTERS}]"
_TERM = re.compile(rf"[{LETTERS}]+|{_LETTER}+(?:[.,'’&/_+-]*{_LETTER}+)*(?:\+\+|#)?")
_PART = re.compile(rf"[{LETTERS}]+|{_LETTER}+")
_WIDE = re.compile(rf"[{LETTERS}\uff01-\uff5e]")
_POSSESSIVE = re.compile(r"['’]s\Z", re.IGNORECASE)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
STOP_WORDS = frozenset(
    """a about above after again against ago all also am an and any anything are aren't around as at
    be because been before being below between both but by can can't could couldn't did didn't do
    does doesn't doing don't down during each either else ever every few for from further get gets
    getting give given gives go goes going gonna got guy guys had hadn't has hasn't have haven't
    having he hear heard her here hers hey hi him his how how's however i i'd i'll i'm i've if in
    into is isn't it it's its itself just keep kept kind know known lately let let's like lot made
    make makes many may maybe me mean means might mine more most much must my need no nor not now of
    off ok okay on once one only or other our ours out over own please pls put quite rather really
    recent recently remember said same saw say saying says see seeing seem seems seen several she
    should show since so some something soon still such sure take taken tell than thanks that
    that's the their theirs them then there there's these they they're thing things think this those
    though through to together told too took under until up upon us use used very want was wasn't
    way we well went were weren't what what's when where whether which while who who's whom whose
    why will with within without won't would yes yet you you're your yours
    abt u ur wat wut thx""".split()
)


@cache
def _stemmer() -> "BaseStemmer":
    import snowballstemmer

    # Porter's own algorithm, the one that the full-text index uses.
    return snowballstemmer.stemmer("porter")


def readable(text: str) -> str:
    """A text without what neither a file nor a search takes: NUL, and halves of surrogate pairs."""
    return text.encode("utf-8", "replace").decode().replace("\0", " ").strip()


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The English stem of a lower-case word; names and numbers stay as they are."""
    return str(_stemmer().stemWord(word)) if word.isalpha() and word.isascii() else word


def words_of(text: str) -> list[str]:
    """The words of a text in their order, in lower case, without a possessive 's.

    Chinese, Japanese and Korean count by overlapping pairs: 微软公司 is 微软, 软公, 公司.
    """
    words: list[str] = []
    for match in _TERM.finditer(folded(text)):
        word = match[0]
        words += pairs(word) if is_cjk(word) else (_POSSESSIVE.sub("", word).lower(),)
    return words


def parts_of(word: str) -> list[str]:
    """A word as full-text search cuts it: 'gpt-5.4' is gpt, 5, 4."""
    return [
        part
        for match in _PART.finditer(folded(word))
        for part in (pairs(match[0]) if is_cjk(match[0]) else (match[0],))
    ]


def bigrams(text: str) -> str:
    """What the full-text index needs of a text besides the text, parted by spaces; '' if nothing.

    It takes a run of CJK letters for one word, with the Latin letters and digits that touch it:
    so it is given the pairs, and those words ('OpenAI发布') alone, and full-width ones as ASCII.
    """
    if not _WIDE.search(text):
        return ""
    narrow = folded(text)
    found: list[str] = []
    for match in _TERM.finditer(narrow):
        start, end = match.span()
        beside = narrow[max(start - 1, 0) : start], narrow[end : end + 1]
        if any(map(is_cjk, (match[0], *beside))) or match[0] != text[start:end]:
            found += parts_of(match[0].lower())
    return " ".join(found)


def mostly_cjk(text: str) -> bool:
    """Whether half of the words of a text or more are Chinese, Japanese or Korean."""
    words = words_of(text)
    return bool(words) and 2 * sum(is_cjk(word) for word in words) >= len(words)


def content_words(text: str) -> list[str]:
    """The words of a text that carry its meaning, each once, in order."""
    words = (word for word in words_of(without_grammar(text)) if word not in STOP_WORDS)
    return list(dict.fromkeys(word for word in words if not says_little(word)))


@lru_cache(maxsize=4_096)
def stems_of(text: str) -> frozenset[str]:
    """The stems of all words of a text, in the forms in which a question may name them.

    A compound counts whole, written together and in its parts: 'GPT-5.4' is gpt-5.4, gpt5.4, gpt
    and 5.4, and 'Opus 4.6' is opus4.6 besides its two words. CJK letters count alone as well.
    """
    found: set[str] = set()
    before = ""
    for word in words_of(text):
        found.add(stem(word))
        if is_cjk(word):
            found.update(word)
            before = ""
            continue
        pieces = re.split(r"[-/_&+'’]+", word)
        if len(pieces) > 1:
            found.update(stem(piece) for piece in pieces if piece)
            found.add("".join(pieces))
        if before and word[0].isdigit():
            found.add(before + word)
        before = word
    return frozenset(found)


def named_in(word: str, stems: frozenset[str]) -> bool:
    """Tell whether a lower-case word of a question stands among the stems of a text.

    A compound with a number is one name ('gpt-6' isn't named by 'gpt' and a 6 elsewhere); other
    compounds may stand in their parts.
    """
    pieces = [piece for piece in re.split(r"[-/_&+'’]+", word) if piece]
    if stem(word) in stems or "".join(pieces) in stems:
        return True
    if len(pieces) < 2 or any(character.isdigit() for character in word):
        return False
    return all(stem(piece) in stems for piece in pieces)


def numbers_in(text: str) -> set[str]:
    """The numbers of a text as they compare: 1,217 is 1217 and 04 is 4."""
    return {match[0].replace(",", "").lstrip("0") or "0" for match in _NUMBER.finditer(text)}
