"""What is printed: no text of an archive, a person or a model commands a terminal."""

import json
import re
from itertools import cycle
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.assistant.answer import Answer
from bot.assistant.assistant import Assistant
from bot.cli.ask import show
from bot.cli.digest import digest
from bot.cli.index import index
from bot.cli.lines import parse_line
from bot.cli.search import evidence_json
from bot.cli.stats import stats
from bot.cli.story import story
from bot.faults import FAULT, exit_code
from bot.render.printable import json_line
from bot.render.terminal import answer_text, digest_text, found_text, stdout
from bot.settings import Settings
from index.digest import Span
from index.errors import IndexFault
from index.search import Query, Search
from index.store import Store
from index.terms import readable
from tests.attacks import ATTACKS, hidden
from tests.bot.attacks.conftest import NOW
from tests.bot.attacks.holding import documents_in
from tests.bot.attacks.hostile import question, word

_STYLE = re.compile(r"\x1b\[([\d;]*)m")
_LINK = re.compile(r"\x1b\]8;[^;\x1b]*;(?:file://[^\x1b]*)?\x1b\\")
_OWN = frozenset(("0", "1", "2", "3", "33", "36", "39", "92"))  # bold, dim, italic, colours


@pytest.fixture(params=["program", "terminal"])
def reader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Who reads what is printed: a program, or a person at a terminal."""
    if request.param == "terminal":
        monkeypatch.setenv("FORCE_COLOR", "1")
        monkeypatch.setenv("COLUMNS", "100")
    return str(request.param)


def commands(printed: str) -> list[str]:
    """What of a text commands the terminal that isn't a style of Footnote's own."""
    others = [code for found in _STYLE.findall(printed) for code in found.split(";")]
    return [code for code in others if code not in _OWN] + hidden(
        _LINK.sub("", _STYLE.sub("", printed))
    )


def test_answers_command_nothing(
    hostile_answers: dict[str, Answer], reader: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """An answer with its sources is printed without commands, its brackets as they are."""
    for name, answer in hostile_answers.items():
        stdout().print(answer_text(answer))
        printed = capsys.readouterr().out
        assert "kestrel" in " ".join(printed.split()), name
        assert commands(printed) == [], name
        assert "\x1b" not in printed or reader == "terminal", name


async def test_what_is_found_commands_nothing(
    hostile_search: Search, reader: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """So are passages, with what each half of the search made of them."""
    for name in ATTACKS:
        found = await hostile_search.look(Query(question(name), 5), NOW.date())
        stdout().print(found_text(found, explain=True))
        assert commands(capsys.readouterr().out) == [], name
        entries = [evidence_json(each) for each in found.evidence]
        line = json_line(entries)
        assert (json.loads(line), hidden(line)) == (entries, []), name


async def test_digests_command_nothing(
    hostile_store: Store, reader: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """So are whole digests, and what looks like a style of ours stays as it was written."""
    for document in await documents_in(hostile_store):
        stdout().print(digest_text(document))
        assert commands(capsys.readouterr().out) == [], document.file
    stdout().print("[bold red]x[/] :smile: [link=https://a.test]y[/link]")
    printed = _STYLE.sub("", capsys.readouterr().out)
    assert printed == "[bold red]x[/] :smile: [link=https://a.test]y[/link]\n"


async def test_commands_command_nothing(
    hostile_settings: Settings, reader: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """`index`, `stats`, `digest` and `story` print a hostile archive without commands."""
    for as_json in (False, True):
        await index(hostile_settings, as_json=as_json, rebuild=False, watch=None)
        printed = capsys.readouterr().out
        assert commands(printed) == []
        await stats(hostile_settings, as_json=as_json)
        told = capsys.readouterr().out
        assert commands(told) == []
        if as_json:
            assert json.loads(printed)["documents"] == json.loads(told)["documents"]
            assert hidden(told) == []
        await story(hostile_settings, word("colours"), k=9, span=Span(), as_json=as_json)
        printed = capsys.readouterr().out
        assert word("colours") in printed
        assert commands(printed) == []
    await digest(hostile_settings, None)
    assert commands(capsys.readouterr().out) == []


async def test_skipped_files_command_nothing(
    tmp_path: Path, reader: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Files that are passed over are named, with their reasons, without commands."""
    archive = tmp_path / "\x1b[5marchive"
    archive.mkdir()
    (archive / "2026-04-01.md").write_text("# One\n\nA plant opened in Oslo.")
    names = [attack.replace("/", "∕")[:60].strip() for attack in ATTACKS.values()]
    for n, name in enumerate(names):
        (archive / f"{n}.{name}").write_text("x")
        (archive / f"{n} {name}.json").write_text(f'{{"{name}')
    (archive / "\udcff\udcfe.md").write_text("no name")
    settings = Settings(archive=(str(archive),), data=tmp_path / "data", now=NOW)
    for as_json in (False, True):
        await index(settings, as_json=as_json, rebuild=False, watch=None)
        printed = capsys.readouterr().out
        assert commands(printed) == []
        await stats(settings, as_json=as_json)
        assert commands(capsys.readouterr().out) == []
        if as_json:
            assert len(json.loads(printed)["skipped"]) == 2 * len(names)
            assert hidden(printed) == []


@pytest.mark.parametrize("kind", [IndexFault, RuntimeError])
def test_faults_are_one_line(kind: type[Exception], capsys: pytest.CaptureFixture[str]) -> None:
    """An error that repeats an attack is one line without commands."""
    for name, attack in ATTACKS.items():

        def work(attack: str = attack) -> None:
            raise kind(attack)

        with capture_logs():
            assert exit_code(work) == FAULT
        told = capsys.readouterr().err
        assert told.startswith("footnote: "), name
        assert len(told.splitlines()) == 1, name
        assert hidden(told) == [], name


async def test_lines_are_answered_with_lines(
    hostile_assistant: Assistant, capsys: pytest.CaptureFixture[str]
) -> None:
    """A line of standard input gives one line of JSON, that of an object with what it says."""
    for (name, attack), form in zip(ATTACKS.items(), cycle(("object", "string", "words"))):
        history = [{"role": "user", "content": attack}, {"role": "system", "content": attack}]
        told = {"question": attack, "history": history}
        words = " ".join(attack.split())
        line = words if form == "words" else json.dumps(told if form == "object" else attack)
        asked = parse_line(f"{line}\n")
        assert asked.question == (words if form == "words" else attack), name
        assert [turn.role for turn in asked.history] == ["user"] * (form == "object"), name
        show(
            await hostile_assistant.answer(asked.question, asked.history),
            as_json=True,
            explain=True,
        )
        printed = capsys.readouterr().out
        assert printed.count("\n") == 1, name
        assert hidden(printed) == [], name
        assert json.loads(printed)["question"] == readable(asked.question)[:4_000], name
