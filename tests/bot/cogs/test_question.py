"""Questions to the bot, told from what people say to each other."""

from hypothesis import given
from hypothesis import strategies as st

from bot.cogs.question import is_question

QUESTIONS = """
Who leads?
who leads
why though
why?
so what about Meta
… what about Meta
what about 3?
Nice one. Who leads?
Is it open source?
is the model open
does GLM-5.1 beat GPT-5.4
GLM-5.1 is open, right?
when does it ship
which model topped SWE-Bench
how much did Meta pay
can you summarise section 2
could you explain the Oracle deal?
do you know when GPT-6 comes out?
does anyone know when GPT-6 comes out?
has anyone beaten GLM-5.1?
Summarise the section on Meta
explain the layoffs
Compare Meta and Oracle
list all models
tell me more
tell me about Meta
give me the numbers
show me the sources
more about 3
any news on Meta
#3
item 2
the second one
What does “agentic” mean ("tool use"?)
See https://example.org/a, what is it?
lolbench: what is it?
wtf is MCP?
Wer führt
Was sagt Meta dazu
wann kommt das raus
Wo steht das
Warum eigentlich
wie viel kostet es
Welche Modelle sind offen
und wer führt in Europa
Gibt es Neues von Meta
Fass das zusammen
Ist das offen?
qui est en tête
Pourquoi Meta a payé
combien ça coûte
Quelle est la part de marché
Qu'est-ce que MCP
Est-ce que c'est ouvert
¿Quién lidera
Qué es MCP
cuánto cuesta
por qué Meta pagó tanto
谁领先
GLM-5.1 是开源的吗
那 Meta 呢
Meta 又如何？对吧
什么是 MCP
GLM-5.1はオープンですか
なぜMetaは払ったのか。
ما هو؟
"""

TALK = """
Nice one.
Great digest today
Whatever.
3
?
???
what?
huh?
wait what?
lol really?
wait, seriously??
omg no way
really?!
lol did Meta really do that?
haha why would they
@bob did you see this?
@bob who leads
anyone up for lunch?
Anyone here?
has anyone tried it?
is anyone here using it?
anyone else getting this error?
did you see this?
have you tried it yet?
Did you guys read this?
do you guys like it?
are you coming?
are you serious?
what do you think?
what do you all think?
who's in?
who wants coffee?
who cares?
shall we meet at 5?
how are you?
so what?
you know?
the second one is great
What a day
what an answer
how cool
have a nice day
do it
will do
can confirm
can't wait
did that
would love that
should work
had to laugh
when I tried it, it crashed
which is great
any day now
tell me about it
https://example.org/watch?v=abc
see https://example.org/?q=meta
`a ? b : c`
Danke!
Wie geil
wie immer gut
wirklich?
Habt ihr das gesehen?
Kommt jemand mit?
Wer weiß
quand je l'ai lu
Quel dommage
vraiment ?
Merci !
Qué bueno
太好了
还没呢
なるほど、そうか
まさか
👍
😂😂
"""


def test_questions_are_heard() -> None:
    """A question mark or an asking word makes a question, and so does what only points."""
    assert [text for text in QUESTIONS.strip().splitlines() if not is_question(text)] == []


def test_talk_is_left_alone() -> None:
    """What people say to each other is no question to the bot, with or without a question mark."""
    assert [text for text in ["", *TALK.strip().splitlines()] if is_question(text)] == []


def test_what_is_quoted_is_not_asked() -> None:
    """A question in quoted lines or in code is somebody else's."""
    assert not is_question("> Who leads?\nGLM, of course.")
    assert not is_question("```\nwho leads?\n```\nI ran this.")
    assert is_question("> GLM leads.\nBy how much?")


@given(st.text(max_size=200))
def test_any_text_is_one_or_the_other(text: str) -> None:
    """Whatever is written, it is told, and space around it says nothing."""
    assert is_question(text) == is_question(f" {text}\n")
