"""JSON files of source items."""

import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import Unreadable
from index.readers import read_file, source_items
from tests.index.readers.checks import require_sound

ITEM = {
    "title": "GLM-5.1 &amp; friends",
    "url": "https://e.org/glm",
    "summary": "It tops the <b>benchmark</b>.",
    "source": "The Paper",
    "published": "2026-04-13T00:00:00.000Z",
    "rank": 1,
}


def test_an_item_is_a_source() -> None:
    """An item's title, address, text, day and publication make a source of its own."""
    raw = json.dumps({"date": "2026-04-14", "items": {"papers": [ITEM], "news": []}}).encode()
    (part,) = read_file(raw, "data/2026-04-14.raw.json")
    digest = part.digest
    assert (part.kind, part.anchor, digest.url) == ("source", ITEM["url"], ITEM["url"])
    assert (digest.publication, digest.date) == ("The Paper", dt.date(2026, 4, 13))
    assert [block.text for block in digest.summary] == ["It tops the benchmark."]


def test_equal_items_are_known_as_such() -> None:
    """What was noted of an item on the way doesn't count: its content is the same."""
    first, second = (
        source_items.read(json.dumps([item]).encode())[0] for item in (ITEM, ITEM | {"rank": 9})
    )
    (other,) = source_items.read(json.dumps([ITEM | {"summary": "Else."}]).encode())
    assert first.content_hash == second.content_hash != other.content_hash


def test_items_with_less() -> None:
    """Without a text the title says it; a day that is none, or of mail, is read as it is."""
    bare = {"title": "T", "link": "https://e.org/t", "source": {"name": "S"}}
    (part,) = source_items.read(json.dumps([bare]).encode())
    assert [block.text for block in part.digest.summary] == ["T"]
    assert (part.digest.publication, part.digest.date) == ("S", None)
    mail = bare | {"published": "Mon, 13 Apr 2026 08:00:00 GMT"}
    (part,) = source_items.read(json.dumps([mail]).encode())
    assert part.digest.date == dt.date(2026, 4, 13)


def test_two_items_of_one_address() -> None:
    """Items that share an address have anchors of their own."""
    parts = source_items.read(json.dumps([ITEM, ITEM | {"summary": "Else."}]).encode())
    assert [part.anchor for part in parts] == ["https://e.org/glm", "https://e.org/glm 2"]


def test_a_json_feed_is_digests() -> None:
    """The items of a JSON feed are digests of its title."""
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "F", "items": [ITEM]}
    (part,) = read_file(json.dumps(feed).encode(), "feed.json")
    assert (part.kind, part.digest.publication) == ("digest", "F")


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"{}", "no source item"),
        (b'{"title": "T", "url": "https://e.org"}', "no source item"),
        (b"[1, 2", "not JSON"),
        (b"[" * 100_000, "not JSON|no source item"),
        (b'["\xff"]', "not JSON"),
        (b'[{"title": 1, "url": "https://e.org"}]', "no source item"),
        (b'{"a":' * 100_000, "not JSON"),
        (b'{"a":' * 20 + b'{"title": "T", "url": "https://e.org"}' + b"}" * 20, "no source item"),
        (b"[" + b"1" * 5_000 + b"]", "not JSON"),
        (b'["\xfc"]', "not JSON"),
        ('["ü"]'.encode("latin-1"), "not JSON"),
        (b'[{"title": "T", "url": "https://e.org/\\ud800"}]', "no source item"),
        (b'[{"title": "T", "url": ["https://e.org"]}]', "no source item"),
        (b'[{"title": "T", "url": "javascript:x"}]', "no source item"),
    ],
)
def test_files_without_items(raw: bytes, reason: str) -> None:
    """JSON that is broken or holds no item is refused with its reason."""
    with pytest.raises(Unreadable, match=reason):
        read_file(raw, "a.json")


def test_numbers_that_are_none_do_not_matter() -> None:
    """NaN, infinities and huge numbers beside the texts change nothing."""
    raw = b'[{"title": "T", "url": "https://e.org/t", "rank": NaN, "score": -Infinity, "n": 1e999}]'
    (part,) = source_items.read(raw)
    assert part.digest.title == "T"


def test_items_of_nested_lists_come_in_their_order() -> None:
    """Items are found wherever they stand, and one in another item isn't one of its own."""
    items = {
        "papers": [ITEM | {"title": "a", "more": [ITEM]}],
        "news": {"today": [ITEM | {"title": "b"}], "count": 1},
    }
    parts = source_items.read(json.dumps({"date": "2026-04-14", "items": items}).encode())
    assert [part.digest.title for part in parts] == ["a", "b"]


def test_items_are_bounded() -> None:
    """Of one file ten thousand items are read, from six levels, and none of endless ones."""
    many = [{"title": "a", "url": "https://e.org"}] * 10_001
    assert len(source_items.read(json.dumps(many).encode())) == 10_000
    told = json.dumps(ITEM)
    assert len(source_items.read(f"{'[' * 6}{told}{']' * 6}".encode())) == 1
    for deep in (8, 100_000):
        with pytest.raises(Unreadable):
            source_items.read(f"{'[' * deep}{told}{']' * deep}".encode())


def test_json_in_other_encodings() -> None:
    """A byte order mark and UTF-16 are read as what they are."""
    told = json.dumps([ITEM])
    assert read_file(b"\xef\xbb\xbf" + told.encode(), "a.json")
    assert source_items.read(told.encode("utf-16"))


def test_json_is_told_by_its_name_too() -> None:
    """A text that begins with a bracket is no JSON."""
    assert source_items.recognises(b" \n[1]", ".json")
    assert not source_items.recognises(b"[a link](https://e.org)", ".md")
    assert not source_items.recognises(b"# T", ".json")


def test_an_item_without_words_says_nothing() -> None:
    """An empty title makes no empty block."""
    (part,) = source_items.read(b'[{"title": " \\u200b", "url": "https://e.org"}]')
    assert (part.digest.title, part.digest.summary) == ("", ())


@pytest.mark.parametrize(
    "value",
    [
        "soon",
        "2026-13-45",
        "Mon, 13 Apr 99999999999999999999 08:00:00 GMT",
        "Mon, 13 Apr 2026 08:00:00 +99999999999999999999",
        "Mon, 99 Apr 2026",
        "",
        7,
        [],
        {"a": "2026-04-13"},
    ],
)
def test_days_that_are_none(value: object) -> None:
    """What isn't a day, however far from one, is none."""
    (part,) = source_items.read(json.dumps([ITEM | {"published": value}]).encode())
    assert part.digest.date is None


def test_html_of_an_item_is_text_with_links() -> None:
    """An item's HTML comes as blocks and sections with their links."""
    html = "<p>See <a href='https://e.org/x'>it</a>.</p><h2>Part</h2><p>More.</p>"
    (part,) = source_items.read(json.dumps([ITEM | {"content_html": html}]).encode())
    assert part.digest.summary[0].links[0].url == "https://e.org/x"
    assert part.digest.sections[0].blocks[0].text == "More."


_values = st.recursive(
    st.one_of(
        st.none(), st.floats(), st.integers(), st.text(max_size=20), st.just("https://e.org")
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.sampled_from(["title", "url", "link", "summary", "published", "source", "x"]),
            inner,
            max_size=5,
        ),
    ),
    max_leaves=20,
)


@given(_values)
def test_any_json_is_read_or_refused(value: object) -> None:
    """Whatever stands in JSON, items come out or a reason does."""
    try:
        parts = read_file(json.dumps([value]).encode(), "a.json")
    except Unreadable:
        return
    assert len({part.anchor for part in parts}) == len(parts)
    for part in parts:
        assert part.digest.url
        part.anchor.encode()
        require_sound(part.digest)
