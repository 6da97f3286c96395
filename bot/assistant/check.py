"""The check that every word of every answer passes, whichever writer wrote it."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from bot.assistant.answer import Citation, Segment, long_date
from bot.assistant.writer import Draft, Quote
from index.cjk import LETTERS
from index.digest import Evidence
from index.passages import HOLE
from index.sentences import split_sentences
from index.terms import STOP_WORDS, named_in, stems_of, words_of

# Words without a citation may be marks of a list, and these: they say nothing of the world.
_MARKS = re.compile(r"[\s\-*•–—.,;:()]*\Z")
_LABEL = re.compile(r"[\s\-*•–—.,;:()'’\"“”&/+%$€£#]*\Z")
_JOINING = frozenset(
    """a about according additionally ago all also an and archive articles as ask asked at based
    both but by can contrast covered day days describe described details differ different digest
    digests each earlier figure figures finally find first following follows for four from
    further give gives have here however in is issue issues it later latest list meanwhile mention
    mentions more most newest newsletter newsletters now number numbers of on one or order other
    others overall point points publication publications reasons report reports respectively same
    say says second several short similarly so source sources still stories story summary tell
    tells than that the their them then there these they thing things third this those three to two
    was were what when where whereas which while with year years""".split()
)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_SPACE = re.compile(r"\s+")
_ITEM = re.compile(r"\s*(?:[-*•–]|\d{1,2}[.)])\s+")
_WORD_END = re.compile(rf"\S(?=\s)|[{LETTERS}](?=.)")
_AHEAD = 6  # words by which what isn't in the evidence yet may be completed: '21 billion dollars'


class Check:
    """Checks drafts against the evidence, one after another, and numbers what they cite.

    A quote that isn't in the evidence is dropped, and so is a claim that loses its last quote, or
    that gives a number which its quotes don't. Words without a citation wait for the claim behind
    them: marks and little words are said with it or not at all; the beginning of its own sentence
    ('GLM-5.1: ') must stand in what it cites.
    """

    def __init__(self, evidence: Sequence[Evidence]) -> None:
        self._evidence = {e.passage.id: e for e in evidence}
        self.citations: tuple[Citation, ...] = ()
        self.dropped = 0
        self._waiting = ""
        self._beginning = ""
        self._grown, self._tried = "", 0

    def add(self, evidence: Sequence[Evidence]) -> None:
        """Take in evidence that was found while the answer is written."""
        self._evidence |= {e.passage.id: e for e in evidence}

    def growing(self, text: str) -> str:
        """How much of a claim that is still being written may be shown, its lead-in before it.

        That is the longest beginning, ended where a word ends, which would stand if the claim
        cited all of the evidence.
        """
        if not text.startswith(self._grown):
            self._grown, self._tried = "", 0
        everything = [Quote(id_, 0, len(e.passage.sentences)) for id_, e in self._evidence.items()]
        ends = [m.end() for m in _WORD_END.finditer(text) if m.end() > len(self._grown)]
        while untried := [end for end in ends[:_AHEAD] if end > self._tried]:
            for end in reversed(untried):
                if self._holds(self._beginning + text[:end], "", everything):
                    self._grown = text[:end]
                    break
            self._tried = untried[-1]
            ends = [end for end in ends if end > len(self._grown)]
        return self._waiting + self._beginning + self._grown if self._grown else ""

    def pass_(self, draft: Draft) -> tuple[Segment, ...]:
        """What of the draft may be said, as segments of the answer; nothing where nothing may."""
        self._grown, self._tried = "", 0
        if not draft.quotes:
            self._wait(draft.text)
            return ()
        waiting, text = self._waiting, self._beginning + draft.text
        standing = [quote for quote in draft.quotes if self._stands(quote)]
        self.dropped += len(draft.quotes) - len(standing)
        quotes = [piece for quote in standing for piece in self._whole(quote)]
        good = bool(quotes and draft.text.strip()) and self._holds(text, self._beginning, quotes)
        self._waiting = self._beginning = ""
        if not good:
            self.dropped += 1
            return ()
        numbers = tuple(dict.fromkeys(self._number(quote) for quote in quotes))
        return (*((Segment(waiting),) if waiting else ()), Segment(text, numbers))

    def _wait(self, text: str) -> None:
        """Keep the little words of an uncited text; what claims something is dropped."""
        for line in (self._beginning + text).splitlines(keepends=True):
            self._beginning = ""
            item = _ITEM.match(line)
            at = item.end() if item else len(line) - len(line.lstrip())
            self._waiting += line[:at]
            for start, end in split_sentences(line[at:]):
                sentence = line[at + start : at + end]
                rest = line[at + end :]
                if joins(sentence):
                    self._waiting += sentence + rest[: len(rest) - len(rest.lstrip(" "))]
                elif not rest.strip() and "\n" not in rest and sentence[-1] not in ".!?。！？":
                    self._beginning = sentence + rest
                else:
                    self.dropped += 1
            self._waiting += "\n" if line.endswith("\n") and line.strip() else ""

    def _whole(self, quote: Quote) -> Iterator[Quote]:
        """The quote, parted where the passage leaves out a line of the document."""
        passage, first = self._evidence[quote.passage].passage, quote.first
        for n in range(quote.first + 1, quote.end):
            if passage.text[passage.sentences[n - 1].end : passage.sentences[n].start] == HOLE:
                yield Quote(quote.passage, first, n)
                first = n
        yield Quote(quote.passage, first, quote.end)

    def _stands(self, quote: Quote) -> bool:
        found = self._evidence.get(quote.passage)
        return found is not None and 0 <= quote.first < quote.end <= len(found.passage.sentences)

    def _holds(self, text: str, beginning: str, quotes: Sequence[Quote]) -> bool:
        """Whether a claim's numbers, and the words of its uncited beginning, stand in its quotes.

        What a citation shows besides its quote counts: headings, title, publication and date. The
        number in a name ('GLM-5.1') may stand in the rest of the passage, where the name does.
        """
        shown, passages = [], []
        for quote in quotes:
            found = self._evidence[quote.passage]
            origin = found.origin
            shown += [found.passage.quote(quote.first, quote.end), *found.passage.headings]
            shown += [origin.title, origin.publication, long_date(origin.date)]
            shown += [origin.date.isoformat()] if origin.date else []
            passages.append(found.passage.text)
        words = " ".join(shown)
        missing = numbers_in(text) - numbers_in(words)
        if missing:
            around = stems_of(" ".join((words, *passages)))
            missing -= {n for name in _versions(text) if name in around for n in numbers_in(name)}
        stems = stems_of(words)
        return (
            not missing
            and bool(_LABEL.match(re.sub(r"\w", "", beginning)))
            and all(word in _JOINING or named_in(word, stems) for word in words_of(beginning))
        )

    def _number(self, quote: Quote) -> int:
        citation = cite(
            self._evidence[quote.passage], quote.first, quote.end, len(self.citations) + 1
        )
        for known in self.citations:
            if (known.passage, known.quote) == (citation.passage, citation.quote):
                return known.n
        self.citations = (*self.citations, citation)
        return citation.n


def cite(evidence: Evidence, first: int, end: int, n: int) -> Citation:
    """The citation of some sentences of a passage; its quote has its white space folded."""
    passage, origin = evidence.passage, evidence.origin
    return Citation(
        n=n,
        quote=_SPACE.sub(" ", passage.quote(first, end)),
        passage=passage.id,
        document=origin.document,
        kind=origin.kind,
        publication=origin.publication,
        title=origin.title,
        section=" › ".join(passage.headings),
        date=origin.date,
        archive=origin.archive,
        file=origin.file,
        url=origin.url,
        links=tuple(link for s in passage.sentences[first:end] for link in s.links),
    )


def joins(text: str) -> bool:
    """Tell whether words without a citation say nothing of the world: marks and little words."""
    if _MARKS.match(text):
        return True
    words = words_of(text)
    marks = re.sub(r"\w", "", text)
    return bool(words) and all(word in _JOINING for word in words) and bool(_MARKS.match(marks))


def _versions(text: str) -> set[str]:
    """The names with numbers in a text: 'glm-5.1', and 'opus4.6' for 'Opus 4.6'."""
    words = words_of(text)
    named = {word for word in words if not word.isdigit() and word[0].isalpha()}
    pairs = {a + b for a, b in pairwise(words) if a not in STOP_WORDS and b[0].isdigit()}
    return named | pairs


def numbers_in(text: str) -> set[str]:
    """The numbers of a text as they compare: 1,217 is 1217 and 04 is 4."""
    return {match[0].replace(",", "").lstrip("0") or "0" for match in _NUMBER.finditer(text)}
