"""What kind of value a question wants: an amount of money, a time, a share, a day, a number."""

import re
from functools import cache

_WORDS = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|half"
_NUMBER = rf"(?:\d[\d.,]*|\b(?:an?|several|hundreds?|thousands?|{_WORDS})\b)"
_SCALE = r"(?:k|m|bn|b|thousand|million|billion|trillion|万|亿|億|兆)"
_MONEY = rf"""(?:[$€£¥₩]\s?\d | \d[\d.,]*\s?{_SCALE}?\s?[€£$¥元円]
    | \d[\d.,]*\s?{_SCALE}?\s?-?(?:us|australian|canadian)?\s?
      (?:dollars?|euros?|pounds?|yen|yuan|usd|eur|gbp|rmb|aud|cents?)\b
    | \bfree\b | \bno\ cost\b | \b(?:rais|cut|lower|doubl|halv)\w*\b.{{0,40}}\d\s?%)"""
_UNIT = r"""(?:ms|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|days?|weeks?|months?|years?
    |decades?|nights?|pages?|words|lines|tokens|characters|feet|km|miles|met(?:er|re)s)"""
_TIME = rf"{_NUMBER}[\s-]?(?:and\ a\ half\s)?(?:\w+[-\s])?{_UNIT}\b"
_SHARE = rf"""(?:\d[\d.,]*\s?(?:%|％|percent|per\ cent|pp\b|points)
    | \b(?:half|thirds?|quarters?|fifth|majority|most|one\ in|out\ of)\b
    | {_NUMBER}\s*(?:/|of|in|out\ of)\s*{_NUMBER})"""
_FACTOR = rf"""(?:\d[\d.,]*\s?(?:x\b|×|%|-?fold|times\b)
    | \bfrom\b.{{1,40}}\d.{{0,30}}\bto\b.{{0,20}}\d
    | \b(?:doubl|tripl|quadrupl|halv)\w* | \b(?:{_WORDS})\s(?:times|-?fold)\b)"""
_PARAMETERS = r"\d[\d.,]*[\s-]?(?:[bmt]\b|bn|million|billion|trillion|[bmt]-|万|亿|億)"
_DAY = r"""(?:\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b | \d
    | \b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b
    | \b(?:today|tomorrow|yesterday|weeks?|months?|summer|spring|autumn|fall|winter|soon
      |later)\b)"""
_ANY = rf"(?:\d | \b(?:hundred|thousand|{_WORDS})\b | [〇一二三四五六七八九十百千万])"

_PAYS = r"""(?:rais|cost|pay|paid|charg|ask(?:s|ed|ing)?\ for|worth|valu|pric|fine\b|revenue|arr\b
    |sales|bill\b|stake|invest|spen[dt]|fund|earn|budget|loss\b|money|promis
    |put(?:ting)?\ into|fee)"""
_COUNTED = rf"(?:{_UNIT}|gpu-hours|gigawatts?|gw|megawatts?|mw|tok\w*/s\w*)"
# What asks for a kind, the first that fits, and how a value of that kind is written.
_KINDS = (
    (r"\bhow\ long\b", _TIME),
    (r"\bby\ what\ factor\b | \bhow\ many\ times\b", _FACTOR),
    (
        r"""\b(?:what|which)\ (?:share|percentage|percent|fraction|slice|proportion)\b
        | \bhow\ (?:big|large)\ a\ (?:share|reduction|cut)\b | \bhow\ common\b""",
        _SHARE,
    ),
    (
        rf"""\bhow\ (?:much|big|high)\b.*\b{_PAYS} | \b{_PAYS}.*\bhow\ much\b
        | \b(?:what|which)\ (?:\w+\ )?(?:price|fine|valuation|cost|bill|fee)s?\b
        | \bwhat\ (?:does|did|do|was|were|is|are)\b.*\b(?:cost|price|fee)s?\b""",
        _MONEY,
    ),
    (r"\bhow\ many\ param\w*", _PARAMETERS),
    (
        r"""\bhow\ (?:many|much|big|large|fast|high|far|old|deep|tall)\b
        | \b(?:what|which)\ (?:score|number|size|latency|throughput|recall|speed)\b | 多少|几个""",
        _ANY,
    ),
    (
        r"""\A(?:and\ |ok\ and\ |so\ )?when\ (?:is|does|did|will|was|are|do|it)\b
        | \b(?:start|release|launch)\ date\b | \bwhat\ date\b
        | \b(?:from|on|since|until)\ (?:what|which)\ (?:day|date|decade|year|month)\b""",
        _DAY,
    ),
)
_FLAGS = re.IGNORECASE | re.VERBOSE
_ASKS = tuple((re.compile(asks, _FLAGS), re.compile(value, _FLAGS)) for asks, value in _KINDS)
_HOW_MANY = re.compile(rf"(?ix) \bhow\ many\ ({_COUNTED})(?!\w)")


def wanted(question: str) -> re.Pattern[str] | None:
    """What the value that a question wants looks like; None where it wants none that is known.

    'How much did it raise?' wants money, 'how long' a time; 'how many hours' a number of hours, as
    nobody tells those in other words.
    """
    if match := _HOW_MANY.search(question):
        return _counted(match[1].lower())
    return next((value for asks, value in _ASKS if asks.search(question)), None)


@cache
def _counted(unit: str) -> re.Pattern[str]:
    written = re.escape(unit.rstrip("s")) if "/" not in unit else r"(?:tok\w*|t)\s?(?:/|per\s)\s?s"
    number = r"\d(?:[\d.,]*\d)?\s?(?:k|m|bn|b|thousand|million|billion|trillion)?"
    return re.compile(rf"(?:{number}|\b(?:{_WORDS}))[\s-]?(?:[\w-]+\s)?{written}", re.IGNORECASE)
