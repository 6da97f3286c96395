"""The quantities that a text tells: amounts with scale and unit, however they are written."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from index.cjk import LETTERS, is_cjk
from index.facts.units import (
    COUNTED,
    CURRENCIES,
    MULTIPLES,
    NUMBER_WORDS,
    ORDINALS,
    SCALE_LETTERS,
    SCALE_WORDS,
    UNITS,
    spellings,
)
from index.terms import STOP_WORDS

_ONE = Decimal(1)
MONEY = frozenset(CURRENCIES.values())
_COUNTED = frozenset(COUNTED.values())
COUNT = "count"  # the unit of what is counted and has no unit of its own: '40 employers'
_LATIN = r"A-Za-z\u00c0-\u024f"
_END = rf"(?:(?<=[{LETTERS}%°$€£¥])|(?![{_LATIN}\d]))"
# Groups of three, by commas, dots, apostrophes; decimals behind a dot, or a comma with two at most.
_DIGITS = r"""(?:\d{1,3}(?:,\d{2,3}){0,6},\d{3}(?:\.\d{1,9})?|\d{1,3}(?:\.\d{3}){2,6}(?:,\d{1,2})?
    |\d{1,3}(?:'\d{3}){1,6}(?:[.,]\d{1,9})?|\d{1,3}(?:\.\d{3}){1,6},\d{1,2}
    |\d{1,18},\d{1,2}|\d{1,18}(?:\.\d{1,9})?)(?!\d)"""
_TENS = [word for word, n in NUMBER_WORDS.items() if n >= 20]
_UNDER_TEN = [word for word, n in NUMBER_WORDS.items() if 0 < n < 10]
_WORDS = rf"(?:(?:{spellings(_TENS)})-(?:{spellings(_UNDER_TEN)})|{spellings(NUMBER_WORDS)})"
_SCALES = spellings(SCALE_WORDS)
# Of short units capitals matter: 'MB' is no 'Mb'.
_BY_CASE = [unit for unit in UNITS if unit != unit.lower() or len(unit) < 3]
_ANY_CASE = [*CURRENCIES, *(unit for unit in UNITS if unit not in _BY_CASE)]
_UNITS = rf"{spellings(_BY_CASE)}|(?i:{spellings(_ANY_CASE)})"
_BETWEEN = r"""(?:active|total|monthly|daily|weekly|paying|paid|output|input|context|training|model
    |new|U\.?S\.?|American|aktive[nr]?)"""
_QUANTITY = re.compile(
    rf"""(?<![{_LATIN}\d_])(?<!\d[.,'])
    (?:(?P<before>[A-Za-z]{{0,2}}[$€£¥₹₩₿]|(?i:USD|EUR|GBP|CNY|RMB|JPY|INR|CHF|Rs\.?))[ ]?)?
    (?:(?P<digits>{_DIGITS})
      |(?P<word>(?i:{_WORDS}(?![{_LATIN}])|(?:half[ ]an?|an?|eine?)(?=[ -](?:{_SCALES})))))
    \+?
    (?:(?P<letter>{spellings(SCALE_LETTERS)})(?![{_LATIN}\d])
      |[ -]?(?P<scale>(?i:{_SCALES}))\.?{_END}(?:[ -]?(?P<more>(?i:{_SCALES}))\.?{_END})?)?
    \+?
    (?:[ -]?(?:of[ ])?(?:{_BETWEEN}[ -]){{0,2}}[个個名位人の]?(?P<unit>{_UNITS}){_END}
      |(?P<nth>st|nd|rd|th)(?![{_LATIN}\d])|(?P<other>[A-Za-z]{{1,8}})(?![{_LATIN}\d])
      |(?<!\d)|(?![{_LATIN}_]))
    """,
    re.VERBOSE,
)
_SINGLE = re.compile(
    rf"(?<![{_LATIN}-])(?P<word>(?i:{spellings((*ORDINALS, *MULTIPLES))}))(?![{_LATIN}-])"
)
_FRACTION = re.compile(
    r"[ -](?:hal(?:f|ves)|thirds?|quarters?|fifths?|sixths?|tenths?|hundredths?)\b"
)
_PIECES = re.compile(r" [A-Z\x00]")  # a name, or where one was read
_COUNTS = re.compile(r"[ -](?:([a-z-]+) )?([a-z]{2,}s|people|men|women|children)\b")
_NOT_COUNTED = STOP_WORDS | frozenset(
    """points percentage percents times its versus vs less plus always across thus das es als aus
    les des dans leads beats tops wins makes gives puts ranks shows comes""".split()
)
# 'The three', 'all three': a number of things that were named.
_NAMED_BEFORE = re.compile(
    r"(?i)(?<!\w)(?:the|these|those|all|both|its|their|other|of|any|last|next|first|die|der|den|diese|alle)"
    r"[ ]\Z"
)
_RANGE = re.compile(r"[ ]?(?:[-–—~〜～到至]|から)[ ]?|[ ](?:to|bis|through|à|a)[ ]")
_LIST = re.compile(r"(,[ ])|,?[ ](?:and|or|und|oder|et|ou|y|o)[ ]|[/、和]")
_BETWEEN_TWO = re.compile(r"(?i)\b(?:between|zwischen|entre)[ ](?:about[ ])?\Z")


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount in whole units, scale and prefix worked in: '$21B' is 21,000,000,000 'USD'.

    `unit` is '' where none is told, `COUNT` where things are counted that have no unit.
    """

    amount: Decimal
    unit: str = ""

    def stands_in(self, other: "Quantity") -> bool:
        """Whether another quantity tells this one: the amount with its unit.

        What has no unit stands in what has one, but money; what is counted in parameters, users
        and the like may have its unit left out.
        """
        if self.amount != other.amount:
            return False
        if self.unit == other.unit or {self.unit, other.unit} in _YUAN_OR_YEN:
            return True
        if not self.unit:
            return other.unit not in MONEY
        if self.unit == COUNT:
            return other.unit in _COUNTED or not other.unit
        return self.unit in _COUNTED and other.unit in ("", COUNT)


_YUAN_OR_YEN = ({"¥", "CNY"}, {"¥", "JPY"})


@dataclass(frozen=True, slots=True)
class Found:
    """A quantity where it stands in a text; one that isn't `firm` may be grammar.

    `scale` is what the number was multiplied with for its scale, `times` for its unit's prefix.
    """

    quantity: Quantity
    start: int
    end: int
    firm: bool = True
    scale: Decimal = _ONE
    times: Decimal = _ONE

    @property
    def bare(self) -> bool:
        """Whether it is a number alone, and can't be a year."""
        small = not 1800 < self.quantity.amount < 2100
        return self.quantity.unit in ("", COUNT) and self.scale == 1 and small

    def lent(self, factor: Decimal, unit: str) -> "Found":
        """It with the scale and the unit of a neighbour."""
        quantity = Quantity(self.quantity.amount * factor, unit)
        return replace(self, quantity=quantity, scale=self.scale * factor)


def quantities_in(text: str, *, foreign: bool = False) -> list[Found]:
    """The quantities of a plain text; `foreign` ones have 1.217 for 1,217."""
    matches = _QUANTITY.finditer(text)
    found = [each for match in matches if (each := _read(match, text, foreign=foreign))]
    found = _shared(found, text)
    for match in _SINGLE.finditer(text):
        word = match["word"].lower()
        unit, n = ("nth", ORDINALS[word]) if word in ORDINALS else ("x", MULTIPLES[word])
        found.append(Found(Quantity(Decimal(n), unit), *match.span(), firm=False))
    return found


def _read(match: re.Match[str], text: str, *, foreign: bool) -> Found | None:
    """A quantity with its unit, None where the words are no number."""
    word, end = match["word"], match.end()
    if word and _FRACTION.match(text, match.end("word")):
        return None
    amount = _word(word.lower()) if word else _number(match["digits"], foreign=foreign)
    scale = SCALE_LETTERS.get(match["letter"] or "", _ONE)
    for each in (match["scale"], match["more"]):
        scale *= SCALE_WORDS[each.lower()] if each else 1
    unit, times = _unit(match)
    if unit == "s" and match["digits"] and text[end - 2].isdigit() and 1800 < amount < 2100:
        unit = "decade"
    elif unit == "x" and _PIECES.match(text, end):
        unit = ""  # 8x H100
    elif not unit and (scale > 1 or amount == int(amount)) and _counts(text, end):
        unit = COUNT
    quantity = Quantity(amount * scale * times, unit)
    firm = not word or scale != 1 or _firm(word.lower(), unit, text[: match.start()][-8:])
    return Found(quantity, match.start(), end, firm, scale, times)


def _counts(text: str, end: int) -> bool:
    """Whether the words behind a number name things: '40 employers', '40 big employers'."""
    match = _COUNTS.match(text, end)
    return match is not None and not {match[1], match[2]} & _NOT_COUNTED


def _word(word: str) -> Decimal:
    tens, _, ones = word.partition("-")
    if word in NUMBER_WORDS or ones:
        return Decimal(NUMBER_WORDS[tens] + NUMBER_WORDS.get(ones, 0))
    return Decimal("0.5") if word.startswith("half") else _ONE


def _number(digits: str, *, foreign: bool) -> Decimal:
    digits = digits.replace("'", "")
    marks = re.findall(r"[.,]", digits)
    decimal = marks[-1] if marks and (len(marks) == 1 or len(set(marks)) == 2) else ""
    if len(marks) == 1 and len(digits.rpartition(decimal)[2]) == 3 and digits[0] != "0":
        decimal = decimal if decimal == "." and not foreign else ""
    whole, _, part = digits.rpartition(decimal) if decimal else (digits, "", "0")
    return Decimal(f"{re.sub('[.,]', '', whole)}.{part}")


def _unit(match: re.Match[str]) -> tuple[str, Decimal]:
    """The unit, and how many of it one of the spelt is."""
    if told := match["before"]:
        return CURRENCIES.get(told.lower().rstrip("."), told.lower()), _ONE
    if told := match["unit"]:
        small = told.lower().replace("-", " ")
        unit = UNITS.get(told) or UNITS.get(told.lower()) or UNITS.get(small)
        return unit or (CURRENCIES[told.lower()], _ONE)
    return "nth" if match["nth"] else (match["other"] or "").lower(), _ONE


def _firm(word: str, unit: str, before: str) -> bool:
    """Whether a number as a word is told for its own sake: 'one', 'the three' are grammar."""
    if word in ("zero", "one", "both"):
        return False
    return unit not in ("", COUNT) or not _NAMED_BEFORE.search(before)


def _shared(found: list[Found], text: str) -> list[Found]:
    """Neighbours with the scale and unit that they share: '30-40 %', '$20 to 25 billion'.

    And one where two are written for it: 1亿2000万.
    """
    read: list[Found] = []  # from the last to the first
    shares = False
    for left in reversed(found):
        right = read.pop() if read else None
        if right is None or right.start - left.end > 7:
            read += [right, left] if right else [left]
            shares = False
            continue
        gap = text[left.end : right.start]
        if not gap and left.scale > right.scale > 1 and is_cjk(text[left.end - 1]):
            amount = left.quantity.amount + right.quantity.amount
            read.append(
                replace(left, quantity=Quantity(amount, right.quantity.unit), end=right.end)
            )
            continue
        several = _LIST.fullmatch(gap)
        between = several and _BETWEEN_TWO.search(text[max(0, left.start - 16) : left.start])
        ranges = bool(_RANGE.fullmatch(gap) or between)
        shares = ranges or bool(several and (shares or not several[1]))
        read += _both(left, right, ranges=ranges, shares=shares)[::-1]
    return read[::-1]


def _both(left: Found, right: Found, *, ranges: bool, shares: bool) -> tuple[Found, Found]:
    """Two neighbours, with what the one lends the other of its scale and unit."""
    if ranges and left.quantity.unit in MONEY:
        if right.quantity.unit in ("", COUNT):
            right = right.lent(_ONE, left.quantity.unit)
        if left.scale == 1 and left.quantity.amount < 1000:
            left = left.lent(right.scale, left.quantity.unit)
    elif shares and left.bare and right.quantity.unit != COUNT:
        left = left.lent(right.scale * right.times, right.quantity.unit)
    return left, right
