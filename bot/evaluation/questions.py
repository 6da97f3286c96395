"""Questions with what an answer needs, and whether passages hold it.

A question file has a JSON object a line: id, type, question, history, answerable, answer_facts
(what a good answer tells), and evidence, a list of {file, quote} with alternative, part or group
where one need has several entries.
"""

import html
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.assistant.conversation import Turn
from bot.cli.lines import parse_line
from bot.faults import BotFault

_SHARE = 0.6  # of a quote's word n-grams that a text must hold
_GRAM = 4  # words; a shorter quote is one gram
# '](address)' behind a link's words; the address of a quote that was cut may lack its end.
_ADDRESS = re.compile(r"\]\((?:[^()\s]|\([^()\s]*\))*(?:\s+\"[^\"]*\")?\)?")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_WORD = re.compile(r"[^\W_]+")

Grams = frozenset[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of one file: `grams` are their runs of four, or all of them where they are fewer."""

    file: str
    length: int
    grams: Grams


@dataclass(frozen=True, slots=True)
class Need:
    """What has to be found: one of the quotes, or each of them where `every` is set."""

    quotes: tuple[Quote, ...]
    every: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """A question with the conversation before it, what must be found for it, and what told.

    One that isn't `answerable` needs nothing: the archive doesn't hold an answer.
    """

    id: str
    kind: str
    text: str
    history: tuple[Turn, ...]
    needs: tuple[Need, ...]
    facts: tuple[str, ...] = ()
    answerable: bool = True


def read_questions(path: Path) -> list[Question]:
    """The questions of a file. Raises BotFault, with one line, where it isn't such a file."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise BotFault(f"The questions {path} can't be read: {reason}.") from None
    found = []
    for n, line in enumerate(lines, 1):
        try:
            found += [question_of(line)] if line.strip() else []
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            missing = f"it lacks {error}" if isinstance(error, KeyError) else error
            raise BotFault(f"Line {n} of {path} is no question: {missing}.") from None
    if not found:
        raise BotFault(f"The file {path} holds no question: it wants a JSON object a line.")
    return found


def question_of(line: str) -> Question:
    """One line of a question file. Raises ValueError, KeyError or TypeError where it is none."""
    value: dict[str, Any] = json.loads(line)
    asked = parse_line(line)
    answerable = bool(value.get("answerable", True))
    return Question(
        str(value.get("id", "")),
        str(value.get("type", "question")),
        value["question"] and asked.question,
        asked.history,
        needs_of(value["evidence"]) if answerable else (),
        tuple(map(str, value.get("answer_facts", ()))),
        answerable,
    )


def needs_of(evidence: Sequence[Mapping[str, Any]]) -> tuple[Need, ...]:
    """The needs of a question.

    Entries of one part or group are one need: any of them where some are alternatives, else all.
    Without part and group, the alternatives are one need, and each other entry is one.
    """
    groups: dict[tuple[Any, ...], list[Mapping[str, Any]]] = {}
    for n, entry in enumerate(evidence):
        key: tuple[Any, ...] = (entry.get("part"), entry.get("group"))
        if key == (None, None) and not entry.get("alternative"):
            key = (*key, n)
        groups.setdefault(key, []).append(entry)
    return tuple(
        Need(
            tuple(quote_of(entry["file"], entry["quote"]) for entry in entries),
            every=not any(entry.get("alternative") for entry in entries),
        )
        for entries in groups.values()
    )


def quote_of(file: str, text: str) -> Quote:
    """A quote to look for in passages of a file. Raises ValueError where it has no words."""
    words = plain_words(text)
    if not words:
        raise ValueError(f"a quote of {file} without words: {text!r}")
    length = min(_GRAM, len(words))
    return Quote(file, length, _grams(words, length))


def plain_words(text: str) -> list[str]:
    """The words of a text, runs of letters and digits in lower case, without Markdown's marks.

    A link counts by its words, not by its address.
    """
    text = html.unescape(_TAG.sub(" ", _ADDRESS.sub(" ", text)))
    return _WORD.findall(unicodedata.normalize("NFKC", text).lower())


def rank_of(need: Need, found: Sequence[tuple[str, str]]) -> int | None:
    """How many of the first passages, as (file, text), meet a need; None where all don't."""
    ranks = [_rank_of_quote(quote, found) for quote in need.quotes]
    known = [rank for rank in ranks if rank is not None]
    if need.every:
        return max(known) if len(known) == len(ranks) else None
    return min(known, default=None)


def _rank_of_quote(quote: Quote, found: Sequence[tuple[str, str]]) -> int | None:
    return next(
        (rank for rank, (file, text) in enumerate(found, 1) if holds(quote, file, text)), None
    )


def holds(quote: Quote, file: str, text: str) -> bool:
    """Whether a passage is from the quote's file and holds 60 % of its n-grams.

    The quote's file may be told from a folder further up than the passage's.
    """
    if not file or not f"/{quote.file}".endswith(f"/{file}"):
        return False
    held = quote.grams & _grams(plain_words(text), quote.length)
    return len(held) >= _SHARE * len(quote.grams)


def _grams(words: Sequence[str], length: int) -> Grams:
    return frozenset(tuple(words[n : n + length]) for n in range(len(words) - length + 1))
