"""A Discord on 127.0.0.1 for a bot that runs in another process.

simcord holds the world and answers each route (permissions, limits, error codes, events); this
module puts it behind real HTTP and a real gateway socket, with a clock that runs. The bot's process
must run `DiscordServer.hook` before it connects; `DiscordServer.redirect` arranges that for any
Python command through the environment.
"""

from __future__ import annotations

import asyncio
import io
import json
import time
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Self, cast

import discord
from aiohttp import WSMsgType, web
from simcord import intents as gating
from simcord import interactions as wire
from simcord._clock import Clock
from simcord.backend import Backend, serializers
from simcord.backend.command_access import command_access
from simcord.backend.errors import BackendError
from simcord.backend.models import Channel, Guild, Interaction, Message, Role, User
from simcord.gateway import FakeGateway, FakeWebSocket
from simcord.http import routes as _routes  # noqa: F401  (importing fills the route table)
from simcord.http.router import RouteNotImplemented, UnsupportedField, dispatch

from tests.discord_limits import Limits, Verdict

API = "/api/v10"
TOKEN = "test-token"  # noqa: S105  (a test double's)
WITHIN = 15.0  # seconds that a helper waits before it gives up
ENTITIES = (6, 7, 8, 9)  # option types whose value is a user, channel, role or mentionable
GUILD_EVENTS = ("GUILD_CREATE", "GUILD_UPDATE", "GUILD_DELETE")  # named by id, not guild_id
PRIVILEGED_FLAGS = {"presences": 1 << 13, "members": 1 << 15, "message_content": 1 << 19}
HOOK = """\
import discord.gateway, discord.http, yarl
discord.http.Route.BASE = {url!r}
discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL({gateway_url!r})
"""


class RunningClock(Clock):
    """simcord's clock stands still; the bot's process reads the real one, so this one runs."""

    def now(self) -> datetime:
        """The real time, moved by what a test added."""
        return datetime.now(UTC) + timedelta(seconds=self.elapsed)


@dataclass(frozen=True)
class Request:
    """One REST call of the bot, recorded when its answer was known."""

    method: str
    path: str  # below /api/v10, without the query
    params: dict[str, str]
    json: Any
    files: tuple[str, ...]
    at: float  # time.monotonic() at arrival
    status: int
    answer: Any

    @property
    def content(self) -> str:
        """The words of a message, edit, followup or type 4 callback; "" for any other call."""
        body = self.json if isinstance(self.json, dict) else {}
        return str((body.get("data") or body).get("content") or "")


@dataclass
class Call:
    """An interaction that a person started, and what the bot has made of it so far."""

    server: DiscordServer
    record: Interaction
    dispatched: float

    def _sent(self, method: str, path: str) -> list[Request]:
        path = path.format(app=self.server.backend.application_id, token=self.record.token)
        mine = (r for r in self.server.requests if (r.method, r.path) == (method, path))
        return [request for request in mine if request.status < 300]

    def _callback(self) -> Request | None:
        path = f"/interactions/{self.record.id}/{{token}}/callback"
        return next(iter(self._sent("POST", path)), None)

    @property
    def callback(self) -> Any:
        """The accepted callback's body ({"type": 5, ...}), or None before it came."""
        request = self._callback()
        return request.json if request else None

    @property
    def delay(self) -> float | None:
        """Seconds between the dispatch and the accepted callback."""
        request = self._callback()
        return request.at - self.dispatched if request else None

    @property
    def edits(self) -> list[Any]:
        """The bodies that edited @original."""
        return [r.json for r in self._sent("PATCH", "/webhooks/{app}/{token}/messages/@original")]

    @property
    def followups(self) -> list[Any]:
        """The bodies posted to the webhook; the first after a deferral completes @original."""
        return [r.json for r in self._sent("POST", "/webhooks/{app}/{token}")]

    @property
    def message(self) -> Message | None:
        """The original answer as it stands now (content "" while Discord shows 'thinking')."""
        stored = self.server.backend.messages.get(self.record.channel_id, {})
        return stored.get(self.record.message_id or 0)

    async def answered(self, within: float = WITHIN) -> Any:
        """Wait for words: the first edit, the first followup or the type 4 callback's data."""

        def words(_: Request) -> bool:
            return bool(self.edits or self.followups or (self.callback or {}).get("type") == 4)

        await self.server.wait_for(words, within)
        return (self.edits or self.followups or [(self.callback or {}).get("data")])[0]


class Session:
    """One gateway session; it outlives its socket so that the bot can resume it.

    It stands in for the connection state that simcord's FakeGateway feeds, which applies intents.
    """

    def __init__(self, backend: Backend, identify: Mapping[str, Any], number: int) -> None:
        self.id = f"session-{number}"
        self.intents = discord.Intents._from_value(identify["intents"])
        self.shard: list[int] = list(identify.get("shard") or [0, 1])
        self.sent: list[dict[str, Any]] = []
        self.connection: Connection | None = None
        self.parsers = self
        self.gateway = FakeGateway(backend, self)
        self.commands = FakeWebSocket(backend, self.gateway, shard_id=self.shard[0])

    def __getitem__(self, event: str) -> Callable[[Mapping[str, Any]], None]:
        return partial(self.dispatch, event)

    get = __getitem__

    def dispatch(self, event: str, payload: Mapping[str, Any]) -> None:
        """Number an event, keep it for a resume, and send it if somebody listens."""
        self.sent.append({"op": 0, "t": event, "s": len(self.sent) + 1, "d": payload})
        if self.connection:
            self.connection.send(self.sent[-1])

    def owns(self, event: str, payload: Mapping[str, Any]) -> bool:
        """Whether this session's shard is told of the event."""
        guild = payload.get("guild_id") or (payload["id"] if event in GUILD_EVENTS else 0)
        return (int(guild) >> 22) % self.shard[1] == self.shard[0]


@dataclass(eq=False)
class Connection:
    """A gateway socket with its compression and the frames still to be written."""

    socket: web.WebSocketResponse
    deflate: Any = None  # zlib compressor where the bot asked for zlib-stream
    queue: asyncio.Queue[dict[str, Any]] = field(default_factory=asyncio.Queue)

    def send(self, frame: dict[str, Any]) -> None:
        """Put a frame behind those that wait."""
        self.queue.put_nowait(frame)

    async def write(self) -> None:
        """Write the frames in order until cancelled."""
        while True:
            text = json.dumps(await self.queue.get())
            if self.deflate is None:
                await self.socket.send_str(text)
                continue
            packed = self.deflate.compress(text.encode()) + self.deflate.flush(zlib.Z_SYNC_FLUSH)
            await self.socket.send_bytes(packed)


@dataclass
class Fault:
    """Something that goes wrong with the next calls of a route."""

    method: str
    path: str  # the beginning of the path
    status: int | None  # None: the call takes effect, and the answer is lost
    times: int
    retry_after: float


class DiscordServer:
    """The server; use it as `async with DiscordServer() as server`.

    With `limited` it has Discord's rate limits; what they refuse is among the requests with 429.
    """

    def __init__(
        self,
        token: str = TOKEN,
        *,
        shards: int = 1,
        approved: discord.Intents | None = None,
        limited: bool = False,
        heartbeat: float = 30.0,
    ) -> None:
        self.token = token
        self.shards = shards
        self.heartbeat = heartbeat  # seconds between two heartbeats of the bot
        self.heartbeats: list[float] = []  # time.monotonic() of each
        self.approved = approved or discord.Intents.all()  # the portal's privileged switches
        self.backend = Backend(clock=RunningClock())
        self.backend.subscribers.append(self._broadcast)
        self.requests: list[Request] = []
        self.unknown: list[tuple[str, str, str]] = []  # method, path, why
        self.identifies: list[dict[str, Any]] = []
        self.resumes = 0
        self._sessions: dict[str, Session] = {}
        self._connections: set[Connection] = set()
        self._nonces: dict[tuple[str, str], Any] = {}
        self._faults: list[Fault] = []
        self.refuses_gateway = False  # whoever connects to the gateway is sent away with 503
        self.refuses_requests = False  # so is each REST call
        self.cuts_requests = False  # no REST call takes effect, and none is answered
        self._limits = Limits() if limited else None
        self._news = asyncio.Event()

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=32 * 2**20)
        app.router.add_get("/gateway", self._serve_gateway)
        app.router.add_route("*", API + "/{path:.*}", self._serve_rest)
        self._runner = web.AppRunner(app, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.disconnect(1001)
        await self._runner.cleanup()

    # Where the bot finds this Discord

    @property
    def url(self) -> str:
        """What discord.http.Route.BASE must be."""
        return f"http://127.0.0.1:{self.port}{API}"

    @property
    def gateway_url(self) -> str:
        """What DiscordWebSocket.DEFAULT_GATEWAY must be."""
        return f"ws://127.0.0.1:{self.port}/gateway"

    @property
    def hook(self) -> str:
        """Python source that points discord.py at this server."""
        return HOOK.format(url=self.url, gateway_url=self.gateway_url)

    def redirect(self, folder: Path) -> dict[str, str]:
        """Environment that points any Python command here, by a sitecustomize in the folder."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "sitecustomize.py").write_text(self.hook)
        return {"PYTHONPATH": str(folder), "DISCORD_TOKEN": self.token}

    # The world

    def add_guild(self, name: str = "guild", *, shard: int = 0) -> Guild:
        """Make a guild that the bot belongs to, with an owner and nobody else."""
        return self.backend.create_guild(name, shard_id=shard, shard_count=self.shards)

    def add_channel(self, guild: Guild, name: str = "general") -> Channel:
        """Make a text channel."""
        return self.backend.create_channel(guild.id, name)

    def add_user(self, guild: Guild, name: str = "alice", *, permissions: int = 0) -> User:
        """Make a person of the guild; the permissions come by a role of their own."""
        user = self.backend.make_user(name)
        role = self.backend.create_role(guild.id, name, permissions=permissions)
        self.backend.add_member(guild.id, user.id, roles=[role.id], announce=True)
        return user

    def messages(self, channel: Channel) -> list[Message]:
        """The channel's messages, oldest first."""
        return sorted(self.backend.messages[channel.id].values(), key=lambda message: message.id)

    def threads(self, channel: Channel) -> list[Channel]:
        """The channel's threads, oldest first."""
        return [c for c in self.backend.channels.values() if c.parent_id == channel.id]

    # What people do

    async def say(
        self,
        channel: Channel,
        user: User,
        text: str,
        *,
        mentions: Iterable[User] = (),
        reply_to: Message | None = None,
    ) -> Message:
        """A person writes; mentioned users are put before the text, as a client does it."""
        permission = "send_messages_in_threads" if channel.is_thread else "send_messages"
        self.backend.require_permissions(channel.guild_id, user.id, channel.id, permission)
        words = " ".join([*(f"<@{person.id}>" for person in mentions), text])
        reference = {"message_id": str(reply_to.id)} if reply_to else None
        return self.backend.create_message(channel.id, user.id, words, reference=reference)

    async def slash(
        self,
        guild: Guild,
        channel: Channel,
        user: User,
        name: str,
        options: Mapping[str, Any] | None = None,
    ) -> Call:
        """A person runs '/name' ('group sub' for a subcommand), if they can see it there."""
        root_name, *path = name.split()
        root = self.backend.find_command(root_name, guild.id)
        if root is None:
            raise LookupError(f"/{root_name} was never synced")
        access = command_access(self.backend, root, user_id=user.id, channel_id=channel.id)
        if not access.allowed:
            raise PermissionError(f"{user.name} cannot see /{root_name}: {access.reason}")
        leaf, nesting = wire.walk_to_subcommand(root, path)
        values, resolved = self._options(guild, user, leaf, options or {})
        data: dict[str, Any] = {"id": root["id"], "name": root_name, "type": 1}
        data["options"] = wire.nest_options(root, nesting, values)
        data["resolved"] = resolved
        if "guild_id" in root:
            data["guild_id"] = root["guild_id"]
        return self.interact(2, channel, user, data)

    async def press(self, user: User, message: Message, custom_id: str) -> Call:
        """A person presses the button with this custom id."""
        if f'"custom_id": {json.dumps(custom_id)}' not in json.dumps(message.components):
            raise LookupError(f"message {message.id} has no button {custom_id}")
        channel = self.backend.get_channel(message.channel_id)
        data = {"custom_id": custom_id, "component_type": 2}
        return self.interact(3, channel, user, data, message=message)

    def interact(
        self,
        kind: int,
        channel: Channel,
        user: User,
        data: dict[str, Any],
        *,
        message: Message | None = None,
    ) -> Call:
        """Dispatch any INTERACTION_CREATE (2 command, 3 component, 4 autocomplete, 5 modal)."""
        record, payload = wire.base_payload(
            self.backend,
            type=kind,
            channel_id=channel.id,
            guild_id=channel.guild_id,
            user_id=user.id,
            data=data,
        )
        if message is not None:
            record.source_message_id = message.id
            payload["message"] = dict(serializers.message_payload(self.backend, message))
        call = Call(self, record, time.monotonic())
        self.backend.emit("INTERACTION_CREATE", payload)
        return call

    def _options(
        self, guild: Guild, user: User, leaf: Mapping[str, Any], given: Mapping[str, Any]
    ) -> tuple[list[dict[str, Any]], dict[str, Any]]:
        """The option list and the resolved entities, as a client sends them."""
        declared = {option["name"]: option for option in leaf.get("options") or []}
        plain = [option for option in declared.values() if option["type"] not in ENTITIES]
        entities = {k: v for k, v in given.items() if isinstance(v, Channel | Role | User)}
        scalars = {k: v for k, v in given.items() if k not in entities}
        values = wire.check_options(leaf["name"], {"options": plain}, scalars)
        resolved: dict[str, dict[str, Any]] = {}
        for key, entity in entities.items():
            values[key] = str(entity.id)
            for bucket, payload in self._entity(guild, user, entity).items():
                resolved.setdefault(bucket, {})[str(entity.id)] = payload
        built = [{"name": k, "type": declared[k]["type"], "value": v} for k, v in values.items()]
        return built, resolved

    def _entity(self, guild: Guild, user: User, value: User | Channel | Role) -> dict[str, Any]:
        if isinstance(value, Channel):
            seen = str(self.backend.compute_permissions(guild.id, user.id, value.id))
            payload = serializers.channel_payload(self.backend, value)
            return {"channels": {**payload, "permissions": seen}}
        if isinstance(value, Role):
            return {"roles": serializers.role_payload(value)}
        member = guild.members[value.id]
        shape = serializers.member_payload(self.backend, guild, member, with_user=False)
        return {"users": serializers.user_payload(value), "members": shape}

    # What goes wrong

    def fail(
        self, method: str, path: str, status: int, *, times: int = 1, retry_after: float = 0.2
    ) -> None:
        """Refuse the next calls whose path starts so; a 429 carries retry_after."""
        self._faults.append(Fault(method, path, status, times, retry_after))

    def lose_answer(self, method: str, path: str, *, times: int = 1) -> None:
        """Let the next such calls take effect, then cut the connection instead of answering."""
        self._faults.append(Fault(method, path, None, times, 0.0))

    async def disconnect(self, code: int = 4000, *, forget: bool = False) -> None:
        """Close every gateway socket; with forget, a RESUME is answered by INVALID_SESSION."""
        if forget:
            self._sessions.clear()
        for connection in list(self._connections):
            await connection.socket.close(code=code)

    # Waiting

    async def wait_for(
        self, predicate: Callable[[Request], bool], within: float = WITHIN
    ) -> Request:
        """The first recorded request that satisfies the predicate, past or to come."""

        def first() -> Request | None:
            return next((request for request in self.requests if predicate(request)), None)

        return cast("Request", await self._until(first, within))

    async def connected(self, within: float = WITHIN) -> Session:
        """Wait until the bot holds a gateway session (its guilds are on the wire then)."""

        def first() -> Session | None:
            return next((s for s in self._sessions.values() if s.connection), None)

        return cast("Session", await self._until(first, within))

    async def _until(self, look: Callable[[], object], within: float) -> object:
        async with asyncio.timeout(within):
            while not (found := look()):
                news = self._news
                await news.wait()
        return found

    def _tell(self) -> None:
        """Wake those who wait, each for one look."""
        self._news.set()
        self._news = asyncio.Event()

    # REST

    async def _serve_rest(self, request: web.Request) -> web.StreamResponse:
        at = time.monotonic()
        method, path, params = request.method, request.path[len(API) :], dict(request.query)
        body, files = await _read_body(request)
        fault = self._take_fault(method, path)
        if self.cuts_requests and request.transport:
            request.transport.abort()
        if self.refuses_requests or self.cuts_requests:
            fault = Fault(method, path, 503, 1, 0.0)
        verdict = self._limits.count(method, path) if self._limits else Verdict({})
        if fault and fault.status:
            status, answer = fault.status, _refusal(fault)
        elif verdict.refusal:
            status, answer = 429, verdict.refusal
        else:
            status, answer = self._answer(request, path, body, files)
        names = tuple(str(file.filename) for file in files)
        self.requests.append(Request(method, path, params, body, names, at, status, answer))
        self._tell()
        if fault and fault.status is None and request.transport:
            request.transport.abort()
        if status == 204:
            return web.Response(status=204, headers=verdict.headers)
        # discord.py reads JSON under exactly this content type, without a charset, and takes a 429
        # without a Via header for a ban by Cloudflare.
        headers = {"Content-Type": "application/json", "Via": "1.1 test", **verdict.headers}
        return web.Response(body=json.dumps(answer).encode(), status=status, headers=headers)

    def _answer(
        self, request: web.Request, path: str, body: Any, files: list[Any]
    ) -> tuple[int, Any]:
        """The status and body for a call: simcord's, with what it leaves out."""
        if not _bears_token(path) and request.headers.get("Authorization") != f"Bot {self.token}":
            return 401, {"message": "401: Unauthorized", "code": 0}
        if path == "/gateway/bot":
            limit = {"total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1}
            start = {"session_start_limit": limit}
            return 200, {"url": self.gateway_url, "shards": self.shards, **start}
        posted = body if isinstance(body, dict) else {}
        once = (path, str(posted.get("nonce"))) if posted.get("enforce_nonce") else None
        if once in self._nonces:
            return 200, self._nonces[once]
        status, answer = self._dispatch(request, path, body, files)
        if status != 200:
            return status, answer
        if path.endswith("/applications/@me"):
            answer["flags"] = self.application_flags
        if "nonce" in posted:
            answer["nonce"] = posted["nonce"]
        if once:
            self._nonces[once] = answer
        wanted = request.query.get("with_response") in ("1", "true")
        return (204, None) if path.endswith("/callback") and not wanted else (200, answer)

    def _dispatch(
        self, request: web.Request, path: str, body: Any, files: list[Any]
    ) -> tuple[int, Any]:
        try:
            answer = dispatch(
                self.backend,
                request.method,
                "/oauth2/applications/@me" if path == "/applications/@me" else path,
                json=body,
                params=dict(request.query),
                files=files,
                reason=request.headers.get("X-Audit-Log-Reason"),
                message_content_access=self.approved.message_content,
            )
        except (RouteNotImplemented, UnsupportedField) as gap:
            self.unknown.append((request.method, path, gap.message))
            return 404, {"message": gap.message, "code": 0}
        except BackendError as refusal:
            return refusal.status, refusal.to_json()
        except (KeyError, TypeError, ValueError) as wrong:
            return 400, {"message": f"Invalid Form Body: {wrong!r}", "code": 50035}
        return (204, None) if answer is None else (200, answer)

    def _take_fault(self, method: str, path: str) -> Fault | None:
        for fault in self._faults:
            if fault.times > 0 and fault.method == method and path.startswith(fault.path):
                fault.times -= 1
                return fault
        return None

    @property
    def application_flags(self) -> int:
        """The flags by which an application sees its privileged intents in the portal."""
        return sum(flag for name, flag in PRIVILEGED_FLAGS.items() if getattr(self.approved, name))

    # Gateway

    def _broadcast(self, event: str, payload: Mapping[str, Any]) -> None:
        for session in self._sessions.values():
            if session.owns(event, payload):
                session.gateway.feed(event, payload)
        self._tell()

    async def _serve_gateway(self, request: web.Request) -> web.WebSocketResponse:
        # zstd-stream (zstandard installed, or Python 3.14) gets text, which discord.py takes too.
        if self.refuses_gateway:
            raise web.HTTPServiceUnavailable
        packed = request.query.get("compress") == "zlib-stream"
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        connection = Connection(socket, zlib.compressobj() if packed else None)
        self._connections.add(connection)
        connection.send({"op": 10, "d": {"heartbeat_interval": self.heartbeat * 1000}})
        writer = asyncio.create_task(connection.write())
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    await self._take_frame(connection, json.loads(message.data))
        finally:
            writer.cancel()
            self._connections.discard(connection)
            for session in self._sessions.values():
                if session.connection is connection:
                    session.connection = None
        return socket

    async def _take_frame(self, connection: Connection, frame: dict[str, Any]) -> None:
        match frame:
            case {"op": 1}:
                self.heartbeats.append(time.monotonic())
                connection.send({"op": 11, "d": None})
            case {"op": 2, "d": data}:
                await self._identify(connection, data)
            case {"op": 6, "d": data}:
                self._resume(connection, data)
            case {"op": 8, "d": dict(wanted)}:
                session = next(s for s in self._sessions.values() if s.connection is connection)
                await session.commands.request_chunks(int(wanted.pop("guild_id")), **wanted)

    async def _identify(self, connection: Connection, data: dict[str, Any]) -> None:
        self.identifies.append(data)
        session = Session(self.backend, data, len(self.identifies))
        if data["token"] != self.token:
            await connection.socket.close(code=4004, message=b"Authentication failed.")
            return
        if gating.missing_privileged_intents(session.intents, self.approved):
            await connection.socket.close(code=4014, message=b"Disallowed intent(s).")
            return
        guilds = [g for g in self.backend.guilds.values() if session.owns("", {"guild_id": g.id})]
        application = {"id": str(self.backend.application_id), "flags": self.application_flags}
        ready = {
            "v": 10,
            "user": serializers.user_payload(self.backend.bot_user),
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
            "session_id": session.id,
            "resume_gateway_url": self.gateway_url,
            "shard": session.shard,
            "application": application,
        }
        self._sessions[session.id] = session
        session.connection = connection
        session.dispatch("READY", ready)
        for guild in guilds:
            payload = serializers.guild_create_payload(self.backend, guild)
            session.gateway.feed("GUILD_CREATE", payload)
        self._tell()

    def _resume(self, connection: Connection, data: dict[str, Any]) -> None:
        session = self._sessions.get(data["session_id"])
        if session is None or data["token"] != self.token:
            connection.send({"op": 9, "d": False})
            return
        self.resumes += 1
        session.connection = connection
        for frame in session.sent[data["seq"] or 0 :]:
            connection.send(frame)
        session.dispatch("RESUMED", {})
        self._tell()


async def _read_body(request: web.Request) -> tuple[Any, list[Any]]:
    """The JSON body and the uploads, from a JSON or a multipart request."""
    if not request.can_read_body:
        return None, []
    if not request.content_type.startswith("multipart/"):
        return await request.json(), []
    body: Any = None
    files: list[Any] = []
    for name, part in (await request.post()).items():
        if isinstance(part, web.FileField):
            data = io.BytesIO(part.file.read())
            files.append(SimpleNamespace(fp=data, filename=part.filename, description=None))
        elif name == "payload_json" and isinstance(part, str):
            body = json.loads(part)
    return body, files


def _bears_token(path: str) -> bool:
    """Interaction callbacks and webhook calls carry a token in the path, not in the header."""
    kind, *rest = path.strip("/").split("/")
    return kind == "interactions" or (kind == "webhooks" and len(rest) > 1)


def _refusal(fault: Fault) -> dict[str, Any]:
    if fault.status == 429:
        wait = {"retry_after": fault.retry_after, "global": False}
        return {"message": "You are being rate limited.", **wait}
    return {"message": "Injected by the test", "code": 0}
