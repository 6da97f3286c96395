"""`footnote answers`: what people asked for, what became of it, and what it cost."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, get_args

from rich.table import Table
from rich.text import Text

from bot.assistant.answer import TOKENS, Outcome
from bot.assistant.prices import dollars
from bot.opening import open_state
from bot.recorder import expire
from bot.render.printable import json_line
from bot.render.terminal import bare, stdout
from bot.settings import Settings, SettingsFault
from bot.state.values import Complaint, Feedback, Record, Tally

FEEDBACK: tuple[tuple[Feedback, str], ...] = (
    ("up", "useful"),
    ("down", "not useful"),
    ("wrong", "with a wrong source"),
)


async def answers(
    settings: Settings, *, days: int | None, outcome: str | None, k: int, as_json: bool
) -> None:
    """Count the answers of the last days by outcome and list the `k` newest questions.

    Without `days` all that is kept counts. What has been kept long enough is erased before.
    Raises SettingsFault where there is no such outcome.
    """
    known = next((each for each in get_args(Outcome) if each == outcome), None)
    if outcome and not known:
        choice = ", ".join(get_args(Outcome))
        raise SettingsFault(f"--outcome {outcome!r} is none of {choice}.")
    async with open_state(settings, must_exist=True) as state:
        await expire(state, settings.keep_answers)
        kept = settings.keep_answers if days is None else days
        since = state.now() - dt.timedelta(days=kept)
        tallies = await state.answers.tally(since)
        newest = await state.answers.newest(k, since=since, outcome=known)
        given = await state.answers.ratings.tally(since)
        wrong = await state.answers.ratings.newest("wrong", k, since=since)
    if as_json:
        value = {"since": since.isoformat(), **_summary(tallies), "feedback": given}
        value["wrong_sources"] = [_complaint_json(complaint) for complaint in wrong]
        value["answers"] = [record_json(record) for record in newest]
        print(json_line(value))  # noqa: T201
        return
    console = stdout()
    if not tallies:
        console.print(f"No answers since {since:%d %B %Y, %H:%M} UTC.")
        return
    console.print(_counts(tallies))
    console.print()
    console.print(_questions(newest) if newest else f"None of them was {known}.")
    if given:
        told = ", ".join(f"{given[kind]} {words}" for kind, words in FEEDBACK if kind in given)
        console.print(f"\nFeedback: {told}.")
    if wrong:
        console.print()
        console.print(_complaints(wrong))


def _summary(tallies: Sequence[Tally]) -> dict[str, Any]:
    return {
        "outcomes": {
            tally.outcome: {
                "answers": tally.answers,
                "cost_usd": f"{tally.cost:f}",
                "unpriced": tally.unpriced,
                "median_ms": tally.median_ms,
            }
            for tally in tallies
        }
    }


def record_json(record: Record) -> dict[str, Any]:
    """An entry of 'answers' in the object that `footnote answers --json` writes."""
    usage, by = record.usage, record.by
    return {
        "id": record.id,
        "asked_at": record.asked_at.isoformat(),
        "question": record.question,
        "standalone": record.standalone,
        "outcome": record.outcome,
        "fault": record.fault,
        "searched_from": record.searched_from.isoformat() if record.searched_from else None,
        "searched_to": record.searched_to.isoformat() if record.searched_to else None,
        "widened": record.widened,
        "passages": [
            {
                "passage": each.passage,
                "rank": each.rank,
                "score": round(each.score, 6),
                "cited": each.cited,
            }
            for each in record.passages
        ],
        "writer": record.writer,
        "model": record.model,
        "prompt": record.prompt,
        "usage": {name: getattr(usage, name) for name in TOKENS} if usage else None,
        "cost_usd": None if record.cost is None else f"{record.cost:f}",
        "timings_ms": dict(record.timings_ms),
        "dropped": record.dropped,
        "feedback": dict(record.feedback),
        "user_id": by.user_id,
        "guild_id": by.guild_id,
        "channel_id": by.channel_id,
    }


def _counts(tallies: Sequence[Tally]) -> Table:
    table = Table(box=None, padding=(0, 2), pad_edge=False, header_style="dim")
    table.add_column("outcome")
    for name in ("answers", "median", "cost"):
        table.add_column(name, justify="right")
    for tally in tallies:
        median = "–" if tally.median_ms is None else f"{tally.median_ms:,.0f} ms"
        table.add_row(tally.outcome, str(tally.answers), median, _cost(tally.cost, tally.unpriced))
    if len(tallies) > 1:
        paid = sum((tally.cost for tally in tallies), Decimal(0))
        unpriced = sum(tally.unpriced for tally in tallies)
        asked = sum(tally.answers for tally in tallies)
        table.add_row("all", str(asked), "", _cost(paid, unpriced), style="dim")
    return table


def _complaint_json(complaint: Complaint) -> dict[str, Any]:
    """An entry of 'wrong_sources' in the object that `footnote answers --json` writes."""
    rating = complaint.rating
    return {
        "answer": rating.answer_id,
        "rated_at": rating.rated_at.isoformat(),
        "question": complaint.question,
        "word": rating.word,
        "user_id": rating.user_id,
    }


def _cost(amount: Decimal, unpriced: int) -> str:
    return f"{dollars(amount)}{f' and {unpriced} not known' if unpriced else ''}"


def _complaints(complaints: Sequence[Complaint]) -> Table:
    table = Table(box=None, padding=(0, 2), pad_edge=False, header_style="dim")
    table.add_column("wrong source (UTC)", no_wrap=True)
    table.add_column("question", overflow="fold")
    table.add_column("what was said", overflow="fold")
    for complaint in complaints:
        rating = complaint.rating
        table.add_row(
            f"{rating.rated_at:%Y-%m-%d %H:%M}",
            Text(bare(complaint.question)),
            Text(bare(rating.word or "–")),
        )
    return table


def _questions(records: Sequence[Record]) -> Table:
    table = Table(box=None, padding=(0, 2), pad_edge=False, header_style="dim")
    table.add_column("asked (UTC)", no_wrap=True)
    table.add_column("outcome", no_wrap=True)
    table.add_column("question", overflow="fold")
    for record in records:
        fault = f" ({record.fault})" if record.fault else ""
        table.add_row(
            f"{record.asked_at:%Y-%m-%d %H:%M}",
            Text(f"{record.outcome}{bare(fault)}"),
            Text(bare(record.question)),
        )
    return table
