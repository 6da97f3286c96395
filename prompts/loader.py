"""The loader: a prompt is a text file; what it leaves open is named and must be filled."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from string import Template


class PromptFault(Exception):
    """A prompt is missing, or was filled with too little or too much: a mistake in the program."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """The text of one file under prompts/; `$name` marks what is to be filled in."""

    name: str
    text: str

    @property
    def variables(self) -> frozenset[str]:
        """The names that must be given."""
        return frozenset(Template(self.text).get_identifiers())

    def fill(self, **values: str) -> str:
        """The text with every variable filled. Raises PromptFault naming what is off."""
        if not Template(self.text).is_valid():
            raise PromptFault(f"prompt {self.name}: a '$' begins no variable: write it as '$$'")
        missing = self.variables - values.keys()
        unknown = values.keys() - self.variables
        if missing or unknown:
            raise PromptFault(
                f"prompt {self.name}: missing {sorted(missing)}, unknown {sorted(unknown)}"
            )
        return Template(self.text).substitute(values)


@cache
def load(name: str) -> Prompt:
    """The prompt in `prompts/<name>.txt`, without white space at its end."""
    file = files("prompts").joinpath(f"{name}.txt")
    if not file.is_file():
        raise PromptFault(f"there is no prompt {name}")
    return Prompt(name, file.read_text(encoding="utf-8").rstrip())
