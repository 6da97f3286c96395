"""Holds the bot's REST calls against Discord's own OpenAPI description.

The description is read with three changes, each of which is needed to make a check of it true:

- Objects are closed. The description leaves nearly every object open and Discord drops what it does
  not know, so a misspelt field would be lost in silence; here it is a violation.
- What discord.py sends and Discord takes although the description does not list it is tolerated:
  the reasons stand in `TOLERATED`, and nothing else is.
- What Discord refuses although the description allows it is a violation (`_unsaid`): it gives
  4,000 characters for `content` (2,000 for a bot) and says nothing of sums over a message.

Uploads: simcord and `DiscordServer` record the `payload_json` of a multipart request, which is held
against the JSON schema of the same operation. Formats (uri, date-time) are not checked.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from json import loads
from pathlib import Path
from typing import Any, NamedTuple, Protocol
from urllib.parse import unquote

from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from jsonschema.exceptions import ValidationError  # type: ignore[import-untyped]
from referencing import Registry
from referencing.jsonschema import DRAFT202012

URI = "urn:discord"
JSON = "application/json"
COMPONENTS_V2 = 1 << 15
V2_TYPES = frozenset({9, 10, 11, 12, 13, 14, 17})  # component types that need that flag
SPOKEN = ("title", "description")  # what counts towards an embed's 6,000 characters, with:
SPOKEN_IN = (("footer", "text"), ("author", "name"))


class Tolerated(NamedTuple):
    """A deviation from the description that is no fault of the bot."""

    schema: str
    change: Mapping[str, Any]  # merged into the schema; its properties are merged one by one
    reason: str


TOLERATED = (
    Tolerated(
        "SnowflakeType",
        {"type": ["string", "integer"], "minimum": 0},
        "discord.py sends ids in bodies as numbers (allowed_mentions.users, message_reference, "
        "attachments, overwrites) and Discord reads both; the pattern still holds for strings",
    ),
    *(
        Tolerated(
            f"ApplicationCommand{kind}Request",
            {"properties": {"nsfw": {"type": "boolean"}}},
            "discord.py sends nsfw with every command; Discord's pages document it",
        )
        for kind in ("Update", "Create")
    ),
    Tolerated(
        "RichEmbed",
        {"properties": {"flags": {"const": 0}}},
        "discord.py's Embed.to_dict always carries its flags; Discord ignores them in a request",
    ),
    *(
        Tolerated(
            schema,
            {"properties": {"tts": {"const": False}}},
            "discord.py builds edits like new messages, with tts; Discord ignores it in an edit",
        )
        for schema in (
            "MessageEditRequestPartial",
            "IncomingWebhookUpdateRequestPartial",
            "IncomingWebhookUpdateForInteractionCallbackRequestPartial",
        )
    ),
    Tolerated(
        "CreateForumThreadRequest",
        {"properties": {"type": {"const": 11}}},
        "discord.py opens a forum's post like any thread, with its type; there is but one",
    ),
    Tolerated(
        "BaseCreateMessageCreateRequest",
        {"properties": {"tts": {"const": False}}},
        "discord.py builds a forum's post like any new message, with tts",
    ),
)
# discord.py tells by it that 'message' is an object of its own, which is all that is described.
TOLERATED_QUERY = (("/channels/{channel_id}/threads", "use_nested_fields"),)


class Sent(Protocol):
    """A recorded call: simcord's HttpLogEntry, or a Request of DiscordServer."""

    @property
    def method(self) -> str:
        """The HTTP method, in capitals."""

    @property
    def path(self) -> str:
        """The path below /api/v10."""

    @property
    def params(self) -> Mapping[str, Any]:
        """The query."""

    @property
    def json(self) -> Any:
        """The body, or None."""


class DiscordOpenAPI:
    """Discord's description, ready to check calls against."""

    def __init__(self, path: Path) -> None:
        document = loads(path.read_text(encoding="utf-8"))
        for tolerated in TOLERATED:
            _merge(document["components"]["schemas"][tolerated.schema], tolerated.change)
        _close(document)
        self._paths: dict[str, Any] = document["paths"]
        resource = DRAFT202012.create_resource(document)
        self._registry: Registry[Any] = Registry().with_resource(URI, resource)
        self._validator = cache(self._make_validator)
        self._route = lru_cache(maxsize=4096)(self._find_route)

    def check(
        self, method: str, path: str, json: Any = None, params: Mapping[str, Any] | None = None
    ) -> list[str]:
        """Say in what the call departs from the description; an empty list is a good call."""
        template = self._route(path)
        if template is None:
            return [f"{method} {path}: no such route"]
        operation = self._paths[template].get(method.lower())
        if operation is None:
            return [f"{method} {path}: {template} has no {method}"]
        found = [
            *self._check_path(template, path),
            *self._check_query(template, operation, method, params or {}),
            *self._check_body(template, operation, method, json),
            *_unsaid(method, template, json),
        ]
        return [f"{method} {path}: {violation}" for violation in found]

    def violations(self, requests: Iterable[Sent]) -> list[str]:
        """What `check` says of every recorded call, in order."""
        return [v for r in requests for v in self.check(r.method, r.path, r.json, r.params)]

    def _find_route(self, path: str) -> str | None:
        """The template that fits the path with the fewest placeholders."""
        parts = path.strip("/").split("/")
        fitting = [template for template in self._paths if _fits(template, parts)]
        return min(fitting, key=lambda template: template.count("{"), default=None)

    def _check_path(self, template: str, path: str) -> Iterator[str]:
        declared = self._paths[template].get("parameters", [])
        names = [part.strip("{}") for part in template.strip("/").split("/")]
        values = dict(zip(names, path.strip("/").split("/"), strict=True))
        for position, parameter in enumerate(declared):
            pointer = _pointer("paths", template, "parameters", position, "schema")
            for complaint in self._complaints(pointer, unquote(values[parameter["name"]])):
                yield f"{parameter['name']}: {complaint}"

    def _check_query(
        self, template: str, operation: Mapping[str, Any], method: str, params: Mapping[str, Any]
    ) -> Iterator[str]:
        declared = {
            parameter["name"]: position
            for position, parameter in enumerate(operation.get("parameters", []))
            if parameter["in"] == "query"
        }
        for name, value in params.items():
            if (template, name) in TOLERATED_QUERY:
                continue
            if name not in declared:
                yield f"query parameter {name} is unknown"
                continue
            keys = ("paths", template, method.lower(), "parameters", declared[name], "schema")
            pointer = _pointer(*keys)
            readings = (list(self._complaints(pointer, reading)) for reading in _readings(value))
            yield from (f"query parameter {name}: {c}" for c in min(readings, key=len))

    def _check_body(
        self, template: str, operation: Mapping[str, Any], method: str, json: Any
    ) -> Iterator[str]:
        described = operation.get("requestBody")
        if described is None:
            if json is not None:
                yield "takes no body"
        elif json is None:
            if described.get("required") and JSON in described["content"]:
                yield "needs a body"
        elif JSON in described["content"]:
            keys = ("paths", template, method.lower(), "requestBody", "content", JSON, "schema")
            yield from self._complaints(_pointer(*keys), json)

    def _complaints(self, pointer: str, value: Any) -> Iterator[str]:
        for error in self._validator(pointer).iter_errors(value):
            leaf = _nearest(error)
            where = leaf.json_path.removeprefix("$").lstrip(".")
            yield f"{where}: {_short(leaf.message)}" if where else _short(leaf.message)

    def _make_validator(self, pointer: str) -> Any:
        return Draft202012Validator({"$ref": URI + pointer}, registry=self._registry)


def find_openapi() -> Path | None:
    """The description in $FOOTNOTE_SHARED, or in the folder `shared` beside the checkout."""
    beside = Path(__file__).resolve().parents[2] / "shared"
    path = Path(os.environ.get("FOOTNOTE_SHARED") or beside) / "discord-api" / "openapi.json"
    return path if path.is_file() else None


@cache
def description() -> DiscordOpenAPI:
    """The description that `find_openapi` finds, read once."""
    path = find_openapi()
    if path is None:
        raise FileNotFoundError("no discord-api/openapi.json; set FOOTNOTE_SHARED to its folder")
    return DiscordOpenAPI(path)


def violations(requests: Iterable[Sent]) -> list[str]:
    """`DiscordOpenAPI.violations` with the description that is found."""
    return description().violations(requests)


def _merge(schema: dict[str, Any], change: Mapping[str, Any]) -> None:
    for key, value in change.items():
        if key == "properties":
            schema["properties"].update(value)
        else:
            schema[key] = value


def _close(node: Any) -> None:
    """Forbid unlisted properties in every object schema that lists some."""
    if isinstance(node, list):
        for item in node:
            _close(item)
    elif isinstance(node, dict):
        kind, listed = node.get("type"), isinstance(node.get("properties"), dict)
        if listed and (kind == "object" or (isinstance(kind, list) and "object" in kind)):
            node.setdefault("additionalProperties", False)
        for value in node.values():
            _close(value)


def _fits(template: str, parts: list[str]) -> bool:
    wanted = template.strip("/").split("/")
    pairs = zip(wanted, parts, strict=False)
    return len(wanted) == len(parts) and all(w[0] == "{" or w == part for w, part in pairs)


def _pointer(*keys: str | int) -> str:
    return "#/" + "/".join(str(key).replace("~", "~0").replace("/", "~1") for key in keys)


def _readings(value: Any) -> list[Any]:
    """What a query value can mean: itself, its text, or the number or truth that it spells."""
    text = str(value)
    spelt: list[Any] = [value, text]
    if re.fullmatch(r"-?\d+", text):
        spelt.append(int(text))
    if text.lower() in ("true", "false", "1", "0"):
        spelt.append(text.lower() in ("true", "1"))
    return spelt


def _nearest(error: ValidationError) -> ValidationError:
    """Of a choice of forms, the error in the one that the value is nearest to."""
    while error.context:
        forms: dict[Any, list[ValidationError]] = {}
        for part in error.context:
            forms.setdefault(part.relative_schema_path[0], []).append(part)
        meant = [form for form in forms.values() if not any(map(_of_another_kind, form))]
        error = min(meant or forms.values(), key=len)[0]
    return error


def _of_another_kind(error: ValidationError) -> bool:
    """Whether the error says that another form is meant: by null, or by its `type`."""
    path = list(error.relative_path)
    return (not path and error.validator == "type") or (path == ["type"])


def _short(message: str) -> str:
    return message if len(message) <= 160 else f"{message[:60]} … {message[-90:]}"


def _unsaid(method: str, template: str, json: Any) -> Iterator[str]:
    """What Discord refuses in a message although its description lets it pass."""
    message = json
    if template.startswith("/interactions/") or template == "/channels/{channel_id}/threads":
        message = (json or {}).get("data") or (json or {}).get("message")
    elif not re.search(r"/messages(/[^/]+)?$|^/webhooks/[^/]+/[^/]+$", template):
        return
    if not isinstance(message, dict):
        return
    if len(message.get("content") or "") > 2000:
        yield "content: a bot's message ends at 2000 characters"
    if sum(map(_embed_size, message.get("embeds") or [])) > 6000:
        yield "embeds: together more than 6000 characters"
    components = list(_walk(message.get("components") or []))
    yield from _unsaid_of_components(components)
    flags = message.get("flags")
    flagged = isinstance(flags, int) and flags & COMPONENTS_V2
    if flagged and any(message.get(key) for key in ("content", "embeds", "poll")):
        yield "flags: a message with components V2 has no content, embeds or poll"
    if method == "POST" and not flagged and any(c.get("type") in V2_TYPES for c in components):
        yield "flags: these components need IS_COMPONENTS_V2"


def _unsaid_of_components(components: list[Mapping[str, Any]]) -> Iterator[str]:
    custom_ids = [c["custom_id"] for c in components if c.get("custom_id")]
    if len(set(custom_ids)) < len(custom_ids):
        yield "components: a custom_id stands twice"
    if len(components) > 40:
        yield f"components: {len(components)}, nested ones counted, are more than 40"
    if sum(len(c.get("content") or "") for c in components if c.get("type") == 10) > 4000:
        yield "components: together more than 4000 characters of text"


def _embed_size(embed: Mapping[str, Any]) -> int:
    fields = [text for f in embed.get("fields") or [] for text in (f.get("name"), f.get("value"))]
    nested = [(embed.get(part) or {}).get(key) for part, key in SPOKEN_IN]
    return sum(len(text or "") for text in [*(embed.get(k) for k in SPOKEN), *nested, *fields])


def _walk(components: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for component in components:
        yield component
        yield from _walk(component.get("components") or [])
        if component.get("accessory"):
            yield component["accessory"]
