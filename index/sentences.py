"""A text becomes sentences: the smallest pieces that a citation can point to."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

LONGEST_SENTENCE = 1_200  # characters; a longer piece is no quote, and no model reads it whole

_CJK = "\u3041-\u30ff\u3400-\u9fff"
_EMOJI = "\u2600-\u27bf\u2b00-\u2bff\ufe0f\u200d\U0001f000-\U0001faff"
_STOP = re.compile(
    rf"""(?x)
    # Full stops, and behind them: closing marks, marks of footnotes, emoji; then white space.
    (?P<mark> (?<![.!?…]) [.!?…]++ ) (?P<closing> ["'”“’‘)\]»«*_`]*+ (?:\s»(?=\s))?+ )
        (?> (?:\ ?\[\d{{1,3}}\])* [¹²³⁰-⁹]* (?:\ ?[{_EMOJI}])* (?=\s) )
    # The CJK stops need no white space; a full-width full stop before a digit is a point. The
    # semicolon isn't one: the clauses that it parts lean on each other. Behind a stop within the
    # marks of a title the sentence goes on.
    | (?: [。！？｡] | ．(?!\d) ) [。！？｡!?…」』”’）)】"'*_]*+ (?![》〉])
    | (?<=[{_CJK}]) [!?]++ [」』”’）)"'*_]*+ (?=[{_CJK}“「『])
    # A blank line ends a sentence, and so does a list's next item.
    | (?<=\S) (?= [^\S\n]*+ \n [^\S\n]*+ (?: \n | (?: [-*+•‣▪·–] | \d{{1,3}}[.)] ) \s ) )
    """
)
# Between a stop and the next sentence's first letter: white space, a bullet, opening marks. A name
# may begin small: iPhone, xAI, @handle.
_NEXT = re.compile(
    r"""(?x) \s++ (?: [^\w\s.!?…,;:)\]}%–—-]{1,3}+ \s++ )?+ [^\w\s.!?…,;:)\]}%–—-]*+
    (?: (?P<name>(?<=[@#])\w|[a-z]{1,5}[A-Z]) | (?P<first>\w) )"""
)
_SPEAKS = re.compile(
    r"\s(?:[A-Z][\w’'-]+\s){1,3}(?:said|says|asks|asked|wrote|writes|replied|adds|added|told)\b"
)
_LIST_MARK = re.compile(r"\W{0,3}\d{1,3}")
_INITIALS = re.compile(r"(?:[A-Za-z]\.-?)*[A-Z]|(?:[A-Za-z]\.)+[a-z]")
_BETWEEN = re.compile(r"[\s—–]+|(?<=\b[dlDL])['’]")  # also behind French articles
_ORDINAL = re.compile(r"\d{1,3}")
_OPENING = "\"'“”‘„«»([{*_#¿¡-"
_WINDOW = 40  # characters before a full stop that tell whether it ends an abbreviation
_SOLID = re.compile(r"\S")


@dataclass(frozen=True, slots=True)
class _Abbreviations:
    """What stands before a full stop that need not end a sentence, in one language.

    `within` never ends one; `either` does where one of the `openers` follows, words that hardly go
    on a sentence; `numbered` does unless a number follows.
    """

    within: str
    either: str
    numbered: str
    openers: str
    ordinals: bool = False


_ENGLISH = _Abbreviations(
    within="""Mr Mrs Ms Mx Dr Prof Sen Rep Gov Gen Lt Col Capt Sgt Rev Hon Mt Ft vs v cf ca viz
        approx incl e.g i.e eg ie""",
    either="inc ltd corp co llc etc al St Ave Blvd dept Bros Jr Sr Ph.D",
    numbered="""no nos vol vols fig figs eq ch p pp est c jan feb mar apr jun jul aug sep sept oct
        nov dec""",
    openers="""The This That These Those It Its In On At By For From With And But A An Additionally
        Meanwhile However Also As If When While After Before Since Their They He His She Her We Our
        There Here Both Another Other Some Most Many Under Unlike Despite To Then You Your What Why
        How So Now Each Because Although Though Instead Still Yet Earlier Later During Among""",
)
_OTHERS = {
    "de": _Abbreviations(
        within="""z z.B d d.h u u.a s s.o s.u v v.a i n o o.ä a bzw bspw vgl ca evtl ggf ggfs inkl
            exkl sog zzgl Hr Hrn Fr Dipl.-Ing geb gest St""",
        either="usw u.s.w etc Mio Mrd Tsd Jh Str Chr",
        numbered="jan feb mär apr jun jul aug sept okt nov dez Nr Bd Abs Art Kap max min mind",
        openers="""Der Die Das Den Dem Des Ein Eine Einen Einem Einer Er Sie Es Wir Ich Ihr Ihre In
            Im Am An Auf Aus Bei Beim Mit Nach Seit Von Vom Vor Zu Zum Zur Für Und Aber Auch Doch
            Dies Diese Dieser Dieses Damit Dabei Dafür Daher Dann Denn Dort Hier Jetzt Nun Nur Noch
            So Sein Seine Wenn Wer Wie Was Wann Wo Weil Während Zudem Außerdem Allerdings Laut Man
            Alle Beide Viele Mehr Als Ob Bis Durch Über Unter Danach""",
        ordinals=True,
    ),
    "fr": _Abbreviations(
        within="M MM Mme Mmes Mlle Me Mgr Ste p.ex p c.-à-d env av apr cf ex",
        either="etc J.-C",
        numbered="art chap n vol fig p pp janv févr avr juil sept oct nov déc",
        openers="""Le La Les L Un Une Des Il Elle Ils Elles On Ce Cette Ces Cet C D En Dans Au Aux
            Pour Par Avec Mais Et Selon Son Sa Ses Leur Nous Vous Je Depuis Après Avant Si Qui Que
            Quand Comme Sans Sur Sous Plus""",
    ),
    "es": _Abbreviations(
        within="Sr Sra Sres Srta Dra Da Dña Ud Uds Lic Gral p p.ej aprox EE",
        either="etc EE.UU",
        numbered="núm núms pág págs art cap vol ene abr ago sept dic",
        openers="""El La Los Las Lo Un Una Unos En Es Ella Él Ellos Esto Este Esta Estos Pero Y No
            Se Su Sus Con Por Para Según Al Del De Como Cuando Más También Además Si Sin Sobre Tras
            Desde Hasta Así Aunque""",
    ),
}


@dataclass(frozen=True, slots=True)
class _Rules:
    within: frozenset[str]
    either: frozenset[str]
    numbered: frozenset[str]
    opener: re.Pattern[str]
    ordinals: bool

    def abbreviates(self, before: str, *, number: bool, opens: bool) -> bool:
        """Whether a full stop behind `before` belongs to an abbreviation, initial or ordinal only.

        `number` and `opens` tell what follows: a number, a word that opens sentences.
        """
        words = _BETWEEN.split(before)
        word = words[-1].lstrip(_OPENING)
        # 'Vs.' is 'vs.', but 'C. Smith' and 'CA' aren't 'c. 1850' and 'ca.'.
        small = word.lower() if word[1:].islower() else word
        # 'z. B.' is written apart as well.
        forms = {word, small, "".join(words[-2:]).lstrip(_OPENING)}
        if forms & self.within:
            return True
        if forms & self.numbered:
            return number
        ordinal = self.ordinals and _ORDINAL.fullmatch(word)
        return not opens and bool(forms & self.either or _INITIALS.fullmatch(word) or ordinal)


@cache
def _rules(language: str | None) -> _Rules:
    """A language's abbreviations besides the English ones, which stand in names everywhere."""
    tables = [_ENGLISH, *([_OTHERS[language]] if language else [])]
    openers = "|".join(word for table in tables for word in table.openers.split())
    return _Rules(
        frozenset(word for table in tables for word in table.within.split()),
        frozenset(word for table in tables for word in table.either.split()),
        frozenset(word for table in tables for word in table.numbered.split()),
        re.compile(rf"\s++[\"'“‘„«»¿¡(]*(?:{openers})(?=[\s,'’])"),
        any(table.ordinals for table in tables),
    )


def split_sentences(text: str, language: str | None = None) -> list[tuple[int, int]]:
    """Where each sentence of `text` starts and ends; what lies between is white space only.

    Full stops in names, versions, amounts and abbreviations ('GPT-5.4', 'U.S.', '$1.5B') don't
    end a sentence; Chinese and Japanese stops do, without white space behind them. `language` is a
    code of two letters: 'de', 'fr' and 'es' have abbreviations of their own, others the English
    ones. What is longer than LONGEST_SENTENCE is cut, between clauses or words where there are any.
    """
    rules = _rules(language if language in _OTHERS else None)
    spans: list[tuple[int, int]] = []
    start = _solid(text, 0)
    for stop in _STOP.finditer(text):
        if stop.end() > start and _ends(text, start, stop, rules):
            spans += _cut(text, start, stop.end())
            start = _solid(text, stop.end())
    return [*spans, *_cut(text, start, len(text.rstrip()))]


def _solid(text: str, start: int) -> int:
    found = _SOLID.search(text, start)
    return found.start() if found else len(text)


def _ends(text: str, start: int, stop: re.Match[str], rules: _Rules) -> bool:
    if _LIST_MARK.fullmatch(text, start, stop.start()) and stop[0][:1] in {".", "．"}:
        return False
    if stop["mark"] is None:
        return True
    follows = _NEXT.match(text, stop.end())
    if not follows or (not follows["name"] and follows["first"].islower()):
        return False
    if stop["mark"] == ".":
        number = (follows["first"] or "").isdigit()
        opens = bool(rules.opener.match(text, stop.end()))
        before = text[max(start, stop.start() - _WINDOW) : stop.start()]
        return not rules.abbreviates(before, number=number, opens=opens)
    return not (stop["closing"] and _SPEAKS.match(text, stop.end()))


# Where a sentence that is too long is cut: behind a semicolon or else a comma in its second half,
# or else before white space.
_CUTS = tuple(
    re.compile(pattern, re.DOTALL)
    for pattern in (
        rf".{{{LONGEST_SENTENCE // 2},{LONGEST_SENTENCE - 1}}}(?:;(?=\s)|；)",
        rf".{{{LONGEST_SENTENCE // 2},{LONGEST_SENTENCE - 1}}}(?:,(?=\s)|[，、])",
        rf".{{1,{LONGEST_SENTENCE}}}(?=\s)",
    )
)
# What belongs to the character before it: the second of a pair of surrogates, the end of a Hangul
# syllable in parts, what joins emoji and what is joined, their colours, a flag's second letter.
_ATTACHED = re.compile(
    "[\udc00-\udfff\u1160-\u11ff\u200d\U0001f3fb-\U0001f3ff]|(?<=\u200d)."
    "|(?<=[\U0001f1e6-\U0001f1ff])[\U0001f1e6-\U0001f1ff]"
)
_MOST_ATTACHED = 64


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A sentence whole, or in pieces of which none is too long."""
    while end - start > LONGEST_SENTENCE:
        found = next((match for cut in _CUTS if (match := cut.match(text, start))), None)
        at = found.end() if found else _between(text, start + LONGEST_SENTENCE)
        yield start, start + len(text[start:at].rstrip())
        start = _solid(text, at)
    if start < end:
        yield start, end


def _between(text: str, limit: int) -> int:
    """The last place up to `limit` between two characters as they are read."""
    for at in range(limit, limit - _MOST_ATTACHED, -1):
        if not _ATTACHED.match(text, at) and not unicodedata.category(text[at]).startswith("M"):
            return at
    return limit
