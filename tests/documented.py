"""What documents name, against what there is: calls of `footnote`, settings, the settings' table.

`python -m tests.documented` (`make settings-table`) writes the table in README.md anew.
"""

import re
from pathlib import Path

import typer.main
from pydantic.fields import FieldInfo
from typer.core import TyperGroup

from bot.__main__ import app
from bot.settings import Settings, environment_name

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
DOCUMENTS = (README, ROOT / "SECURITY.md", *sorted((ROOT / "docs").glob("*.md")))

_BEGIN, _END = "<!-- made by make settings-table -->\n", "<!-- end -->"
_SETTING = re.compile(r"\b(?:FOOTNOTE|ANTHROPIC|DISCORD|CHROMA)_[A-Z_]+\b")
_CODE = re.compile(r"```[a-z]*\n(.*?)```|`([^`\n]+)`", re.DOTALL)
_CALL = re.compile(r"(?:^|.*[\s/(])footnote ((?:[a-z-]+)(?: .*)?)$")


def settings() -> dict[str, FieldInfo]:
    """Every setting by its name in the environment."""
    return {environment_name(name): field for name, field in Settings.model_fields.items()}


def settings_in(text: str) -> set[str]:
    """The names in a text that look like those of settings."""
    return set(_SETTING.findall(text))


def table() -> str:
    """The table of settings as Markdown: those with names of their own, then the code's order."""
    there = sorted(settings().items(), key=lambda pair: pair[0].startswith("FOOTNOTE_"))
    rows = [
        f"| `{name}` | {_default(field)} | {(field.description or '').removesuffix('.')} |"
        for name, field in there
    ]
    return "\n".join(["| setting | default | meaning |", "| --- | --- | --- |", *rows, ""])


def with_table(text: str) -> str:
    """A document with the table between its marks; raises ValueError where it has none."""
    before, rest = text.split(_BEGIN)
    _, after = rest.split(_END)
    return f"{before}{_BEGIN}\n{table()}\n{_END}{after}"


def pieces_of_code(text: str) -> list[str]:
    """The lines of code blocks and the code within lines of a Markdown text."""
    return [
        line.strip()
        for block, span in _CODE.findall(text)
        for line in (block.splitlines() if block else [span])
    ]


def calls(text: str) -> list[list[str]]:
    """The words behind `footnote` of each call in a Markdown text's code."""
    found = (_CALL.search(re.sub(r"\s+#.*|\s*[|>].*", "", line)) for line in pieces_of_code(text))
    return [match[1].split() for match in found if match]


def wrong(words: list[str]) -> str:
    """What of a call there isn't, or nothing: its command, or its first unknown flag."""
    flags = commands().get(words[0])
    if flags is None:
        return words[0]
    used = [word.split("=")[0] for word in words[1:] if re.match(r"--?[a-z]", word)]
    return next((flag for flag in used if flag not in flags | {"--help"}), "")


def commands() -> dict[str, set[str]]:
    """The commands of `footnote`, each with its flags."""
    group = typer.main.get_command(app)
    assert isinstance(group, TyperGroup)
    return {
        name: {flag for each in command.params for flag in each.opts if flag.startswith("-")}
        for name, command in group.commands.items()
    }


def _default(field: FieldInfo) -> str:
    """A field's default as it is written in the environment; nothing where it has none."""
    value = field.get_default()
    if value is None or value in ((), {}):
        return ""
    return f"`{value:g}`" if isinstance(value, float) else f"`{value}`"


if __name__ == "__main__":
    README.write_text(with_table(README.read_text("utf-8")), "utf-8")
