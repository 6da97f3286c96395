"""Dates as archives write them: in paths, in titles, in lines. No date means None."""

import re
from datetime import date

_ISO = re.compile(r"(?<!\d)(\d{4})[-_./](\d{1,2})[-_./](\d{1,2})(?!\d)")
_COMPACT = re.compile(r"(?<!\d)(20\d{2})(\d{2})(\d{2})(?!\d)")
_SHORT = re.compile(r"(?:^|/)(\d{2})-(\d{2})-(\d{2})(?=[-_.])")


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def iso_date(text: str) -> date | None:
    """The first real year-month-day in `text` (also with / . or _ between, also unpadded)."""
    days = (_day(*match.groups()) for match in _ISO.finditer(text))
    return next((day for day in days if day), None)


def date_in_path(file: str) -> date | None:
    """The date that a path names: in the file's name, else in its folders (2026/08/21/).

    Read are 2026-08-21, 20260821 and, at the start of a name, 26-08-21.
    """
    name = file.rpartition("/")[2]
    for part in (name, file):
        if found := iso_date(part):
            return found
        for pattern, century in ((_COMPACT, ""), (_SHORT, "20")):
            if (match := pattern.search(part)) and (
                found := _day(century + match[1], match[2], match[3])
            ):
                return found
    return None
