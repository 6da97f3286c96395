"""The `footnote` command. What is heavy is imported when a call needs it."""

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

if TYPE_CHECKING:
    from bot.settings import Settings
    from index.digest import Kind, Scope, Span

app = typer.Typer(
    name="footnote",
    help="Questions to an archive of daily digests, answered with every claim cited.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Archive = Annotated[
    list[str] | None,
    typer.Option("--archive", metavar="PATH", help="A folder of digests; may be repeated."),
]
Data = Annotated[
    Path | None, typer.Option("--data", metavar="DIR", help="Where the index is kept.")
]
Now = Annotated[
    str | None, typer.Option("--now", metavar="ISO", help="The clock, for reproducible answers.")
]
Writer = Annotated[
    str | None, typer.Option("--writer", metavar="auto|extractive|claude", help="Who writes.")
]
First = Annotated[str | None, typer.Option("--from", metavar="DATE")]
Last = Annotated[str | None, typer.Option("--to", metavar="DATE")]
Publications = Annotated[
    list[str] | None,
    typer.Option("--publication", metavar="NAME", help="Only of these; may be repeated."),
]
Tags = Annotated[
    list[str] | None, typer.Option("--tag", metavar="TAG", help="Only these; may be repeated.")
]
KindOf = Annotated[
    str | None, typer.Option("--kind", metavar="digest|source", help="Only digests, or sources.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Write JSON.")]


@app.command()
def run(
    shards: Annotated[
        str | None,
        typer.Option("--shards", metavar="N-N/N", help="Discord's shards to run here, as 0-3/16."),
    ] = None,
    archive: Archive = None,
    data: Data = None,
    now: Now = None,
    writer: Writer = None,
) -> None:
    """Start the bot where DISCORD_TOKEN is set, else the terminal chat."""

    async def start(settings: "Settings") -> None:
        if settings.discord_token is None:
            from bot.cli.chat import chat

            await chat(settings)
        else:
            from bot.cli.discord import discord
            from bot.running import leave_within

            await discord(settings, leave_within)

    _call(start, shards=shards, archive=archive, data=data, now=now, writer=writer)


@app.command()
def chat(
    archive: Archive = None, data: Data = None, now: Now = None, writer: Writer = None
) -> None:
    """Ask in the terminal; without one on standard input, one question a line."""

    async def start(settings: "Settings") -> None:
        from bot.cli.chat import chat

        await chat(settings)

    _call(start, archive=archive, data=data, now=now, writer=writer)


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="The question; - reads JSON lines.")],
    explain: Annotated[
        bool, typer.Option("--explain", help="Tell how the answer came about and what it cost.")
    ] = False,
    first: First = None,
    last: Last = None,
    publication: Publications = None,
    tag: Tags = None,
    kind: KindOf = None,
    as_json: AsJson = False,
    archive: Archive = None,
    data: Data = None,
    now: Now = None,
    writer: Writer = None,
) -> None:
    """Answer one question."""

    async def start(settings: "Settings") -> None:
        from bot.cli.ask import ask

        scope = _scope(first, last, publication, tag, kind)
        await ask(settings, question, as_json=as_json, explain=explain, scope=scope)

    _call(start, archive=archive, data=data, now=now, writer=writer)


@app.command()
def search(
    query: Annotated[str, typer.Argument(help="What to look for; - reads lines.")],
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="How many passages.")] = 10,
    first: First = None,
    last: Last = None,
    publication: Publications = None,
    tag: Tags = None,
    kind: KindOf = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Tell rank and score of each half.")
    ] = False,
    as_json: AsJson = False,
    archive: Archive = None,
    data: Data = None,
    now: Now = None,
    writer: Writer = None,
) -> None:
    """Show the evidence alone."""

    async def start(settings: "Settings") -> None:
        from bot.cli.search import search

        scope = _scope(first, last, publication, tag, kind)
        await search(settings, query, k=k, scope=scope, as_json=as_json, explain=explain)

    _call(start, archive=archive, data=data, now=now, writer=writer)


@app.command()
def index(
    as_json: AsJson = False,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Build another one beside.")] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Go on as the archive changes.")] = False,
    archive: Archive = None,
    data: Data = None,
    now: Now = None,
    writer: Writer = None,
) -> None:
    """Bring the index level with the archive."""

    async def start(settings: "Settings") -> None:
        from bot.cli.index import index

        every = settings.refresh if watch else None
        await index(settings, as_json=as_json, rebuild=rebuild, watch=every)

    _call(start, archive=archive, data=data, now=now, writer=writer)


@app.command()
def digest(
    which: Annotated[str | None, typer.Argument(metavar="[DATE or ID]")] = None,
    archive: Archive = None,
    data: Data = None,
    now: Now = None,
    writer: Writer = None,
) -> None:
    """Show a digest; by default those of the newest day."""

    async def start(settings: "Settings") -> None:
        from bot.cli.digest import digest

        await digest(settings, which)

    _call(start, archive=archive, data=data, now=now, writer=writer)


@app.command()
def story(
    name: Annotated[str, typer.Argument(help="A name, or words that are told together.")],
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="How many entries.")] = 12,
    first: First = None,
    last: Last = None,
    as_json: AsJson = False,
    archive: Archive = None,
    data: Data = None,
    now: Now = None,
    writer: Writer = None,
) -> None:
    """Show how a story went on, and how often it was told each week."""

    async def start(settings: "Settings") -> None:
        from bot.cli.story import story

        await story(settings, name, k=k, span=_span(first, last), as_json=as_json)

    _call(start, archive=archive, data=data, now=now, writer=writer)


@app.command()
def top(
    days: Annotated[int, typer.Option("--days", min=1, help="Up to the newest digest.")] = 7,
    k: Annotated[int, typer.Option("-k", min=1, max=50, help="How many insights.")] = 5,
    archive: Archive = None,
    data: Data = None,
    now: Now = None,
    writer: Writer = None,
) -> None:
    """Show the insights that matter most of the last days."""

    async def start(settings: "Settings") -> None:
        from bot.cli.top import top

        await top(settings, days=days, k=k)

    _call(start, archive=archive, data=data, now=now, writer=writer)


@app.command()
def stats(
    as_json: AsJson = False,
    archive: Archive = None,
    data: Data = None,
    now: Now = None,
    writer: Writer = None,
) -> None:
    """Tell what is in the archive: days, gaps, publications, tags, what is skipped."""

    async def start(settings: "Settings") -> None:
        from bot.cli.stats import stats

        await stats(settings, as_json=as_json)

    _call(start, archive=archive, data=data, now=now, writer=writer)


@app.command("eval")
def evaluate(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Questions, a JSON object a line.")],
    as_json: AsJson = False,
    archive: Archive = None,
    data: Data = None,
    now: Now = None,
    writer: Writer = None,
) -> None:
    """Measure search and answers on a file of questions."""

    async def start(settings: "Settings") -> None:
        from bot.cli.eval import evaluate

        await evaluate(settings, file, as_json=as_json)

    _call(start, archive=archive, data=data, now=now, writer=writer)


@app.command()
def answers(
    days: Annotated[
        int | None, typer.Option("--days", min=1, max=36_500, help="Of the last days.")
    ] = None,
    outcome: Annotated[
        str | None, typer.Option("--outcome", help="List those of one outcome, as abstained.")
    ] = None,
    k: Annotated[int, typer.Option("-k", min=1, max=1000, help="How many questions.")] = 20,
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """Tell what was asked for, what became of it and what it cost."""

    async def start(settings: "Settings") -> None:
        from bot.cli.answers import answers

        await answers(settings, days=days, outcome=outcome, k=k, as_json=as_json)

    _call(start, data=data)


@app.command()
def health(
    ready: Annotated[
        bool, typer.Option("--ready", help="Ask whether it can serve, not whether it lives.")
    ] = False,
) -> None:
    """Ask the running bot how it is, by its port; the exit code is 0 where it is well."""

    async def start(settings: "Settings") -> None:
        from bot.cli.health import health

        await health(settings, ready=ready)

    _call(start)


@app.command()
def forget(
    user: Annotated[
        int,
        typer.Argument(metavar="USER", min=1, max=2**63 - 1, help="The person's id on Discord."),
    ],
    data: Data = None,
) -> None:
    """Erase what is kept of a person."""

    async def start(settings: "Settings") -> None:
        from bot.cli.forget import forget

        await forget(settings, user)

    _call(start, data=data)


@app.command()
def doctor(
    online: Annotated[
        bool, typer.Option("--online", help="Ask Claude's API and Discord as well.")
    ] = False,
    as_json: AsJson = False,
    archive: Archive = None,
    data: Data = None,
) -> None:
    """Find what is set up wrongly, and tell the cure."""
    from bot.faults import FAULT, exit_code
    from bot.logs import configure_logs

    configure_logs("error")
    well = True

    def work() -> None:
        nonlocal well
        from bot.cli.doctor import doctor

        archives = None if archive is None else tuple(archive)
        well = asyncio.run(doctor(online=online, as_json=as_json, archive=archives, data=data))

    code = exit_code(work) or (0 if well else FAULT)
    if code:
        raise typer.Exit(code)


@app.command()
def backup(
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="By default a dated one, here.")
    ] = None,
    data: Data = None,
) -> None:
    """Save the state and what was fetched in one file, while the bot runs."""

    async def start(settings: "Settings") -> None:
        from bot.cli.backup import backup

        await backup(settings, file)

    _call(start, data=data)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `footnote backup` wrote.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Keep what is there beside, under another name.")
    ] = False,
    data: Data = None,
) -> None:
    """Bring a backup back into a data folder."""

    async def start(settings: "Settings") -> None:
        from bot.cli.backup import restore

        await restore(settings, file, replace=replace)

    _call(start, data=data)


@app.command("migrate-data")
def migrate_data(data: Data = None) -> None:
    """Move the state from the data folder to the PostgreSQL that is set."""

    async def start(settings: "Settings") -> None:
        from bot.cli.migrate_data import migrate_data

        await migrate_data(settings)

    _call(start, data=data)


def _scope(
    first: str | None,
    last: str | None,
    publications: list[str] | None,
    tags: list[str] | None,
    kind: str | None,
) -> "Scope":
    from bot.settings import SettingsFault
    from index.digest import Scope

    if kind not in (None, "digest", "source"):
        raise SettingsFault(f"--kind {kind!r} is none: write digest or source.")
    return Scope(
        _span(first, last),
        publications=tuple(publications or ()),
        tags=tuple(tags or ()),
        kind=cast("Kind | None", kind),
    )


def _span(first: str | None, last: str | None) -> "Span":
    import datetime as dt

    from bot.settings import SettingsFault
    from index.digest import Span

    days: list[dt.date | None] = []
    for name, value in (("--from", first), ("--to", last)):
        try:
            days.append(dt.date.fromisoformat(value) if value else None)
        except ValueError:
            raise SettingsFault(f"{name} {value!r} is no date: write it as 2026-04-13.") from None
    start, end = days
    if start and end and start > end:
        raise SettingsFault(f"--from {start} is after --to {end}: swap them.")
    return Span(start, end)


def _call(start: Callable[["Settings"], Coroutine[Any, Any, None]], **flags: Any) -> None:
    """Build the settings, run, and turn every error into one line and an exit code."""
    from bot.faults import exit_code
    from bot.memory import give_back
    from bot.settings import load_settings

    give_back()
    if flags.get("archive") is not None:
        flags["archive"] = tuple(flags["archive"])

    from bot.logs import configure_logs

    configure_logs("warning")

    def work() -> None:
        settings = load_settings(**flags)
        configure_logs(settings.log, settings.log_format)
        asyncio.run(start(settings))

    code = exit_code(work)
    if code:
        raise typer.Exit(code)


def main() -> None:
    """The console script."""
    app(prog_name="footnote")


if __name__ == "__main__":
    main()
