"""Every word that is sent to a model, as text files, with what loads, fills and composes them."""

from prompts.composer import COMPOSED, compose
from prompts.loader import Prompt, PromptFault, load

__all__ = ["COMPOSED", "Prompt", "PromptFault", "compose", "load"]
