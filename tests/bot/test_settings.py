"""The settings: where each comes from, and one line for a wrong one."""

from pathlib import Path

import pytest

from bot.settings import Settings, SettingsFault, load_settings

DATES = r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)"


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder, without any setting."""
    monkeypatch.chdir(tmp_path)


def toml(text: str) -> None:
    """Write footnote.toml."""
    Path("footnote.toml").write_text(text, encoding="utf-8")


def fault(**given: object) -> str:
    """The line that is told of wrong settings."""
    with pytest.raises(SettingsFault) as caught:
        load_settings(**given)
    line = str(caught.value)
    assert len(line.splitlines()) == 1
    return line


def test_nothing_is_asked_of_the_web_unless_it_is_wanted() -> None:
    """Without settings sources are those of the archives, and no host is allowed."""
    settings = load_settings()
    assert (settings.sources, settings.fetch_allow, settings.rules) == ("local", (), {})
    assert settings.feed_every == 1800
    assert settings.fetch_agent.startswith("Footnote/")


def test_the_web_s_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """What may be fetched, how and how often can be set in the environment."""
    monkeypatch.setenv("FOOTNOTE_SOURCES", "fetch")
    monkeypatch.setenv("FOOTNOTE_FETCH_ALLOW", " wiki.local:8080, 10.0.0.7 ,")
    monkeypatch.setenv("FOOTNOTE_FETCH_AGENT", "Mine/1 (+me@example.org)")
    monkeypatch.setenv("FOOTNOTE_FEED_EVERY", "60")
    settings = load_settings()
    assert (settings.sources, settings.feed_every) == ("fetch", 60)
    assert settings.fetch_allow == ("wiki.local:8080", "10.0.0.7")
    assert settings.fetch_agent == "Mine/1 (+me@example.org)"


def test_the_web_s_settings_come_from_the_file() -> None:
    """The same can be set in footnote.toml, where several hosts are a list."""
    toml('sources = "off"\nfetch_allow = ["wiki.local:8080", "10.0.0.7"]\nfeed_every = 3600')
    settings = load_settings()
    assert (settings.sources, settings.feed_every) == ("off", 3600)
    assert settings.fetch_allow == ("wiki.local:8080", "10.0.0.7")


@pytest.mark.parametrize(
    ("name", "value"),
    [("SOURCES", "all"), ("FEED_EVERY", "59"), ("FEED_EVERY", "hourly")],
)
def test_a_wrong_value_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    """A value that can't be is told with the setting's name."""
    monkeypatch.setenv(f"FOOTNOTE_{name}", value)
    assert fault().startswith(f"The setting FOOTNOTE_{name} ('{value}') is wrong: ")


def test_rules_are_tables_of_the_file() -> None:
    """A table for each archive fixes its reader, publication, language and dates."""
    toml(
        'archive = ["notes"]\n[rules."notes"]\nreader = "markdown"\npublication = "My Notes"\n'
        f'language = "de"\ndate_pattern = \'{DATES}\'\n[rules."https://a.test/feed"]\n'
        'publication = "A"'
    )
    rules = load_settings().rules_of()
    assert set(rules) == {"notes", "https://a.test/feed"}
    notes = rules["notes"]
    assert (notes.reader, notes.publication, notes.language) == ("markdown", "My Notes", "de")
    assert notes.date_pattern is not None
    assert notes.date_pattern.search("2026-04-13.md")
    feed = rules["https://a.test/feed"]
    assert (feed.reader, feed.publication, feed.date_pattern) == ("auto", "A", None)


@pytest.mark.parametrize(("sources", "taken"), [("off", False), ("local", True), ("fetch", True)])
def test_every_archive_knows_whether_sources_are_wanted(sources: str, taken: bool) -> None:  # noqa: FBT001
    """Sources are off for all archives, whether rules are fixed for them or not."""
    toml('[rules."fixed"]\nlanguage = "en"')
    rules = load_settings(sources=sources, archive=("plain", "fixed")).rules_of()
    assert {root: each.sources for root, each in rules.items()} == {
        "plain": taken,
        "fixed": taken,
    }


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ('reader = "poet"', "'poet'"),
        ('language = "english"', "'english'"),
        ("publication = 7", "(7)"),
        ('readr = "markdown"', "not permitted"),
        ("date_pattern = '(?P<year>'", "it is no regular expression"),
        ("date_pattern = '(?P<year>.)(?P<day>.)'", "it lacks the group month: (?P<month>…)"),
    ],
)
def test_a_wrong_rule_is_named(rule: str, told: str) -> None:
    """A rule that can't be is told in one line with the setting's name."""
    toml(f'[rules."notes"]\n{rule}')
    line = fault()
    assert line.startswith("The setting FOOTNOTE_RULES")
    assert told in line


@pytest.mark.parametrize("text", ['rules = "notes"', "rules = [1]", '[rules]\nnotes = "markdown"'])
def test_rules_that_are_no_tables_are_named(text: str) -> None:
    """Rules of another shape are told in one line."""
    toml(text)
    assert fault().startswith("The setting FOOTNOTE_RULES")


def test_flags_win_over_the_environment_and_that_over_the_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An archive of the command line comes before the environment's, that before the file's."""
    toml('archive = ["of the file"]')
    assert load_settings().archives == ("of the file",)
    monkeypatch.setenv("FOOTNOTE_ARCHIVE", "a, https://b.test/feed")
    assert load_settings().archives == ("a", "https://b.test/feed")
    assert load_settings(archive=("of the flag",)).archives == ("of the flag",)


def test_without_an_archive_there_is_the_sample() -> None:
    """The sample that comes with Footnote is the archive where none is set."""
    (sample,) = Settings().archives
    assert Path(sample).name == "sample"


def test_how_claude_is_called_can_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """Effort, evidence and rounds of search have bounds, and are left to the model without."""
    assert load_settings().effort is None
    monkeypatch.setenv("FOOTNOTE_EFFORT", "xhigh")
    monkeypatch.setenv("FOOTNOTE_EVIDENCE_TOKENS", "900")
    monkeypatch.setenv("FOOTNOTE_SEARCH_ROUNDS", "0")
    settings = load_settings()
    assert (settings.effort, settings.evidence_tokens) == ("xhigh", 900)
    assert settings.search_rounds == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [("EFFORT", "much"), ("EVIDENCE_TOKENS", "10"), ("SEARCH_ROUNDS", "4")],
)
def test_what_claude_cant_be_called_with_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    """A value that can't be is one line with the setting's name."""
    monkeypatch.setenv(f"FOOTNOTE_{name}", value)
    assert f"The setting FOOTNOTE_{name} ('{value}') is wrong" in fault()


def test_servers_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """A database and a Chroma server are none unless they are set; their secrets aren't shown."""
    settings = load_settings()
    assert (settings.database_url, settings.chroma) == (None, None)
    monkeypatch.setenv("FOOTNOTE_DATABASE_URL", " postgresql://me:hidden@db/footnote ")
    monkeypatch.setenv("FOOTNOTE_CHROMA_URL", "https://api.trychroma.com/")
    monkeypatch.setenv("FOOTNOTE_CHROMA_TOKEN", "hidden")
    monkeypatch.setenv("FOOTNOTE_CHROMA_TENANT", "me")
    monkeypatch.setenv("FOOTNOTE_CHROMA_DATABASE", "news")
    settings = load_settings()
    assert settings.database_url is not None
    assert settings.database_url.get_secret_value() == "postgresql://me:hidden@db/footnote"
    server = settings.chroma
    assert server is not None
    assert (server.url, server.tenant) == ("https://api.trychroma.com", "me")
    assert (server.database, server.headers["X-Chroma-Token"]) == ("news", "hidden")
    assert "hidden" not in f"{settings!r} {server!r}"


@pytest.mark.parametrize(
    ("name", "value", "line"),
    [
        ("database_url", "mysql://me:hidden@db/x", "begin with postgresql://"),
        ("database_url", "hidden", "it is no URL"),
        ("chroma_url", "localhost:8000", "an address like http://localhost:8000"),
        ("chroma_url", "http://me:hidden@chroma:8000", "a token has its own setting"),
        ("chroma_url", "http://chroma:8000/api", "a host and a port alone"),
    ],
)
def test_wrong_servers(name: str, value: str, line: str) -> None:
    """What is no address of such a server is told by the name of its setting, without secrets."""
    said = fault(**{name: value})
    assert said.startswith(f"The setting FOOTNOTE_{name.upper()} is wrong")
    assert line in said
    assert "hidden" not in said
