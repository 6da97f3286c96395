"""Dates as archives write them: in paths, in titles, in lines. No date means None."""

import datetime as dt
import re
from collections.abc import Iterator

from index.timeframe import MONTHS

_ISO = re.compile(r"(?<!\d)(\d{4})[-_./](\d{1,2})[-_./](\d{1,2})(?!\d)")
_COMPACT = re.compile(r"(?<!\d)(20\d{2})(\d{2})(\d{2})(?!\d)")
_SHORT = re.compile(r"(?:^|/)(\d{2})-(\d{2})-(\d{2})(?=[-_.])")
_CJK = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DAY_FIRST = re.compile(
    rf"(?i)(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<m>{_MONTH})\.?,?\s+(?P<y>\d{{4}})\b"
)
_MONTH_FIRST = re.compile(
    rf"(?i)\b(?P<m>{_MONTH})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?"
    rf"(?:\s*(?:-|–|—|to)\s*(?:(?:{_MONTH})\.?\s+)?\d{{1,2}}(?:st|nd|rd|th)?)?,?\s+(?P<y>\d{{4}})\b"
)
_WEEK = re.compile(r"(?i)(?<!\d)(\d{4})-?\s?W(?:eek\s?)?(\d{1,2})(?!\d)")


def _day(year: str, month: str, day: str) -> dt.date | None:
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None


def iso_date(text: str) -> dt.date | None:
    """The first real year-month-day in `text` (also with / . or _ between, also unpadded)."""
    days = (_day(*match.groups()) for match in _ISO.finditer(text))
    return next((day for day in days if day), None)


def date_in_text(text: str) -> dt.date | None:
    """The first full date in `text`: 2026-04-13, 13 April 2026, April 6–12, 2026, 2026年4月13日.

    Of a range or a week ('2026-W15') it is the first day. Without a year there is no date.
    """
    return iso_date(text) or next((day for day in _written(text) if day), None)


def _written(text: str) -> Iterator[dt.date | None]:
    for pattern in (_DAY_FIRST, _MONTH_FIRST):
        for match in pattern.finditer(text):
            # Regardless of case "ſ" is an s and "ı" an i: such a month is none.
            yield _day(match["y"], str(MONTHS.get(match["m"].lower(), 0)), match["d"])
    for match in _CJK.finditer(text):
        yield _day(*match.groups())
    for match in _WEEK.finditer(text):
        try:
            yield dt.date.fromisocalendar(int(match[1]), int(match[2]), 1)
        except ValueError:
            yield None


def date_in_path(file: str) -> dt.date | None:
    """The date that a path names: in the file's name, else in its folders (2026/08/21/).

    Read are 2026-08-21, 20260821 and, at the start of a name, 26-08-21.
    """
    name = file.rpartition("/")[2]
    for part in (name, file):
        if found := iso_date(part):
            return found
        for pattern, century in ((_COMPACT, ""), (_SHORT, "20")):
            for match in pattern.finditer(part):
                if found := _day(century + match[1], match[2], match[3]):
                    return found
    return None


def date_by_pattern(pattern: "re.Pattern[str]", file: str) -> dt.date | None:
    """The date where `pattern`, with groups year, month and day, finds one in a path.

    A year of two digits is one of this century.
    """
    match = pattern.search(file)
    if match is None:
        return None
    year, month, day = (match[name] or "" for name in ("year", "month", "day"))
    return _day(f"20{year}" if len(year) == 2 else year, month, day)
