"""Folders of digests."""

import os
from pathlib import Path

import pytest

from index import archive as archives
from index.archive import SAMPLE, Archive, open_archives
from index.errors import IndexFault, Unreadable
from tests.index.making import ISSUES, write


def _files(root: Path) -> list[str]:
    return [file.file for file in Archive(str(root), "k").files()]


def _reason(root: Path, name: str) -> str:
    archive = Archive(str(root), "k")
    file = next(file for file in archive.files() if file.file == name)
    with pytest.raises(Unreadable) as caught:
        archive.read(file)
    return str(caught.value)


def test_files_come_in_order_without_hidden_ones(tmp_path: Path) -> None:
    """Every file below the root is listed once, in order; hidden files and folders aren't."""
    names = ["b.md", "a/2.md", "a/1.txt", ".hidden.md", ".git/x.md", "a/.y.md", "c.png"]
    write(tmp_path, dict.fromkeys(names, "x"))
    assert _files(tmp_path) == ["b.md", "c.png", "a/1.txt", "a/2.md"]


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
        list(open_archives([root])[0].files())


def test_empty_archive_has_no_files(tmp_path: Path) -> None:
    """An empty folder lists nothing."""
    assert _files(tmp_path) == []


def test_one_file_is_an_archive(tmp_path: Path) -> None:
    """A root that is a file is an archive of that file."""
    path = write(tmp_path, {"2026-04-03.md": "Words."}) / "2026-04-03.md"
    archive = Archive(str(path), "k")
    (file,) = archive.files()
    assert archive.read(file).file == "2026-04-03.md"


def test_document_tells_where_it_came_from(tmp_path: Path) -> None:
    """A document has its root as given, its path below it, its folder's name for publication."""
    write(tmp_path, {"weekly_gradient/issues/2026/2026-04-03.md": "Words."})
    archive = Archive(str(tmp_path), "k")
    (file,) = archive.files()
    made = archive.read(file)
    assert (str(tmp_path), "weekly_gradient/issues/2026/2026-04-03.md") == (made.archive, made.file)
    assert made.publication == "Weekly Gradient"


def test_ids_stay_when_the_folder_moves(tmp_path: Path) -> None:
    """Document ids follow from the archive's name and the path, not from where the folder lies."""
    ids = []
    for place in ("one", "two"):
        root = write(tmp_path / place / "digests", ISSUES)
        (archive,) = open_archives([str(root)])
        ids.append([archive.read(file).id for file in archive.files()])
    assert ids[0] == ids[1]
    assert len(ISSUES) == len(set(ids[0]))


def test_content_hash_follows_the_bytes(tmp_path: Path) -> None:
    """Another content is another hash; the same content is the same."""
    root = write(tmp_path, {"a.md": "One.", "b.md": "One.", "c.md": "Two."})
    archive = Archive(str(root), "k")
    one, same, other = [archive.read(file).content_hash for file in archive.files()]
    assert one == same != other


def test_stamp_changes_with_the_file(tmp_path: Path) -> None:
    """A file that was written again has another stamp."""
    archive = Archive(str(write(tmp_path, {"a.md": "One."})), "k")
    (before,) = archive.files()
    write(tmp_path, {"a.md": "Two."})
    (after,) = archive.files()
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
    archive = Archive(str(write(tmp_path, {name: "Words."})), "k")
    assert [name] == [archive.read(file).file for file in archive.files()]


@pytest.mark.parametrize("name", ["a.png", "a.html", "digest", "a.md.bak"])
def test_other_suffixes(tmp_path: Path, name: str) -> None:
    """Only Markdown and text are digests."""
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
    archive = Archive(str(tmp_path), "k")
    assert [archive.read(file).file for file in archive.files()] == ["a.md", "b.md"]


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
    (file,) = archive.files()
    file.path.unlink()
    with pytest.raises(Unreadable, match="not a regular file"):
        archive.read(file)


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
    archive = Archive(str(tmp_path), "k")
    (file,) = archive.files()
    assert archive.read(file).file == "a\\xff.md"


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
    archive = Archive(str(SAMPLE), "k")
    files = [file for file in archive.files() if file.file != "README.md"]
    publications = [archive.read(file).publication for file in files]
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
