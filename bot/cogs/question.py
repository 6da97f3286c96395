"""Is a message in a digest's thread a question to the bot, or talk among people?

The patterns leave out only what is talk for sure: a question that gets no answer is worse than an
answer to a remark. Without a question mark it takes a word that asks at the beginning.
"""

import re

from bot.assistant.pointer import pointer_in
from index.terms import words_of

_FLAGS = re.IGNORECASE | re.VERBOSE

# Addresses, code, and lines of others that are quoted ask nothing.
_ASIDE = re.compile(r"https?://\S+|```[\s\S]*?```|`[^`\n]*`|(?m:^>.*$)")
_MARK = re.compile(r"[？¿]|[?؟]+(?=[\W_]|\Z)")
_NAMED = re.compile(r"\A[^\w<]*@(?!here\b|everyone\b)\w")

_LONGEST_POINTER = 100  # characters of a text that does nothing but point

# Words of which a message may consist that says nothing but how somebody takes something.
_FILLER = frozenset(
    """ah aha and damn danke dude eh er fr genau gg good great ha haha hahaha heh hehe hey hi hm hmm
    hmmm huh i idk ja jo k kk lmao lmfao lol love man merci mhm nah nein nice no nope of oh ok okay
    omg oof ouch oui perfect please pls ps really right rofl seriously si sí smh so srsly sure ta
    thank thanks that this thx tks true tschüss ty u ugh uh um wait well what wow wtf xd ya yay
    yeah yep yes yo you yup cool awesome gracias vielen lieben dank super indeed wirklich echt
    vraiment naja krass""".split()
)

# To the others: what they did, want, have tried, where they go together.
_TO_PEOPLE = re.compile(
    r"""\A\W*(?:lol|lmao|lmfao|rofl|xd|(?:ha){2,}|guys|folks|y['’]?all)\b
    | \b(?:you|u|ihr)\ (?:guys|all|two|both|folks)\b | \by['’]?all\b
    | \bany(?:one|body)\ (?:else|here|up|in|down|free|around|tried|try|trying|used|using|seen
      |going|coming|joining|interested|wants?|wanna|got|played?|having)\b
    | \b(?:did|have|has|had|haven['’]t|didn['’]t)\ (?:you|u)\ (?:\w+ly\ |even\ |just\ )?
      (?:see|seen|read|hear|heard|watch|watched|try|tried|notice|noticed|use|used|get|got|sleep)\b
    | \b(?:are|r)\ (?:you|u)\ (?:all\ )?(?:coming|going|in|ok|okay|sure|serious|kidding|free|around
      |there|joking|done|happy|up|still)\b
    | \b(?:do|don['’]t)\ (?:you|u)\ (?:want|wanna|mind|agree|remember|use|have\ (?:time|a\ (?:min
      |minute|sec|second|moment)))\b
    | \bwhat\ do\ (?:you|u|we)\ (?:\w+\ )?think\b | \bwould\ you\ (?:rather|agree)\b
    | \bwho(?:['’]s|\ is|\ else\ is)\ (?:in|up|down|coming|going|joining|free|around|with\ me)\b
    | \bwho\ (?:wants|else\ (?:wants|thinks|is|loves|likes|hates)|cares|asked)\b
    | \A\W*(?:so\ what|who\ knows|what['’]?s\ up|how\ are\ (?:you|u)|how['’]?s\ it\ going|you\ know
      |amirite|am\ i\ right|why\ bother|wer\ wei[sß]s?|qui\ sait|wie\ geht['’e]?s)\W*\Z
    | \b(?:shall|should|can|could)\ we\ (?:meet|talk|chat|call|go|move|get|do|take|not|just|all)\b
    | \b(?:hast|habt|seid|bist|kommt|kommst)\ (?:du|ihr)\b.*\b(?:gesehen|gelesen|probiert|dabei
      |gehört|getestet|mit)\b
    | \A\W*(?:kommt|kommst|hat|ist)\ (?:wer|(?:hier\ )?jemand)\b.*\b(?:mit|lust|dabei|probiert)\b
    | \b(?:tu\ as|vous\ avez|avez-vous|as-tu|quelqu['’]un\ a)\ (?:vu|lu|essayé|entendu)\b
    """,
    _FLAGS,
)

_LEAD = r"(?:(?:ok|okay|so|and|but|then|also|btw|hey|hi|please|und|aber|et|mais|y|pero)\W+)*"
_NO_SUBJECT = r"""(?!\ (?:a|an|be|been|being|do|not|to|love|like|say|see|try|use|work|works|confirm
    |never|always|fun|no|so|check|pass|take|get|go|and|but|or|just|i\b)\b | n['’]t
    | \ (?:it|that|this|them)\W*\Z | \W*\Z | \W*[,.;:!])"""
_ASKS = re.compile(
    rf"""\A\W*(?:
    {_LEAD}(?:
      what(?!\ an?\b|ever|\W*\Z|\ (?:i|we)\b) | who(?!\ (?:knows|cares)\b) | whom | whose
    | when(?!\ (?:i|we|you|people)\b) | where | why | how(?!\ (?:nice|cool|cute|sad|funny|lovely
      |exciting|awesome|amazing|interesting|ever)\b)
    | which(?!\ (?:is|was|means|makes|explains|i|would)\b)
    | (?:tell|show|give)\ (?:me|us)\b(?!\ (?:about\ it|a\ break)\W*\Z)
    | more\ (?:about|on) | explain | summari[sz]e | compare
    | list\ (?:the|all|every|of|its|their|me|some|[\w-]+s\b)
    | any(?!\ (?:day|time|minute|way|excuse)\b)
    | wer(?!\ wei[sß]) | wen | wem | wessen | was(?=\ (?:ist|sind|war|hat|haben|gibt|sagt|sagen|kann
      |macht|passiert|kostet|bedeutet|steht|wird|wurde|denkt|meint|heißt|ändert)\b)
    | wann | wo | woher | wohin | warum | wieso | weshalb | welche[rsnm]? | worum | womit | wofür
    | worüber | wodurch | woran | gibt\ es | wie(?!\ (?:geil|cool|schön|nett|immer|gesagt|süß|krass
      |lustig|gewohnt|erwartet|toll)\b)
    | erklär | fasse?\ .*zusammen | (?:zeig|nenn|sag)e?\ (?:mir|uns)\b | vergleiche?\b
    | qui(?!\ sait) | quoi(?!\ que) | pourquoi | où | combien
    | quand(?!\ (?:je|j['’]|on|tu|même)) | quel(?:le)?s?(?!\ (?:dommage|honte|surprise|horreur))
    | comment\ (?:ça|ca|est|sont|on|le|la|les|un|une|se|faire|fonctionne|marche|puis|peut)
    | que\ (?:dit|disent|pense|sait|fait|font|se\ passe|s['’]est|signifie|veut|dice|dicen|es|son
      |significa|pasó|pasa|hace)
    | qu['’](?:est|a|en|y) | est-ce | y\ a-t-il | explique | résume
    | qué(?!\ (?:bueno|bien|guay|pena|locura|lástima|risa|fuerte)) | qui[ée]n(?:es)?(?!\ sabe)
    | cuándo | dónde | adónde | cómo | cuál(?:es)? | cu[áa]nt[oa]s? | por\ qu[ée] | hay\ algun[oa]s?
    )(?!\w)
    | (?:is|are|was|were|do|does|did|can|could|will|would|should|has|have|had){_NO_SUBJECT}(?=\ )
    )""",
    _FLAGS,
)
# Chinese and Japanese ask at the end, or by a word wherever it stands.
_ASKS_EAST = re.compile(
    r"""(?:[吗嗎]|(?<!还没)(?<!還沒)呢|(?<!そう)(?<!まさ)(?<!そっ)か)[\s。．.!！~～]*\Z
    | \A\W*(?:请问|請問|谁|誰|什么|什麼|为什么|為什麼|怎么|怎麼|哪|何时|何時|如何|多少
      |なぜ|いつ|どこ|どう)
    """,
    _FLAGS,
)


def is_question(text: str) -> bool:
    """Whether a text asks the bot something, or is nothing but what it points at: '#3', 'item 2'.

    What is asked of others isn't ('@bob did you see this?'), nor what only sounds like a question
    ('wait what?').
    """
    text = _ASIDE.sub(" ", text)
    if is_remark(text) or names_one(text) or _TO_PEOPLE.search(" ".join(text.split())):
        return False
    asks = _MARK.search(text) or _ASKS.match(text) or _ASKS_EAST.search(text)
    return bool(asks) or _points(text)


def is_remark(text: str) -> bool:
    """Whether a text says nothing but how somebody takes something: 'lol', 'thanks!', '???'."""
    return all(word in _FILLER for word in re.findall(r"\w+", text.casefold()))


def names_one(text: str) -> bool:
    """Whether a text is for somebody whom it names without mentioning them: '@bob look'."""
    return bool(_NAMED.match(text))


def _points(text: str) -> bool:
    text = text.strip()
    pointer = pointer_in(text) if len(text) <= _LONGEST_POINTER else None
    if pointer is None or text.isdigit():
        return False
    return not words_of(f"{text[: pointer.start]} {text[pointer.end :]}")
