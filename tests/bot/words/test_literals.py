"""That nothing is said to people past the catalogue of words."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import bot

BOT = Path(bot.__file__).parent
# What people see on Discord is made here, but for what the terminal, the log and the model get.
_ELSEWHERE = frozenset(
    """__main__.py faults.py keeper.py logs.py modes.py opening.py settings.py render/terminal.py
    render/explanation.py assistant/prices.py""".split()
)
_SAID = re.compile(r"[^\W\d_]{2,}[,.:;]? +[^\W\d_‘’']{2,}")
_SHOWN = frozenset("label placeholder title text content".split())
_LETTERS = re.compile(r"[^\W\d_]{2,}")
# What these get isn't shown on Discord: logs, patterns, errors, the English of commands.
_OTHERS = re.compile(
    r"log\.\w+|re\.compile|BotFault|say|(?:app_commands|commands)\.\w+|TypeVar|.*\.split"
)
_KNOWN = frozenset(
    {
        # How periods are read; each has a name in the catalogue.
        "This week",
        "Last week",
        "This month",
        "Last month",
        # For whoever starts the bot.
        "Discord refused the token. Check DISCORD_TOKEN.",
        # The English of commands, by which they are let in.
        "Ask the archive about this",
        "Has this been covered?",
        # How people point at things.
        "second to last",
    }
)


def literals(source: str) -> list[tuple[int, str]]:
    """What a module's code may say to people in words of its own, by line."""
    tree = ast.parse(source)
    return [found for found in _literals(tree) if found[1] not in _KNOWN | _names_in(tree)]


def _literals(node: ast.AST, shown: re.Pattern[str] = _SAID) -> Iterator[tuple[int, str]]:
    """Texts of two words and more; where they are `shown` surely, those of one, too."""
    if isinstance(node, ast.Raise) or (
        isinstance(node, ast.Call) and _OTHERS.fullmatch(ast.unparse(node.func))
    ):
        return
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return  # a docstring
    if isinstance(node, ast.keyword) and node.arg in _SHOWN:
        shown = _LETTERS
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and shown.search(node.value):
        yield node.lineno, node.value
    for child in ast.iter_child_nodes(node):
        yield from _literals(child, shown)


def _names_in(tree: ast.AST) -> frozenset[str]:
    """The values of a module's Literal types."""
    return frozenset(
        value.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "Literal"
        for value in ast.walk(node.slice)
        if isinstance(value, ast.Constant) and isinstance(value.value, str)
    )


def test_what_is_said_comes_from_the_catalogue() -> None:
    """No module that makes what people see has words of its own in its code."""
    places = ("*.py", "cogs/*.py", "render/*.py", "assistant/*.py")
    files = {str(file.relative_to(BOT)): file for place in places for file in BOT.glob(place)}
    found = {
        name: said
        for name, file in files.items()
        if name not in _ELSEWHERE and (said := literals(file.read_text(encoding="utf-8")))
    }
    assert found == {}


def test_a_forgotten_text_is_found() -> None:
    """A line that is sent, a label of one word and a part of an f-string don't pass."""
    source = """
async def tell(channel, n):
    '''Tell them something.'''
    log.info("they were told", count=n)
    await channel.send("That is done.")
    await channel.send(f"{n} of them are left", view=Button(label="Next"))
    return say("done-all")
"""
    assert [text for _, text in literals(source)] == ["That is done.", " of them are left", "Next"]
