"""Dockerfile and compose.yaml, as far as they can be held without a Docker engine."""

import json
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
import yaml

from tests.dockerfile import ROOT, Step, copied, sent, steps
from tests.documented import settings, settings_in, wrong

COMPOSE = (ROOT / "compose.yaml").read_text("utf-8")
LOADED: dict[str, Any] = yaml.safe_load(COMPOSE)
SERVICES: dict[str, dict[str, Any]] = LOADED["services"]
OURS = {name: each for name, each in SERVICES.items() if each["image"] == "footnote"}


def last(*instructions: str) -> list[Step]:
    """Those instructions of the last stage."""
    return [step for step in steps() if step.stage == 1 and step.instruction in instructions]


def test_the_linter_finds_nothing() -> None:
    """Hadolint finds nothing in the Dockerfile."""
    linter = shutil.which("hadolint", path=Path(sys.executable).parent)
    if linter is None:
        pytest.skip("hadolint isn't installed")
    done = subprocess.run(
        [linter, ROOT / "Dockerfile"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_what_is_copied_is_there_and_sent_to_the_build() -> None:
    """Every source of a COPY exists and isn't ignored; secrets, data and tests are."""
    for path, _ in copied():
        assert (ROOT / path).exists(), path
        assert sent(path), path
    packages = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    built = packages["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    assert set(built) <= {path for path, _ in copied()}
    for path in (".env", ".git/config", "data/state.db", "tests/fakes.py", "bot/__pycache__/a.pyc"):
        assert not sent(path), path


def test_packages_are_installed_from_locks_by_their_hashes() -> None:
    """Pip takes hashed wheels of a lock, or Footnote itself without what it depends on."""
    runs = [step.value for step in steps() if step.instruction == "RUN"]
    calls = [call.split() for run in runs for call in run.split("&&") if "/bin/pip " in call]
    locks = {call[call.index("-r") + 1] for call in calls if "--require-hashes" in call}
    assert locks == {"requirements.lock", "requirements-build.lock"}
    for call in calls:
        assert "--require-hashes" in call or "--no-deps" in call, call
        assert {"--no-build-isolation", "--no-index", "--only-binary"} & set(call), call
    for lock in locks:
        lines = (ROOT / lock).read_text("utf-8").replace("\\\n", "").splitlines()
        assert [line for line in lines if "==" not in line or "--hash=sha256:" not in line] == []


def test_the_image_runs_footnote_itself_as_nobody_special() -> None:
    """No shell stands before the program, its user isn't root, and its commands exist."""
    (user,), (entry,), (command,) = last("USER"), last("ENTRYPOINT"), last("CMD")
    assert user.value == "1000:1000"
    assert entry.words == ["footnote"]
    assert wrong(command.words) == ""
    (health,) = last("HEALTHCHECK")
    program, *words = json.loads(health.value.split(" CMD ")[1])
    assert (program, wrong(words)) == ("footnote", "")
    assert [step.value for step in last("VOLUME", "STOPSIGNAL")] == ["/data", "SIGTERM"]


def test_the_settings_of_image_and_compose_exist() -> None:
    """Every setting that the image, compose.yaml or .env.example sets is one of Footnote's."""
    (environment,) = last("ENV")
    assert "FOOTNOTE_DATA" in settings_in(environment.value)
    example = (ROOT / ".env.example").read_text("utf-8")
    assert settings_in(f"{environment.value}\n{COMPOSE}\n{example}") <= settings().keys()


def test_compose_keeps_to_the_specification() -> None:
    """compose.yaml passes the schema of the Compose specification."""
    pytest.importorskip("check_jsonschema")
    schema = files("check_jsonschema.builtin_schemas.vendor") / "compose-spec.json"
    jsonschema.validate(LOADED, json.loads(schema.read_text("utf-8")))


def test_profiles_are_one_container_or_many() -> None:
    """By default Footnote is one container; the other profile has all that it needs to scale."""
    by_profile = {
        profile: {name for name, each in SERVICES.items() if each["profiles"] == [profile]}
        for profile in ("default", "scale")
    }
    assert by_profile == {
        "default": {"footnote"},
        "scale": {"bot-1", "bot-2", "indexer", "postgres", "chroma"},
    }
    for service in OURS.values():
        assert wrong(service.get("command", ["run"])) == ""
        assert set(service.get("depends_on", {})) <= by_profile["scale"]


def test_bots_part_the_shards_between_them() -> None:
    """Each shard is served by one of the bot processes."""
    shards: list[int] = []
    for name in ("bot-1", "bot-2"):
        _, option, value = OURS[name]["command"]
        first, end, of = map(int, re.split("[-/]", value))
        assert (option, of) == ("--shards", 4)
        shards += range(first, end + 1)
    assert sorted(shards) == list(range(4))


def test_no_port_is_published_and_archives_are_only_read() -> None:
    """Nothing can be reached from outside, and a container writes to its volume alone."""
    assert [name for name, each in SERVICES.items() if "ports" in each] == []
    for service in OURS.values():
        assert service["read_only"]
        written = [volume for volume in service["volumes"] if not volume.endswith(":ro")]
        assert written == ["data:/data"]
        assert any(volume.endswith(":/archive:ro") for volume in service["volumes"])
    volumes = {volume.split(":")[0] for each in SERVICES.values() for volume in each["volumes"]}
    assert {name for name in volumes if name.isalpha()} == LOADED["volumes"].keys()


def test_containers_come_back_and_may_end_by_themselves() -> None:
    """Every service starts again, is asked for its health, and is given time to end."""
    grace = settings()["FOOTNOTE_STOP_GRACE"].default
    for name, service in SERVICES.items():
        assert service["restart"] == "unless-stopped", name
        assert name in OURS or service["healthcheck"]["test"][0] == "CMD", name
        assert int(service["stop_grace_period"].removesuffix("s")) >= grace + 15


def test_the_chroma_server_is_of_the_client_s_version() -> None:
    """The server in compose.yaml has the version that requirements.lock installs."""
    version = SERVICES["chroma"]["image"].split(":")[1]
    assert f"chromadb=={version} " in (ROOT / "requirements.lock").read_text("utf-8")
