"""robots.txt: what it forbids isn't asked for, and it is asked for once."""

import asyncio
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.web.fetch import Page
from index.web.robots import Robots, Rules
from tests.index.web.sites import fault_of, fetcher
from tests.web_server import Answer, WebServer, drip, endless, in_turn, page, raw, redirect

TEXT = "text/plain"


def deny(*paths: str, agent: str = "*") -> Answer:
    """A robots.txt that forbids these paths."""
    return page("\n".join([f"User-agent: {agent}", *map("Disallow: {}".format, paths)]).encode())


async def test_what_robots_txt_forbids_is_not_asked_for(server: WebServer) -> None:
    """A forbidden page is a lasting fault, an allowed one is fetched; robots.txt is read once."""
    server.put("/robots.txt", deny("/private"))
    server.put("/open", page())
    async with fetcher() as fetching:
        for path in ("/private", "/private/a", "/open/../private/a"):
            fault = await fault_of(fetching, server.url(path))
            assert (fault.reason, fault.lasting) == ("robots.txt of site.test forbids it", True)
        assert isinstance(await fetching.get(server.url("/open")), Page)
    assert server.paths() == ["/robots.txt", "/open"]


async def test_redirects_obey_robots_txt_too(server: WebServer) -> None:
    """A page elsewhere is asked for only if that site allows it."""
    server.put("/a", redirect(server.url("/private", "other.test")))
    server.put("/robots.txt", deny("/private"), "other.test")
    async with fetcher() as fetching:
        fault = await fault_of(fetching, server.url("/a"))
    assert fault.reason == "robots.txt of other.test forbids it"
    assert server.paths("other.test") == ["/robots.txt"]


@pytest.mark.parametrize(
    "answer",
    [
        page(status=404),
        page(status=403),
        page(b"", status=410),
        page(b"<!doctype html><html>We have no such thing</html>"),
        page(b"\xff\xfe\0\1", kind="image/png"),
        redirect("/robots.txt"),
        redirect("file:///robots.txt"),
        raw(b"HTTP/1.1 204 Nothing\r\n\r\n"),
    ],
)
async def test_without_rules_all_is_allowed(server: WebServer, answer: Answer) -> None:
    """A site without a robots.txt, or with something else in its place, allows everything."""
    server.put("/robots.txt", answer)
    url = server.put("/a", page())
    async with fetcher() as fetching:
        assert isinstance(await fetching.get(url), Page)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (page(status=500), "the server answered 500"),
        (page(status=429), "the server answered 429"),
        (raw(), "a broken answer"),
        (drip(0.05), "it took longer than 0.5 seconds"),
        (page(content_encoding="br"), "it is encoded as 'br'"),
    ],
)
async def test_rules_that_cannot_be_read_forbid_for_now(
    server: WebServer, answer: Answer, reason: str
) -> None:
    """While robots.txt can't be read nothing is asked for, which is no lasting fault."""
    server.put("/robots.txt", answer)
    async with fetcher(seconds=0.5) as fetching:
        first = await fault_of(fetching, server.url("/a"))
        asked = len(server.asked)
        second = await fault_of(fetching, server.url("/b"))
    assert first.reason.startswith(f"robots.txt of site.test can't be read: {reason}")
    assert not first.lasting
    assert second.reason == first.reason
    assert len(server.asked) == asked
    assert set(server.paths()) == {"/robots.txt"}


async def test_rules_are_tried_for_again(server: WebServer) -> None:
    """A robots.txt that is there at the third try counts, through redirects too."""
    server.put("/robots.txt", in_turn(page(status=503), page(status=503), redirect("/rules")))
    server.put("/rules", deny("/a"))
    async with fetcher() as fetching:
        fault = await fault_of(fetching, server.url("/a"))
    assert fault.reason == "robots.txt of site.test forbids it"


async def test_rules_elsewhere_are_not_asked_from_this_machine(server: WebServer) -> None:
    """A robots.txt that redirects to a private address makes its site refused."""
    server.put("/robots.txt", redirect(server.url("/robots.txt", "127.0.0.1")))
    async with fetcher() as fetching:
        fault = await fault_of(fetching, server.url("/a"))
    assert (fault.reason, fault.lasting) == ("127.0.0.1 isn't a public address", True)
    assert server.paths("127.0.0.1") == []


async def test_a_huge_robots_txt_counts_as_far_as_it_is_read(server: WebServer) -> None:
    """Of an endless robots.txt the beginning counts, and the rest isn't read."""
    server.put("/robots.txt", endless())
    url = server.put("/a", page())
    long = b"User-agent: *\nDisallow: /a\n" + b"# and so on\n" * 100_000
    server.put("/robots.txt", page(long), "other.test")
    async with fetcher() as fetching:
        assert isinstance(await fetching.get(url), Page)
        fault = await fault_of(fetching, server.url("/a", "other.test"))
    assert fault.reason == "robots.txt of other.test forbids it"
    assert server.sent < 30_000_000


async def test_the_delay_that_a_site_wants_is_kept(server: WebServer) -> None:
    """Crawl-delay makes the pause between requests longer, but never too long."""
    rules = b"User-agent: *\nCrawl-delay: 0.3"
    server.put("/robots.txt", page(rules))
    server.put("/robots.txt", page(b"User-agent: *\nCrawl-delay: 9999"), "other.test")
    hosts = ("site.test", "other.test")
    urls = [server.put(path, page(), host) for host in hosts for path in ("/a", "/b")]
    started = time.monotonic()
    async with fetcher(longest_pause=0.4) as fetching:
        await asyncio.gather(*map(fetching.get, urls))
    assert time.monotonic() - started < 5
    for host, pause in zip(hosts, (0.3, 0.4), strict=True):
        pages = [asked.at for asked in server.asked if asked.host == host][1:]
        assert all(later - earlier > pause - 0.02 for earlier, later in pairwise(pages))


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("User-agent: *\nDisallow: /", False),
        ("User-agent: other\nDisallow: /", True),
        ("User-agent: footnote\nDisallow: /", False),
        ("USER-AGENT:Footnote/2.0 # us\nDisallow: /", False),
        ("User-agent: foot\nDisallow: /", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: Footnote\nAllow: /", True),
        ("User-agent: Footnote\nUser-agent: other\nDisallow: /", False),
        ("User-agent: other\nUser-agent: Footnote\nDisallow: /", False),
        ("User-agent: *\nDisallow: /\nAllow: /page$", True),
        ("\ufeffUser-agent: *\r\nDisallow: /*age\r\n", False),
        ("Disallow: /", True),
        ("", True),
    ],
)
async def test_rules_are_read_for_our_name(text: str, allowed: object) -> None:
    """The group of our name counts, else the one for all; of two rules the longer wins."""
    rules = Rules.read(text.encode(), "footnote")
    assert await rules.allow("https://site.test/page") is allowed


@given(
    st.lists(
        st.sampled_from(
            "user-agent: * footnote disallow: / # \n \r crawl-delay: 9 nan é $".split(" ")
        )
        | st.text(max_size=3)
    ).map("".join)
)
def test_no_text_breaks_the_rules(text: str) -> None:
    """Whatever stands in a robots.txt is read without an error."""
    rules = Rules.read(text.encode("utf-8", "surrogatepass"), "footnote")
    assert rules.delay is None or 0 <= rules.delay < float("inf")
    assert isinstance(asyncio.run(rules.allow("https://site.test/a?b=c*$")), bool)


def test_many_agents_with_many_rules_are_read_quickly() -> None:
    """A robots.txt that would be a hundred million rules takes no longer than another."""
    agents = "".join(f"User-agent: {n}\n" for n in range(10_000))
    rules = "".join(f"Disallow: /{n}\n" for n in range(10_000))
    started = time.monotonic()
    assert Rules.read((agents + rules).encode(), "footnote").delay is None
    assert time.monotonic() - started < 5


async def test_rules_are_kept_for_a_day() -> None:
    """Each site's rules are asked for once a day, faults more often, and only the last are kept."""
    asked: list[str] = []
    now = [0.0]

    async def ask(url: str) -> Rules:
        asked.append(url)
        return Rules(fault="no answer" if "bad" in url else None)

    robots = Robots(ask, lambda: now[0])
    for now[0] in (0.0, 1.0, 86_399.0, 86_400.0):
        await robots.rules("https://site.test:1/a?b")
    assert asked == ["https://site.test:1/robots.txt"] * 2
    for now[0] in (0.0, 599.0, 600.0):
        await robots.rules("https://bad.test/")
    assert asked[2:] == ["https://bad.test/robots.txt"] * 2
    for n in range(600):
        await robots.rules(f"https://{n}.test/")
    assert len(robots._sites) == 500


async def test_rules_are_asked_for_once_by_many() -> None:
    """Pages that want the same rules at one time wait for one answer."""
    asked: list[str] = []

    async def ask(url: str) -> Rules:
        asked.append(url)
        await asyncio.sleep(0.01)
        return Rules()

    robots = Robots(ask)
    await asyncio.gather(*(robots.rules(f"https://site.test/{n}") for n in range(5)))
    assert len(asked) == 1
