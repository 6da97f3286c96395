"""A text becomes sentences: the smallest pieces that a citation can point to."""

import re

_STOP = re.compile(
    r"""(?x)
    (?<![.!?…]) [.!?…]++ ["'”’)\]»]*+ (?=\s)  # full stops, what closes behind them, white space
    | [。！？]+ [」』”’）]*        # the CJK stops need none
    """
)
_NEXT = re.compile(r"\s+[\"'“‘(\[«*#@$€£]*[^\W_a-z]")
_ABBREVIATION = re.compile(
    r"""(?x) (?:^|[\s("'“‘\[])
    (?: (?i:mr|mrs|ms|dr|prof|sen|rep|gov|gen|st|vs|etc|cf|no|vol|fig|approx|est|jan|feb|mar|apr
        |jun|jul|aug|sept?|oct|nov|dec|inc|ltd|corp|co|al|dept|ave)
      | [A-Z] | (?:[A-Za-z]\.)+[A-Za-z] ) \.\Z"""
)
# Behind 'U.S.' or 'Inc.' only a word that hardly follows one inside a sentence starts a new one.
_STARTER = re.compile(
    r"""(?x) \s+ ["'“‘(]* (?: The|This|That|These|Those|It|Its|In|On|At|By|For|From|With|And|But
    |A|An|Additionally|Meanwhile|However|Also|As|If|When|While|After|Before|Since|Their|They|He|She|We
    |Our|There|Here|Both|Another|Other|Some|Most|Many|Under|Unlike|Despite|To )\b"""
)
_WINDOW = 40  # characters before a full stop that tell whether it ends an abbreviation
_SOLID = re.compile(r"\S")
_OPEN = re.compile(r"(?:^|[\s(])(?:[A-Za-z]\.)+[A-Za-z]\.\Z|(?i:inc|ltd|corp|co|etc)\.\Z")


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Where each sentence of `text` starts and ends; what lies between is white space only.

    Full stops in names, versions, amounts and abbreviations ('GPT-5.4', 'U.S.', '$1.5B') don't
    end a sentence; Chinese and Japanese stops do, without white space behind them.
    """
    spans: list[tuple[int, int]] = []
    start = len(text) - len(text.lstrip())
    for stop in _STOP.finditer(text):
        end = stop.end()
        if end > start and _ends(text, start, stop):
            spans.append((start, end))
            solid = _SOLID.search(text, end)
            start = solid.start() if solid else len(text)
    if text[start:].strip():
        spans.append((start, len(text.rstrip())))
    return spans


def _ends(text: str, start: int, stop: re.Match[str]) -> bool:
    if stop[0][0] in "。！？":
        return True
    if not _NEXT.match(text, stop.end()):
        return False
    before = text[max(start, stop.start() - _WINDOW) : stop.start() + 1]
    if stop[0].startswith(".") and _ABBREVIATION.search(before):
        return bool(_OPEN.search(before) and _STARTER.match(text, stop.end()))
    return True
