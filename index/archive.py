"""Where digests come from: folders of files."""

import asyncio
import os
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path, PurePosixPath

from index.digest import Digest, Document
from index.errors import IndexFault, Unreadable
from index.readers import read_file, require_text, tells
from index.readers.dates import date_in_path
from index.readers.items import join_items, tells_more
from index.readers.part import Part
from index.readers.rules import Rules
from index.readers.text import name_of

SAMPLE = Path(__file__).with_name("sample")
SUFFIXES = frozenset(
    (
        ".md",
        ".markdown",
        ".txt",
        ".html",
        ".htm",
        ".xhtml",
        ".xml",
        ".rss",
        ".atom",
        ".json",
        ".pdf",
    )
)
LARGEST = 20_000_000  # bytes; a digest of a hundred thousand words has under one million
# In capitals such a name may have more around it (UPSTREAM_README, README_DATA); else it stands
# alone: '2026-08-12-license-plates' is a digest.
_ABOUT = re.compile(
    r"(?:[A-Z]+[_-])?(?:README|LICEN[CS]E|CHANGELOG|CONTRIBUTING|SYSTEM_PROMPT)(?![A-Za-z])"
    r"|(?i:readme|licen[cs]e|changelog|contributing|system_prompt)\Z"
)
_NAMELESS = re.compile(
    r"""(?ix)(?:\d+|(?:issue|digest|post|archive|page|stub|source|feed|item|entry|entrie)s?|dail(?:y|ies)
    |content|docs?|data|src|html?|markdown|md|te?xt|old|odd|misc)(?:[_-].*)?\Z"""
)
_SOURCES = "sources"  # a folder of this name holds pages that digests cite
_DATED_FOLDER = re.compile(r"(?:\A|(?<=/))\d{4}[-_./]?\d{1,2}[-_./]?\d{1,2}\Z")
_ITEMS = 3  # files in a folder of one day, on average, from which on they are items of one digest
_LARGEST_ITEM = 16_000  # bytes


@dataclass(frozen=True, slots=True)
class File:
    """A file of an archive as the folder lists it; `stamp` changes when its content may have."""

    path: Path
    file: str
    stamp: str
    size: int = 0


@dataclass(frozen=True, slots=True)
class Bundle:
    """Files that are read together: mostly one, or a folder of items that make a day's digest.

    `name` is the file's path below the archive, or the folder's with a slash at its end.
    """

    name: str
    files: tuple[File, ...]
    stamp: str


@dataclass(frozen=True, slots=True)
class Unlisted:
    """A folder of an archive that can't be looked into; `name` ends with a slash."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Listing:
    """What an archive holds just now."""

    bundles: tuple[Bundle, ...]
    unlisted: tuple[Unlisted, ...] = ()


@dataclass(frozen=True, slots=True)
class Contents:
    """What a bundle was read into: its documents, and (file, reason) of what couldn't be read."""

    documents: tuple[Document, ...]
    skipped: tuple[tuple[str, Unreadable], ...] = ()


class Archive:
    """A folder of digests, or one file.

    `given` is the root as the person named it; `key` names the archive in document ids and stays
    when the folder moves with its name kept. It is `required`: one without a digest is a mistake.
    """

    required = True

    def __init__(self, given: str, key: str, rules: Rules | None = None) -> None:
        self.given = _spelt(given)
        self.key = _spelt(key)
        self.root = _path(given)
        self.rules = rules or Rules()

    def listing(self, without: Path | None = None) -> Listing:
        """Every bundle of the archive in the order of names, less what lies in `without`.

        Hidden files and folders aren't part of an archive; links are followed within it only.
        Raises IndexFault where nothing can be listed.
        """
        unlisted: list[Unlisted] = []
        hidden = _spellings(without, self.root) if without else set[Path]()
        files = list(self._files(hidden, unlisted))
        folders = self._item_folders(files)
        bundles: list[Bundle] = []
        items: dict[str, list[File]] = defaultdict(list)
        for file in files:
            folder = _folder(file.file)
            if folder in folders and _refused(file.path) is None:
                items[folder].append(file)
            else:
                bundles.append(Bundle(file.file, (file,), self._stamp((file,))))
        bundles += [
            Bundle(f"{folder}/", tuple(found), self._stamp(found))
            for folder, found in items.items()
        ]
        return Listing(tuple(sorted(bundles, key=lambda bundle: bundle.name)), tuple(unlisted))

    def _files(self, hidden: Collection[Path], unlisted: list[Unlisted]) -> Iterator[File]:
        try:
            if not self.root.exists():
                raise IndexFault(f"The archive {self.given} does not exist. Check the path.")
            if self.root.is_file():
                yield _file(self.root, _spelt(self.root.name))
                return
            os.scandir(self.root).close()
        except OSError as error:
            raise IndexFault(
                f"The archive {self.given} can't be opened: {error.strerror}."
            ) from error

        def refuse(error: OSError) -> None:
            folder = _below(str(error.filename), self.root)
            unlisted.append(Unlisted(f"{folder}/", f"can't be opened: {error.strerror}"))

        for place, folders, names in os.walk(self.root, onerror=refuse):
            folders[:] = sorted(
                name
                for name in folders
                if not name.startswith(".") and Path(place, name).absolute() not in hidden
            )
            for name in sorted(names):
                path = os.path.join(place, name)  # noqa: PTH118 -- ten thousand files: Path is slow
                if not name.startswith("."):
                    yield _file(path, _below(path, self.root))

    def _item_folders(self, files: Iterable[File]) -> frozenset[str]:
        """Folders of one day each whose files are items: short, and several in most of them."""
        if self.rules.reader not in ("auto", "items"):
            return frozenset()
        series: dict[str, dict[str, list[File]]] = defaultdict(lambda: defaultdict(list))
        for file in files:
            folder = _folder(file.file)
            if _SOURCES in folder.split("/"):
                continue
            if (day := _DATED_FOLDER.search(folder)) and _refused(file.path) is None:
                series[folder[: day.start()]][folder].append(file)
        return frozenset(
            folder
            for folders in series.values()
            if self.rules.reader == "items" or _are_items(folders.values())
            for folder in folders
        )

    def _stamp(self, files: Sequence[File]) -> str:
        if not all(file.stamp for file in files):
            return ""
        if len(files) == 1:
            return f"{files[0].stamp}-{self.rules.mark}"
        told = "\0".join(f"{file.file}\0{file.stamp}" for file in files)
        return f"{blake2b(told.encode(), digest_size=12).hexdigest()}-{self.rules.mark}"

    async def look(self, without: Path | None = None) -> Listing:
        """`listing` in a thread."""
        return await asyncio.to_thread(self.listing, without)

    async def contents(self, bundles: Sequence[Bundle]) -> list[Contents]:
        """`read` of several in a thread."""
        return await asyncio.to_thread(lambda: [self.read(bundle) for bundle in bundles])

    def document_id(self, name: str, anchor: str = "") -> str:
        """The id of a document: from the archive, the bundle and its place in it alone."""
        place = f"{self.key}\0{name}\0{anchor}" if anchor else f"{self.key}\0{name}"
        return blake2b(place.encode(), digest_size=6).hexdigest()

    def read(self, bundle: Bundle) -> Contents:
        """Read a bundle. What can't become a document is told with its reason, never raised."""
        skipped: list[tuple[str, Unreadable]] = []
        read: list[tuple[str, Part]] = []
        for file in bundle.files:
            try:
                read += [(file.file, part) for part in self._parts(file, skipped)]
            except Unreadable as error:
                skipped.append((file.file, error))
        if bundle.name.endswith("/"):
            items = [(file, part) for file, part in read if tells_more(part.digest)]
            empty = {file: None for file, _ in read if file not in dict(items)}
            skipped += [(file, Unreadable("an item that says nothing")) for file in empty]
            day = date_in_path(bundle.name)
            read = [(bundle.name, join_items(items, day))] if items else []
        documents = tuple(self._document(bundle, file, part) for file, part in read)
        return Contents(documents, tuple(skipped))

    def _parts(self, file: File, skipped: list[tuple[str, Unreadable]]) -> list[Part]:
        """The parts of a file that say something; how many don't is told."""
        found = read_file(_bytes(file.path, self.root), file.file, self.rules)
        if len(found) == 1:
            require_text(found[0].digest)
        said = [part for part in found if tells(part.digest)]
        if len(said) < len(found):
            reason = f"{len(found) - len(said)} of its {len(found)} entries hold no text"
            skipped.append((file.file, Unreadable(reason)))
        if _SOURCES in PurePosixPath(file.file).parts[:-1]:
            said = [replace(part, kind="source") for part in said]
        if not self.rules.sources and any(part.kind == "source" for part in said):
            raise Unreadable("sources, which are off")
        return said

    def _document(self, bundle: Bundle, file: str, part: Part) -> Document:
        return Document(
            id=self.document_id(bundle.name, part.anchor),
            archive=self.given,
            file=file,
            content_hash=part.content_hash,
            digest=self._named(part.digest, file),
            kind=part.kind,
        )

    def _named(self, digest: Digest, file: str) -> Digest:
        publication = self.rules.publication or digest.publication
        publication = name_of(publication or "") or name_of(_folder_name(self.root, file))
        title = name_of(digest.title) or publication
        return replace(digest, publication=publication, title=title)


def _are_items(folders: Iterable[Sequence[File]]) -> bool:
    found = list(folders)
    files = [file for folder in found for file in folder]
    return len(files) >= _ITEMS * len(found) and all(file.size <= _LARGEST_ITEM for file in files)


def _file(path: str | Path, file: str) -> File:
    try:
        stat = os.stat(path)  # noqa: PTH116
    except OSError:
        return File(Path(path), file, "")
    return File(Path(path), file, f"{stat.st_size}-{stat.st_mtime_ns}", stat.st_size)


def _spellings(without: Path, root: Path) -> set[Path]:
    """The paths under which a walk from `root` may come to `without`."""
    try:
        below = root.absolute() / without.resolve().relative_to(root.resolve())
    except (OSError, RuntimeError, ValueError):
        return {without.absolute()}
    return {without.absolute(), below}


def _folder(file: str) -> str:
    return file.rpartition("/")[0]


def _below(path: str, root: Path) -> str:
    return _spelt(os.path.relpath(path, root).replace(os.sep, "/"))


def _path(given: str) -> Path:
    try:
        return Path(given).expanduser()
    except RuntimeError as error:
        raise IndexFault(f"The archive {given} can't be opened: no such home folder.") from error


def _resolved(given: str) -> Path:
    try:
        return _path(given).resolve()
    except (OSError, RuntimeError) as error:  # RuntimeError: a link's loop, up to Python 3.12
        raise IndexFault(f"The archive {given} can't be opened: {error}.") from error


def _spelt(file: str) -> str:
    """A file's path as text; what isn't UTF-8 or would command a terminal is written out."""
    if file.isascii() and file.isprintable():
        return file
    text = os.fsencode(file).decode("utf-8", "backslashreplace")
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text)


def _refused(path: Path) -> str | None:
    """The reason why a file isn't a digest as far as its name tells, or None."""
    if path.suffix.lower() not in SUFFIXES:
        return f"not a digest ({path.suffix or 'no'} suffix)"
    return "about the archive, not a digest" if _ABOUT.match(path.stem) else None


def _bytes(path: Path, root: Path) -> bytes:
    if reason := _refused(path):
        raise Unreadable(reason)
    try:
        if not path.resolve().is_relative_to(root.resolve()):
            raise Unreadable("a link that leaves the archive")
        if not path.is_file():
            raise Unreadable("not a regular file")
        if (size := path.stat().st_size) > LARGEST:
            raise Unreadable(f"too large ({size / 1e6:.0f} MB; the limit is {LARGEST / 1e6:.0f})")
        raw = path.read_bytes()
    except OSError as error:
        raise Unreadable(f"can't be read: {error.strerror or error}", passing=True) from error
    except RuntimeError as error:  # what pathlib of Python 3.11 and 3.12 makes of a link's loop
        raise Unreadable("a link that leads to itself") from error
    if not raw.strip():
        raise Unreadable("empty")
    return raw


def _folder_name(root: Path, file: str) -> str:
    """The nearest folder that tells more than a number or 'issues', in words."""
    base = root.resolve() if root.is_dir() else root.resolve().parent
    folders = [*base.parts[1:], *PurePosixPath(file).parts[: None if file.endswith("/") else -1]]
    name = next((part for part in reversed(folders) if not _NAMELESS.match(part)), base.name)
    words = re.split(r"[\s_-]+", _spelt(name))
    return " ".join(word[:1].upper() + word[1:] for word in words if word)


def open_archives(
    roots: Sequence[str], rules: Mapping[str, Rules] | None = None
) -> tuple[Archive, ...]:
    """The archives at `roots`, each keyed by the shortest end of its path that no other has.

    `rules` are by root, however it is spelt.
    """
    unique = tuple(dict.fromkeys(roots))
    resolved = {root: _resolved(root).parts for root in unique}
    fixed = {_resolved(root).parts: found for root, found in (rules or {}).items()}
    archives = []
    for root in unique:
        parts = resolved[root]
        others = {resolved[other] for other in unique} - {parts}
        length = next(
            n
            for n in range(1, len(parts) + 1)
            if n == len(parts) or all(parts[-n:] != other[-n:] for other in others)
        )
        archives.append(Archive(root, "/".join(parts[-length:]), fixed.get(parts)))
    return tuple({archive.key: archive for archive in archives}.values())
