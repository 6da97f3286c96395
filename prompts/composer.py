"""The composer: fragments become one prompt, and what is missing of them is named."""

from prompts.loader import Prompt, PromptFault, load

_RULES = ("role", "claims", "boundary", "sources", "time")

# Each prompt's fragments in their order: where the model cites by itself, where it writes [n]
# marks, and where it does so without a tool.
COMPOSED: dict[str, tuple[str, ...]] = {
    "cited": (*_RULES, "search", "form"),
    "marked": (*_RULES, "search", "marks", "form"),
    "plain": (*_RULES, "marks", "form"),
    "question": ("clock", "question"),
    "question_under": ("clock", "under", "question"),
    "search_archive": ("search_archive",),
}


def compose(name: str, **values: str) -> str:
    """The prompt of this name with every variable of its fragments filled.

    Raises PromptFault naming the prompt, fragment or variables that are missing or unknown.
    """
    if name not in COMPOSED:
        raise PromptFault(f"there is no composed prompt {name}; there are {sorted(COMPOSED)}")
    try:
        parts = [load(fragment) for fragment in COMPOSED[name]]
    except PromptFault as fault:
        raise PromptFault(f"composed prompt {name}: {fault}") from None
    return Prompt(name, "\n\n".join(part.text for part in parts)).fill(**values)
