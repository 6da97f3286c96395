"""The command as a process of its own, as a person starts it."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def environment(**given: str) -> dict[str, str]:
    """The environment without any setting of Footnote's but `given`."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("FOOTNOTE_", "ANTHROPIC_", "DISCORD_"))
    }
    return {**kept, "PYTHONPATH": str(ROOT), **given}


def footnote(
    *arguments: str, cwd: Path, stdin: str = "", **settings: str
) -> subprocess.CompletedProcess[str]:
    """Run `footnote` with these arguments in `cwd`; bounded by two minutes."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=cwd,
        env=environment(**settings),
        input=stdin,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
