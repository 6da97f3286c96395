"""Real archives, feeds and pages, where they are at hand: nothing of them is lost on the way."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from index.digest import Digest
from index.readers import feed, page, read_file
from index.readers.markdown import block
from index.readers.part import Part
from index.readers.text import is_chrome
from tests.index.readers.checks import require_sound
from tests.shared import SHARED, needs_shared

_MARKS = re.compile(r"[\s*_`\\|#>~\[\]-]+")
_CUT_LINK = re.compile(r"\]\([^)\s]*\)")  # what is left of a link in whose words a quote begins
_LEFT = re.compile(r"\*\*|\]|^#+ ")
_WORD = re.compile(r"\w+")


def texts_of(digest: Digest) -> Iterator[str]:
    """Every text of a digest, in reading order, its headings among them."""
    yield digest.title
    yield from (each.text for each in digest.summary)
    for section in digest.sections:
        yield section.heading
        yield from (each.text for each in section.blocks)
        yield from (each.header for each in section.blocks)
        for story in section.stories:
            yield from (*story.under, story.headline)
            for each in story.blocks:
                yield from (each.header, each.text)
            if story.why_it_matters:
                yield story.why_it_matters.text
            yield ", ".join(link.text for link in story.sources)
        if section.why_it_matters:
            yield section.why_it_matters.text
    yield from (each.text for each in digest.bottom_line)


@cache
def _parts(file: str) -> tuple[Part, ...]:
    return read_file((SHARED / file).read_bytes(), file)


@cache
def _text(file: str) -> str:
    return " ".join(" ".join(texts_of(part.digest)) for part in _parts(file))


@needs_shared
@pytest.mark.parametrize("questions", ["seeds", "archives", "ainews", "hn-digest"])
def test_every_quote_stands_in_its_document(questions: str) -> None:
    """Every quote of the questions is found in the text of the document that its file became."""
    lines = (SHARED / "questions" / f"{questions}.jsonl").read_text("utf-8").splitlines()
    evidence = [
        each
        for line in lines
        for each in json.loads(line)["evidence"]
        # A few quote the front matter's date, which is no text.
        if not each["quote"].startswith("date:")
    ]
    exact = [each for each in evidence if block(each["quote"]).text in _text(each["file"])]
    rest = [each for each in evidence if each not in exact]
    assert len(exact) > 0.8 * len(evidence)
    # Marks that are left in it tell that a quote was cut out of the midst of them.
    assert [each for each in rest if not _LEFT.search(block(each["quote"]).text)] == []
    assert [each for each in rest if not _stands(each["quote"], _text(each["file"]))] == []


def _stands(quote: str, text: str) -> bool:
    """Whether the words of a quote stand in a text, less all marks and white space of both."""
    bare = _MARKS.sub("", text)
    words = (block(quote).text, block(_CUT_LINK.sub("", quote)).text)
    return any(_MARKS.sub("", each) in bare for each in words)


@needs_shared
@pytest.mark.parametrize("name", sorted(path.name for path in (SHARED / "feeds").glob("*")))
def test_feeds_lose_no_entry(name: str) -> None:
    """A feed, ill-formed or not, gives no fewer entries than feedparser finds in it."""
    expected = {
        each["file"]: each
        for each in json.loads((SHARED / "feeds_expected_feedparser.json").read_bytes())
    }[name]
    raw = (SHARED / "feeds" / name).read_bytes()
    entries = feed.read(raw, "https://e.org/feed").entries
    assert len(entries) >= expected["entries"]
    assert len(feed.read(raw).entries) == len(entries)
    assert len({part.anchor for part in entries}) == len(entries)
    for part in entries:
        require_sound(part.digest)
    assert sum(part.digest.date is None for part in entries) <= expected["no_date"]


@needs_shared
@pytest.mark.parametrize("name", sorted(path.name for path in (SHARED / "html").glob("*")))
def test_pages_lose_no_word(name: str) -> None:
    """Every word that trafilatura alone finds is there, as often, but for lines of chrome."""
    from trafilatura import extract

    raw = (SHARED / "html" / name).read_bytes()
    found = page.read(raw)
    require_sound(found)
    told = (extract(raw) or "").splitlines()
    mine = Counter(word for text in texts_of(found) for word in _WORD.findall(text))
    theirs = Counter(word for line in told if not is_chrome(line) for word in _WORD.findall(line))
    assert theirs - mine == Counter()


@needs_shared
@pytest.mark.parametrize("path", ["seeds", "archives/jimmuji-ai-daily-digest/daily"])
def test_links_lie_where_their_words_are(path: str) -> None:
    """Every link's words stand in its block where the link says."""
    count = 0
    for file in sorted(Path(SHARED, path).glob("*.[mt][dx]*")):
        if file.stem == "README":
            continue
        for part in read_file(file.read_bytes(), file.name):
            for section in part.digest.sections:
                for story in section.stories:
                    for each in story.blocks:
                        for link in each.links:
                            assert each.text.startswith(link.text, link.start)
                            count += 1
    assert count or path == "seeds"
