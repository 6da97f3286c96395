"""The Dockerfile as values, and its first stage carried out without a Docker engine.

`python -m tests.dockerfile` (`make image-steps`) copies and runs what the first stage says, with
its folders in a temporary one, and calls the installed `footnote` from outside of the source tree.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Step:
    """An instruction of a stage (0 is the first), in capitals, and what stands behind it."""

    stage: int
    instruction: str
    value: str

    @property
    def words(self) -> list[str]:
        """The words of an exec form; raises ValueError where it isn't one."""
        return [str(word) for word in json.loads(self.value)]


def steps() -> list[Step]:
    """The instructions in order, each with its stage."""
    parser = pytest.importorskip("dockerfile_parse").DockerfileParser(
        path=str(ROOT / "Dockerfile"), env_replace=False
    )
    found: list[Step] = []
    stage = -1
    for each in parser.structure:
        stage += each["instruction"] == "FROM"
        if each["instruction"] != "COMMENT":
            found.append(Step(stage, each["instruction"], each["value"]))
    return found


def copied() -> list[tuple[str, str]]:
    """What the first stage copies from the source tree: path there, path in the stage."""
    pairs: list[tuple[str, str]] = []
    for step in steps():
        if (step.stage, step.instruction) == (0, "COPY"):
            *sources, target = step.value.split()
            pairs += [(source, target) for source in sources]
    return pairs


def sent(path: str) -> bool:
    """Whether .dockerignore lets this path of the source tree into a build."""
    kept = True
    above = [Path(path), *Path(path).parents][:-1]
    for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines():
        pattern = line.removeprefix("!")
        if pattern.startswith("**/"):
            meant = any(fnmatch(each.name, pattern[3:]) for each in above)
        else:
            meant = any(fnmatch(str(each), pattern) for each in above)
        kept = line.startswith("!") if meant else kept
    return kept


def carry_out(folder: Path, python: str) -> Path:
    """Do what the first stage does, in `folder` for its root; return its venv's programs."""
    source = folder / "src"
    source.mkdir()
    shutil.copytree(ROOT, folder / "sent", ignore=_unsent)
    for path, target in copied():
        place = source / (path if target == "./" else target)
        copy = shutil.copytree if (ROOT / path).is_dir() else shutil.copy2
        copy(folder / "sent" / path, place)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    environment = kept | {"PATH": f"{_named_python(folder, python)}:{os.environ['PATH']}"}
    for step in steps():
        if (step.stage, step.instruction) == (0, "RUN"):
            command = step.value.replace("/opt/", f"{folder}/opt/")
            print(f"RUN {step.value}", flush=True)  # noqa: T201
            subprocess.run(command, shell=True, cwd=source, env=environment, check=True)  # noqa: S602
    return folder / "opt" / "footnote" / "bin"


def _unsent(parent: str, names: list[str]) -> set[str]:
    base = Path(parent).relative_to(ROOT)
    return {name for name in names if not sent(str(base / name))}


def _named_python(folder: Path, python: str) -> Path:
    """A folder whose `python` is this one, as in the image."""
    programs = folder / "programs"
    programs.mkdir()
    (programs / "python").symlink_to(python)
    return programs


def main() -> None:
    """Carry the first stage out, and answer a question by what it installed."""
    python = shutil.which("python3.12") or sys.executable
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        programs = carry_out(folder, python)
        away = folder / "away"
        away.mkdir()
        # A container's environment: nothing of the one here, no home to write to.
        environment = {
            "PATH": f"{programs}:/usr/bin:/bin",
            "HOME": "/nonexistent",
            "FOOTNOTE_DATA": str(away / "data"),
            "MPLCONFIGDIR": str(away / "matplotlib"),
        }
        for arguments in (["--help"], ["ask", "Which model topped SWE-Bench Pro?"]):
            subprocess.run(["footnote", *arguments], cwd=away, env=environment, check=True)


if __name__ == "__main__":
    main()
