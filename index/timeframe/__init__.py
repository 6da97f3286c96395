"""The time in a question: 'on 17 April', 'since March', 'late July against May', 'the latest'.

`periods` reckons with days, `mentions` finds the words that name some (`east` those of Chinese and
Japanese), `bearing` tells what the words round them make of it, `reading` puts it together.
"""

from index.timeframe.finding import calendar_in
from index.timeframe.periods import MONTHS
from index.timeframe.reading import Timeframe, read_timeframe

__all__ = ["MONTHS", "Timeframe", "calendar_in", "read_timeframe"]
