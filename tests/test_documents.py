"""The documents name what there is: commands, flags, settings, files, each other."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.documented import (
    DOCUMENTS,
    README,
    ROOT,
    calls,
    commands,
    pieces_of_code,
    settings,
    settings_in,
    with_table,
    wrong,
)

_FILE = re.compile(r"(?:\.?[\w-]+/)+[\w.-]*|[\w.-]+\.(?:py|md|txt|toml|yaml|lock|ftl|json)")
_COMMON = {"--archive", "--data", "--now", "--writer"}
_ROOMS = ("bot/", "index/", "prompts/", "tests/", "docs/", ".ci/")


def text(path: Path) -> str:
    """A document."""
    return path.read_text("utf-8")


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_calls_exist(path: Path) -> None:
    """Every call of `footnote` in a document has a command and flags that there are."""
    assert [(call, what) for call in calls(text(path)) if (what := wrong(call))] == []


def test_every_command_is_told() -> None:
    """The README's table has each command of `footnote` with its flags, and no other."""
    rows = re.findall(r"(?m)^\| `footnote ([a-z-]+)[^`]*` \| (.*) \|$", text(README))
    told = {
        name: set(re.findall(r"(?<=`)--?[a-z]+(?=[ `])", words)) - _COMMON for name, words in rows
    }
    own = {name: flags - _COMMON for name, flags in commands().items()}
    assert told == own
    for flag in _COMMON:
        assert f"`{flag}" in text(README), flag


def test_every_make_target_exists() -> None:
    """Each `make TARGET` in a document stands in the Makefile."""
    rules = set(re.findall(r"(?m)^([a-z-]+):", text(ROOT / "Makefile")))
    named = {
        match[1]
        for path in DOCUMENTS
        for piece in pieces_of_code(text(path))
        if (match := re.search(r"(?:^|[|&;] *)make ([a-z-]+)", piece))
    }
    assert {"run", "test"} <= named <= rules


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_settings_exist(path: Path) -> None:
    """Every setting that a document names is one."""
    assert settings_in(text(path)) <= settings().keys()


def test_the_table_of_settings_is_the_code_s() -> None:
    """The README's table is what `make settings-table` writes, with words for each setting."""
    assert [name for name, field in settings().items() if not field.description] == []
    assert with_table(text(README)) == text(README)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    """Every link to another file finds it, and the heading in it that it names."""
    for link in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"(?s)```.*?```|`[^`\n]*`", "", text(path))):
        if re.match(r"[a-z]+:", link):
            continue
        file, _, heading = unquote(link).partition("#")
        there = (path.parent / file).resolve() if file else path
        assert there.exists(), link
        if heading:
            assert heading in _anchors(text(there)), link


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_files_exist(path: Path) -> None:
    """Every file of the project that a document names in code is there."""
    missing, folder = [], ROOT
    for piece in re.findall(r"`([^`\n]+)`", re.sub(r"(?s)```.*?```", "", text(path))):
        if piece.startswith("…/"):
            named = folder / piece[2:]
        elif piece.startswith(_ROOMS) and _FILE.fullmatch(piece):
            named = ROOT / piece
            folder = named if named.is_dir() else named.parent
        else:
            continue
        missing += [] if named.exists() else [piece]
    assert missing == []


def _anchors(markdown: str) -> set[str]:
    """The headings of a document as links name them."""
    headings = re.findall(r"(?m)^#+ (.+)$", re.sub(r"(?s)```.*?```", "", markdown))
    kept = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings)
    return {heading.replace(" ", "-") for heading in kept}
