"""The catalogue of words, and that the code and its languages agree about it."""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl
from fluent.syntax.visitor import Visitor

import bot
from bot.words import LANGUAGES, each_way, language_of, say, speaking, spoken

BOT = Path(bot.__file__).parent


class _Variables(Visitor):
    """Collects the values that a pattern wants."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ftl.VariableReference) -> None:  # noqa: N802
        """One of them."""
        self.names.add(node.id.name)


def catalogue(language: str) -> dict[str, set[str]]:
    """The keys of a language with the values that each wants."""
    found: dict[str, set[str]] = {}
    for key, pattern in _entries(language):
        variables = _Variables()
        variables.visit(pattern)
        found[key] = variables.names
    return found


def _entries(language: str) -> Iterator[tuple[str, ftl.Pattern]]:
    for file in sorted((BOT / "words" / language).glob("*.ftl")):
        if file.name == "commands.ftl":
            continue  # what commands do stands in the code in English: test_commands holds the rest
        for entry in FluentParser().parse(file.read_text(encoding="utf-8")).body:
            assert not isinstance(entry, ftl.Junk), f"{file.name}: {entry.content}"
            if isinstance(entry, ftl.Message):
                if entry.value:
                    yield entry.id.name, entry.value
                for each in entry.attributes:
                    yield f"{entry.id.name}.{each.id.name}", each.value


def said() -> Iterator[tuple[str, str, set[str]]]:
    """Every call of `say` with a literal key: where it is, the key, the names of its values."""
    for file in BOT.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or getattr(node.func, "id", "") != "say":
                continue
            key = node.args[0]
            if isinstance(key, ast.Constant):
                names = {each.arg or "**" for each in node.keywords}
                yield f"{file.relative_to(BOT)}:{node.lineno}", str(key.value), names


def test_every_language_has_the_same_messages_with_the_same_values() -> None:
    """A message of one language is in all of them, and wants the same values."""
    first, *others = (catalogue(language) for language in LANGUAGES)
    assert len(LANGUAGES) > 1
    assert [other for other in others if other != first] == []


def test_no_message_is_there_twice() -> None:
    """Each key stands once in a language."""
    for language in LANGUAGES:
        keys = Counter(key for key, _ in _entries(language))
        assert [key for key, count in keys.items() if count > 1] == []


def test_the_code_says_only_what_is_there_with_what_it_wants() -> None:
    """Every literal key that the code says is in the catalogue, and is given its values."""
    known = catalogue("en")
    wrong = [
        (where, key)
        for where, key, names in said()
        if key not in known or ("**" not in names and known[key] != names)
    ]
    assert wrong == []


def test_a_message_is_said_in_the_language_that_is_spoken() -> None:
    """Within `speaking` the language is that of the locale, and the former one behind it."""
    english = say("sorry")
    with speaking("de"):
        assert (spoken(), say("sorry")[:7]) == ("de", "Bei mir")
    assert (spoken(), say("sorry")) == ("en", english)


@pytest.mark.parametrize(
    ("locale", "language"),
    [("de", "de"), ("en-GB", "en"), ("de_AT", "de"), ("ja", "en"), ("", "en"), (None, "en")],
)
def test_a_locale_has_a_language(locale: str | None, language: str) -> None:
    """A locale's language is spoken where the catalogue has it, else English."""
    assert language_of(locale) == language


def test_a_message_is_known_in_each_way_that_it_is_said() -> None:
    """What the bot said may be in any language, and is found by all of its wordings."""
    assert each_way("date-undated") == ("undatiert", "undated")


def test_what_the_catalogue_lacks_is_an_error() -> None:
    """A key that isn't there, or a message without its value, is no text to show."""
    with pytest.raises(LookupError):
        say("there-is-no-such-message")
