"""Tests of bot/memory.py."""

import platform
import subprocess
import sys

import pytest

from bot.memory import give_back

# What the C library does after it has met a large block: it keeps as much for the next.
_PROGRAM = """
import ctypes, psutil
{start}
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
libc.free.argtypes = [ctypes.c_void_p]
libc.free(libc.malloc(30_000_000))
process = psutil.Process()
before = process.memory_info().rss
blocks = [libc.malloc(1_000_000) for _ in range(40)]
for block in blocks:
    ctypes.memset(block, 1, 1_000_000)
for block in blocks:
    libc.free(block)
print((process.memory_info().rss - before) // 1_000_000)
"""


def _kept(start: str) -> int:
    command = [sys.executable, "-c", _PROGRAM.format(start=start)]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="the C library isn't glibc")
def test_what_is_freed_goes_back() -> None:
    """Of forty megabytes that are freed almost none stays, where all would."""
    assert _kept("") > 30
    assert _kept("from bot.memory import give_back; give_back()") < 5


@pytest.mark.parametrize("error", [OSError, AttributeError, TypeError])
def test_another_c_library_is_left_alone(
    monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    """Where the C library has no such thing, nothing is done and nothing is said."""

    def none(_: None) -> None:
        raise error

    monkeypatch.setattr("ctypes.CDLL", none)
    give_back()
