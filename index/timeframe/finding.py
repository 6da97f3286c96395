"""The mentions of a text: the words that name days, with their parts, joined where they are ranges.

'The last week of' in front of a month cuts it; 'to' between two makes one of them.
"""

import contextlib
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace

from index.timeframe import dates, east, periods, relative
from index.timeframe.mention import FLAGS, NUMBER, Mention, Patterns, number, one_of, unit_of
from index.timeframe.periods import Days

WINDOW = 48  # characters before a mention that may bear upon it
_DAY = dt.timedelta(days=1)
_NTH = {"first": 1, "1st": 1, "opening": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3}
_NTH |= {"fourth": 4, "4th": 4, "last": -1, "final": -1, "closing": -1}
_THIRDS = {"early": 0, "start of": 0, "beginning of": 0, "mid": 1, "middle of": 1, "late": 2}
_THIRDS |= {"end": 2, "end of": 2, "close of": 2}
_SEVERAL = {"day": 7, "week": 2, "month": 2}  # of 'the first days of'
_HALVES = {"first": 0, "1st": 0, "second": 1, "2nd": 1, "latter": 1, "last": 1}
_PART = re.compile(
    rf"""(?:\bthe\ )?(?:\bvery\ )?\b(?:(?P<third>{one_of(_THIRDS)})
    | (?P<half>{one_of(_HALVES)})\ half\ (?:of|in)
    | (?P<nth>{one_of(_NTH)})\ (?:(?P<n>{NUMBER})\ )?(?P<unit>day|week|month)(?P<s>s?)\ (?:of|in)
    | (?P<week>week)\ (?:of|from|starting|beginning|commencing|ending)(?:\ on)?
    )[\ -](?:the\ )?\Z""",
    FLAGS,
)
_TO = re.compile(
    r"""(?:(?P<and>\ and)|\ ?[-–—~〜～]|\ (?:to|until|till|through|thru|up\ to)|\ ?(?:到|至|から))
    \ ?(?:the\ )?\Z""",
    FLAGS,
)
_LIST = re.compile(
    r"(?:,|,?\ (?:and|or|vs\.?|versus|with|than|against)|[和与與や、])\ ?(?:in\ )?\Z", FLAGS
)
_BETWEEN = re.compile(r"\bbetween\ (?:the\ )?\Z", FLAGS)
_CLOCK = re.compile(r"(?:\ is|,)?\ ?\(?\Z", FLAGS)
_READERS = (*dates.READERS, *relative.READERS, *east.READERS)
_RANGE_ENDS = re.compile(r"(?:まで|之?间|之?間|期间|期間)")


def mentions_in(text: str, today: dt.date) -> list[Mention]:
    """The mentions of a text in their order; none overlaps another."""
    whole: list[Mention] = []
    for mention in _apart(text, today, _READERS):
        whole.append(_part(text, mention, whole[-1].end if whole else 0))
    return _joined(text, whole)


def calendar_in(text: str, today: dt.date) -> list[Mention]:
    """What a text names of the calendar, in its order: days, months, quarters and years.

    No period is reckoned from `today` but for 'last April'; what has no year is the last up to it.
    """
    return list(_apart(text, today, (*dates.READERS, *east.CALENDAR)))


def listed(text: str, a: Mention, b: Mention) -> bool:
    """Whether two mentions stand beside each other: 'in March vs July'."""
    return bool(_LIST.match(text[a.end : b.start]))


def _apart(text: str, today: dt.date, patterns: Patterns) -> Iterator[Mention]:
    """What the patterns find, in its order; the longest of what begins at one place."""
    floor = 0
    found = _all(text, today, patterns)
    for start, end, mention in sorted(found, key=lambda each: (each[0], -each[1])):
        if start < floor:
            continue
        # What is left of a date that doesn't exist is no month.
        floor = end
        if mention:
            yield mention


def _all(
    text: str, today: dt.date, patterns: Patterns
) -> Iterator[tuple[int, int, Mention | None]]:
    """Where the patterns match, and what is named there, if the calendar has it."""
    for pattern, read in patterns:
        for match in pattern.finditer(text):
            mention = None
            with contextlib.suppress(ValueError, OverflowError):
                mention = read(match, today)
            yield match.start(), match.end(), mention


def _part(text: str, whole: Mention, floor: int) -> Mention:
    """The mention with what stands before it and names a part of it."""
    begin = max(floor, whole.start - WINDOW)
    match = _PART.search(text[begin : whole.start])
    if match is None:
        return whole
    days = _part_of(match, whole)
    if days is None:
        return whole
    start = begin + match.start()
    return replace(whole, start=start, days=days, leaning=False, current=False)


def _part_of(match: re.Match[str], whole: Mention) -> Days | None:
    days = whole.days
    if match["week"]:
        return periods.containing(days.first, "week") if whole.unit == "day" else None
    if whole.unit == "day":
        return None
    if match["third"]:
        return days.part(_THIRDS[match["third"].lower()], 3)
    if match["half"]:
        return days.part(_HALVES[match["half"].lower()], 2)
    return _nth(match, days)


def _nth(match: re.Match[str], days: Days) -> Days | None:
    """'The second week of', 'the first ten days of', 'the last two months of'."""
    nth, unit = _NTH[match["nth"].lower()], unit_of(match["unit"])
    n = number(match["n"]) if match["n"] else _SEVERAL[unit] if match["s"] else 1
    if unit == "week":
        return periods.nth_weeks(days, nth, n) if 7 * n * abs(nth) <= len(days) else None
    if nth < 0:
        return periods.until(days.last + _DAY, n, unit).within(Days(days.first, days.last))
    first = periods.lasting(days.first, nth, unit).last + _DAY
    first = periods.until(first, 1, unit).first
    return periods.lasting(first, n, unit).within(days) if first <= days.last else None


def _joined(text: str, found: list[Mention]) -> list[Mention]:
    joined: list[Mention] = []
    for mention in found:
        joined.append(mention)
        if len(joined) > 1 and (both := _both(text, *joined[-2:])):
            joined[-2:] = both
    return joined


def _both(text: str, a: Mention, b: Mention) -> list[Mention] | None:
    """Two neighbours as one range, or with the year of one for both; None if they are strangers."""
    between = text[a.end : b.start]
    if len(between) > WINDOW:
        return None
    if a.days == b.days and _CLOCK.match(between):
        closed = between.endswith("(") and text[b.end : b.end + 1] == ")"
        return [replace(a, end=b.end + closed)]  # 'today (22 August 2026)'
    to = _TO.match(between)
    ranges = to and not (
        to["and"] and not _BETWEEN.search(text[max(0, a.start - WINDOW) : a.start])
    )
    if not ranges and not listed(text, a, b):
        return None
    with contextlib.suppress(ValueError, OverflowError):
        a, b = _same_years(a, b, ordered=bool(ranges))
    if not ranges:
        return [a, b]
    first, last = sorted((a.days, b.days), key=lambda days: (days.first, days.last))
    end = b.end
    if ended := _RANGE_ENDS.match(text, end):
        end = ended.end()
    days = Days(first.first, max(first.last, last.last))
    return [
        Mention(
            start=a.start,
            end=end,
            days=days,
            unit=b.unit,
            leaning=a.leaning and b.leaning,
            adverb=a.adverb or b.adverb,
            yearless=a.yearless and b.yearless,
            ends=(first, last),
        )
    ]


def _same_years(a: Mention, b: Mention, *, ordered: bool) -> tuple[Mention, Mention]:
    """Two mentions of which one may take the year of the other: 'June and July 2025'."""
    if a.yearless and (ordered or not b.yearless):
        on = 0 if b.yearless else b.days.first.year - a.days.first.year
        days = a.days.years_on(on)
        a = replace(a, days=days.years_on(-1) if days.first > b.days.first else days)
    elif b.yearless and not a.yearless:
        days = b.days.years_on(a.days.first.year - b.days.first.year)
        b = replace(b, days=days.years_on(1) if days.first < a.days.first else days)
    return a, b
