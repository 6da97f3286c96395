"""What people think of answers, and what they didn't find, as pages."""

from collections.abc import Iterator, Mapping, Sequence

import discord

from bot.render.escape import label
from bot.render.pages import packed
from bot.render.source import shorten
from bot.state import Feedback, Record
from bot.state.values import Complaint, Tally
from bot.words import say

_QUESTION, _WORD = 200, 300  # characters that are shown


def feedback_pages(
    days: int,
    tallies: Sequence[Tally],
    given: Mapping[Feedback, int],
    wrong: Sequence[Complaint],
    nothing: Sequence[Record],
) -> tuple[str, ...]:
    """The counts of some days, the last complaints, the last questions that found nothing.

    Nobody is named.
    """
    counts = {tally.outcome: tally.answers for tally in tallies}
    if not counts:
        return (say("feedback-none", days=days),)
    answered = counts.get("answered", 0) + counts.get("fallback", 0)
    abstained = counts.get("abstained", 0)
    other = sum(counts.values()) - answered - abstained
    asked = say("feedback-asked", answered=answered, nothing=abstained, other=other)
    votes = {kind: given.get(kind, 0) for kind in ("up", "down", "wrong")}
    head = f"{say('feedback-days', days=days)}\n{asked}\n{say('feedback-given', **votes)}"
    return packed(head, (*_complaints(wrong), *_questions(nothing)))


def _complaints(wrong: Sequence[Complaint]) -> Iterator[str]:
    if wrong:
        yield say("feedback-wrong")
    for each in wrong:
        question = label(shorten(each.question, _QUESTION))
        when = discord.utils.format_dt(each.rating.rated_at, "d")
        if each.rating.word:
            word = label(shorten(each.rating.word, _WORD))
            yield f"- {say('feedback-wrong-word', question=question, when=when, word=word)}"
        else:
            yield f"- {say('feedback-question', question=question, when=when)}"


def _questions(nothing: Sequence[Record]) -> Iterator[str]:
    if nothing:
        yield say("feedback-nothing")
    for each in nothing:
        question = label(shorten(each.question, _QUESTION))
        when = discord.utils.format_dt(each.asked_at, "d")
        yield f"- {say('feedback-question', question=question, when=when)}"
