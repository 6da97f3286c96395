"""The time zones as people look for them."""

import pytest

from bot.zones import fitting_zones, zones


@pytest.mark.parametrize(
    ("typed", "zone"),
    [("new york", "America/New_York"), ("BERLIN", "Europe/Berlin"), ("utc", "UTC")],
)
def test_zones_are_found_as_people_write_them(typed: str, zone: str) -> None:
    """A city finds its zone alone, whatever the case and the spaces."""
    assert fitting_zones(typed) == [zone]


def test_zones_are_offered_up_to_discords_limit() -> None:
    """An empty field offers 25 of the zones."""
    assert len(fitting_zones("")) == 25
    assert "UTC" in zones()
