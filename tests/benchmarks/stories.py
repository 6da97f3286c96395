"""How often links to earlier coverage are right, without labels, and how long stories take.

python -m tests.benchmarks.stories DATA [--stories N] [--pairs N] [--seed N]

DATA is the data folder of an index with its vectors; no other process may hold it. The proxy: two
stories on different days that cite one page, which few others do, are one story. Links know
nothing of pages. So of stories with such an earlier one, how many have it found again? And of the
pairs that are linked, how many cite the same site and its first path (a project, an account),
beside pairs of the same days that chance drew?
"""

import argparse
import asyncio
import random
import statistics
import time
from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from urllib.parse import urlsplit

from rich.console import Console
from rich.table import Table

from index.catalog import Catalog
from index.digest import Evidence
from index.store import Store
from index.stories.stories import Stories
from index.stories.values import Earlier

_FEW = 4  # stories; a page that more of them cite is no story's own
_SHORTEST = 120  # characters of a passage that tells something
_TERMS = 20  # names whose timelines and mentions are timed

Story = tuple[Evidence, ...]


async def all_stories(catalog: Catalog) -> list[Story]:
    """Every story of the dated digests, by day: a file of its own, else a passage."""
    found: list[Story] = []
    for origin in await catalog.digests():
        if origin.date is None:
            continue
        by_file: dict[str, list[Evidence]] = defaultdict(list)
        for each in await catalog.passages_of(origin.document):
            if each.passage.file:
                by_file[each.passage.file].append(each)
            elif len(each.passage.text) >= _SHORTEST:
                found.append((each,))
        found += [tuple(passages) for passages in by_file.values()]
    return found


def pages(story: Story) -> set[str]:
    """The pages that a story cites."""
    return {url for each in story for url in each.passage.cited}


def sites(passages: Sequence[Evidence]) -> set[str]:
    """Where those pages lie: the host with the first part of the path."""
    split = [urlsplit(url) for each in passages for url in each.passage.cited]
    return {f"{url.netloc}/{url.path.split('/')[1]}" for url in split if url.path.strip("/")}


def twice_told(stories: Sequence[Story]) -> list[tuple[Story, set[str]]]:
    """Stories that cite a page which an earlier one cites, with the documents of those."""
    citing: dict[str, list[Story]] = defaultdict(list)
    for story in stories:
        for page in pages(story):
            citing[page].append(story)
    earlier: dict[str, tuple[Story, set[str]]] = {}
    for found in citing.values():
        if len(found) > _FEW:
            continue
        for one, other in combinations(found, 2):
            a, b = one[0].origin, other[0].origin
            if a.date != b.date:
                earlier.setdefault(other[0].passage.id, (other, set()))[1].add(a.document)
    return list(earlier.values())


async def _main(data: Path, count: int, pairs: int, seed: int) -> None:
    console = Console()
    chance = random.Random(seed)  # noqa: S311 -- drawn the same again, not secret
    async with Store(data) as store:
        told = Stories(store)
        stories = await all_stories(store.catalog)
        await told.names()
        twice = twice_told(stories)
        again = chance.sample(twice, min(count, len(twice)))
        drawn = chance.sample(stories, min(count, len(stories)))
        table = Table("what", "figure", title=data.name, show_header=False)
        table.add_row("stories", str(len(stories)))
        table.add_row("that cite a page which an earlier one cites", str(len(twice)))
        for limit in (2, 10):
            hits = 0
            for story, documents in again:
                found = await told.earlier([e.passage.id for e in story], limit)
                places = {p.origin.document for x in found for p in (x.evidence, *x.also)}
                hits += bool(places & documents)
            table.add_row(f"found again in {limit}", f"{hits / max(1, len(again)):.2f}")
        took: list[float] = []
        linked: list[tuple[Story, Earlier]] = []
        for story in drawn:
            started = time.perf_counter()
            found = await told.earlier([each.passage.id for each in story])
            took.append((time.perf_counter() - started) * 1000 / min(8, len(story)))
            linked += [(story, each) for each in found]
        table.add_row("stories drawn", str(len(drawn)))
        table.add_row("of them linked", str(len({id(story) for story, _ in linked})))
        table.add_row("links that share a site", _share(linked, None, stories))
        table.add_row("pairs of the same days that do", _share(linked, chance, stories))
        table.add_row("ms a passage, median", f"{statistics.median(took):.0f}")
        table.add_row("ms a passage, 95 %", f"{statistics.quantiles(took, n=20)[-1]:.0f}")
        names = await told.names(limit=_TERMS)
        table.add_row("ms a timeline, median and most", await _timed(told, names, "timeline"))
        table.add_row("ms of mentions, median and most", await _timed(told, names, "mentions"))
        console.print(table)
    for story, link in chance.sample(linked, min(pairs, len(linked))):
        for each in (story[0], link.evidence):
            where = " › ".join(each.passage.headings)[-80:]
            console.print(f"{each.origin.date} {where} | {each.passage.text[:200]!r}", markup=False)
        console.print(f"    {link.score:.2f} ({link.similarity:.2f}) {link.names[:5]}\n")


def _share(
    linked: Sequence[tuple[Story, Earlier]], chance: random.Random | None, stories: Sequence[Story]
) -> str:
    """How many pairs share a site; with `chance` the other one is any story of the same day."""
    by_day: dict[object, list[Story]] = defaultdict(list)
    for story in stories:
        by_day[story[0].origin.date].append(story)
    hits = known = 0
    for story, link in linked:
        other: Sequence[Evidence] = (link.evidence,)
        if chance:
            other = chance.choice(by_day[link.evidence.origin.date])[:1]
        if (own := sites(story)) and (theirs := sites(other)):
            known += 1
            # The site of the discussion itself is everybody's.
            hits += bool({x for x in own & theirs if not x.endswith("/item")})
    return f"{hits / max(1, known):.2f} of {known}"


async def _timed(told: Stories, names: Sequence[str], what: str) -> str:
    took: list[float] = []
    for name in names:
        started = time.perf_counter()
        await (told.timeline(name) if what == "timeline" else told.mentions([[name]]))
        took.append((time.perf_counter() - started) * 1000)
    return f"{statistics.median(took):.0f}, {max(took):.0f}"


def main() -> None:
    """Measure one index."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--stories", type=int, default=200)
    parser.add_argument("--pairs", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    asyncio.run(_main(given.data, given.stories, given.pairs, given.seed))


if __name__ == "__main__":
    main()
