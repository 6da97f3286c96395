"""The ways in which a model may cite: what is sent the same for every question."""

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from bot.assistant.claude.cited import CitedSheet
from bot.assistant.claude.marked import MarkedSheet
from bot.assistant.claude.sheet import Sheet
from bot.assistant.claude.tool import tool
from prompts import compose

if TYPE_CHECKING:
    from anthropic.types import TextBlockParam, ToolParam


@dataclass(frozen=True)
class Way:
    """A way of citing: by the API's own citations, by marks, by marks and without the tool."""

    name: Literal["cited", "marked", "plain"]

    @property
    def cached(self) -> bool:
        """Whether the API is asked to cache it: an address that can't cite may not know how."""
        return self.name == "cited"

    @cached_property
    def tools(self) -> "tuple[ToolParam, ...]":
        """The tools offered; the API's cache reads them before the system prompt."""
        return () if self.name == "plain" else (tool(strict=self.name == "cited"),)

    @cached_property
    def system(self) -> "tuple[TextBlockParam, ...]":
        """The system prompt, with the mark that has it cached together with the tools."""
        text = compose(self.name)
        if not self.cached:
            return ({"type": "text", "text": text},)
        return ({"type": "text", "text": text, "cache_control": {"type": "ephemeral"}},)

    @cached_property
    def hash(self) -> str:
        """The SHA-256 of tools and system prompt, in hexadecimal."""
        sent = json.dumps([self.tools, self.system], ensure_ascii=False)
        return hashlib.sha256(sent.encode()).hexdigest()

    def sheet(self) -> Sheet:
        """A sheet for one answer."""
        return CitedSheet() if self.name == "cited" else MarkedSheet()


WAYS = (Way("cited"), Way("marked"), Way("plain"))
