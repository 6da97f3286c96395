"""The golden files: every composed prompt as it is sent, filled with one set of values.

python -m tests.prompts.golden    writes them anew
"""

from pathlib import Path

from prompts import COMPOSED, compose, load

GOLDEN = Path(__file__).parent / "golden"
VALUES = {
    "today": "Wednesday, 22 April 2026",
    "coverage": "Searched 16 documents, 31 March 2026 to 21 April 2026.",
    "question": "Which model topped SWE-Bench Pro?",
    "title": "An MIT-Licensed Model Takes the Coding Crown",
    "publication": "Latent Signals",
    "date": "13 April 2026",
}


def composed() -> dict[str, str]:
    """Each composed prompt by its name."""
    found = {}
    for name, fragments in COMPOSED.items():
        wanted = frozenset[str]().union(*(load(each).variables for each in fragments))
        found[name] = compose(name, **{each: VALUES[each] for each in wanted})
    return found


def main() -> None:
    """Write the files, and remove those of prompts that are no more."""
    texts = composed()
    for path in GOLDEN.glob("*.txt"):
        if path.stem not in texts:
            path.unlink()
    for name, text in texts.items():
        (GOLDEN / f"{name}.txt").write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
