"""Secrets are told nowhere: not in settings as they print, errors, traces, help, or reports."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from pydantic import SecretStr
from typer.testing import CliRunner

from bot.__main__ import app
from bot.faults import FAULT, exit_code
from bot.logs import configure_logs
from bot.settings import SettingsFault, load_settings
from tests.bot.attacks.secrets import kept
from tests.documented import commands, settings

SECRET = sorted(name for name, field in settings().items() if "SecretStr" in str(field.annotation))
# What each command wants, and what goes wrong in an archive of one file that is no digest.
ARGUMENTS = {
    **{name: ["x"] for name in ("ask", "search", "story", "digest", "eval", "restore")},
    "forget": ["7"],
}


@pytest.fixture(autouse=True)
def _baited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every secret is set, in a folder with an archive that can't be read."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "archive").mkdir()
    (tmp_path / "archive" / "a.md").write_bytes(b"\xff\xfe")
    for name in SECRET:
        url = name.endswith("_URL")
        monkeypatch.setenv(name, "postgresql://a:canary@127.0.0.1:9/a" if url else f"canary-{name}")
    monkeypatch.setenv("ANTHROPIC_BASE_URL", "http://a:canary@127.0.0.1:9")
    monkeypatch.setenv("FOOTNOTE_LOG", "debug")
    handlers, number = logging.root.handlers[:], logging.root.level
    yield
    structlog.reset_defaults()
    logging.root.handlers[:] = handlers
    logging.root.setLevel(number)


def test_settings_print_without_secrets() -> None:
    """However the settings are printed, no secret stands in it, and each is read."""
    loaded = load_settings()
    assert kept(repr(loaded), str(loaded))
    secrets = [value for _, value in loaded if isinstance(value, SecretStr)]
    assert len(secrets) == len(SECRET) >= 2
    assert all("canary" in secret.get_secret_value() for secret in secrets)
    dumped = loaded.model_dump(exclude={"anthropic_base_url"}, mode="json")
    assert kept(dumped)


@pytest.mark.parametrize("name", SECRET)
def test_a_wrong_secret_is_not_repeated(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error about a secret in a file, under either of its names, names the setting alone."""
    monkeypatch.delenv(name)
    for spelt in {name.removeprefix("FOOTNOTE_").lower(), name}:
        Path("footnote.toml").write_text(f'{spelt} = ["canary"]', encoding="utf-8")
        with pytest.raises(SettingsFault) as caught:
            load_settings()
        assert kept(str(caught.value))
        assert spelt.upper() in str(caught.value)


def test_a_wrong_address_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    """An address may hold a password, so that an error about one doesn't repeat it."""
    monkeypatch.setenv("ANTHROPIC_BASE_URL", "a:canary@example.org")
    with pytest.raises(SettingsFault) as caught:
        load_settings()
    assert kept(str(caught.value))


@pytest.mark.parametrize("command", sorted(commands().keys() - {"run", "chat"}))
def test_no_command_tells_a_secret(command: str) -> None:
    """Whatever a command prints as it fails or explains itself holds no secret."""
    common = ["--archive", "archive", "--data", "data"]
    flags = [flag for flag in common[::2] if flag in commands()[command]]
    given = [part for flag in flags for part in (flag, common[common.index(flag) + 1])]
    for arguments in (["--help"], [*ARGUMENTS.get(command, []), *given]):
        done = CliRunner().invoke(app, [command, *arguments])
        assert done.output
        assert kept(done.output, done.stderr), arguments


def test_a_trace_holds_no_secret(capsys: pytest.CaptureFixture[str]) -> None:
    """A mistake in the program is traced without the values of its variables."""
    loaded = load_settings()

    def work() -> None:
        token = (loaded.discord_token or SecretStr("")).get_secret_value()
        raise RuntimeError(f"broken with {len(token)} characters")

    configure_logs("debug")
    assert exit_code(work) == FAULT
    told = capsys.readouterr()
    assert "Traceback" in told.err
    assert "RuntimeError" in told.err
    assert kept(told.out, told.err)


def test_no_flag_takes_a_secret() -> None:
    """A secret can't be given where the list of processes would show it."""
    flags = {flag.strip("-").replace("-", "_") for each in commands().values() for flag in each}
    secret = {name.removeprefix("FOOTNOTE_").lower() for name in SECRET}
    assert flags.isdisjoint(secret | {"token", "key", "password", "database", "url"})
