"""The check that every word of every answer passes, whichever writer wrote it."""

import re
from collections import Counter
from collections.abc import Container, Iterator, Sequence

from bot.assistant.answer import Citation, Segment
from bot.assistant.writer import Draft, Quote
from index.aliases import Aliases, listed
from index.cjk import LETTERS
from index.digest import Evidence, Passage
from index.facts import Grounds, known_in, unsupported
from index.passages import HOLE
from index.sentences import split_sentences
from index.terms import named_in, stems_of, words_of

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
_SPACE = re.compile(r"\s+")
_ITEM = re.compile(r"\s*(?:[-*•–]|\d{1,2}[.)])\s+")
_WORD_END = re.compile(rf"\S(?=\s)|[{LETTERS}](?=.)")
_AHEAD = 6  # words by which what isn't in the evidence yet may be completed: '21 billion dollars'
# Words of a link, an address with or without its beginning, a mark: all come from the archive.
_LINK = re.compile(r"\[([^\[\]]*)\]\([^()\s]*(?:\s[^()]*)?\)|<?\bmailto:([^\s>]+)>?")
_ADDRESS = re.compile(
    r"(?i)<?(?:(?:\b[a-z][a-z\d+.-]{0,15})?://"
    r"|\b(?:java|vb)script:|\bdata:[a-z]+/|\b(?:https?:|www\.|discord(?:app)?\.(?:gg|com)/))\S*"
)
_MARK = re.compile(r" ?\[\d{1,3}\]")


class Check:
    """Checks drafts against the evidence, one after another, and numbers what they cite.

    A quote that isn't in the evidence is dropped, and so is a claim that loses its last quote, or
    that tells a quantity, a date, a version or a name which its citations don't. Words without a
    citation wait for the claim behind them: marks and little words are said with it or not at all;
    the beginning of its own sentence ('GLM-5.1: ') must stand in what it cites. No address of a
    draft is said. `known` holds the archive's names, `aliases` the other names of things;
    `failures` counts what was dropped by the kind of failure.
    """

    def __init__(
        self,
        evidence: Sequence[Evidence],
        known: Container[str] = frozenset(),
        aliases: Aliases | None = None,
    ) -> None:
        self._evidence = {e.passage.id: e for e in evidence}
        self._known = known
        self._aliases = aliases or listed()
        self._grounds: dict[tuple[int, tuple[Quote, ...]], Grounds] = {}
        self.citations: tuple[Citation, ...] = ()
        self.failures: Counter[str] = Counter()
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
        ends = [m.end() for m in _WORD_END.finditer(text) if m.end() > len(self._grown)]
        while untried := [end for end in ends[:_AHEAD] if end > self._tried]:
            for end in reversed(untried):
                if not unsupported(self._beginning + text[:end], self.grounds):
                    self._grown = text[:end]
                    break
            self._tried = untried[-1]
            ends = [end for end in ends if end > len(self._grown)]
        return self._waiting + self._beginning + self._grown if self._grown else ""

    @property
    def dropped(self) -> int:
        """How many quotes, claims and uncited words were dropped."""
        return self.failures.total()

    @property
    def grounds(self) -> Grounds:
        """What a claim could say that cites all of the evidence."""
        return self._grounds_of(
            [Quote(id_, 0, len(e.passage.sentences)) for id_, e in self._evidence.items()]
        )

    def pass_(self, draft: Draft) -> tuple[Segment, ...]:
        """What of the draft may be said, as segments of the answer; nothing where nothing may."""
        self._grown, self._tried = "", 0
        if not draft.quotes:
            self._wait(draft.text)
            return ()
        waiting, text = self._waiting, plain(self._beginning + draft.text)
        own = plain(draft.own)
        standing = [quote for quote in draft.quotes if self._stands(quote)]
        self.failures.update("quote" for _ in range(len(draft.quotes) - len(standing)))
        quotes = [piece for quote in standing for piece in self._whole(quote)]
        if not quotes:
            failure: str | None = "uncited"
        else:
            failure = self._failure(text, self._beginning, quotes) if text or not own else None
        self._waiting = self._beginning = ""
        if failure:
            self.failures[failure] += 1
            return ()
        numbers = tuple(dict.fromkeys(self._number(quote) for quote in quotes))
        return (*((Segment(waiting),) if waiting else ()), Segment(own + text, numbers))

    def _wait(self, text: str) -> None:
        """Keep the little words of an uncited text; what claims something is dropped."""
        for line in plain(self._beginning + text).splitlines(keepends=True):
            self._beginning = ""
            item = _ITEM.match(line)
            at = item.end() if item else len(line) - len(line.lstrip())
            said, lost = line[:at], False
            for start, end in split_sentences(line[at:]):
                sentence = line[at + start : at + end]
                rest = line[at + end :]
                if joins(sentence):
                    said += sentence + rest[: len(rest) - len(rest.lstrip(" "))]
                elif not rest.strip() and "\n" not in rest and sentence[-1] not in ".!?。！？":
                    self._beginning = sentence + rest
                else:
                    self.failures["uncited"] += 1
                    lost = True
            # Of an item that is dropped its mark is, too.
            if not (item and lost and said == line[:at] and not self._beginning):
                self._waiting += said
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

    def _failure(self, text: str, beginning: str, quotes: Sequence[Quote]) -> str | None:
        """Why a claim can't be said, None where it can.

        Its facts must stand in what its citations show, and so must the words of its uncited
        beginning.
        """
        if not words_of(text):
            return "empty"
        grounds = self._grounds_of(quotes)
        if missing := unsupported(text, grounds):
            return missing[0].kind
        days = (f"{day.day} {day:%B %Y}" for day in grounds.shown)
        stems = stems_of(" ".join((*grounds.told, *days)))
        label = _LABEL.match(re.sub(r"\w", "", beginning))
        told = all(word in _JOINING or named_in(word, stems) for word in words_of(beginning))
        return None if label and told else "beginning"

    def _grounds_of(self, quotes: Sequence[Quote]) -> Grounds:
        """What the citations of some quotes show: the quotes, headings, title, publication, date.

        Names, and the numbers in them, may stand in the rest of the passages.
        """
        # Read once for as many passages as there are: writers may find more.
        key = len(self._evidence), tuple(quotes)
        if key not in self._grounds:
            told: dict[str, None] = {}
            for quote in quotes:
                origin, passage = self._evidence[quote.passage].origin, self._passage(quote)
                told[passage.quote(quote.first, quote.end)] = None
                told |= dict.fromkeys((*passage.headings, origin.title, origin.publication))
                if origin.date is None:
                    told["Undated"] = None  # as a citation shows it
            days = (self._evidence[quote.passage].origin.date for quote in quotes)
            texts = tuple(each.passage.text for each in self._evidence.values())
            self._grounds[key] = Grounds(
                told=tuple(told),
                shown=tuple(dict.fromkeys(day for day in days if day)),
                around=tuple(dict.fromkeys(self._passage(quote).text for quote in quotes)),
                elsewhere=texts,
                known=(known_in(texts), self._known),
                aliases=self._aliases,
            )
        return self._grounds[key]

    def _passage(self, quote: Quote) -> Passage:
        return self._evidence[quote.passage].passage

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


def plain(text: str) -> str:
    """The text without addresses, links and marks of its own."""
    text = _LINK.sub(lambda match: match[1] or "", text).replace("](", "] (")
    return _ADDRESS.sub("", _MARK.sub("", text))
