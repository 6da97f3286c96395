"""Tests of bot/__main__.py: the command as a process."""

import json
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.process import ROOT, environment, footnote
from tests.messages_server import MessagesServer

QUESTION = "Which model topped SWE-Bench Pro?"
HEAVY = (
    *("chromadb", "llama_index", "anthropic", "discord", "onnxruntime", "sqlalchemy", "pydantic"),
    "matplotlib",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder to work in, whose data folder holds the indexed sample archive."""
    cwd = tmp_path_factory.mktemp("work")
    made = footnote("index", "--json", cwd=cwd)
    assert made.returncode == 0, made.stderr
    return cwd


def test_help_imports_nothing_heavy(tmp_path: Path) -> None:
    """`footnote --help` is instant because it imports none of the heavy libraries."""
    code = (
        "import sys, bot.__main__\n"
        "try:\n    bot.__main__.app(['--help'])\n"
        f"except SystemExit:\n    print([n for n in {HEAVY!r} if n in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "[]"
    assert "Usage: footnote" in done.stdout or "Usage:" in done.stdout


def test_run_answers_a_line_of_standard_input_and_ends(folder: Path) -> None:
    """Without a token and a terminal, `run` answers each line, naming digest and date."""
    done = footnote("run", cwd=folder, stdin=f"{QUESTION}\n")
    assert done.returncode == 0, done.stderr
    assert "GLM-5.1" in done.stdout
    assert "[1] Latent Signals, 13 April 2026: " in done.stdout
    assert done.stderr == ""


def test_index_twice_does_nothing_the_second_time(folder: Path) -> None:
    """A second `index` finds every document unchanged and makes no vector."""
    report = json.loads(footnote("index", "--json", cwd=folder).stdout)
    assert report["documents"] == report["unchanged"] == 16
    assert [report[name] for name in ("added", "updated", "removed", "embedded", "pending")] == [
        0, 0, 0, 0, 0,
    ]  # fmt: skip
    assert report["skipped"] == [{"file": "README.md", "reason": "about the archive, not a digest"}]


def test_ask_writes_one_object(folder: Path) -> None:
    """`ask --json` writes one object whose citations name file, date and exact words."""
    done = footnote("ask", QUESTION, "--json", "--now", "2026-04-22", cwd=folder)
    answer = json.loads(done.stdout)
    first = answer["citations"][0]
    sample = ROOT / "index" / "sample"
    assert first["quote"] in " ".join((sample / first["file"]).read_text("utf-8").split())
    assert answer["claims"][0]["citations"] == [1]
    assert answer["coverage"]["last"] == "2026-04-21"
    assert (answer["writer"], answer["abstained"]) == ("extractive", False)


def test_ask_reads_json_lines_and_plain_lines(folder: Path) -> None:
    """With `-` each line, JSON or plain, gives one line of JSON, in order."""
    history = [{"role": "user", "content": "What is Claude Mythos?"}]
    lines = [
        json.dumps({"question": "And who has access to it?", "history": history}),
        json.dumps(QUESTION),
        QUESTION,
        "{not json",
    ]
    done = footnote("ask", "-", cwd=folder, stdin="\n".join(lines))
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [a["question"] for a in answers] == [
        "And who has access to it?", QUESTION, QUESTION, "{not json",
    ]  # fmt: skip
    assert any("Glasswing" in c["quote"] for c in answers[0]["citations"])


def test_search_honours_the_range(folder: Path) -> None:
    """`search --from --to` gives passages of those days alone."""
    done = footnote(
        "search", "CoreWeave", "--json", "-k", "20", "--from", "2026-04-09", "--to", "2026-04-10",
        cwd=folder,
    )  # fmt: skip
    days = {found["date"] for found in json.loads(done.stdout)}
    assert days == {"2026-04-09", "2026-04-10"}


def test_digest_shows_the_newest_by_default(folder: Path) -> None:
    """`digest` without a day shows the newest dated digest."""
    done = footnote("digest", cwd=folder)
    assert done.stdout.startswith("AI Daybook 2026-04-21\n")


def test_stats_tell_span_gaps_and_publications(folder: Path) -> None:
    """`stats --json` tells the days without a digest between the first and the last."""
    facts = json.loads(footnote("stats", "--json", cwd=folder).stdout)
    assert (facts["first"], facts["last"], facts["undated"]) == ("2026-03-31", "2026-04-21", 2)
    assert {"from": "2026-04-11", "to": "2026-04-12", "days": 2} in facts["gaps"]
    assert facts["publications"]["Latent Signals"] == 6


@pytest.mark.parametrize(
    ("arguments", "settings", "line"),
    [
        (("ask", "x", "--archive", "nowhere"), {}, "The archive nowhere does not exist."),
        (("ask", "x", "--archive", "empty"), {}, "The archive empty is empty."),
        (("index", "--archive", "broken"), {}, "The archive broken holds no digest (a.md: not UTF"),
        (("ask", "x", "--writer", "poet"), {}, "The setting FOOTNOTE_WRITER ('poet') is wrong"),
        (("ask", "x"), {"FOOTNOTE_EVIDENCE": "many"}, "The setting FOOTNOTE_EVIDENCE ('many')"),
        (("ask", "x"), {"FOOTNOTE_DATA": "file/data"}, "The data folder file/data can't be used"),
        (("ask", "x", "--writer", "claude"), {}, "needs a key: set ANTHROPIC_API_KEY."),
        (("search", "x", "--from", "2026-02-30"), {}, "--from '2026-02-30' is no date"),
        (("search", "x", "--from", "2026-05-02", "--to", "2026-05-01"), {}, "is after --to"),
        (("digest", "2026-04-12"), {}, "The nearest days with one: 2026-04-10 and 2026-04-13."),
        (("digest", "nothing"), {}, "There is no digest 'nothing'."),
    ],
)
def test_bad_input_is_one_line_and_an_exit_code(
    tmp_path: Path, arguments: tuple[str, ...], settings: dict[str, str], line: str
) -> None:
    """Whatever is wrong is said in one line on standard error, without a trace."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "a.md").write_bytes(b"\xff\xfe")
    (tmp_path / "file").write_text("no folder")
    done = footnote(*arguments, cwd=tmp_path, **settings)
    assert done.returncode == 1
    assert line in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert done.stdout == ""


def test_a_wrong_settings_file_is_named(tmp_path: Path) -> None:
    """A footnote.toml that can't be read is named with the place of the mistake."""
    (tmp_path / "footnote.toml").write_text("archive = [")
    done = footnote("stats", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith("footnote: footnote.toml can't be read:")


def test_a_data_folder_in_use_names_its_holder(folder: Path) -> None:
    """A second process on one data folder is told which process holds it."""
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "chat"],
        cwd=folder,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as first:
        assert first.stdin is not None
        assert first.stdout is not None
        first.stdin.write(f"{QUESTION}\n")
        first.stdin.flush()
        assert "GLM-5.1" in first.stdout.readline()
        second = footnote("ask", "x", cwd=folder)
        first.stdin.close()
        first.stdout.read()
    assert second.returncode == 1
    assert f"is in use by process {first.pid} (" in second.stderr
    assert first.returncode == 0


@pytest.fixture
async def server() -> AsyncIterator[MessagesServer]:
    """A Messages API on loopback that knows one key."""
    async with MessagesServer() as running:
        yield running


async def test_a_refused_key_is_one_line_and_the_archive_still_answers(
    folder: Path, server: MessagesServer
) -> None:
    """With a wrong key the answer is quoted, the line names the setting, the exit code is 1."""
    import asyncio

    done = await asyncio.to_thread(
        footnote,
        "ask", QUESTION, "--json", cwd=folder,
        ANTHROPIC_API_KEY="wrong", ANTHROPIC_BASE_URL=server.url,
    )  # fmt: skip
    answer = json.loads(done.stdout)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        "footnote: Claude refused the key: check ANTHROPIC_API_KEY."
    )
    assert answer["writer"] == "extractive"
    assert answer["citations"]
    assert "wrong" not in done.stdout + done.stderr


def test_a_secret_never_stands_in_an_error(tmp_path: Path) -> None:
    """A settings file that can't be decoded is named; nothing of it is shown."""
    (tmp_path / ".env").write_bytes(b"DISCORD_TOKEN=s3cr3t\n# caf\xe9\n")
    done = footnote("stats", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == ("footnote: A settings file (.env or footnote.toml) is not UTF-8.\n")


@pytest.mark.parametrize(
    ("settings", "line"),
    [
        ({"FOOTNOTE_DATA": "~nobody-of-this-name/x"}, "The setting FOOTNOTE_DATA"),
        ({"ANTHROPIC_BASE_URL": "nonsense"}, "The setting ANTHROPIC_BASE_URL"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, settings: dict[str, str], line: str) -> None:
    """A setting that can't be is one line with its name."""
    done = footnote("stats", cwd=tmp_path, **settings)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"footnote: {line}")
    assert len(done.stderr.splitlines()) == 1


def test_an_unknown_setting_in_the_file_is_named(tmp_path: Path) -> None:
    """A misspelt name in footnote.toml isn't passed over."""
    (tmp_path / "footnote.toml").write_text("evidnce = 3")
    done = footnote("stats", cwd=tmp_path)
    assert done.stderr == "footnote: footnote.toml has an unknown setting: evidnce.\n"


def test_a_key_of_blanks_is_no_key(folder: Path) -> None:
    """A blank key is as good as none: the archive is quoted without a word about Claude."""
    done = footnote("ask", QUESTION, "--json", cwd=folder, ANTHROPIC_API_KEY="  ")
    assert json.loads(done.stdout)["notice"] is None


def test_a_closed_standard_input_is_empty(folder: Path) -> None:
    """Without any standard input the chat ends at once."""
    done = subprocess.run(
        ["sh", "-c", f"exec {sys.executable} -m bot chat <&-"],
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_an_interrupt_ends_a_chat_that_waits(folder: Path) -> None:
    """Ctrl+C ends the chat at once, with 130 and without a trace, though a read goes on."""
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "chat"],
        cwd=folder,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as chat:
        assert chat.stdin is not None
        assert chat.stdout is not None
        assert chat.stderr is not None
        chat.stdin.write(f"{QUESTION}\n")
        chat.stdin.flush()
        assert "GLM-5.1" in chat.stdout.readline()
        chat.send_signal(signal.SIGINT)
        assert chat.wait(timeout=10) == 130
        assert chat.stderr.read() == ""


@pytest.mark.parametrize("call", ["run", "chat", "ask", "search", "index", "digest", "stats"])
def test_every_call_takes_the_common_options(tmp_path: Path, call: str) -> None:
    """Archive, data, clock and writer can be given to each call."""
    done = footnote(call, "--help", cwd=tmp_path)
    assert all(name in done.stdout for name in ("--archive", "--data", "--now", "--writer"))
