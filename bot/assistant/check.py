"""The check that every word of every answer passes, whichever writer wrote it."""

import re
from collections.abc import Mapping, Sequence

from bot.assistant.answer import Citation, Segment
from bot.assistant.writer import Draft, Quote
from index.digest import Evidence

# Words between claims that can't be a claim themselves: list marks, commas, 'and', a lead-in.
_JOINING = re.compile(
    r"""(?ix) \A \W* (?: (?: and | but | or | while | whereas | also | then | in | by | contrast
    | addition | additionally | meanwhile | however | later | earlier | both | respectively | short
    | the | it | its | this | that | these | they | similarly | likewise | overall | finally | still
    | now | so | as | well | for | on | with | at | of | to | from | according | archive
    | digests? ) \b \W* )* \Z"""
)
_LEAD_IN = re.compile(r"\A[^.!?\d]{1,160}:\W*\Z")
_PIECE = re.compile(r"[^.!?\n]*(?:[.!?]+(?=\s)|\n|\Z)\s*")
_SPACE = re.compile(r"\s+")


class Check:
    """Checks drafts against the evidence, one after another, and numbers what they cite.

    A quote that isn't in its passage is dropped, a claim that loses its last quote with it.
    """

    def __init__(self, evidence: Sequence[Evidence]) -> None:
        self._evidence: Mapping[str, Evidence] = {e.passage.id: e for e in evidence}
        self.citations: tuple[Citation, ...] = ()
        self.dropped = 0

    def pass_(self, draft: Draft) -> Segment | None:
        """The draft as a segment of the answer, or None where it may not be said."""
        if not draft.quotes:
            return self._joining(draft.text)
        numbers: list[int] = []
        for quote in draft.quotes:
            number = self._number(quote)
            if number is not None and number not in numbers:
                numbers.append(number)
        if not numbers or not draft.text.strip():
            self.dropped += 1
            return None
        return Segment(draft.text, tuple(numbers))

    def _joining(self, text: str) -> Segment | None:
        pieces = [piece for piece in _PIECE.findall(text) if piece]
        kept = [piece for piece in pieces if joins(piece)]
        self.dropped += len(pieces) - len(kept)
        return Segment("".join(kept)) if kept else None

    def _number(self, quote: Quote) -> int | None:
        found = self._evidence.get(quote.passage)
        if found is None or not 0 <= quote.first < quote.end <= len(found.passage.sentences):
            self.dropped += 1
            return None
        citation = cite(found, quote.first, quote.end, len(self.citations) + 1)
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
    """Tell whether words without a citation only join claims: nothing is claimed by them.

    A lead-in ends in a colon and holds no number; anything else must be marks and little words.
    """
    return bool(_JOINING.match(text) or _LEAD_IN.match(text))
