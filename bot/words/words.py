"""What the bot says, in the language of whoever it says it to.

The catalogue is written in Fluent (projectfluent.org): a folder for each language, a file for each
subject, the same messages in all of them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fluent.runtime import FluentBundle

_CATALOGUE = Path(__file__).parent
_DEFAULT = "en"
LANGUAGES = tuple(
    sorted(folder.name for folder in _CATALOGUE.iterdir() if any(folder.glob("*.ftl")))
)

_spoken: ContextVar[str] = ContextVar("language", default=_DEFAULT)


def say(key: str, **values: str | float) -> str:
    """A message of the catalogue in the language that is spoken now.

    `key` is a message's id, or that of its attribute ('help.intro'). A text among `values` is put
    in as it is, so it must be escaped where it is somebody's; a number is written as the language
    writes it. Raises LookupError where the catalogue lacks the message or a value.
    """
    bundle = _bundle(_spoken.get())
    name, _, attribute = key.partition(".")
    message = bundle.get_message(name)
    pattern = message.attributes[attribute] if attribute else message.value
    if pattern is None:
        raise LookupError(key)
    told, errors = bundle.format_pattern(pattern, values)
    if errors:
        raise LookupError(key) from errors[0]
    return str(told)


@cache
def each_way(key: str) -> tuple[str, ...]:
    """A message without values in every language: what the bot said may be in any of them."""
    ways = []
    for language in LANGUAGES:
        with speaking(language):
            ways.append(say(key))
    return tuple(ways)


@contextmanager
def speaking(locale: str | None) -> Iterator[None]:
    """Speak a locale's language ('de', 'en-GB') within the block, and in tasks that begin there."""
    before = _spoken.set(language_of(locale))
    try:
        yield
    finally:
        _spoken.reset(before)


def speak(locale: str | None) -> None:
    """Speak a locale's language from now on, in this task and in those that begin in it."""
    _spoken.set(language_of(locale))


def spoken() -> str:
    """The language that is spoken now."""
    return _spoken.get()


def language_of(locale: str | None) -> str:
    """The language of the catalogue that is a locale's; English where there is none."""
    language = (locale or "").replace("_", "-").partition("-")[0].casefold()
    return language if language in LANGUAGES else _DEFAULT


@cache
def _bundle(language: str) -> "FluentBundle":
    from fluent.runtime import FluentBundle, FluentResource

    # No marks around values: Discord's Markdown would carry them into links and code.
    bundle = FluentBundle([language], use_isolating=False)
    for file in sorted((_CATALOGUE / language).glob("*.ftl")):
        bundle.add_resource(FluentResource(file.read_text(encoding="utf-8")))
    return bundle
