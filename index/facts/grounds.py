"""What of a text's facts some other texts don't tell."""

from collections.abc import Container
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Literal

from index.facts.dates import Day
from index.facts.names import Names
from index.facts.quantities import Quantity
from index.facts.reading import Facts, facts_of
from index.facts.text import plain
from index.terms import stems_of

Kind = Literal["quantity", "date", "version", "name"]


@dataclass(frozen=True, slots=True)
class Missing:
    """A fact of a text that its grounds don't tell."""

    kind: Kind
    text: str


@dataclass(frozen=True, eq=False)
class Grounds:
    """Texts that facts may rest on, read once for all texts that are held against them.

    Quantities and days must stand in `told`; names in `told` or `around`, and versions too.
    `elsewhere` are texts of the same things, `known` hold the words that are known as names.
    """

    told: tuple[str, ...]
    around: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    known: tuple[Container[str], ...] = ()

    @cached_property
    def _facts(self) -> tuple[Facts, ...]:
        return tuple(map(facts_of, self.told))

    @cached_property
    def days(self) -> tuple[Day, ...]:
        """All days that they tell."""
        return tuple(day for facts in self._facts for day in facts.days)

    @cached_property
    def _quantities(self) -> dict[object, tuple[Quantity, ...]]:
        found: dict[object, tuple[Quantity, ...]] = {}
        years = (Quantity(Decimal(day.year)) for day in self.days if day.year)
        for each in (q for f in self._facts for q in (*f.quantities, *f.lesser)):
            found[each.amount] = (*found.get(each.amount, ()), each)
        for each in years:
            found[each.amount] = (*found.get(each.amount, ()), each)
        return found

    @cached_property
    def names(self) -> Names:
        """The names that they tell."""
        texts = tuple(map(plain, dict.fromkeys((*self.told, *self.around))))
        stems = frozenset[str]().union(*map(stems_of, texts))
        elsewhere = "\n".join(map(plain, self.elsewhere))
        return Names("\n".join(texts), stems, elsewhere, self.known)

    def tell(self, quantity: Quantity) -> bool:
        """Whether they tell a quantity with its unit."""
        return any(map(quantity.stands_in, self._quantities.get(quantity.amount, ())))

    def tell_day(self, day: Day) -> bool:
        """Whether they tell a day, or a number that a year may be."""
        bare = day.year and not (day.month or day.part) and self.tell(Quantity(Decimal(day.year)))
        return bool(bare) or day.stands_in(self.days)


def unsupported(text: str, grounds: Grounds) -> tuple[Missing, ...]:
    """The facts of a text that the grounds don't tell; none where it may be said."""
    facts = facts_of(text)
    names = grounds.names
    missing = [
        Missing("quantity", f"{each.amount:f} {each.unit}".strip())
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
