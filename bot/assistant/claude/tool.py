"""The one tool: `search_archive`, as it is offered, read and answered."""

import datetime as dt
import json
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from bot.assistant.writer import SearchFault, Wanted
from index.digest import Kind, Scope, Span
from prompts import compose

if TYPE_CHECKING:
    from anthropic.types import ToolParam

NAME = "search_archive"
_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]


class SearchInput(BaseModel):
    """What the model asks for."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    queries: tuple[_Text, ...] = Field(min_length=1, max_length=4)
    from_: dt.date | None = Field(default=None, alias="from")
    to: dt.date | None = None
    publication: _Text | None = None
    kind: Kind | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.from_ and self.to and self.from_ > self.to:
            raise ValueError(f"from {self.from_} is after to {self.to}: swap them or leave one out")
        return self


def tool(*, strict: bool) -> "ToolParam":
    """The tool as the API takes it; `strict` holds the model to the schema where that is known."""
    text = {"type": "string"}
    found: ToolParam = {
        "name": NAME,
        "description": compose(NAME),
        "input_schema": {
            "type": "object",
            "properties": {
                "queries": {"type": "array", "items": text},
                "from": {"type": "string", "format": "date"},
                "to": {"type": "string", "format": "date"},
                "publication": text,
                "kind": {"type": "string", "enum": ["digest", "source"]},
            },
            "required": ["queries"],
            "additionalProperties": False,
        },
    }
    return {**found, "strict": True} if strict else found


def wanted(name: str, given: object) -> Wanted:
    """What a call of the model wants. Raises SearchFault that tells the model what is wrong."""
    if name != NAME:
        raise SearchFault(f"there is no tool {name!r}; the only one is {NAME}")
    try:
        asked = SearchInput.model_validate_json(json.dumps(given))
    except ValidationError as error:
        raise SearchFault(_lines(error)) from None
    publications = (asked.publication,) if asked.publication else ()
    scope = Scope(Span(asked.from_, asked.to), publications=publications, kind=asked.kind)
    return Wanted(asked.queries, scope)


def _lines(error: ValidationError) -> str:
    found = error.errors(include_url=False, include_context=False, include_input=False)
    lines = [
        ": ".join(filter(None, (".".join(map(str, each["loc"])), each["msg"]))) for each in found
    ]
    return " ".join("; ".join(lines).split())
