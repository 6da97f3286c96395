"""The days, months, quarters and years that a text names, as they compare."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.timeframe import calendar_in
from index.timeframe.mention import Mention
from index.timeframe.periods import WEEKDAYS

# A leap year at its end: every day of the year has been, 29 February too.
_TODAY = dt.date(2024, 12, 31)
_LATEST = 2035  # a later year is a number: 2048 tokens
_PART_OF_YEAR = re.compile(r"(?i)q\d|h\d|quarter|half|季|四半期|半")
_OLD_YEAR = re.compile(r"(?<![\w.,$€£/:#-])1[89]\d\d(?![\w%/-]|[.,:]\d)")
_WHEN = re.compile(r"(?i)\b(?:in|since|until|by|of|from|to|during|early|late|mid)[ -]\Z")
_WEEKDAY = re.compile(rf"\b({'|'.join(WEEKDAYS)})s?\b", re.IGNORECASE)
_NEAR = 200  # days: what is told without a year is of the year that is nearest


@dataclass(frozen=True, slots=True)
class Day:
    """A day, or a month, a part of a year or a year; what a text doesn't say is None.

    `part` is 'Q1' to 'Q4', 'H1' or 'H2'; `weekday` is 0 for Monday, and then nothing else is told.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    part: str | None = None
    weekday: int | None = None

    @property
    def date(self) -> dt.date | None:
        """The day of the calendar, where all of it is told."""
        if self.year and self.month and self.day:
            try:
                return dt.date(self.year, self.month, self.day)
            except ValueError:
                return None
        return None

    def stands_in(self, told: Sequence["Day"]) -> bool:
        """Whether one of the days that were told is this one, or one of this month or year.

        What was told without a year may be of any year, but of the nearest where dates are told.
        """
        if self.weekday is not None:
            days = [day.date for day in told if day.date]
            return any(day.weekday == self.weekday for day in told) or any(
                date.weekday() == self.weekday for date in days
            )
        return any(self._is(day) and (day.year or self._near(told)) for day in told)

    def _is(self, other: "Day") -> bool:
        return (
            other.weekday is None
            and (self.year is None or other.year is None or self.year == other.year)
            and (self.month is None or self.month == other.month)
            and (self.day is None or self.day == other.day)
            and (self.part is None or self.part in other.parts)
            and (self.month or self.part or other.year) is not None
        )

    @property
    def parts(self) -> tuple[str, ...]:
        """The quarter and the half that it lies in."""
        if self.part or not self.month:
            return (self.part,) if self.part else ()
        return f"Q{(self.month + 2) // 3}", f"H{(self.month + 5) // 6}"

    def _near(self, told: Sequence["Day"]) -> bool:
        if self.year is None:
            return True
        dates = [day.date for day in told if day.date]
        own = Day(self.year, self.month or 7, self.day or 15).date
        return not dates or own is None or any(abs((own - day).days) <= _NEAR for day in dates)


def days_in(text: str) -> Iterator[tuple[int, int, tuple[Day, ...]]]:
    """What a plain text names of the calendar, in no order: (start, end, days of it)."""
    for found in calendar_in(text, _TODAY):
        said = text[found.start : found.end]
        if not (found.leaning and _only_may_be(found, said, text)) and (
            days := _named(found, said)
        ):
            yield found.start, found.end, days
    for match in _OLD_YEAR.finditer(text):
        yield *match.span(), (Day(int(match[0])),)
    for match in _WEEKDAY.finditer(text):
        yield *match.span(), (Day(weekday=WEEKDAYS[match[1].lower()]),)


def _only_may_be(found: Mention, said: str, text: str) -> bool:
    """Whether what only may be a date is a verb or a name: 'may', 'march', 'Mar'."""
    if found.unit == "month":
        return said.islower() or not _WHEN.search(text[max(0, found.start - 8) : found.start])
    return found.unit == "day" and said[:1].islower()


def _named(found: Mention, said: str) -> tuple[Day, ...]:
    first, last = found.days.first, found.days.last
    year = None if found.yearless else first.year
    if found.unit == "day":
        days = dict.fromkeys((first, last))
        return tuple(Day(day.year if year else None, day.month, day.day) for day in days)
    if found.unit == "month" and first.day == 1 and first.month == last.month:
        return (Day(year, first.month),)
    if found.unit == "quarter" and _PART_OF_YEAR.search(said):
        half = last.month - first.month > 2
        name = f"H{first.month // 6 + 1}" if half else f"Q{(first.month + 2) // 3}"
        return (Day(year, part=name),)
    return (Day(year),) if found.unit == "year" and first.year <= _LATEST else ()
