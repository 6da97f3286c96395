"""What was said before a question, and the question as it is meant there."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.assistant.ellipsis import completed
from bot.assistant.topic import topic_words
from index.digest import Evidence
from index.names import NameBook, key_of, names_in
from index.sentences import split_sentences
from index.terms import content_words, named_in, stems_of, words_of
from index.vocabulary import Vocabulary

_FOLLOWS = re.compile(
    r"""(?ix) \A \W* (?: and | but | or | so | also | then | what\ about | how\ about | what\ else
    | why | who\ else | same\ for | the\ (?:first|second|third|last|other)\b ) \b"""
)
_REFERS = re.compile(
    r"(?i)\b(?:it|its|they|them|their|theirs|he|him|his|she|her|hers|this|that|these|those|"
    r"there|the (?:company|model|deal|study|report|same|former|latter))\b"
    r"(?! (?:digest|issue|edition|newsletter|post|thread)s?\b)"
)
_FEW = 2
_SHORT = 4  # content words; a longer question without names tells what it is about
_ANSWER = 500  # characters of an answer that tell what it was about
_LIST = re.compile(r"\s*(?:[-*•–]|\d{1,2}[.)])\s")
_CARRIED, _ANSWERED = 6, 3  # names in all, of an answer; it names more than a question can mean
# 'What did they ship?' and 'What's the new model?', not 'What is Mythos?' and 'What's up with it?'.
_ASKS_FOR_NAME = re.compile(
    r"""(?x) \W* (?i: which | who | whose | whom | what (?! ['’]s\ up | \ (?: about | happened
    | else | do(?:es)?\b | did\ .*\ say)) ) \b (?! (?:['’]s | \ is | \ are | \ was ) \ [A-Z0-9])"""
)
_PLAIN = re.compile(r"[A-Z][a-z]+")
_MOST = 0.6  # of what is asked, weighed by how rare the words are
_TOKENS = 1_500  # of a conversation that are remembered
_TURN = 375  # tokens of one turn
_PER_TOKEN = 4  # characters


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of a conversation."""

    role: Literal["user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Meant:
    """A question as it is meant in its conversation.

    `text` stands alone; `wordings` are what is searched, the likeliest first, () where the question
    itself is; `timed` is the text that says when; `before` is that of the question before it, a
    hint where this one leans on it; `carried` are the names that it takes along. `open` tells that
    it may as well be about something new.
    """

    text: str
    timed: str
    wordings: tuple[str, ...] = ()
    before: str = ""
    carried: tuple[str, ...] = ()
    open: bool = False


def meant(question: str, history: Sequence[Turn], book: NameBook | None = None) -> Meant:
    """What a question means behind its conversation, each question of which is read the same way.

    Questions that name what they are about stay as they are. `book` knows names that people write
    small.
    """
    before, said = Meant("", ""), ""
    for turn in history:
        if turn.role == "user":
            before, said = _meant(turn.content, before, said, book), ""
        else:
            said = turn.content
    return _meant(question, before, said, book)


def wordings(question: str, history: Sequence[Turn]) -> tuple[str, ...]:
    """What a question means in its conversation, the likeliest first; () where it stands alone."""
    return meant(question, history).wordings


def _meant(question: str, before: Meant, said: str, book: NameBook | None) -> Meant:
    question = " ".join(question.split())
    if whole := _completed(question, before, book):
        return Meant(whole, whole, (whole,))
    depends = _depends(question)
    if not (before.text or said) or (names_in(question[1:]) and not depends):
        return Meant(question, question)
    carried = _names(question, before, said, book)
    behind = _behind(question, before.text, said)
    if not depends and len(content_words(question)) > _SHORT:
        return Meant(question, question, behind, before.timed)
    text = f"{', '.join(carried)}: {question}" if carried else question
    return Meant(text, question, behind, before.timed, carried, open=not depends)


def _completed(question: str, before: Meant, book: NameBook | None) -> str | None:
    """The question as the one before has it but for a name or a time; None where it isn't so."""
    whole = completed(question, before.text, book) if before.text else None
    if whole and not all(name in whole for name in before.carried):
        # Another name takes the place of all that were carried.
        return completed(question, f"{before.carried[0]}: {before.timed}", book)
    return whole


def _behind(question: str, before: str, said: str) -> tuple[str, ...]:
    """The question behind the one before it, and behind that one's answer.

    Alone as well where it may be about something else.
    """
    behind: tuple[str, ...] = (f"{said[:_ANSWER]} {question}",)
    if before:
        behind = (f"{before} {question}", f"{before} {behind[0]}")
    return behind if _REFERS.search(question) else (*behind, question)


def _names(question: str, before: Meant, said: str, book: NameBook | None) -> tuple[str, ...]:
    """What the last question names, and its answer where it told or asked for a name.

    A list of quotes tells much besides; where nothing is named it is what was asked.
    """
    own, asked = set(words_of(question)), before.timed
    named = [*before.carried, *_known(asked, book)]
    named = named or _written_small(asked, book)
    if not named or _ASKS_FOR_NAME.match(asked) or not _LIST.match(said):
        named += _known(said, book)[:_ANSWERED]
    new = [name for name in named if not own >= set(words_of(name))]
    return tuple(dict.fromkeys(new or topic_words(before.text, dated=True)))[:_CARRIED]


def _known(text: str, book: NameBook | None) -> list[str]:
    """The names in a text, less what is none: 'Didn't' only opens a sentence, 'a_user' is one."""
    return [
        name
        for name in names_in(text)
        if "_" not in name and (book is None or not _PLAIN.fullmatch(name) or name in book)
    ]


def _written_small(text: str, book: NameBook | None) -> list[str]:
    """The names of the archive that a text without any spells small: 'did nvidia buy it?'."""
    words = topic_words(text, dated=True) if book else []
    return [book.names[key][0] for word in words if book and (key := key_of(word)) in book.names]


def _depends(question: str) -> bool:
    if _REFERS.search(question):
        return True
    named, follows = names_in(question[1:]), bool(_FOLLOWS.match(question))
    return (follows or not named) if len(content_words(question)) < _FEW else follows and not named


def continues(
    question: str, carried: Sequence[str], found: Sequence[Evidence], vocabulary: Vocabulary
) -> bool:
    """Whether a question goes on about what was carried, as far as what is found can tell.

    It doesn't where a passage about something else tells most of it, and none about that does.
    """
    names = {word for name in carried for word in words_of(name)}
    asked = {word: vocabulary.weight(word) for word in content_words(question)}
    on = off = 0.0
    for each in found:
        place = f"{each.origin.title} {' '.join(each.passage.headings)}"
        stems = stems_of(f"{place} {each.passage.text}")
        told = sum(weight for word, weight in asked.items() if named_in(word, stems))
        if any(named_in(word, stems) for word in names):
            on = max(on, told)
        else:
            off = max(off, told)
    return on >= off / 2 or off < _MOST * sum(asked.values())


def remembered(turns: Sequence[Turn]) -> tuple[Turn, ...]:
    """The last turns of a conversation, as many as are worth their tokens, each cut as a sentence.

    The newest always is.
    """
    kept: list[Turn] = []
    left = _TOKENS * _PER_TOKEN
    for turn in reversed(turns):
        content = cut_short(turn.content, _TURN * _PER_TOKEN)
        left -= len(content)
        if kept and left < 0:
            break
        kept.insert(0, Turn(turn.role, content))
    return tuple(kept)


def cut_short(text: str, most: int) -> str:
    """The whole sentences of a text that fit into `most` characters; of a longer one words."""
    text = text.strip()
    if len(text) <= most:
        return text
    # A little more than fits, so that no sentence seems to end where the piece does.
    ends = [end for _, end in split_sentences(text[: most + most // 2]) if end <= most]
    if ends:
        return text[: ends[-1]]
    return text[:most].rsplit(maxsplit=1)[0] if " " in text[:most] else text[:most]
