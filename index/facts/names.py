"""The names that a text tells, versions among them, and whether other texts tell them."""

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from index.aliases import Aliases, aliases_in, listed
from index.cjk import is_cjk
from index.embedding import is_english
from index.facts.units import NUMBER_WORDS
from index.names import NameBook, names_told, pattern_of, placed_names, tells_time
from index.terms import STOP_WORDS, named_in, stems_of
from index.vocabulary import Vocabulary

# Letters and digits in one: 'GPT-5.4', 'K2.6', 'v1.2.3', 'Qwen3.5-397B-A17B'; and '1.2.3'.
_NUMBERED = re.compile(
    r"(?<![A-Za-z0-9_.$€£-])(?:[A-Za-z][A-Za-z0-9_]*(?:[-.+][A-Za-z0-9_]+){0,12}"
    r"|\d{1,4}(?:\.\d{1,4}){2,4}(?![\w.,]))"
)
_HOW = re.compile(r"(?i)(?:sub|top|mid|pre|post|non|over|multi|near|under|anti|re|co|ex)-\d")
_THREES = re.compile(r"\d{1,3}(?:\.\d{3})+")
# A number behind a name is a part of it: 'Opus 4.7', 'Gemini 3'.
_VERSION = re.compile(
    r"(?<![\w-])([A-Z][A-Za-z]*|[a-z]{1,2}[A-Z]\w*) (\d{1,4}(?:[.,]\d{1,3}){0,3}[a-z]?)"
    r"(?![A-Za-z\d%°]|[.,:]\d| (?:%|percent\b|per cent\b|times\b|Prozent\b|to\b|of\b|out\b))"
)
_HOW_END = re.compile(r"-[a-z]{3,}\Z")  # 'OpenAI-backed'
_PLAIN = re.compile(r"[^\W\d_][^\W\d_A-Z]+")
_SIZE = re.compile(r"(?<![A-Za-z\d.])\d{1,4}(?:\.\d{1,3})?[KMBTkmb](?![A-Za-z\d])")
_PLURAL = re.compile(r"(?<=\d)s\Z")
_RELEASE = re.compile(r"(?i)v(\d{1,4}(?:\.\d{1,4})?)\Z")
_ABOUT = frozenset(
    """nearly roughly approximately around some almost exactly least most fewer up another just
    only version versions number hit cost costs raised paid total totals score scores scored page
    level round day week month year hour step item point part no nr vol circa rund etwa fast knapp
    über mehr environ près plus moins unter weniger insgesamt mindestens bis nach seit""".split()
)
# What names a kind of thing, a title or an office, and no thing.
_KINDS = frozenset(
    """ai ki ia ml llm nlp api sdk ui ux gpu cpu tpu npu ram ssd pdf url os app ceo cto cfo coo cpo
    vp phd dr mr ms mrs prof it tv pc qa faq id pr vc rl llms apis gpus cpus inc ltd llc corp co
    gmbh ag i ok am pm utc est pst et pt q&a r&d b2b okay usd eur gbp cny rmb jpy inr krw
    chf""".split()
)
_LITTLE = STOP_WORDS | _KINDS | NUMBER_WORDS.keys()
# English words as names are not: they open sentences, and end so or stand here.
_COMMON_END = re.compile(
    r"(?:s|ly|ing|ed|ers?|ors?|ive|ical|ent|ant|ous|[ai]ble|[st]ion|ment|ity|ness|[ae]nce|ware|ful)\Z"
)
_COMMON = frozenset(
    """new open early late local small large big free high low long short strong full good better
    best access revenue compute code safety demand growth support use work data traffic usage part
    despite amid like unlike via per people half sales much little old young human humans public
    private cheap fast slow real next last first second third top key main major minor average
    output input price cost capacity supply research trade money power energy water time today
    yesterday tomorrow tonight anyone everyone nobody someone others hence thus overall perhaps
    rather instead indeed besides none nothing everything such same similar
    previously currently""".split()
)


@dataclass(frozen=True, slots=True)
class Name:
    """A name as a text spells it; `opens` where its first word begins a sentence or a line."""

    text: str
    opens: bool = False


def numbers_named(text: str) -> Iterator[tuple[int, int, str]]:
    """The names with a number in a plain text: (start, end, name)."""
    for match in _NUMBERED.finditer(text):
        name = match[0]
        if not any(map(str.isdigit, name)) or _HOW.match(name) or _THREES.fullmatch(name):
            continue
        yield *match.span(), _PLURAL.sub("", name)
    for match in _VERSION.finditer(text):
        word = match[1].lower()
        if word not in _LITTLE and word not in _ABOUT and not tells_time(word):
            yield *match.span(), match[0]


def sizes_of(name: str) -> list[str]:
    """The numbers in a name that are quantities too: '397B' of 'Qwen3.5-397B', '2.1' of 'v2.1'."""
    release = _RELEASE.match(name)
    return [match[0] for match in _SIZE.finditer(name)] + ([release[1]] if release else [])


def names_of(text: str) -> list[Name]:
    """The names that a plain text tells, but for those with numbers."""
    found = [Name(name, opens) for name, opens in placed_names(text)]
    return found + [Name(name) for name in _eastern() if name in text]


@cache
def _eastern() -> tuple[str, ...]:
    """The names of the list in Chinese and its kin, which no capital shows."""
    names = {other for others in listed().names.values() for other in others}
    return tuple(sorted(name for name in names if is_cjk(name)))


@cache
def _listed_words() -> frozenset[str]:
    names = [name for others in listed().names.values() for name in others]
    words = {word for name in names for word in name.split() if word[0].isupper()}
    return frozenset(word for word in words if not _is_common(word.lower()))


def _is_common(word: str) -> bool:
    """Whether a lower-case word is an English one that names nothing, by its end or by heart."""
    return is_english(word) and (word in _COMMON or bool(_COMMON_END.search(word)))


class Names:
    """The names that some texts tell, and those that are known to be names.

    A name must stand in `told` or `around`; `elsewhere` other texts tell of the same things.
    `versions` are the names with numbers in `told`. `known` hold the archive's names.
    """

    def __init__(
        self,
        told: str,
        *,
        around: str,
        elsewhere: str,
        versions: Sequence[str],
        known: Sequence[Container[str]],
        aliases: Aliases,
    ) -> None:
        self._quoted = told
        self._text = f"{told}\n{around}"
        self._stems = stems_of(told) | stems_of(around)
        self._elsewhere = elsewhere
        self._numbered = frozenset(map(_unnumbered, versions))
        self._known = known
        self._aliases = aliases
        self._told: dict[tuple[Name | str, bool], bool] = {}  # answers, as texts grow word by word

    def tell(self, name: Name, *, foreign: bool) -> bool:
        """Whether the texts tell a name: as it is, by another of its names, or word for word.

        A name that other texts tell in full may stand with its last word alone. In `foreign` texts,
        where nouns have capitals, plain words are names only where they are known as such.
        """
        if (told := self._told.get((name, foreign))) is None:
            told = self._told[name, foreign] = self._tell(name, foreign=foreign)
        return told

    def tell_number(self, name: str) -> bool:
        """Whether they tell a name with its number: 'Opus 4.7', 'v2'.

        Where what is quoted gives the name another number, this one must be quoted too.
        """
        if (told := self._told.get((name, True))) is None:
            told = self._told[name, True] = self._tell_number(name)
        return told

    def _tell(self, name: Name, *, foreign: bool) -> bool:
        if self._stands(name.text):
            return True
        words = name.text.split()
        last = " ".join(words[-2:] if words[-1][0].isdigit() else words[-1:])
        if self._elsewhere_told(name.text, last):
            return True
        return all(
            self._word(word, opens=name.opens and n == 0, foreign=foreign)
            for n, word in enumerate(words)
        )

    def _tell_number(self, name: str) -> bool:
        text = self._quoted if _unnumbered(name) in self._numbered else self._text
        if self._stands(name, text):
            return True
        if release := _RELEASE.match(name):
            before, number = r"(?:version |[a-z]-?)", release[1]
        elif " " in name:  # 'ECI 159' is 'an ECI of 159'
            word, _, number = name.rpartition(" ")
            before = rf"(?<!\w){re.escape(word)}(?: (?:score|scores|scored|of|at|is|was|=)){{1,2}} "
        else:
            return False
        return bool(re.search(rf"(?i){before}{re.escape(number)}(?![\d.]*\d)", text))

    def _stands(self, name: str, text: str | None = None) -> bool:
        text = self._text if text is None else text
        if name in text and _exactly(name).search(text):
            return True
        others = (*self._aliases.others(name), *_explained(self._elsewhere).others(name))
        patterns = map(pattern_of, (name, *others))
        return any(pattern.search(text) for pattern in patterns if pattern)

    def _elsewhere_told(self, name: str, last: str) -> bool:
        pattern = pattern_of(name)
        told = name != last and pattern and pattern.search(self._elsewhere)
        return bool(told and self._stands(last))

    def _word(self, word: str, *, opens: bool, foreign: bool) -> bool:
        """Whether one word of a name may be said: it stands there, or it is no name."""
        word = _HOW_END.sub("", word.strip(".+-"))
        small = word.lower()
        if len(word) < 2 or small in _LITTLE or word[0].isdigit():
            return True
        if named_in(small, self._stems) or self._stands(word):
            return True
        pieces = word.split("-")
        if len(pieces) > 1:
            return all(self._word(each, opens=opens, foreign=foreign) for each in pieces if each)
        if not _PLAIN.fullmatch(word) or self._is_name(word):
            return False
        return foreign or (opens and _is_common(small))

    def _is_name(self, word: str) -> bool:
        return word in _listed_words() or any(word in names for names in self._known)


def _unnumbered(name: str) -> str:
    return re.sub(r"[\d.,]+", "#", name).lower().replace(" ", "").replace("-", "")


@lru_cache(maxsize=64)
def _explained(text: str) -> Aliases:
    """The other names that a text explains."""
    return Aliases.of(aliases_in(text))


@lru_cache(maxsize=1_000)
def _exactly(name: str) -> re.Pattern[str]:
    """Finds a name as it is spelled, and not as the beginning of a longer one."""
    return re.compile(rf"(?<![A-Za-z\d]){re.escape(name)}(?![A-Za-z\d]|[.,]\d)")


@dataclass(frozen=True, slots=True)
class ArchiveNames:
    """The words that are names in an archive, in half or more of the passages that have them."""

    book: NameBook
    vocabulary: Vocabulary

    def __contains__(self, word: object) -> bool:
        return (
            isinstance(word, str)
            and word in self.book
            and 2 * self.book.count(word) >= self.vocabulary.frequency(word.lower())
        )


@lru_cache(maxsize=64)
def known_in(texts: tuple[str, ...]) -> frozenset[str]:
    """The single words that texts use as names inside of their sentences."""
    return frozenset(word for name in names_told(texts) for word in name.split())
