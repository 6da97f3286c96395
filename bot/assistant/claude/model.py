"""What the API tells about the model that is set."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.assistant.answer import long_date

if TYPE_CHECKING:
    from anthropic import AsyncAnthropic

_PATIENCE = 10.0  # seconds


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """Whether a model cites, None where that isn't known, and what a person should know of it."""

    cites: bool | None = None
    warnings: tuple[str, ...] = ()


async def model_facts(client: "AsyncAnthropic", model: str, effort: str | None) -> ModelFacts:
    """Ask the API about a model. That it can't be asked is no obstacle: then nothing is known."""
    import anthropic
    import httpx2

    try:
        asking = client.with_options(timeout=_PATIENCE, max_retries=0)
        return _read(await asking.models.retrieve(model), model, effort)
    except anthropic.NotFoundError as error:
        # An address that has no list of models answers 404, too, but not in the API's own words.
        if error.type != "not_found_error":
            return ModelFacts()
        line = f"Claude's API knows no model {model}: set another as FOOTNOTE_MODEL."
        return ModelFacts(warnings=(line,))
    except (anthropic.AnthropicError, httpx2.HTTPError, ValueError, TypeError, AttributeError):
        return ModelFacts()


def _read(info: Any, model: str, effort: str | None) -> ModelFacts:
    """The facts in an answer of which nothing is sure: other addresses tell other things."""
    warnings = []
    lifecycle, retires = getattr(info, "lifecycle", None), getattr(info, "retires_at", None)
    if lifecycle == "retired":
        warnings.append(f"The model {model} is retired: set another as FOOTNOTE_MODEL.")
    elif lifecycle == "deprecated":
        when = f"on {long_date(retires.date())}" if retires else "soon"
        warnings.append(f"The model {model} retires {when}: set another as FOOTNOTE_MODEL.")
    cites = _supported(info, "citations")
    if cites is False:
        warnings.append(
            f"The model {model} can't cite by itself: it is asked for [n] marks instead."
        )
    if effort and _supported(info, "effort") is False:
        warnings.append(f"The model {model} takes no effort: unset FOOTNOTE_EFFORT.")
    return ModelFacts(cites, tuple(warnings))


def _supported(info: Any, name: str) -> bool | None:
    found = getattr(getattr(getattr(info, "capabilities", None), name, None), "supported", None)
    return found if isinstance(found, bool) else None
