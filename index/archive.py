"""Where digests come from: folders of files."""

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path, PurePosixPath

from index.digest import Digest, Document
from index.errors import IndexFault, Unreadable
from index.readers import read_digest

SAMPLE = Path(__file__).with_name("sample")
SUFFIXES = frozenset({".md", ".markdown", ".txt"})
LARGEST = 20_000_000  # bytes; a digest of a hundred thousand words has under one million
# In capitals such a name may have more around it (UPSTREAM_README, README_DATA); else it stands
# alone: '2026-08-12-license-plates' is a digest.
_ABOUT = re.compile(
    r"(?:[A-Z]+[_-])?(?:README|LICEN[CS]E|CHANGELOG|CONTRIBUTING|SYSTEM_PROMPT)(?![A-Za-z])"
    r"|(?i:readme|licen[cs]e|changelog|contributing|system_prompt)\Z"
)
_NAMELESS = re.compile(
    r"(?i)(?:\d+|issues?|digests?|dail(?:y|ies)|posts?|archives?|content|docs?|data|src)(?:[_-].*)?\Z"
)


@dataclass(frozen=True, slots=True)
class File:
    """A file of an archive as the folder lists it; `stamp` changes when its content may have."""

    path: Path
    file: str
    stamp: str


class Archive:
    """A folder of digests, or one file.

    `given` is the root as the person named it; `key` names the archive in document ids and stays
    when the folder moves with its name kept.
    """

    def __init__(self, given: str, key: str) -> None:
        self.given = given
        self.key = key
        self.root = _path(given)

    def files(self) -> Iterator[File]:
        """Every file of the archive in the order of paths. Raises IndexFault where none can be.

        Hidden files and folders aren't part of an archive; links are followed within it only.
        """
        try:
            if not self.root.exists():
                raise IndexFault(f"The archive {self.given} does not exist. Check the path.")
            if self.root.is_file():
                yield self._file(self.root, self.root.name)
                return
            os.scandir(self.root).close()
        except OSError as error:
            raise IndexFault(
                f"The archive {self.given} can't be opened: {error.strerror}."
            ) from error
        for folder, folders, names in os.walk(self.root, onerror=self._unlisted):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(names):
                path = Path(folder, name)
                if not name.startswith("."):
                    yield self._file(path, _spelt(path.relative_to(self.root).as_posix()))

    def _unlisted(self, error: OSError) -> None:
        # Taken for empty, the folder would lose its documents.
        raise IndexFault(
            f"The folder {error.filename} of the archive {self.given} can't be opened: "
            f"{error.strerror}. Nothing was changed."
        ) from error

    def _file(self, path: Path, file: str) -> File:
        try:
            stat = path.stat()
        except OSError:
            return File(path, file, "")
        return File(path, file, f"{stat.st_size}-{stat.st_mtime_ns}")

    def document_id(self, file: str) -> str:
        """The id of the document that `file` becomes: from archive and path alone."""
        return blake2b(f"{self.key}\0{file}".encode(), digest_size=6).hexdigest()

    def read(self, file: File) -> Document:
        """Read one file. Raises Unreadable with the reason where it can't become a document."""
        raw = _bytes(file.path, self.root)
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError as error:
            raise Unreadable(f"not UTF-8 (byte {error.start})") from error
        if "\0" in text:
            raise Unreadable("not text (it holds NUL bytes)")
        digest = read_digest(text, file.file)
        return Document(
            id=self.document_id(file.file),
            archive=self.given,
            file=file.file,
            content_hash=blake2b(raw, digest_size=16).hexdigest(),
            digest=self._named(digest, file.file),
        )

    def _named(self, digest: Digest, file: str) -> Digest:
        if digest.publication:
            return digest
        return replace(digest, publication=_folder_name(self.root, file))


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
    text = os.fsencode(file).decode("utf-8", "backslashreplace")
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text)


def _bytes(path: Path, root: Path) -> bytes:
    if path.suffix.lower() not in SUFFIXES:
        raise Unreadable(f"not a digest ({path.suffix or 'no'} suffix)")
    if _ABOUT.match(path.stem):
        raise Unreadable("about the archive, not a digest")
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
    folders = [*base.parts[1:], *PurePosixPath(file).parts[:-1]]
    name = next((part for part in reversed(folders) if not _NAMELESS.match(part)), base.name)
    words = re.split(r"[\s_-]+", name)
    return " ".join(word[:1].upper() + word[1:] for word in words if word)


def open_archives(roots: Sequence[str]) -> tuple[Archive, ...]:
    """The archives at `roots`, each keyed by the shortest end of its path that no other has."""
    unique = tuple(dict.fromkeys(roots))
    resolved = {root: _resolved(root).parts for root in unique}
    archives = []
    for root in unique:
        parts = resolved[root]
        others = {resolved[other] for other in unique} - {parts}
        length = next(
            n
            for n in range(1, len(parts) + 1)
            if n == len(parts) or all(parts[-n:] != other[-n:] for other in others)
        )
        archives.append(Archive(root, "/".join(parts[-length:])))
    return tuple({archive.key: archive for archive in archives}.values())
