"""Where the folder of real data lies that some tests read; it isn't part of the project."""

import os
from pathlib import Path

import pytest

# Read at import, before the guard clears FOOTNOTE_* from the environment.
SHARED = Path(
    os.environ.get("FOOTNOTE_SHARED") or Path(__file__).resolve().parents[2] / "shared"
).resolve()
SEEDS = SHARED / "seeds"

needs_shared = pytest.mark.skipif(
    not SHARED.is_dir(),
    reason="needs the folder of real data: put it beside the checkout as 'shared', "
    "or name it in FOOTNOTE_SHARED",
)
needs_seeds = pytest.mark.skipif(
    not SEEDS.is_dir(), reason="needs the folder 'seeds' of the real data (see tests/shared.py)"
)
