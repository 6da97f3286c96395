"""The facts of a text that can be compared: quantities, days, names and versions.

`units` and `quantities` read amounts, `dates` days, `names` what has a name, `reading` all of them;
`grounds` tells which facts of a text others don't tell, `differing` whether two sentences give
different figures for one thing.
"""

from index.facts.dates import Day
from index.facts.differing import differing
from index.facts.grounds import Grounds, Missing, unsupported
from index.facts.names import ArchiveNames, known_in
from index.facts.quantities import Quantity
from index.facts.reading import Facts, facts_of

__all__ = [
    "ArchiveNames",
    "Day",
    "Facts",
    "Grounds",
    "Missing",
    "Quantity",
    "differing",
    "facts_of",
    "known_in",
    "unsupported",
]
