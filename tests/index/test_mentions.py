"""Tests of index/mentions.py."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.catalog import Catalog
from index.digest import Span
from index.intake import Intake
from index.mentions import said
from index.passages import Cut
from tests.index.making import document, reading

APRIL = [dt.date(2026, 4, n) for n in range(1, 5)]


@pytest.fixture
async def catalog(catalog: Catalog) -> Catalog:
    """Three dated documents and an undated one."""
    await catalog.intake.put(
        [
            reading(document("Use GPT-5 or Zephyr.", "See Zephyr.", id_="one", day=APRIL[0])),
            reading(document("Use GPT-5.5 or Zephyr.", id_="two", day=APRIL[1])),
            reading(document("据微软公司称", id_="three", day=APRIL[3], title="Of Zephyr")),
            reading(document("Some like Zephyr.", id_="notes")),
        ]
    )
    return catalog


async def _days(catalog: Catalog, name: str, span: Span | None = None) -> dict[dt.date, int]:
    match = said(name, text_only=True)
    assert match
    return await catalog.mentions.by_day(match, span or Span())


async def test_mentions_are_counted_by_day(catalog: Catalog) -> None:
    """A day has as many as passages say the name; titles don't, the undated have no day."""
    assert await _days(catalog, "Zephyr") == {APRIL[0]: 2, APRIL[1]: 1}
    assert await _days(catalog, "zephyr", Span(APRIL[1])) == {APRIL[1]: 1}
    assert await _days(catalog, "微软") == {APRIL[3]: 1}


async def test_a_version_is_a_whole_number(catalog: Catalog) -> None:
    """What says 'GPT-5.5' doesn't say 'GPT-5'."""
    assert await _days(catalog, "GPT-5") == {APRIL[0]: 1}
    assert await _days(catalog, "GPT 5.5") == {APRIL[1]: 1}


async def test_passages_are_gathered_by_document(catalog: Catalog) -> None:
    """What says a name in one document is one story, with how often it does."""
    match = said("Zephyr")
    assert match
    told = {each.document: each for each in await catalog.mentions.gather(match, Span())}
    assert {id_: each.total for id_, each in told.items()} == {
        "one": 2,
        "two": 1,
        "three": 1,
        "notes": 1,
    }
    assert (told["notes"].day, told["one"].day) == (None, APRIL[0])
    assert len(told["one"].passages) == 2


async def test_names_follow_the_documents(catalog: Catalog) -> None:
    """The book of names is that of the documents as they are: added, changed, removed."""
    assert (await catalog.names()).count("Zephyr") == 4
    assert await catalog.names() is await catalog.names()
    await catalog.intake.put([reading(document("We use Mistral.", id_="one", day=APRIL[0]))])
    await catalog.intake.put([reading(document("They try Mistral.", id_="new", day=APRIL[0]))])
    await catalog.intake.remove([("archive", "two.md")])
    book = await catalog.names()
    assert ("Zephyr" in book, "Mistral" in book) == (False, True)


async def test_what_fails_leaves_no_name(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    """Names come with the passages in one transaction, or not at all."""
    put = Intake._put_passages

    async def fail(self: Intake, connection: object, made: Cut) -> None:
        await put(self, connection, made)  # type: ignore[arg-type]
        raise OSError

    monkeypatch.setattr(Intake, "_put_passages", fail)
    with pytest.raises(OSError):
        await catalog.intake.put([reading(document("We use Mistral.", id_="new"))])
    catalog.intake.round += 1
    assert (await catalog.names()).count("Zephyr") == 4
    assert "Mistral" not in await catalog.names()


@given(st.text(max_size=80))
async def test_any_name_can_be_asked_for(text: str) -> None:
    """No name is an error of the full-text syntax, nor does it do more than be looked for."""
    catalog = await Catalog.open(Path(":memory:"), "model")
    try:
        for match in (said(text), said(text, text_only=True)):
            if match:
                assert await catalog.mentions.by_day(match, Span()) == {}
                assert await catalog.mentions.gather(f"{match} AND {match}", Span()) == []
    finally:
        await catalog.close()
