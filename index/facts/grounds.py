"""What of a text's facts some other texts don't tell."""

import datetime as dt
from collections import defaultdict
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Literal

from index.aliases import Aliases, listed
from index.facts.dates import Day
from index.facts.names import Names
from index.facts.quantities import Quantity
from index.facts.reading import Facts, facts_of
from index.facts.text import plain

Kind = Literal["quantity", "date", "version", "name"]


@dataclass(frozen=True, slots=True)
class Missing:
    """A fact of a text that its grounds don't tell."""

    kind: Kind
    text: str


@dataclass(frozen=True, eq=False)
class Grounds:
    """Texts that facts may rest on, read once for all texts that are held against them.

    Quantities must stand in `told`, days there or among the days `shown` beside it; names in
    `told` or `around`, and so must versions, but where `told` has another one of the same name.
    `elsewhere` are texts of the same things, `known` hold the words that are known as names.
    """

    told: tuple[str, ...]
    shown: tuple[dt.date, ...] = ()
    around: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    known: tuple[Container[str], ...] = ()
    aliases: Aliases = field(default_factory=listed)

    @cached_property
    def _facts(self) -> tuple[Facts, ...]:
        return tuple(map(facts_of, self.told))

    @cached_property
    def _days(self) -> tuple[Day, ...]:
        return tuple(day for facts in self._facts for day in facts.days)

    @cached_property
    def _shown(self) -> tuple[Day, ...]:
        return tuple(Day(day.year, day.month, day.day) for day in self.shown)

    @cached_property
    def _years(self) -> frozenset[int | None]:
        """The years that are told; those of the days shown where none is."""
        told = frozenset(day.year for day in self._days if day.year)
        return told or frozenset(day.year for day in self._shown)

    @cached_property
    def _quantities(self) -> Mapping[Decimal, Sequence[Quantity]]:
        found: dict[Decimal, list[Quantity]] = defaultdict(list)
        for each in (q for f in self._facts for q in (*f.quantities, *f.lesser)):
            found[each.amount].append(each)
        return found

    @cached_property
    def names(self) -> Names:
        """The names that they tell."""
        return Names(
            "\n".join(facts.text for facts in self._facts),
            around="\n".join(map(plain, self.around)),
            elsewhere="\n".join(map(plain, self.elsewhere)),
            versions=[name for facts in self._facts for name in facts.versions],
            known=self.known,
            aliases=self.aliases,
        )

    def tell(self, quantity: Quantity) -> bool:
        """Whether they tell a quantity with its unit; a number alone may be a year."""
        if not quantity.unit and quantity.amount in self._years:
            return True
        return any(map(quantity.stands_in, self._quantities.get(quantity.amount, ())))

    def tell_day(self, day: Day) -> bool:
        """Whether they tell a day; a year alone may be a number."""
        if day.year and not (day.month or day.part):
            return day.year in self._years or self.tell(Quantity(Decimal(day.year)))
        return day.stands_in((*self._days, *self._shown))


def unsupported(text: str, grounds: Grounds) -> tuple[Missing, ...]:
    """The facts of a text that the grounds don't tell; none where it may be said."""
    facts = facts_of(text)
    names = grounds.names
    missing = [
        Missing("quantity", f"{each.amount.normalize():f} {each.unit}".strip())
        for each in facts.quantities
        if not grounds.tell(each)
    ]
    missing += [Missing("date", str(day)) for day in facts.days if not grounds.tell_day(day)]
    missing += [Missing("version", name) for name in facts.versions if not names.tell_number(name)]
    missing += [
        Missing("name", name.text)
        for name in facts.names
        if not names.tell(name, foreign=facts.foreign)
    ]
    return tuple(missing)
