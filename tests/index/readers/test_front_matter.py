"""YAML front matter."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.digest import Block
from index.readers import read_digest
from index.readers.front_matter import FrontMatter, split_front_matter
from tests.index.readers.checks import require_quick


def test_all_fields() -> None:
    """Title, publication, date, tags, summary and address are read; the body is what follows."""
    front, body = split_front_matter(
        "---\nTitle: 'A: B'\nnewsletter: The Paper\ndate: 2026-04-03\ntags: [AI, '#Chips', AI]\n"
        "description: |\n  Two\n  lines.\nlink: https://example.org/a\n---\nBody.\n"
    )
    assert front == FrontMatter(
        "A: B",
        "The Paper",
        dt.date(2026, 4, 3),
        ("AI", "Chips"),
        (Block("Two lines."),),
        "https://example.org/a",
    )
    assert body == "Body.\n"


def test_folded_scalar_is_one_line() -> None:
    """A folded scalar becomes one line of text."""
    front, _ = split_front_matter("---\ntitle: >-\n  A title\n  in  two lines\n---\n")
    assert front.title == "A title in two lines"


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2026-04-03", dt.date(2026, 4, 3)),
        ("'2026-04-03'", dt.date(2026, 4, 3)),
        ("2026-04-03T23:30:00Z", dt.date(2026, 4, 3)),
        ("2026-04-03 23:30:00", dt.date(2026, 4, 3)),
        ("2026-04-03T23:30:00-08:00", dt.date(2026, 4, 3)),
        ("2026-04-03T00:30:00+09:00", dt.date(2026, 4, 3)),
        ("2026-04-03T23:30:00.123Z", dt.date(2026, 4, 3)),
        ("20260403", dt.date(2026, 4, 3)),
        ("April 3, 2026", dt.date(2026, 4, 3)),
        ("2026年4月3日", dt.date(2026, 4, 3)),
        ("[2026-04-03]", None),
        ("{a: 2026-04-03}", None),
        ("true", None),
        (".nan", None),
        ("0x" + "f" * 6000, None),
        ("soon", None),
        ("", None),
        ("2026", None),
    ],
)
def test_dates(value: str, day: dt.date | None) -> None:
    """A day or a time of a day is a date; all else is none."""
    assert day == split_front_matter(f"---\ndate: {value}\n---\n")[0].date


@pytest.mark.parametrize(
    ("value", "tags"),
    [
        ("a, b", ("a", "b")),
        ("[a, 7]", ("a", "7")),
        ("\n  - a\n  - '#b'", ("a", "b")),
        ("", ()),
        ("{a: b}", ()),
        ("[[a, b], {c: d}, e]", ("e",)),
    ],
)
def test_tags(value: str, tags: tuple[str, ...]) -> None:
    """Tags come as a list or with commas; only words and numbers are tags."""
    assert tags == split_front_matter(f"---\ntags: {value}\n---\n")[0].tags


@pytest.mark.parametrize("url", ["javascript:alert(1)", "example.org", "https://a b", "[x]", "7"])
def test_only_web_addresses(url: str) -> None:
    """What isn't a web address is left out."""
    assert split_front_matter(f"---\nurl: '{url}'\n---\n")[0].url is None


@pytest.mark.parametrize(
    "yaml",
    ["- a\n- b", "only text", "&a [*a", "? {a: b}\n: c", "[" * 3000, "key: a: b", "title"],
)
def test_broken_yaml_stays_text(yaml: str) -> None:
    """What names neither a title nor a date is no front matter: it stays in the body."""
    raw = f"---\n{yaml}\n---\nBody.\n"
    assert split_front_matter(raw) == (FrontMatter(), raw)


@pytest.mark.parametrize(
    ("yaml", "title"),
    [
        ("title: a: b", "a: b"),
        ("title: [a", "[a"),
        ("title: *unknown", "*unknown"),
        ("title: !!python/object/apply:os.getcwd []", "!!python/object/apply:os.getcwd []"),
        ("title: !!timestamp then", "!!timestamp then"),
        ("title: 'Mind: the gap\nkey: [", "Mind: the gap"),
    ],
)
def test_lines_of_broken_yaml_are_believed(yaml: str, title: str) -> None:
    """Where fenced lines aren't YAML, each that has a name and a value is taken as written."""
    front, body = split_front_matter(f"---\n{yaml}\n---\nBody.\n")
    assert (front.title, body) == (title, "Body.\n")


def test_reading_goes_on_after_broken_yaml() -> None:
    """A file with broken front matter is read all the same."""
    digest = read_digest("---\ntitle: a: b\n---\n\nThe body stands.\n", "2026-04-03-x.md")
    assert digest.summary[0].text == "The body stands."
    assert (digest.title, digest.date) == ("a: b", dt.date(2026, 4, 3))


@pytest.mark.parametrize(
    "raw",
    [
        "Title: A name\nDate: 2026-04-03\nTags: one, two\nLang: de\n\nBody.\n",
        "Title: A name\nDate: 2026-04-03\nTags: one,\n    two\nlang: de-AT\n\nBody.\n",
        (
            "+++\ntitle = 'A name'\ndate = 2026-04-03T10:00:00Z\ntags = ['one', 'two']\n"
            "lang = 'de'\n+++\nBody.\n"
        ),
        (
            "---\ntitle: >-\n  A\n  name\ndate: 20260403\ntags: [one, two]\nlanguage: de_DE\n"
            "---\nBody.\n"
        ),
    ],
)
def test_heads_of_other_kinds(raw: str) -> None:
    """Pelican's lines, TOML, folded scalars and compact dates tell the same as YAML does."""
    front, body = split_front_matter(raw)
    assert (front.title, front.date, front.language) == ("A name", dt.date(2026, 4, 3), "de")
    assert (front.tags, body.strip()) == (("one", "two"), "Body.")


@pytest.mark.parametrize(
    "raw",
    [
        "Note: this is a text.\nAnother: line of it.\n\nMore.",
        "Title: alone on its line\n\nText.",
        "+++\nnot toml\n+++\nText.",
        "Title: A\nDate: 2026-01-01\nno head, since this line has no name\n",
    ],
)
def test_texts_that_only_look_like_a_head(raw: str) -> None:
    """Lines with colons are a head only with a title or a date among several, and an end."""
    assert split_front_matter(raw) == (FrontMatter(), raw)


def test_numbers_beyond_sense_are_no_title() -> None:
    """A number too large to be written is left out."""
    front, _ = split_front_matter(f"---\ntitle: 0x{'f' * 6000}\npublication: P\n---\n")
    assert front == FrontMatter(publication="P")


def test_a_number_beyond_sense_breaks_no_toml() -> None:
    """A number with more digits than Python reads leaves the lines as text."""
    raw = f"+++\ntitle = 'T'\nx = {'1' * 5000}\n+++\nBody.\n"
    assert split_front_matter(raw) == (FrontMatter(), raw)


@pytest.mark.parametrize(
    ("value", "language"),
    [("en", "en"), ("zh-CN", "zh"), ("PT_br", "pt"), ("English", None), ("7", None), ("", None)],
)
def test_languages(value: str, language: str | None) -> None:
    """A language is a code of two letters, alone or before its region."""
    assert language == split_front_matter(f"---\nlang: {value}\n---\n")[0].language


def test_half_of_a_surrogate_pair_is_dropped() -> None:
    """A title can be written as UTF-8 whatever YAML's escapes made of it."""
    front, _ = split_front_matter('---\ntitle: "a\\ud800b"\n---\n')
    assert front.title == "ab"


def test_a_bomb_of_aliases_is_no_tag() -> None:
    """Lists inside of lists, which grow beyond all memory as text, aren't written out."""
    levels = "".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]\n" for n in range(1, 12))
    front, body = split_front_matter(f"---\nl0: &l0 [a]\n{levels}tags: *l11\n---\nBody.\n")
    assert (front.tags, body) == ((), "Body.\n")


def test_a_bomb_of_aliases_is_no_date() -> None:
    """Nor are they written out in search of a date."""
    levels = "".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]\n" for n in range(1, 12))
    raw = f"---\nl0: &l0 [a]\n{levels}title: T\ndate: *l11\n---\nBody.\n"
    require_quick(lambda: split_front_matter(raw))
    assert split_front_matter(raw) == (FrontMatter("T"), "Body.\n")


def test_a_bomb_of_merged_mappings_is_defused() -> None:
    """Mappings that merge each other many times over are read at once."""
    levels = "".join(
        f"a{n}: &a{n}\n  <<: [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12)
    )
    raw = f"---\ntitle: T\na0: &a0 {{x: 1}}\n{levels}---\nBody.\n"
    require_quick(lambda: split_front_matter(raw))
    assert split_front_matter(raw) == (FrontMatter("T"), "Body.\n")


@pytest.mark.parametrize(
    "raw",
    [
        "Ann: yes, it is.\n" * 500 + "They fell silent.\n",
        "Ann:        yes\n" * 500 + "They fell silent.\n",
        "Ann: yes\n  and no\n" * 500 + "They fell silent.\n",
        "---\n" + "k: v\n" * 200_000 + "---\n",
        "---\n" + "[" * 90_000 + "\n---\n",
        "---\n" + "a: {" * 20_000 + "\n---\n",
        "+++\n" + "a = 1\n" * 200_000 + "+++\n",
        "+++\n" + "a." * 45_000 + "a = 1\n+++\n",
        "+++\n" + "a." * 4_900 + "a = 1\n+++\n",
        "+++\n" + "a = " + "[" * 90_000 + "\n+++\n",
    ],
)
def test_long_heads_are_told_apart_at_once(raw: str) -> None:
    """Many lines with colons, or a long text between dashes, take seconds at most."""
    require_quick(lambda: split_front_matter(raw))
    assert split_front_matter(raw)[0] == FrontMatter()


@pytest.mark.parametrize("raw", ["--- \nBody", "text\n---\ntitle: x\n---\n", "---\ntitle: x\n", ""])
def test_no_front_matter(raw: str) -> None:
    """Front matter stands at the head between two lines of dashes, or there is none."""
    assert split_front_matter(raw) == (FrontMatter(), raw)


def test_byte_order_mark_does_not_hide_it() -> None:
    """A byte order mark before the dashes doesn't matter."""
    assert split_front_matter("\ufeff---\ntitle: x\n---\n")[0].title == "x"
    assert split_front_matter("\ufeffBody")[1] == "Body"


@given(st.text(alphabet="abt:[]{}&*!|>-'\"#, \n\t0x2.", max_size=120))
def test_no_yaml_breaks_it(yaml: str) -> None:
    """Any text between the dashes is front matter or body, never an error."""
    front, body = split_front_matter(f"---\n{yaml}\n---\nBody.")
    assert body.endswith("Body.")
    assert isinstance(front, FrontMatter)


@given(
    st.lists(
        st.one_of(
            st.sampled_from(
                ["Title: a: b", "Date: 2026-04-03", "  more", "+++", "", "x = 1", "t:"]
            ),
            st.text(max_size=30),
        ),
        max_size=8,
    ).map("\n".join),
    st.sampled_from(["", "+++\n", "---\n", "\ufeff"]),
)
def test_no_head_breaks_it(text: str, opening: str) -> None:
    """Of any text the body is an end of it, and nothing in the head is an error."""
    raw = opening + text
    front, body = split_front_matter(raw)
    assert raw.endswith(body)
    assert isinstance(front, FrontMatter)
    if front.title:
        front.title.encode()
