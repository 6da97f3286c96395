"""The panel within Discord's limits, whatever is set and however it is called."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import discord
from hypothesis import given
from hypothesis import strategies as st

from bot.offers import publications_of, tags_of
from bot.panel import Page, Panel, page_of, panel_view
from bot.render.setup import beginning, unknown_zone, what_comes, what_next, zone_line
from bot.state import GuildSetup
from bot.words import LANGUAGES, speaking
from bot.zones import zones
from index.digest import Origin
from tests.bot.conftest import MORNING

SETUP = GuildSetup(1, 2**63, 8, "America/Argentina/ComodRivadavia", 5, MORNING)
# A server without the channels and roles that were chosen: they are in Discord's own hands.
GUILD: Any = SimpleNamespace(get_channel=lambda _id: None, get_role=lambda _id: None)
NAMES = st.lists(st.text(min_size=1, max_size=120), max_size=40, unique=True)


def walk(components: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """All components, with those inside of others."""
    found = []
    for each in components:
        inner = [*each.get("components", []), *filter(None, [each.get("accessory")])]
        found += [each, *walk(inner)]
    return found


@given(
    names=NAMES,
    page=st.sampled_from(["when", "who"]),
    language=st.sampled_from(LANGUAGES),
    arrival=st.booleans(),
)
def test_panel_holds_discords_limits(
    names: list[str], language: str, *, page: Page, arrival: bool
) -> None:
    """At most 40 components and 4,000 characters; no select or label is too long or empty."""
    origins = [
        Origin(f"d{n}", "digest", name, name * 9, MORNING.date(), "a", "f", None, (name,))
        for n, name in enumerate(names)
    ]
    setup = replace(SETUP, arrival=arrival, publications=tuple(names[:3]))
    upcoming = (origins[0], MORNING) if origins else None
    with speaking(language):
        panel = Panel(
            page=page,
            guild=GUILD,
            setup=setup,
            told=f"{what_comes(setup, hears=True)}\n{what_next(upcoming, MORNING, fits=True)}",
            amiss=tuple(unknown_zone(name, ()) for name in names[:3]),
            zone=zone_line(setup, MORNING),
            publications=publications_of(origins, setup.publications),
            tags=tags_of(origins, ()),
            zones=zones()[:25],
            turn=2**64,
        )
        found = walk(panel_view(panel).to_components())  # type: ignore[no-untyped-call]
    assert len(found) <= 40
    assert sum(len(each.get("content", "")) for each in found) <= 4_000
    ids = [each["custom_id"] for each in found if "custom_id" in each]
    assert len(set(ids)) == len(ids)
    assert all(len(each) <= 100 for each in ids)
    for each in found:
        assert len(each.get("placeholder") or "") <= 150
        assert each["type"] != discord.ComponentType.button.value or 0 < len(each["label"]) <= 80
        if "options" in each:
            assert 0 < len(each["options"]) <= 25
            assert 0 < each["max_values"] <= len(each["options"])
            values = [option["value"] for option in each["options"]]
            assert len(set(values)) == len(values)
            for option in each["options"]:
                assert 0 < len(option["label"].strip()) <= 100
                assert 0 < len(option["value"]) <= 100


def test_every_language_has_a_panel_to_begin_with() -> None:
    """In each language a server without a setup is told what begins with its channel."""
    told = set()
    for language in LANGUAGES:
        with speaking(language):
            told.add(beginning(SETUP))
    assert len(told) == len(LANGUAGES)
    assert all("08:00" in each for each in told)


def test_fields_stand_on_their_page() -> None:
    """A choice leaves its page open."""
    assert [page_of(field) for field in ("channel", "zone", "tags", "roles")] == [
        "when",
        "when",
        "who",
        "who",
    ]
