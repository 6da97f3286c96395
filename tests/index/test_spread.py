"""Evidence is spread over documents, and said once."""

from dataclasses import replace

from index.digest import Evidence, Place
from index.spread import spread
from tests.index.test_ranking import evidence

STORY = "Oracle orders fuel cells worth two billion dollars from Bloom for new centres in Texas."
OTHER = "Meta leases capacity from CoreWeave until the year 2032, for a high price."


def _numbered(*found: Evidence) -> list[Evidence]:
    return [replace(each, rank=rank) for rank, each in enumerate(found, 1)]


def _of(document: str, each: Evidence) -> Evidence:
    return replace(each, origin=replace(each.origin, document=document))


def test_what_says_the_same_is_one_piece() -> None:
    """A story told again is a place of the first; another one stays evidence of its own."""
    again = evidence("b", f"{STORY} It says so.")
    other = evidence("c", OTHER)
    first, second = spread(_numbered(evidence("a", STORY), again, other), 5, 3)
    assert (first.passage.id, second.passage.id, second.rank) == ("a", "c", 2)
    assert first.places == (Place("b", again.origin),)


def test_places_are_told_beyond_the_last_piece() -> None:
    """Who says the same as what is shown is told, however far behind it stands."""
    other = evidence("b", OTHER)
    (only,) = spread(_numbered(evidence("a", STORY), other, evidence("c", STORY)), 1, 3)
    assert [place.passage for place in only.places] == ["c"]


def test_another_number_is_another_fact() -> None:
    """Passages that differ in a number alone stay apart."""
    two, three = (evidence(id_, f"{STORY} That was in {id_} weeks.") for id_ in ("2", "3"))
    assert len(spread(_numbered(two, three), 5, 3)) == 2


def test_short_passages_are_never_the_same() -> None:
    """Of a few words it can't be told whether they say the same."""
    assert len(spread(_numbered(evidence("a", "It rose."), evidence("b", "It rose.")), 5, 3)) == 2


def test_one_document_does_not_crowd_out() -> None:
    """At most so many passages of a document come while there are others, else all of them."""
    own = [_of("d", evidence(f"d{n}", f"Number {n}.")) for n in range(5)]
    others = [evidence("x", "Other."), evidence("y", "Another.")]
    ids = [each.passage.id for each in spread(_numbered(*own, *others), 4, 2)]
    assert ids == ["d0", "d1", "x", "y"]
    assert len(spread(_numbered(*own), 4, 2)) == 4


def test_order_stays() -> None:
    """What fills up stands where its rank has it."""
    own = [_of("d", evidence(f"d{n}", f"Number {n}.")) for n in range(3)]
    ids = [each.passage.id for each in spread(_numbered(*own, evidence("x")), 4, 1)]
    assert ids == ["d0", "d1", "d2", "x"]
