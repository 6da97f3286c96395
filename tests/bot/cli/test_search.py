"""`footnote search`: what it writes."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.cli.search import search
from bot.settings import load_settings
from index.digest import Scope
from tests.index.making import write

DIGESTS = {
    "2026-03-02.md": "---\ntags: [chips]\n---\n# March\n\nNebius buys chips for halls in Texas.",
    "2026-04-02.md": "# April\n\nNebius, formerly Yandex, opens a hall. GPT-5.5 runs in it.",
    "sources/page.md": "# A page\n\nNebius tells of its halls.",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An archive of two digests and a source."""
    return write(tmp_path / "field-notes", DIGESTS)


async def _found(
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    query: str,
    scope: Scope | None = None,
    *,
    explain: bool = False,
) -> list[dict[str, Any]]:
    settings = load_settings(archive=(str(folder),), data=folder.parent / "data", now="2026-04-22")
    await search(settings, query, k=5, scope=scope or Scope(), as_json=True, explain=explain)
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    return found


@pytest.mark.parametrize(
    ("scope", "files"),
    [
        (Scope(kind="source"), {"sources/page.md"}),
        (Scope(kind="digest"), {"2026-03-02.md", "2026-04-02.md"}),
        (Scope(tags=("#Chips",)), {"2026-03-02.md"}),
        (Scope(publications=("FIELD notes",)), set(DIGESTS)),
        (Scope(publications=("nobody",)), set()),
    ],
)
async def test_a_scope_filters(
    folder: Path, capsys: pytest.CaptureFixture[str], scope: Scope, files: set[str]
) -> None:
    """Kind, tag and publication leave out what they aren't of."""
    assert {each["file"] for each in await _found(folder, capsys, "Nebius halls", scope)} == files


async def test_the_time_of_a_query_filters(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Days that the query names are searched, and all where they hold nothing."""
    march = await _found(folder, capsys, "What did Nebius do in March?")
    assert [each["file"] for each in march] == ["2026-03-02.md"]
    assert len(await _found(folder, capsys, "What did Nebius do in January 2026?")) == 3


async def test_explain_tells_both_halves(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With `explain` each passage has the rank and the score that each half gave it, or null."""
    (best, *_) = await _found(folder, capsys, "Nebius chips Texas", explain=True)
    assert best["words"]["rank"] == 1
    assert best["words"]["score"] > 0
    assert best["meaning"]["rank"] in (1, 2, 3)
    assert "words" not in (await _found(folder, capsys, "Nebius"))[0]


async def test_other_names_are_searched(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A name finds what is told under the one that it had, which the archive explains."""
    found = await _found(folder, capsys, "what did yandex buy in march")
    assert [each["file"] for each in found] == ["2026-03-02.md"]
