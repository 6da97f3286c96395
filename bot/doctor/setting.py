"""The settings: which files are read, which names nobody knows."""

import difflib
import os
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path

from bot.doctor.finding import Finding, ok, warning, wrong
from bot.settings import Settings, SettingsFault

_FILES = (".env", "footnote.toml")
_PREFIX = "FOOTNOTE_"
_OTHERS = ("ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL", "DISCORD_TOKEN")


def check_fault(fault: SettingsFault) -> Finding:
    """Settings that can't be read; nothing that depends on them is looked at."""
    return wrong("settings", str(fault), "Mend it, then ask again: the rest wasn't looked at.")


def check_settings(folder: Path, environment: Mapping[str, str]) -> Iterator[Finding]:
    """The files of settings in a folder, and the names in them and in the environment."""
    from dotenv import dotenv_values

    files = [name for name in _FILES if (folder / name).is_file()]
    yield ok("settings", f"{' and '.join(files) or 'no file'} read in {folder}")
    named = {**dotenv_values(folder / ".env"), **environment} if ".env" in files else environment
    for name in sorted(_unknown(named)):
        near = difflib.get_close_matches(name, _known(), 1)
        cure = f"Did you mean {near[0]}?" if near else "Take it out."
        yield warning("settings", f"{name} is no setting", cure)
    if os.name == "posix" and ".env" in files:
        mode = (folder / ".env").stat().st_mode
        if mode & (stat.S_IRGRP | stat.S_IROTH):
            yield warning("settings", "others on this machine may read .env", "chmod 600 .env")


def _unknown(named: Mapping[str, str | None]) -> Iterator[str]:
    known = set(_known())
    for name in named:
        if name.upper().startswith(_PREFIX) and name.upper() not in known:
            yield name.upper()


def _known() -> list[str]:
    return [*(f"{_PREFIX}{name.upper()}" for name in Settings.model_fields), *_OTHERS]
