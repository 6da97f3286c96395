"""Mutated files: whatever they hold, each is read or has its reason, and the good ones are there.

python -m tests.benchmarks.mutations [--inputs 10000] [--seed 7] [FOLDER …]

Files of the folders (by default of the sample archive, and of the folder with real data) are
mutated, and read by an archive and by the indexer, in folders of 250 beside ten good files.
"""

import argparse
import asyncio
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table

from index.archive import SAMPLE, SUFFIXES, open_archives
from index.indexer import Indexer
from index.store import Store
from tests.index.embedders import WordsEmbedder
from tests.index.making import write
from tests.shared import SHARED

_FOLDER = 250  # mutated files of one folder
_GOOD = 10
_PATIENCE = 10.0  # seconds that a file may take
_LARGEST = 60_000  # bytes of a file that is mutated; the rest of it is cut off
_TOKENS = (
    *(b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xe2\x80\xae", b"\xed\xa0\x80", b"\x1f\x8b\x08"),
    *(b"---\n", b"+++\n", b"# ", b"\n\n", b"```", b"| a | b |\n", b"title: [", b"2026-99-99"),
    *(b"<table>", b"</div>", b"<!--", b"<![CDATA[", b"]]>", b"&a;", b"<item>", b"</item>"),
    *(b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"<html>", b"<rss version='2.0'>", b"%PDF-1.4"),
    *(b'{"items": [', b"]}", b"\\u0000", b"## 2026-04-13\n", b"[x](https://e.org)"),
    *(b"*" * 500, b"(" * 500, b"<b>" * 300, b"> " * 300, b"9" * 400),
)


@dataclass(slots=True)
class Tally:
    """What became of the inputs."""

    inputs: int = 0
    documents: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    slowest: tuple[float, str] = (0.0, "")


def seeds(folders: Sequence[Path]) -> list[tuple[str, bytes]]:
    """The files that are mutated, as (suffix, bytes)."""
    paths = [path for folder in folders for path in sorted(folder.rglob("*"))]
    files = [path for path in paths if path.suffix.lower() in SUFFIXES and path.is_file()]
    step = max(1, len(files) // 400)
    return [(path.suffix.lower(), path.read_bytes()[:_LARGEST]) for path in files[::step]]


def mutate(chance: random.Random, raw: bytes, other: bytes) -> bytes:
    """The bytes with one to eight changes: flips, cuts, copies, tokens, a splice, another code."""
    changes: tuple[Callable[[bytes], bytes], ...] = (
        lambda b: _at(chance, b, lambda x: bytes([chance.randrange(256)]) + x[1:]),
        lambda b: _at(chance, b, lambda x: x[chance.randrange(1, 200) :]),
        lambda b: _at(chance, b, lambda x: x[: chance.randrange(200)] + x),
        lambda b: _at(chance, b, lambda x: chance.choice(_TOKENS) + x),
        lambda b: b[: chance.randrange(len(b) + 1)] + other[chance.randrange(len(other) + 1) :],
        lambda b: b[: chance.randrange(len(b) + 1)],
        lambda b: b.decode("utf-8", "ignore").encode(
            chance.choice(["utf-16", "latin-1", "utf-8-sig", "cp1252"]), "ignore"
        ),
        lambda b: b.replace(b"\n", chance.choice([b"\r", b"\r\n", b" ", b"\n\n", b""])),
    )
    for _ in range(chance.randint(1, 8)):
        raw = chance.choice(changes)(raw)
    return raw


def _at(chance: random.Random, raw: bytes, change: Callable[[bytes], bytes]) -> bytes:
    at = chance.randrange(len(raw) + 1)
    return raw[:at] + change(raw[at:])


def inputs(
    chance: random.Random, files: Sequence[tuple[str, bytes]]
) -> Iterator[tuple[str, bytes]]:
    """Mutated files without end, mostly under their own suffix."""
    suffixes = sorted(SUFFIXES)
    while True:
        suffix, raw = chance.choice(files)
        mutated = mutate(chance, raw, chance.choice(files)[1])
        yield chance.choice(suffixes) if chance.random() < 0.1 else suffix, mutated


async def read_folder(root: Path, names: Sequence[str], tally: Tally) -> None:
    """Read every file of a folder alone, then index the folder; both must account for each."""
    (archive,) = open_archives([str(root)])
    for bundle in archive.listing().bundles:
        started = time.monotonic()
        contents = archive.read(bundle)
        took = time.monotonic() - started
        tally.slowest = max(tally.slowest, (took, bundle.name))
        if took > _PATIENCE:
            tally.lost.append(f"{bundle.name}: it took {took:.0f} s")
        tally.documents += len(contents.documents)
        tally.reasons.update(str(reason).split(" (")[0] for _, reason in contents.skipped)
        if not contents.documents and not contents.skipped:
            tally.lost.append(f"{bundle.name}: neither read nor refused")
    async with Store(root.parent / f"{root.name}-data", WordsEmbedder()) as store:
        await Indexer(store, [archive]).level()
        held = {origin.file for origin in await store.catalog.origins()}
        held |= {file for files in await store.catalog.twins() for file in files}
    tally.lost += [f"{name}: a good file is gone" for name in names if name not in held]


def run(count: int, seed: int, folders: Sequence[Path]) -> Tally:
    """Make and read so many inputs."""
    chance = random.Random(seed)  # noqa: S311
    tally = Tally()
    made = inputs(chance, seeds(folders))
    while tally.inputs < count:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder, "archive")
            good = {
                f"good-{n}.md": f"# Good {n}\n\nWords of file {n}, all its own."
                for n in range(_GOOD)
            }
            write(root, good)
            for n in range(min(_FOLDER, count - tally.inputs)):
                suffix, raw = next(made)
                (root / f"{n:03}{suffix}").write_bytes(raw)
                tally.inputs += 1
            asyncio.run(read_folder(root, sorted(good), tally))
    return tally


def main() -> None:
    """Read the inputs and print what became of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("folders", nargs="*", type=Path)
    given = parser.parse_args()
    real = [SHARED / name for name in ("seeds", "feeds", "html", "archives")]
    folders = given.folders or [SAMPLE, *(folder for folder in real if folder.exists())]
    tally = run(given.inputs, given.seed, folders)
    table = Table("what", "how many", title=f"{tally.inputs:,} mutated files")
    table.add_row("documents", f"{tally.documents:,}")
    for reason, count in tally.reasons.most_common(12):
        table.add_row(f"refused: {reason[:60]}", f"{count:,}")
    table.add_row("slowest file, seconds", f"{tally.slowest[0]:.2f}")
    table.add_row("lost, or an error", str(len(tally.lost)))
    console = Console()
    console.print(table)
    for line in tally.lost[:20]:
        console.print(line)
    raise SystemExit(bool(tally.lost))


if __name__ == "__main__":
    main()
