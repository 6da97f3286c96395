"""Every word that is sent to a model, as text files, with the loader that fills them."""

from prompts.loader import Prompt, PromptFault, load

__all__ = ["Prompt", "PromptFault", "load"]
