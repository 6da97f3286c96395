"""The time in a question."""

import datetime as dt
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.digest import Span
from index.timeframe import Timeframe, read_timeframe

TODAY = dt.date(2026, 4, 22)  # a Wednesday


def _span(first: str | None, last: str | None) -> Span:
    start, end = (dt.date.fromisoformat(day) if day else None for day in (first, last))
    return Span(start, end)


def _spans(*ranges: str) -> tuple[Span, ...]:
    return tuple(_span(*days.split("..")) for days in ranges)


@pytest.mark.parametrize(
    ("question", "first", "last"),
    [
        ("What happened on 2026-04-13?", "2026-04-13", "2026-04-13"),
        ("on 13 April 2026", "2026-04-13", "2026-04-13"),
        ("on April 13th, 2026?", "2026-04-13", "2026-04-13"),
        ("on the 13th of April", "2026-04-13", "2026-04-13"),
        ("on 13 Apr.", "2026-04-13", "2026-04-13"),
        ("on Monday, 13 April", "2026-04-13", "2026-04-13"),
        ("what broke on 20 feb", "2026-02-20", "2026-02-20"),
        ("on 3 Sept 2025", "2025-09-03", "2025-09-03"),
        ("on 30 April", "2025-04-30", "2025-04-30"),  # the last such day
        ("on 30 March last year", "2025-03-30", "2025-03-30"),
        ("on 21/04/2026", "2026-04-21", "2026-04-21"),
        ("on 04/21/2026", "2026-04-21", "2026-04-21"),
        ("on 2026/04/21", "2026-04-21", "2026-04-21"),
        ("on 21.04.2026", "2026-04-21", "2026-04-21"),
        ("on the 17th of this month", "2026-04-17", "2026-04-17"),
        ("on the 30th", "2026-03-30", "2026-03-30"),
        ("before 14 April", None, "2026-04-13"),
        ("until 14 April", None, "2026-04-14"),
        ("up to the 14th of April", None, "2026-04-14"),
        ("prior to 2026-04-14", None, "2026-04-13"),
        ("who had it by February", None, "2026-02-28"),
        ("since 14 April", "2026-04-14", None),
        ("after 14 April", "2026-04-15", None),
        ("from 14 April on", "2026-04-14", None),
        ("from 14 April until now", "2026-04-14", None),
        ("since 3 February and before 14 April", "2026-02-03", "2026-04-13"),
        ("the week before 14 April", "2026-04-07", "2026-04-13"),
        ("in the three days after 14 April", "2026-04-15", "2026-04-17"),
        ("between 10 April and 2026-04-13", "2026-04-10", "2026-04-13"),
        ("between 2026-04-13 and 2026-04-10", "2026-04-10", "2026-04-13"),
        ("from 10 April to 13 April 2026", "2026-04-10", "2026-04-13"),
        ("2026-04-10 – 2026-04-13", "2026-04-10", "2026-04-13"),
        ("compare 13 April with 2 April and 8 April", "2026-04-02", "2026-04-13"),
        ("from 28 February to 3 March", "2026-02-28", "2026-03-03"),
        ("between 8 and 10 April", "2026-04-08", "2026-04-10"),
        ("from 7 to 9 April 2026", "2026-04-07", "2026-04-09"),
        ("7-9 April", "2026-04-07", "2026-04-09"),
        ("April 7-9, 2026", "2026-04-07", "2026-04-09"),
        ("on 7, 8 and 9 April", "2026-04-07", "2026-04-09"),
        ("between 3 and 9 May", "2025-05-03", "2025-05-09"),
        ("in the week of 15 April", "2026-04-13", "2026-04-19"),
        ("the week of 2026-04-13", "2026-04-13", "2026-04-19"),
        ("2026-W16", "2026-04-13", "2026-04-19"),
        ("in week 16 of 2026", "2026-04-13", "2026-04-19"),
        ("in the first week of April", "2026-04-01", "2026-04-07"),
        ("in the first week of March", "2026-03-01", "2026-03-08"),  # the 1st is a Sunday
        ("in the last week of March", "2026-03-23", "2026-03-31"),
        ("in the first two weeks of April", "2026-04-01", "2026-04-14"),
        ("in the first days of January", "2026-01-01", "2026-01-07"),
        ("over the last three days of March", "2026-03-29", "2026-03-31"),
        ("in the first three months of 2025", "2025-01-01", "2025-03-31"),
        ("in early March", "2026-03-01", "2026-03-10"),
        ("in mid-March", "2026-03-11", "2026-03-20"),
        ("Late March: who led?", "2026-03-21", "2026-03-31"),
        ("at the end of February", "2026-02-19", "2026-02-28"),
        ("in the second half of March", "2026-03-16", "2026-03-31"),
        ("in April 2026", "2026-04-01", "2026-04-30"),
        ("in 2026-02", "2026-02-01", "2026-02-28"),
        ("in 02/2026", "2026-02-01", "2026-02-28"),
        ("in February 2024", "2024-02-01", "2024-02-29"),
        ("before April 2026", None, "2026-03-31"),
        ("since March 2026", "2026-03-01", None),
        ("after March 2026", "2026-04-01", None),
        ("in march and April 2026", "2026-03-01", "2026-04-30"),
        ("in November and December 2024", "2024-11-01", "2024-12-31"),
        ("between March and May 2025", "2025-03-01", "2025-05-31"),
        ("from November to February", "2025-11-01", "2026-02-28"),
        ("from March to September", "2025-03-01", "2025-09-30"),
        ("from November 2024 to March", "2024-11-01", "2025-03-31"),
        ("what happened in april?", "2026-04-01", "2026-04-30"),
        ("what did Meta do in November", "2025-11-01", "2025-11-30"),
        ("what did Meta do last November", "2025-11-01", "2025-11-30"),
        ("what was reported last April", "2025-04-01", "2025-04-30"),
        ("in May last year", "2025-05-01", "2025-05-31"),
        ("What did Meta earn in Q1?", "2026-01-01", "2026-03-31"),
        ("in Q3 2025", "2025-07-01", "2025-09-30"),
        ("in Q3'25", "2025-07-01", "2025-09-30"),
        ("in the third quarter of last year", "2025-07-01", "2025-09-30"),
        ("in H2 2025", "2025-07-01", "2025-12-31"),
        ("in spring 2025", "2025-03-01", "2025-06-20"),
        ("what did they win last summer", "2025-06-01", "2025-09-22"),
        ("back in 2025", "2025-01-01", "2025-12-31"),
        ("in early 2025", "2025-01-01", "2025-05-01"),
        ("What happened today?", "2026-04-22", "2026-04-22"),
        ("today", "2026-04-22", "2026-04-22"),
        ("what came yesterday?", "2026-04-21", "2026-04-21"),
        ("the day before yesterday", "2026-04-20", "2026-04-20"),
        ("what broke last night", "2026-04-21", "2026-04-22"),
        ("what broke over the weekend", "2026-04-18", "2026-04-19"),
        ("what broke on Friday", "2026-04-17", "2026-04-17"),
        ("what broke last Wednesday", "2026-04-15", "2026-04-15"),
        ("on Tuesday last week", "2026-04-14", "2026-04-14"),
        ("since Tuesday", "2026-04-21", None),
        ("this week", "2026-04-20", "2026-04-22"),
        ("last week", "2026-04-13", "2026-04-19"),
        ("the news from last week", "2026-04-13", "2026-04-19"),
        ("this month", "2026-04-01", "2026-04-22"),
        ("Of this month's two quakes, which was worse?", "2026-04-01", "2026-04-22"),
        ("early this month", "2026-04-01", "2026-04-10"),
        ("last month", "2026-03-01", "2026-03-31"),
        ("this quarter", "2026-04-01", "2026-04-22"),
        ("this year", "2026-01-01", "2026-04-22"),
        ("last year", "2025-01-01", "2025-12-31"),
        ("over the last year", "2025-04-22", "2026-04-22"),
        ("in the past year", "2025-04-22", "2026-04-22"),
        ("the last 7 days", "2026-04-15", "2026-04-22"),
        ("in the past ten days", "2026-04-12", "2026-04-22"),
        ("in the past 2 weeks", "2026-04-08", "2026-04-22"),
        ("in the last 48 hours", "2026-04-20", "2026-04-22"),
        ("over the last three months", "2026-01-22", "2026-04-22"),
        ("three days ago", "2026-04-19", "2026-04-19"),
        ("two weeks ago", "2026-04-05", "2026-04-11"),
        ("two months ago", "2026-02-01", "2026-02-28"),
        ("the digest from 13 April 2026", "2026-04-13", "2026-04-13"),
        ("the 13 April issue", "2026-04-13", "2026-04-13"),
        ("March digests on Meta", "2026-03-01", "2026-03-31"),
        ("in the digest of 3 June 2026", "2026-06-03", "2026-06-03"),  # which can't be there
    ],
)  # fmt: skip
def test_ranges(question: str, first: str | None, last: str | None) -> None:
    """Days, weeks, months and more, and what stands before them, become a range with both ends."""
    frame = read_timeframe(question, TODAY)
    assert (_span(first, last), ()) == (frame.span, frame.near)


@pytest.mark.parametrize(
    ("question", "first", "last"),
    [
        ("2026年4月13日有什么新闻？", "2026-04-13", "2026-04-13"),
        ("４月１３日发生了什么？", "2026-04-13", "2026-04-13"),
        ("3月有什么新闻？", "2026-03-01", "2026-03-31"),
        ("3月下旬のニュース", "2026-03-21", "2026-03-31"),
        ("4月10日から13日まで", "2026-04-10", "2026-04-13"),
        ("3月から4月まで何があった", "2026-03-01", "2026-04-30"),
        ("4月14日之前", None, "2026-04-13"),
        ("4月14日以来", "2026-04-14", None),
        ("去年12月发生了什么", "2025-12-01", "2025-12-31"),
        ("2025年第三季度", "2025-07-01", "2025-09-30"),
        ("去年下半年", "2025-07-01", "2025-12-31"),
        ("今日のニュースは？", "2026-04-22", "2026-04-22"),
        ("昨天发生了什么？", "2026-04-21", "2026-04-21"),
        ("おとといのニュース", "2026-04-20", "2026-04-20"),
        ("上周发生了什么？", "2026-04-13", "2026-04-19"),
        ("先週のニュース", "2026-04-13", "2026-04-19"),
        ("今週のニュース", "2026-04-20", "2026-04-22"),
        ("上个月", "2026-03-01", "2026-03-31"),
        ("週末のニュース", "2026-04-18", "2026-04-19"),
        ("上周五发生了什么", "2026-04-17", "2026-04-17"),
        ("月曜日のニュース", "2026-04-20", "2026-04-20"),
        ("过去三天", "2026-04-19", "2026-04-22"),
        ("過去2週間", "2026-04-08", "2026-04-22"),
        ("3天前", "2026-04-19", "2026-04-19"),
        ("两周前", "2026-04-05", "2026-04-11"),
        ("2个月前", "2026-02-01", "2026-02-28"),
    ],
)
def test_east(question: str, first: str | None, last: str | None) -> None:
    """Chinese and Japanese tell the same ranges."""
    assert _span(first, last) == read_timeframe(question, TODAY).span


@pytest.mark.parametrize(
    "question",
    [
        "",
        "What topped SWE-Bench Pro?",
        "What happened on 30 February 2026?",
        "on 2026-13-45",
        "on 31 April",
        "on 0 May 2026",
        "in 2026-W60",
        "on the 31st of this month",
        "13月32日",
        "Which tasks can GPT-5.4 may do",
        "Opus 4.6 may be best, Gemini 3.1 may not",
        "Did Codec 2 win against Trojan 5?",
        "about 1,217 may answer",
        "Why does the digest say that GPT-5 may be delayed?",
        "Gemini 3 march ahead",
        "May I ask what the models march on?",
        "a march of 5 agents",
        "after 9999-12-31",
        "before 0001-01-01",
        "in the week of 9999-12-31",
        "version 12026-04-13",
        "version 2026.4.1",
        "on 04/05/2026",  # in April or in May
        "the last model",
        "between 4.20 and 4.5",
        "What does Gemini 3.1 Pro cost?",
        "the Series H round",
        "Windows 11 on ARC-AGI-2",
        "Is Q8 quantization worth it?",
        "How fast is it in Q4 as a GGUF?",
        "a 30-day retention",
        "how many in week one",
        "second quarter results of fiscal 2027",
        "HTTP 500 and 2048 tokens in 12 batches",
        "as in 1984",
        "will it ship in 2 weeks",
        "on the 5th floor",
        "the second half of the model",
        "Black Friday and Patch Tuesday",
        "spring boot 3 and the fall of the dollar",
        "a new law that is effective 1 January 2027",
        "the price increase starting 1 May",  # the next, not the last
        "what was meant to happen by December 2026",
        "what is supposed to happen at the end of April?",
        "what does it cost per month",
        "how do prices before and after 14 April look",
        "5个月的训练",
        "9時30分",
    ],
)
def test_no_time(question: str) -> None:
    """A date that doesn't exist or is to come, a version and a word like a month say nothing."""
    assert Timeframe() == read_timeframe(question, TODAY)


@pytest.mark.parametrize(
    ("question", "near"),
    [
        ("OpenAI's 2025 sales", ["2025-01-01..2026-07-01"]),
        ("the losses in its 2025 financials", ["2025-01-01..2026-07-01"]),
        ("a game from 2018", ["2018-01-01..2019-07-01"]),
        ("a firm founded in 2025", ["2025-01-01..2026-07-01"]),
        ("amazon's october 2025 sale", ["2025-10-01..2025-11-15"]),
        ("how deep was the March price cut", ["2026-03-01..2026-04-15"]),
        ("OpenAI's May launch", ["2025-05-01..2025-06-15"]),
        ("a coder from last August", ["2025-08-01..2025-09-15"]),
        ("on which day in March did it fall", ["2026-03-01..2026-04-15"]),
        (
            "the 17 march meltdown or cloudflares 20 feb blunder",
            ["2026-03-17..2026-03-20", "2026-02-20..2026-02-23"],
        ),
        ("the outage of 20 February", ["2026-02-20..2026-02-23"]),
        ("yesterday's outage", ["2026-04-21..2026-04-24"]),
        ("GPT-4o 2024-08-06", ["2024-08-06..2024-08-09"]),
        ("what did they win last March", ["2026-03-01..2026-04-15"]),  # or the year before
        ("3月的发布", ["2026-03-01..2026-04-15"]),
    ],
)
def test_near(question: str, near: list[str]) -> None:
    """The time of a thing is a hint at the days on which it is told, and no filter."""
    assert Timeframe(near=_spans(*near)) == read_timeframe(question, TODAY)


@pytest.mark.parametrize(
    ("question", "frame"),
    [
        ("What is in the latest digest?", Timeframe(pick="last")),
        ("What is the newest digest about?", Timeframe(pick="last")),
        ("the newest issue", Timeframe(pick="last")),
        ("summarise the most recent daily report", Timeframe(pick="last")),
        ("What is in today's digest?", Timeframe(pick="last")),
        ("last newsletter", Timeframe(pick="last")),
        ("最新一期说了什么", Timeframe(pick="last")),
        ("the earliest digest in the archive", Timeframe(pick="first")),
        ("last issue of March", Timeframe(_span("2026-03-01", "2026-03-31"), pick="last")),
        ("the first issue of March", Timeframe(_span("2026-03-01", "2026-03-31"), pick="first")),
        ("in March's last issue", Timeframe(_span("2026-03-01", "2026-03-31"), pick="last")),
        ("the last issue before 14 April", Timeframe(_span(None, "2026-04-13"), pick="last")),
        ("the latest issue with CUDA", Timeframe(newest=True)),
        ("the latest report from METR", Timeframe(newest=True)),
    ],
)  # fmt: skip
def test_pick(question: str, frame: Timeframe) -> None:
    """The first and the last issue of a span, or of all, depend on the archive."""
    assert frame == read_timeframe(question, TODAY)


@pytest.mark.parametrize(
    "question",
    [
        "the latest model of Zhipu",
        "who runs it now?",
        "what does it currently cost",
        "which is best these days",
        "any news on Mistral",
        "is it still free",
        "what did they release recently",
        "which model is best today?",
        "is it out yet?",
        "最近OpenAI有什么动作",
    ],
)
def test_newest(question: str) -> None:
    """A question about now prefers the newest and filters nothing."""
    assert Timeframe(newest=True) == read_timeframe(question, TODAY)


@pytest.mark.parametrize(
    ("question", "last"),
    [
        ("As of today (22 April 2026), who leads?", "2026-04-22"),
        ("As of today, who leads?", "2026-04-22"),
        ("Who leads (22 April 2026)?", "2026-04-22"),
        ("As of late March, who leads?", "2026-03-31"),
    ],
)
def test_as_of(question: str, last: str) -> None:
    """What is so as of a day is the newest of all up to it."""
    assert Timeframe(_span(None, last), newest=True) == read_timeframe(question, TODAY)


@pytest.mark.parametrize(
    ("question", "slices"),
    [
        (
            "How did it change from mid-February to mid-March?",
            ["2026-02-10..2026-02-18", "2026-03-11..2026-03-20"],
        ),
        (
            "between January and March, how did the price develop, what changed?",
            ["2026-01-01..2026-01-31", "2026-02-01..2026-02-28", "2026-03-01..2026-03-31"],
        ),
        (
            "the price in January vs in March",
            ["2026-01-01..2026-01-31", "2026-03-01..2026-03-31"],
        ),
        (
            "How many users in January, and how many by March?",
            ["2026-01-01..2026-01-31", "2026-02-01..2026-03-31"],
        ),
        (
            "over the last three months, how has it grown",
            ["2026-01-22..2026-02-21", "2026-02-22..2026-03-21", "2026-03-22..2026-04-22"],
        ),
        (
            "mentions of Codex each week since 1 April",
            ["2026-04-01..2026-04-07", "2026-04-08..2026-04-14", "2026-04-15..2026-04-22"],
        ),
        ("Which team won this month and how far did it fall?", []),
        ("What happened between January and March?", []),
        ("How has it changed?", []),
    ],
)
def test_slices(question: str, slices: list[str]) -> None:
    """A change or a comparison over time is cut into its times."""
    assert _spans(*slices) == read_timeframe(question, TODAY).slices


WORDS = st.sampled_from(
    ["before", "since", "after", "between", "and", "to", "the", "week of", "first", "last", "this",
     "early", "mid-", "end of", "half of", "month", "May", "march", "Feb", "31", "29", "30th",
     "2026", "9999-12-31", "0001-01-01", "9998-12-31", "0002-01-01", "999", "days", "ago",
     "2024-02-29", "29 February", "latest", "digest", "of", "-", ",", "\u0663", "0000-00-00", "Q4",
     "winter", "year", "quarter", "weekend", "Friday", "today", "(", ")", "'s", "change", "vs",
     "starting", "上周", "13月", "2月29日", "から", "まで", "之前", "前年", "十年前", "ſeptember"]
)  # fmt: skip


@given(st.lists(WORDS, max_size=12).map(" ".join), st.dates())
def test_no_question_breaks_it(question: str, today: dt.date) -> None:
    """Any words on any day give a timeframe whose ranges have their ends in order."""
    frame = read_timeframe(question, today)
    for span in (frame.span, *frame.near, *frame.slices):
        assert span.start is None or span.end is None or span.start <= span.end
    assert len(frame.slices) != 1


@given(st.text(max_size=200), st.dates())
def test_any_text(question: str, today: dt.date) -> None:
    """Any text, in any script, is read without a fault."""
    assert isinstance(read_timeframe(question, today), Timeframe)


@pytest.mark.parametrize(
    "piece",
    ["1 ", "9", " ", "\0", "-", "😀", "é", "in may ", "13 april ", "a few ", "the first ", "1, ",
     "from March to May ", "2026-", "2026年", "4月", "latest new digest ", "changed since March "],
)  # fmt: skip
def test_long(piece: str) -> None:
    """Ten thousand characters of anything are read in a blink."""
    question = (piece * 10_000)[:10_000]
    started = time.process_time()
    read_timeframe(question, TODAY)
    assert time.process_time() - started < 1
