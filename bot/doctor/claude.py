"""The key and the model: by their form, and where that is wanted by asking the API."""

from collections.abc import AsyncIterator, Iterator

from bot.doctor.finding import Finding, in_short, ok, warning, wrong
from bot.settings import Settings

_KEY, _MODEL = "Anthropic key", "Claude model"


def check_key(settings: Settings) -> Iterator[Finding]:
    """What can be told without asking anybody; the key itself is never shown."""
    key = settings.anthropic_api_key
    if key is None:
        if settings.writer == "claude":
            cure = "Set ANTHROPIC_API_KEY, or FOOTNOTE_WRITER=auto."
            yield wrong(_KEY, "none, and the writer is to be Claude", cure)
        else:
            yield ok(_KEY, "none: answers are exact sentences of the archive")
        return
    if settings.writer == "extractive":
        cure = "Set FOOTNOTE_WRITER=auto for answers by Claude."
        yield warning(_KEY, "set, but FOOTNOTE_WRITER is extractive", cure)
    text = key.get_secret_value()
    if settings.anthropic_base_url is None and not text.startswith("sk-ant-"):
        cure = "A key of Anthropic's begins with sk-ant-: copy it again from the console."
        yield warning(_KEY, "it doesn't look like one", cure)
    elif any(each.isspace() or not each.isprintable() for each in text):
        yield wrong(_KEY, "there are blanks in it", "Copy it again.")
    else:
        yield ok(_KEY, "set")
    if settings.anthropic_base_url is None and not settings.model.startswith("claude-"):
        cure = "Names of Claude's models begin with claude-: see FOOTNOTE_MODEL."
        yield warning(_MODEL, f"{settings.model} doesn't look like one", cure)
    else:
        yield ok(_MODEL, settings.model)


async def ask_claude(settings: Settings) -> AsyncIterator[Finding]:
    """What the API says of the key and the model; nothing is spent."""
    if settings.anthropic_api_key is None or settings.writer == "extractive":
        return
    import anthropic

    from bot.assistant.claude import make_client
    from bot.assistant.claude.model import model_facts

    key, model = settings.anthropic_api_key.get_secret_value(), settings.model
    async with make_client(key, settings.anthropic_base_url, min(settings.timeout, 15)) as client:
        try:
            await client.with_options(max_retries=0).models.retrieve(model)
        except (anthropic.AuthenticationError, anthropic.PermissionDeniedError):
            yield wrong(_KEY, "the API refuses it", "Make a new key and set ANTHROPIC_API_KEY.")
            return
        except anthropic.NotFoundError as error:
            if error.type == "not_found_error":
                yield wrong(_MODEL, f"the API knows no {model}", "Set another as FOOTNOTE_MODEL.")
            else:
                yield ok(_MODEL, "this address tells nothing of its models")
            return
        except anthropic.AnthropicError as error:
            cure = "Until it can, answers are quotes. See the network and ANTHROPIC_BASE_URL."
            yield warning(_KEY, f"the API can't be asked ({in_short(error)})", cure)
            return
        facts = await model_facts(client, model, settings.effort)
    yield ok(_KEY, "the API takes it")
    for line in facts.warnings:
        told, _, cure = line.rstrip(".").partition(": ")
        yield warning(_MODEL, told, f"{cure[:1].upper()}{cure[1:]}.")
    if not facts.warnings:
        yield ok(_MODEL, f"the API knows {model}")
