"""What of a list a question points at: 'the second item', '#3', 'more about 3', 'the last one'."""

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["item", "section", "one"]

_ORDINALS = {
    word: n
    for n, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(),
        1,
    )
} | {"last": -1, "final": -1, "penultimate": -2, "second to last": -2, "second-last": -2}
_COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5}
_CHINESE = {letter: n for n, letter in enumerate("一二三四五六七八九十", 1)} | {
    "最后": -1,
    "最後": -1,
}
_COUNTED = "条條个個则則项項篇点點"
_FLAGS = re.IGNORECASE | re.VERBOSE
_ITEM = r"(?:items?|stor(?:y|ies)|points?|entr(?:y|ies)|headlines?|bullets?|topics?|articles?)"
_NUMBER = r"\#?\ ?\d{1,3}"
_NUMBERS = rf"{_NUMBER}(?:(?:,\ |,?\ (?:and|or|vs\.?|to|with)\ |\ ?&\ ?)(?:{_ITEM}\ )?{_NUMBER})*"
_ORDINAL = "|".join(sorted((re.escape(word) for word in _ORDINALS), key=len, reverse=True))
_NTH = rf"(?P<nth>{_ORDINAL}|\d{{1,3}}(?:st|nd|rd|th))"
# What a question about an item alone opens with.
_LEAD = r"""\A[^\w\#]*+(?:(?:ok|okay|so|and|but|then|now|also|please|can\ you|could\ you)\W+)*
    (?:(?:what|how)\ about|(?:tell|give|show)\ (?:me|us)(?:\ (?:some|a\ (?:bit|little)))?(?:\ more)?
      (?:\ details?)?(?:\ (?:about|on|of))?
    |(?:some\ )?(?:more|details?)(?:\ (?:details?|info))?\ (?:about|on|of)|explain
    |summari[sz]e|describe
    |elaborate\ on|expand(?:\ on)?|go\ (?:deeper\ )?(?:into|on\ with)
    |why\ (?:does|is)|about|on)?[\s:,]*"""
# 'The second story in this digest' is one of the list, 'the second story about Meta' isn't.
_HERE = r"""(?:\ (?:in|of|on|from)\ (?:the|this|that|your|today['’]s)?\ ?
    (?:digests?|list|thread|post|issue|newsletter|answer|above|section|here))?
    (?!\ (?:about|on|with|from|in|of|that|which|where|who)\b)"""

_PATTERNS = tuple(
    re.compile(pattern, _FLAGS)
    for pattern in (
        rf"""(?:\bthe\ )?\b(?:(?P<section>sections?)|{_ITEM})\ (?:number\ |no\.?\ |nr\.?\ )?
        (?P<numbers>{_NUMBERS})(?![\w%]|[.,]\d)""",
        rf"\bthe\ (?P<end>first|last)\ (?P<count>two|three|four|five)\ (?:{_ITEM}|ones){_HERE}",
        rf"""\b(?:the|its|your|that)\ {_NTH}
        \ (?:(?P<section>section)|(?P<one>one|thing)|{_ITEM})\b{_HERE}""",
        rf"""{_LEAD}(?P<bare>(?:the\ )?(?:number\ |no\.?\ )?(?P<numbers>{_NUMBERS}))(?!%)
        (?:\ please)?\W*\Z""",
        rf"{_LEAD}(?P<bare>(?:\#|number\ |no\.\ ?)(?P<numbers>{_NUMBERS}))(?=\ matters?\b)",
        rf"{_LEAD}(?P<bare>the\ (?P<nth>{_ORDINAL}))(?:\ please)?\W*\Z",
        rf"第\ ?(?P<chinese>[一二三四五六七八九十]|\d{{1,3}})\ ?[{_COUNTED}]",
        rf"(?P<chinese>最[后後])一[{_COUNTED}]",
    )
)
_BY_NAME = re.compile(
    rf"\bthe\ (?P<name>(?:[^\s?!]+\ ){{1,6}}?)(?:{_ITEM}|news|piece|part|bit|section)\b", _FLAGS
)


@dataclass(frozen=True, slots=True)
class Pointer:
    """The entries of a list that the characters `start` to `end` of a question point at.

    `numbers` count from 1, from the end below 0. 'The second one' is of the last list that was
    shown, 'item 2' and '#2' are of the digest that is talked about, if there is one.
    """

    start: int
    end: int
    numbers: tuple[int, ...]
    kind: Kind


def pointer_in(question: str) -> Pointer | None:
    """The first pointer in a question, or None."""
    for pattern in _PATTERNS:
        if match := pattern.search(question):
            found = match.groupdict()
            part = "bare" if found.get("bare") else 0
            return Pointer(match.start(part), match.end(part), _numbers(found), _kind(found))
    return None


def _numbers(found: dict[str, str | None]) -> tuple[int, ...]:
    if numbers := found.get("numbers"):
        return tuple(dict.fromkeys(int(n) for n in re.findall(r"\d+", numbers)))
    if nth := found.get("nth"):
        nth = nth.lower()
        return (_ORDINALS[nth] if nth in _ORDINALS else int(nth[:-2]),)
    if chinese := found.get("chinese"):
        return (_CHINESE.get(chinese) or int(chinese),)
    n = _COUNTS[(found["count"] or "").lower()]
    return tuple(range(1, n + 1) if (found["end"] or "").lower() == "first" else range(-n, 0))


def _kind(found: dict[str, str | None]) -> Kind:
    if found.get("section"):
        return "section"
    return "one" if found.get("one") or (found.get("bare") and found.get("nth")) else "item"


def name_in(question: str) -> tuple[str, int, int] | None:
    """What 'the GLM story' names, and where those words start and end."""
    match = _BY_NAME.search(question)
    return (match["name"].strip(), match.start(), match.end()) if match else None
