"""What the settings name is opened: archives, feeds, sources, and nothing of the web unasked."""

import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.opening import open_assistant, open_store
from bot.settings import Settings, load_settings
from index.digest import Origin
from index.errors import IndexFault
from index.indexer import Report
from index.intake import Skipped
from index.store import Store
from tests.bot.process import environment
from tests.index.making import write
from tests.index.web.bench import CHIPS, LEASE, ONE, TWO, article, feed
from tests.messages_server import MODEL, MessagesServer, Reply, Text, model_info
from tests.web_server import WebServer, page

HOST = "127.0.0.1"


@pytest.fixture
async def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[WebServer]:
    """A site of this machine, and an empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    async with WebServer() as running:
        yield running


def cite(folder: Path, url: str) -> None:
    """An archive with a digest that cites a page, and with a page beside the digest."""
    write(
        folder,
        {
            "2026-04-13.md": f"# One\n\nMeta [leases]({url}) capacity.",
            "sources/chips.html": article(CHIPS, LEASE, head="<title>Chips</title>"),
        },
    )


async def taken_in(settings: Settings) -> tuple[Report, tuple[Origin, ...]]:
    """The report of one run without vectors, and what is in the index after it."""
    async with open_store(settings) as (store, indexer):
        report = await indexer.level()
        if await indexer.fetch():
            report = await indexer.level()
        return report, await store.catalog.origins()


def sources(origins: tuple[Origin, ...]) -> list[str]:
    """Where the sources are: their files, or their addresses."""
    return sorted(o.file or o.url or "" for o in origins if o.kind == "source")


async def test_sources_are_taken_from_where_the_setting_says(
    server: WebServer, tmp_path: Path
) -> None:
    """Pages come from the web and the archive, then from the archive alone, then not at all."""
    url = server.put("/lease", page(article(LEASE, CHIPS).encode()), host=HOST).replace(
        "site.test", HOST
    )
    cite(tmp_path / "archive", url)
    named = {"archive": ("archive",), "fetch_allow": (HOST,)}
    _, found = await taken_in(load_settings(sources="fetch", **named))
    assert sources(found) == [url, "sources/chips.html"]
    asked = len(server.asked)
    report, found = await taken_in(load_settings(sources="local", **named))
    assert (sources(found), report.skipped) == (["sources/chips.html"], ())
    report, found = await taken_in(load_settings(sources="off", **named))
    assert (sources(found), report.documents) == ([], 1)
    assert report.skipped == (Skipped("sources/chips.html", "sources, which are off"),)
    _, found = await taken_in(load_settings(sources="fetch", **named))
    assert sources(found) == [url, "sources/chips.html"]
    assert len(server.asked) == asked


async def test_without_feeds_and_fetching_there_is_no_web(
    server: WebServer, tmp_path: Path
) -> None:
    """With local sources no database of fetched pages is made, and nothing can be asked."""
    cite(tmp_path / "archive", "https://news.test/lease")
    async with open_store(load_settings(archive=("archive",))) as (_, indexer):
        assert indexer.web is None
    assert not (tmp_path / "data" / "web.db").exists()


@pytest.mark.parametrize("allowed", [(), ("localhost",), ("127.0.0.1:1",), ("127.0.0.2",)])
async def test_a_machine_that_isnt_allowed_is_refused(
    server: WebServer, tmp_path: Path, allowed: tuple[str, ...]
) -> None:
    """What isn't public and isn't named in the settings is never asked, and counted as refused."""
    cite(tmp_path / "archive", server.url("/lease", HOST))
    settings = load_settings(archive=("archive",), sources="fetch", fetch_allow=allowed)
    async with open_store(settings) as (_, indexer):
        await indexer.level()
        await indexer.fetch()
        assert indexer.web is not None
        assert await indexer.web.outcomes() == {"text": 0, "nothing": 0, "refused": 1, "failed": 0}
    assert server.asked == []


async def test_a_host_may_be_allowed_with_its_port(server: WebServer, tmp_path: Path) -> None:
    """A machine may be allowed at one port alone."""
    url = server.put("/lease", page(article(LEASE, CHIPS).encode()), host=HOST)
    cite(tmp_path / "archive", url)
    settings = load_settings(
        archive=("archive",), sources="fetch", fetch_allow=(f"{HOST}:{server.port}",)
    )
    _, found = await taken_in(settings)
    assert url in sources(found)


async def test_sites_are_told_who_asks(server: WebServer, tmp_path: Path) -> None:
    """Each request names the agent that is set."""
    cite(tmp_path / "archive", server.url("/lease", HOST))
    settings = load_settings(
        archive=("archive",), sources="fetch", fetch_allow=(HOST,), fetch_agent="Mine/1 (+me@x.org)"
    )
    await taken_in(settings)
    assert {asked.headers["user-agent"] for asked in server.asked} == {"Mine/1 (+me@x.org)"}


async def test_a_feed_beside_a_folder(server: WebServer, tmp_path: Path) -> None:
    """Folders and feeds are archives side by side; a feed that is named twice is one."""
    url = server.put("/feed", feed(ONE, TWO), host=HOST)
    write(tmp_path / "archive", {"2026-04-12.md": "# A\n\nText that says something."})
    named = ("archive", url, f"{url}#again")
    report, found = await taken_in(load_settings(archive=named, fetch_allow=(HOST,)))
    assert (report.documents, report.skipped) == (3, ())
    assert server.paths(HOST).count("/feed") == 1
    assert {origin.archive for origin in found} == {"archive", f"{url}#again"}


async def test_a_feed_alone_that_cant_be_had_is_told(server: WebServer) -> None:
    """With nothing but a feed that doesn't answer the index is empty, and the reason is told."""
    url = server.url("/nothing", HOST)
    report, found = await taken_in(load_settings(archive=(url,), fetch_allow=(HOST,)))
    assert (report.documents, found) == (0, ())
    assert report.skipped == (Skipped(url, "the server answered 404"),)


async def test_rules_of_a_feed_are_known_by_its_address(server: WebServer, tmp_path: Path) -> None:
    """Rules hold for a feed however its address is spelt there."""
    url = server.put("/feed", feed(ONE), host=HOST)
    write(
        tmp_path,
        {"footnote.toml": f'[rules."{url.upper().replace("FEED", "feed")}#x"]\npublication = "My"'},
    )
    _, found = await taken_in(load_settings(archive=(url,), fetch_allow=(HOST,)))
    assert [origin.publication for origin in found] == ["My"]


@pytest.mark.parametrize(
    ("archive", "rules"),
    [
        ("notes", "notes"),
        ("notes/", "notes"),
        ("~/notes", "notes"),
        ("notes", "~/notes"),
        ("./notes", "~/notes/"),
        ("other/../notes", "./notes/."),
    ],
)
async def test_rules_of_a_folder_are_known_by_its_place(
    server: WebServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, archive: str, rules: str
) -> None:
    """Rules hold for an archive that the command line names, however it is spelt there."""
    monkeypatch.setenv("HOME", str(tmp_path))
    write(
        tmp_path,
        {
            "notes/13_04_26.md": "# A\n\nText that says something.",
            "other/a.md": "# A\n\nText that says something else.",
            "footnote.toml": (
                'archive = ["other"]\n'
                f'[rules."{rules}"]\npublication = "My Notes"\n'
                "date_pattern = '(?P<day>\\d\\d)_(?P<month>\\d\\d)_(?P<year>\\d\\d)'"
            ),
        },
    )
    _, (origin,) = await taken_in(load_settings(archive=(archive,)))
    assert (origin.archive, origin.publication, str(origin.date)) == (
        archive, "My Notes", "2026-04-13",
    )  # fmt: skip


@pytest.mark.parametrize("given", ["https://a b/feed", "http://", "https://me:s3cr3t@a.test/feed"])
async def test_a_wrong_address_is_a_fault(server: WebServer, given: str) -> None:
    """An archive that looks like an address and isn't one is told in one line."""
    with pytest.raises(IndexFault, match=r"is no address of a feed\. Check it\.\Z") as told:
        await taken_in(load_settings(archive=(given,)))
    assert "s3cr3t" not in str(told.value)


async def test_a_broken_database_is_one_line(server: WebServer, tmp_path: Path) -> None:
    """A web.db that is no database is named in one line, and the data folder is let go."""
    write(tmp_path, {"data/web.db": "no database " * 500, "archive/a.md": "# A\n\nText of it."})
    settings = load_settings(archive=("archive",), sources="fetch")
    for _ in range(2):
        with capture_logs(), pytest.raises(IndexFault, match="file is not a database") as told:
            await taken_in(settings)
        assert "web.db" in str(told.value)
        assert len(str(told.value).splitlines()) == 1


async def test_a_model_that_goes_is_told_once_and_in_the_background(sample_store: Store) -> None:
    """The model is asked for once, beside the questions, and its warning is one line."""
    models = {MODEL: model_info(MODEL, lifecycle="deprecated")}
    async with MessagesServer(models=models) as api:
        settings = load_settings(
            anthropic_api_key="test-key", anthropic_base_url=api.url, effort="low", search_rounds=0
        )
        with capture_logs() as logs:
            async with open_assistant(settings, sample_store) as assistant:
                assert api.model_requests == []
                for _ in range(2):
                    api.enqueue(Reply((Text("NOT IN THE ARCHIVE"),)))
                    await assistant.answer("Which model topped SWE-Bench Pro?")
    assert api.model_requests == [MODEL]
    assert [each["hint"] for each in logs if each["event"] == "model"] == [
        f"The model {MODEL} retires on 1 December 2026: set another as FOOTNOTE_MODEL."
    ]
    assert api.requests[0]["output_config"] == {"effort": "low"}
    assert api.requests[0]["tool_choice"] == {"type": "none"}


async def test_an_end_does_not_wait_for_the_model(sample_store: Store) -> None:
    """An assistant that is closed at once closes, though the API hasn't told of the model."""
    async with MessagesServer() as api:
        settings = load_settings(anthropic_api_key="test-key", anthropic_base_url=api.url)
        async with open_assistant(settings, sample_store):
            pass


def test_httpx_waits_until_something_is_due(tmp_path: Path) -> None:
    """A bot that fetches imports httpx when something is due, not before."""
    code = (
        "import asyncio, sys\n"
        "from bot.opening import open_store\n"
        "from bot.settings import Settings\n"
        "async def main():\n"
        "    async with open_store(Settings(sources='fetch')) as (store, indexer):\n"
        "        await indexer.web.poll()\n"
        "        await indexer.web.crawl(store.catalog)\n"
        "asyncio.run(main())\n"
        "print('httpx' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "False\n"
