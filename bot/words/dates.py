"""Days as the language that is spoken writes them."""

import datetime as dt
from functools import lru_cache
from typing import Literal

from bot.words.words import say, spoken

Part = Literal["whole", "month", "day", "month-year"]


def day_words(day: dt.date, part: Part = "whole") -> str:
    """A day, or a part of it: '13 April 2026', '13 April', '13', 'April 2026'."""
    return _written(day, part, spoken())


@lru_cache(maxsize=1024)
def _written(day: dt.date, part: Part, language: str) -> str:
    from babel.dates import format_date

    return format_date(day, say(f"date-{part}"), locale=language)
