"""Folders of digests."""

import datetime as dt
import json
import os
import re
import shutil
from pathlib import Path

import pytest

from index import archive as archives
from index.archive import SAMPLE, Archive, open_archives
from index.digest import Document, Link
from index.errors import IndexFault
from index.passages import passages_of
from index.readers.rules import Reader, Rules
from index.sentences import LONGEST_SENTENCE
from tests.index.making import ISSUES, documents_of, write


def _files(root: Path) -> list[str]:
    listing = Archive(str(root), "k").listing()
    return [file.file for bundle in listing.bundles for file in bundle.files]


def _reason(root: Path, name: str) -> str:
    archive = Archive(str(root), "k")
    contents = [archive.read(bundle) for bundle in archive.listing().bundles]
    assert not any(made.file == name for found in contents for made in found.documents)
    (reason,) = [str(why) for found in contents for file, why in found.skipped if file == name]
    return reason


def _read(root: Path) -> list[Document]:
    archive = Archive(str(root), "k")
    return [made for bundle in archive.listing().bundles for made in archive.read(bundle).documents]


def test_files_come_in_order_without_hidden_ones(tmp_path: Path) -> None:
    """Every file below the root is listed once, in order; hidden files and folders aren't."""
    names = ["b.md", "a/2.md", "a/1.txt", ".hidden.md", ".git/x.md", "a/.y.md", "c.png"]
    write(tmp_path, dict.fromkeys(names, "x"))
    assert _files(tmp_path) == ["a/1.txt", "a/2.md", "b.md", "c.png"]


def test_missing_archive_is_one_line(tmp_path: Path) -> None:
    """A root that doesn't exist is told by its name."""
    root = tmp_path / "nowhere"
    with pytest.raises(IndexFault) as caught:
        _files(root)
    assert f"The archive {root} does not exist. Check the path." == str(caught.value)


@pytest.mark.parametrize("root", ["~nobody-of-this-name/digests", "x" * 5000])
def test_root_that_can_be_no_path(root: str) -> None:
    """A root that no system knows as a path is a fault, not an error of the program."""
    with pytest.raises(IndexFault, match=r"The archive .* can't be opened: "):
        open_archives([root])[0].listing()


def test_empty_archive_has_no_files(tmp_path: Path) -> None:
    """An empty folder lists nothing."""
    assert _files(tmp_path) == []


def test_one_file_is_an_archive(tmp_path: Path) -> None:
    """A root that is a file is an archive of that file."""
    path = write(tmp_path, {"2026-04-03.md": "Words."}) / "2026-04-03.md"
    (made,) = _read(path)
    assert made.file == "2026-04-03.md"


def test_document_tells_where_it_came_from(tmp_path: Path) -> None:
    """A document has its root as given, its path below it, its folder's name for publication."""
    write(tmp_path, {"weekly_gradient/issues/2026/2026-04-03.md": "Words."})
    (made,) = _read(tmp_path)
    assert (str(tmp_path), "weekly_gradient/issues/2026/2026-04-03.md") == (made.archive, made.file)
    assert made.publication == "Weekly Gradient"


def test_ids_stay_when_the_folder_moves(tmp_path: Path) -> None:
    """Document ids follow from the archive's name and the path, not from where the folder lies."""
    ids = []
    for place in ("one", "two"):
        root = write(tmp_path / place / "digests", ISSUES)
        ids.append([made.id for made in documents_of(root)])
    assert ids[0] == ids[1]
    assert len(ISSUES) == len(set(ids[0]))


def test_content_hash_follows_the_bytes(tmp_path: Path) -> None:
    """Another content is another hash; the same content is the same."""
    root = write(tmp_path, {"a.md": "One.", "b.md": "One.", "c.md": "Two."})
    one, same, other = [made.content_hash for made in _read(root)]
    assert one == same != other


def test_stamp_changes_with_the_file(tmp_path: Path) -> None:
    """A file that was written again has another stamp."""
    archive = Archive(str(write(tmp_path, {"a.md": "One."})), "k")
    (before,) = archive.listing().bundles
    write(tmp_path, {"a.md": "Two."})
    (after,) = archive.listing().bundles
    assert before.stamp != after.stamp


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"\xff\xfeW\x00", "not UTF-8 (byte 0)"),
        (b"abc\xe9", "not UTF-8 (byte 3)"),
        (b"a\x00b", "not text (it holds NUL bytes)"),
        (b"", "empty"),
        (b" \n\t\n", "empty"),
        ("\u200b".encode(), "no text in it"),
    ],
)
def test_contents_that_cannot_be_read(tmp_path: Path, raw: bytes, reason: str) -> None:
    """A file that is no text, or holds none, is refused with its reason."""
    (tmp_path / "a.md").write_bytes(raw)
    assert reason == _reason(tmp_path, "a.md")


@pytest.mark.parametrize(
    "name",
    ["README.md", "readme.txt", "LICENSE.md", "Changelog.md", "UPSTREAM_README.md",
     "README_DATA.txt", "CONTRIBUTING.md", "SYSTEM_PROMPT.md", "README.zh.md", "sub/README.md"],
)  # fmt: skip
def test_what_is_about_the_archive(tmp_path: Path, name: str) -> None:
    """Files about the archive are skipped as such."""
    write(tmp_path, {name: "Words."})
    assert _reason(tmp_path, name) == "about the archive, not a digest"


@pytest.mark.parametrize(
    "name",
    ["2026-04-03-license-plates.md", "an-open-licence.md", "2026-04-03-readme.md", "licenses.md"],
)
def test_what_only_speaks_of_a_licence(tmp_path: Path, name: str) -> None:
    """A digest with such a word in its name is a digest."""
    assert [name] == [made.file for made in _read(write(tmp_path, {name: "Words."}))]


@pytest.mark.parametrize("name", ["a.png", "a.py", "digest", "a.md.bak"])
def test_other_suffixes(tmp_path: Path, name: str) -> None:
    """A file of another suffix is no digest."""
    write(tmp_path, {name: "Words."})
    assert _reason(tmp_path, name).startswith("not a digest (")


def test_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file over the limit isn't read."""
    monkeypatch.setattr(archives, "LARGEST", 1_000_000)
    (tmp_path / "a.md").write_bytes(b"x" * 2_000_000)
    assert _reason(tmp_path, "a.md") == "too large (2 MB; the limit is 1)"


def test_links_within_the_archive_are_followed(tmp_path: Path) -> None:
    """A link to another file of the archive is read."""
    write(tmp_path, {"a.md": "Words."})
    (tmp_path / "b.md").symlink_to("a.md")
    assert [made.file for made in _read(tmp_path)] == ["a.md", "b.md"]


def test_links_that_leave_are_not(tmp_path: Path) -> None:
    """A link to a file outside isn't read, whatever it is."""
    write(tmp_path, {"secret.md": "Secret.", "archive/a.md": "Words."})
    (tmp_path / "archive" / "b.md").symlink_to(tmp_path / "secret.md")
    assert _reason(tmp_path / "archive", "b.md") == "a link that leaves the archive"


def test_linked_folders_are_not_walked(tmp_path: Path) -> None:
    """A link to a folder, be it the archive itself, leads nowhere."""
    write(tmp_path, {"archive/a.md": "Words.", "other/b.md": "Words."})
    (tmp_path / "archive" / "loop").symlink_to(tmp_path / "archive")
    (tmp_path / "archive" / "out").symlink_to(tmp_path / "other")
    assert _files(tmp_path / "archive") == ["a.md"]


def test_link_to_itself(tmp_path: Path) -> None:
    """A loop of links is refused with a reason."""
    (tmp_path / "a.md").symlink_to("b.md")
    (tmp_path / "b.md").symlink_to("a.md")
    assert _reason(tmp_path, "a.md") in {"a link that leads to itself", "not a regular file"}


def test_link_to_nothing(tmp_path: Path) -> None:
    """A link to a missing file is refused with a reason."""
    (tmp_path / "a.md").symlink_to("gone.md")
    assert _reason(tmp_path, "a.md") == "not a regular file"


def test_pipe_is_not_waited_for(tmp_path: Path) -> None:
    """A named pipe isn't opened."""
    os.mkfifo(tmp_path / "a.md")
    assert _reason(tmp_path, "a.md") == "not a regular file"


def test_folder_named_like_a_file(tmp_path: Path) -> None:
    """A folder named as a digest is a folder."""
    write(tmp_path, {"x.md/a.md": "Words."})
    assert _files(tmp_path) == ["x.md/a.md"]


def test_vanished_file(tmp_path: Path) -> None:
    """A file that is gone between listing and reading is refused with a reason."""
    archive = Archive(str(write(tmp_path, {"a.md": "Words."})), "k")
    (bundle,) = archive.listing().bundles
    (tmp_path / "a.md").unlink()
    ((_, reason),) = archive.read(bundle).skipped
    assert "not a regular file" in str(reason)


def test_file_that_the_system_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the system says of a file that it won't read is the reason."""

    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    write(tmp_path, {"a.md": "Words."})
    # Root reads every file, so no file can be made that the system refuses.
    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert _reason(tmp_path, "a.md") == "can't be read: Permission denied"


def test_file_name_that_is_not_utf_8(tmp_path: Path) -> None:
    """A file's name that isn't UTF-8 is written out, and the file is read."""
    try:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/a\xff.md")).write_text("Words.", "utf-8")
    except OSError:
        pytest.skip("this file system refuses such names")
    assert [made.file for made in _read(tmp_path)] == ["a\\xff.md"]


@pytest.mark.parametrize(
    ("roots", "keys"),
    [
        (["a/digests"], ["digests"]),
        (["a/digests", "b/digests"], ["a/digests", "b/digests"]),
        (["a/x/digests", "b/x/digests", "c"], ["a/x/digests", "b/x/digests", "c"]),
        (["a/digests", "a/digests", "a/../a/digests"], ["digests"]),
        (["a", "a/b"], ["a", "b"]),
    ],
)
def test_keys_are_the_shortest_ends(tmp_path: Path, roots: list[str], keys: list[str]) -> None:
    """Each archive is keyed by the shortest end of its path that no other has; none comes twice."""
    found = open_archives([str(tmp_path / root) for root in roots])
    assert keys == [archive.key for archive in found]


def test_sample_is_an_archive() -> None:
    """The sample holds sixteen digests over four dated styles and one undated."""
    publications = [made.publication for made in _read(SAMPLE)]
    assert {name: publications.count(name) for name in sorted(publications)} == {
        "AI Daybook": 4,
        "Field Notes": 1,
        "Latent Signals": 6,
        "Podcast Insights": 2,
        "Weekly Gradient": 3,
    }


def test_names_do_not_command_a_terminal(tmp_path: Path) -> None:
    """Control characters in a file's name are written out."""
    write(tmp_path, {"2026-05-08\x1b[31m.md": "# One\n\nText."})
    assert _files(tmp_path) == ["2026-05-08\\x1b[31m.md"]


ITEMS = {
    f"2026/04/0{day}/{name}.md": f"# {name.title()} {day}\n\n- Score: 9 | [HN](https://e.org/{name})"
    f"\n\n## TL;DR\n\nThe {name} of day {day} is told."
    for day in (1, 2)
    for name in ("apple", "bee", "cedar")
}


def test_items_of_a_day_are_one_digest(tmp_path: Path) -> None:
    """Folders of a day with several short files are digests of items, each with its own file."""
    first, second = _read(write(tmp_path / "hacker-digest", ITEMS))
    assert (first.file, first.publication) == ("2026/04/01/", "Hacker Digest")
    assert [first.digest.date, second.digest.date] == [dt.date(2026, 4, 1), dt.date(2026, 4, 2)]
    section = first.digest.sections[1]
    assert (section.heading, section.file) == ("Bee 1", "2026/04/01/bee.md")
    assert section.sources == (Link("HN", "https://e.org/bee"),)
    assert {passage.file for passage in passages_of(first)} == {
        f"2026/04/01/{name}.md" for name in ("apple", "bee", "cedar")
    }


def test_an_item_that_says_nothing_is_left_out(tmp_path: Path) -> None:
    """An item with a title and its links alone is skipped with a reason, the others stay."""
    write(tmp_path, ITEMS | {"2026/04/01/bee.md": "# Bee\n\n- Score: 1 | [HN](https://e.org/b)"})
    assert _reason(tmp_path, "2026/04/01/bee.md") == "an item that says nothing"
    assert len(_read(tmp_path)[0].digest.sections) == 2


@pytest.mark.parametrize(
    ("files", "reader", "documents"),
    [
        (ITEMS, "auto", 2),
        (ITEMS, "markdown", 6),
        (dict(list(ITEMS.items())[:4]), "auto", 4),
        (dict(list(ITEMS.items())[:4]), "items", 2),
        (ITEMS | {"2026/04/02/long.md": "# Long\n\n" + "Words of it. " * 2_000}, "auto", 7),
        ({f"2026-04-0{n}.md": "# T\n\nText." for n in range(1, 8)}, "items", 7),
    ],
)
def test_what_makes_a_folder_of_items(
    tmp_path: Path, files: dict[str, str], reader: Reader, documents: int
) -> None:
    """Three short files a day make items, unless the rules say otherwise; dated files don't."""
    archive = Archive(str(write(tmp_path, files)), "k", Rules(reader=reader))
    made = [d for bundle in archive.listing().bundles for d in archive.read(bundle).documents]
    assert len(made) == documents


def test_stamp_of_a_folder_of_items(tmp_path: Path) -> None:
    """Its stamp changes with any of its files, and with one that comes or goes."""
    archive = Archive(str(write(tmp_path, ITEMS)), "k")
    stamps = {archive.listing().bundles[0].stamp}
    write(tmp_path, {"2026/04/01/apple.md": "# Apple\n\nOther."})
    stamps.add(archive.listing().bundles[0].stamp)
    write(tmp_path, {"2026/04/01/dew.md": "# Dew\n\nNew."})
    stamps.add(archive.listing().bundles[0].stamp)
    (tmp_path / "2026/04/01/bee.md").unlink()
    stamps.add(archive.listing().bundles[0].stamp)
    assert len(stamps) == 4


def test_rules_change_the_stamp_and_the_digest(tmp_path: Path) -> None:
    """What rules fix wins over what files tell, and files are read anew when rules change."""
    root = write(tmp_path, {"03_04_26.md": "---\npublication: Own\n---\n# T\n\nText."})
    pattern = re.compile(r"(?P<day>\d\d)_(?P<month>\d\d)_(?P<year>\d\d)")
    rules = Rules(publication="Fixed", language="de", date_pattern=pattern)
    plain, fixed = Archive(str(root), "k"), Archive(str(root), "k", rules)
    assert plain.listing().bundles[0].stamp != fixed.listing().bundles[0].stamp
    (made,) = fixed.read(fixed.listing().bundles[0]).documents
    digest = made.digest
    assert (digest.publication, digest.language) == ("Fixed", "de")
    assert dt.date(2026, 4, 3) == digest.date


def test_rules_go_with_the_root_however_it_is_spelt(tmp_path: Path) -> None:
    """Rules given for a path apply to the archive at that path."""
    write(tmp_path / "digests", ISSUES)
    spelt = {f"{tmp_path}/x/../digests/": Rules(publication="Fixed")}
    (tmp_path / "x").mkdir()
    (archive,) = open_archives([str(tmp_path / "digests")], spelt)
    assert archive.rules.publication == "Fixed"


ITEM = {"title": "A", "url": "https://e.org/a", "summary": "S."}
SOURCES = json.dumps({"items": {"news": [ITEM]}})


def test_files_of_sources(tmp_path: Path) -> None:
    """Items of JSON and what lies in a folder 'sources' are sources; the rest are digests."""
    write(
        tmp_path,
        {"2026-04-01.md": "Text.", "data/2026-04-01.json": SOURCES, "sources/page.md": "A page."},
    )
    kinds = {made.file: made.kind for made in _read(tmp_path)}
    assert kinds == {
        "2026-04-01.md": "digest",
        "data/2026-04-01.json": "source",
        "sources/page.md": "source",
    }


def test_sources_that_are_off(tmp_path: Path) -> None:
    """Where sources are off, their files are skipped with that reason."""
    archive = Archive(str(write(tmp_path, {"a.json": SOURCES})), "k", Rules(sources=False))
    contents = archive.read(archive.listing().bundles[0])
    assert [str(reason) for _, reason in contents.skipped] == ["sources, which are off"]


def test_entries_without_text_are_told(tmp_path: Path) -> None:
    """A feed's empty entries are counted in its reason; the others are documents."""
    feed = (
        "<rss version='2.0'><channel><title>F</title><item><title>One</title><guid>1</guid></item>"
        "<item><guid>2</guid></item></channel></rss>"
    )
    archive = Archive(str(write(tmp_path, {"feed.xml": feed})), "k")
    contents = archive.read(archive.listing().bundles[0])
    assert [made.digest.title for made in contents.documents] == ["One"]
    assert [str(reason) for _, reason in contents.skipped] == ["1 of its 2 entries hold no text"]


def test_folder_that_cannot_be_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that the system doesn't open is told; what lies elsewhere is listed."""
    write(tmp_path, {"a.md": "Words.", "shut/b.md": "Words."})
    scandir = os.scandir

    def refuse(path: str) -> object:
        if str(path).endswith("shut"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    # Root opens every folder, so none can be made that the system refuses.
    monkeypatch.setattr(os, "scandir", refuse)
    listing = Archive(str(tmp_path), "k").listing()
    assert [bundle.name for bundle in listing.bundles] == ["a.md"]
    assert [(each.name, each.reason) for each in listing.unlisted] == [
        ("shut/", "can't be opened: Permission denied")
    ]


def test_a_line_of_thirty_thousand_characters(tmp_path: Path) -> None:
    """A line without an end becomes passages that can be cited."""
    (made,) = _read(write(tmp_path, {"a.md": "word, " * 5_000}))
    passages = passages_of(made)
    assert max(len(passage.text) for passage in passages) <= LONGEST_SENTENCE
    assert "".join(passage.text.replace(" ", "") for passage in passages) == "word," * 5_000


def test_a_file_of_a_hundred_megabytes(tmp_path: Path) -> None:
    """A file that is far too large is refused by its size, without being read."""
    with (tmp_path / "a.md").open("wb") as file:
        file.truncate(100_000_000)
    assert _reason(tmp_path, "a.md") == "too large (100 MB; the limit is 20)"


def test_folder_that_vanishes_while_it_is_walked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that goes between being seen and being opened is told, as one that is shut."""
    write(tmp_path, {"a.md": "Words.", "going/b.md": "Words.", "z/c.md": "Words."})
    scandir = os.scandir

    def vanish(path: str) -> object:
        if str(path).endswith("going"):
            shutil.rmtree(path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", vanish)
    listing = Archive(str(tmp_path), "k").listing()
    assert [bundle.name for bundle in listing.bundles] == ["a.md", "z/c.md"]
    assert [each.name for each in listing.unlisted] == ["going/"]


def test_file_that_vanishes_while_it_is_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that goes between being seen and being looked at has no stamp, and is refused."""
    write(tmp_path, {"a.md": "Words.", "b.md": "Words."})
    stat = os.stat

    def vanish(path: str, **how: bool) -> os.stat_result:
        if str(path).endswith("b.md"):
            Path(path).unlink(missing_ok=True)
        return stat(path, **how)

    with monkeypatch.context() as patch:
        patch.setattr(os, "stat", vanish)
        listing = Archive(str(tmp_path), "k").listing()
    assert [(b.name, bool(b.stamp)) for b in listing.bundles] == [("a.md", True), ("b.md", False)]
    (_, reason), *_ = Archive(str(tmp_path), "k").read(listing.bundles[1]).skipped
    assert str(reason) == "not a regular file"


@pytest.mark.parametrize("root", ["real", "link", "real/../link"])
@pytest.mark.parametrize("data", ["real/data", "link/data"])
def test_the_index_is_left_out_however_it_is_spelt(tmp_path: Path, root: str, data: str) -> None:
    """A data folder inside of the archive is no part of it, whatever links lead there."""
    write(
        tmp_path / "real", {"a.md": "Words.", "data/b.md": "No part.", "more/data/c.md": "Words."}
    )
    (tmp_path / "link").symlink_to("real")
    listing = Archive(str(tmp_path / root), "k").listing(tmp_path / data)
    assert [bundle.name for bundle in listing.bundles] == ["a.md", "more/data/c.md"]


def test_root_whose_name_is_not_utf_8(tmp_path: Path) -> None:
    """An archive whose folder's name isn't UTF-8 is read, with the name written out."""
    root = Path(os.fsdecode(os.fsencode(tmp_path) + b"/d\xe9p\xeaches"))
    try:
        write(root, {"a.md": "Words."})
    except OSError:
        pytest.skip("this file system refuses such names")
    for given, file in ((root, "a.md"), (root / "a.md", "a.md")):
        (archive,) = open_archives([str(given)])
        (made,) = [d for b in archive.listing().bundles for d in archive.read(b).documents]
        assert (made.file, made.publication) == (file, "D\\xe9p\\xeaches")
        for told in (made.archive, archive.key, made.id, made.publication):
            told.encode()


def test_sources_of_a_day_are_no_digest(tmp_path: Path) -> None:
    """Pages in a day's folder below 'sources' stay pages, though they are short and many."""
    made = _read(write(tmp_path / "sources", ITEMS).parent)
    assert {document.kind for document in made} == {"source"}
    assert len(made) == len(ITEMS)


def test_a_file_of_several_items(tmp_path: Path) -> None:
    """Of an item's file that holds several issues, those that say something are kept."""
    several = "## 2026-03-01\n\nIt is told.\n\n## 2026-03-02\n\nThat is told.\n"
    first, _ = _read(write(tmp_path, ITEMS | {"2026/04/01/bee.md": several}))
    assert len(first.digest.sections) == 4
