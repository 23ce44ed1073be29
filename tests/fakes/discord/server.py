"""A Discord of our own on loopback: the requests that a bot makes, checked and answered as Discord does."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections import Counter, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.fakes.discord import refusals, world
from tests.fakes.discord.gateway import GUILDS, Gateway, Session
from tests.fakes.discord.refusals import Refused, answer
from tests.fakes.discord.rules import V2, Fault, faults, form_body
from tests.fakes.discord.world import (
    AUTOCOMPLETE,
    CHANGED,
    COMPONENT,
    DM,
    EPHEMERAL,
    FORM,
    GUILD_ROOM,
    LATER,
    MEMBER,
    MODAL_SENT,
    OFFERED,
    SAID,
    THOUGHT,
    TO_ANSWER,
    TO_FOLLOW_UP,
    Clock,
    Guild,
    Ids,
    Interaction,
    Json,
    Message,
    Room,
    User,
    pinged,
)  # fmt: skip

TOKEN = "MTA.a-token.that-counts-here"  # noqa: S105 - known to the fake only
ALLOWED_A_SECOND = 50
FILES = web.RequestKey("files", dict[str, bytes])
"""Where a request keeps what was sent with it."""
MOST_FOLLOWUPS = 5
Handler = Callable[[web.Request, Any], Awaitable[web.Response]]


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it came, and what it was answered with."""

    method: str
    path: str
    body: Any
    status: int
    told: Any
    at: float


@dataclass(slots=True)
class Trouble:
    """What is to happen to the next requests whose path holds *path*."""

    path: str
    method: str
    refusal: Refused | None
    lose: bool = False
    left: int = 1


@dataclass(slots=True)
class _Sent:
    """A request's parts, once read."""

    body: Any = None
    files: dict[str, bytes] = field(default_factory=dict)


class FakeDiscord:
    """Discord, as far as the bot can tell."""

    def __init__(self, token: str = TOKEN, shards: int = 1) -> None:
        self.token = token
        self.shards = shards
        self.clock = Clock()
        self.new_id = Ids(self.clock)
        self.app = User(self.new_id(), "Ask First", bot=True)
        self.users: dict[int, User] = {self.app.id: self.app}
        self.guilds: dict[int, Guild] = {}
        self.rooms: dict[int, Room] = {}
        self.messages: dict[int, Message] = {}
        self.interactions: dict[str, Interaction] = {}
        self.commands: list[Json] = []
        self.requests: list[Request] = []
        self.refused: list[Request] = []
        self.troubles: list[Trouble] = []
        self.syncs = 0
        self.files: dict[str, bytes] = {}
        self.stirred = asyncio.Event()
        self.gateway = Gateway(token, self._greeting)
        self._sent: deque[float] = deque()
        self._runner: web.AppRunner | None = None
        self.base = ""

    # Start and stop

    async def __aenter__(self) -> FakeDiscord:
        """Listen on a free port."""
        app = web.Application(client_max_size=2**25)
        app.router.add_get("/gateway/", self.gateway.serve)
        for method, path, handler in self._routes():
            app.router.add_route(method, f"/api/v10{path}", self._checked(handler))
        app.router.add_get("/attachments/{number}/{name}", self._attached)
        app.router.add_route("*", "/{rest:.*}", self._checked(self._nowhere))
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.base = f"127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        """Hang up."""
        await self.gateway.drop(1001)
        if self._runner:
            await self._runner.cleanup()

    @property
    def api(self) -> str:
        """Return what DISCORD_API_BASE takes."""
        return f"http://{self.base}/api/v10"

    @property
    def line(self) -> str:
        """Return what DISCORD_GATEWAY_URL takes."""
        return f"ws://{self.base}/gateway/"

    async def _attached(self, request: web.Request) -> web.Response:
        """Hand out a file that somebody attached; whoever has its address may have it."""
        held = self.files.get(request.match_info["number"])
        return web.Response(status=404) if held is None else web.Response(body=held)

    def attach(self, name: str, content: bytes, kind: str = "text/csv; charset=utf-8") -> Json:
        """Keep a file that somebody attaches, and return it as Discord tells of it."""
        number = str(self.new_id())
        self.files[number] = content
        url = f"http://{self.base}/attachments/{number}/{name}"
        return {
            "id": number, "filename": name, "size": len(content), "url": url, "proxy_url": url, "content_type": kind,
            "ephemeral": True,
        }  # fmt: skip

    # Who and what there is

    def user(self, name: str, *, installed: bool = False) -> User:
        """Make somebody an account; *installed* has the app for herself."""
        made = User(self.new_id(), name, installed=installed)
        self.users[made.id] = made
        return made

    def guild(self, name: str, owner: User, *members: User, has_app: bool = True) -> Guild:
        """Make a server with a room called general."""
        made = Guild(self.new_id(), name, owner.id, {each.id: MEMBER for each in (owner, *members)}, has_app=has_app)
        self.guilds[made.id] = made
        self.room(made, "general")
        return made

    def room(self, guild: Guild, name: str) -> Room:
        """Make a room in a server."""
        made = Room(self.new_id(), GUILD_ROOM, name, guild.id)
        self.rooms[made.id] = made
        return made

    def room_of(self, guild: Guild) -> Room:
        """Return the first room of a server."""
        return next(room for room in self.rooms.values() if room.guild == guild.id)

    def dm(self, one: User, other: User | None = None) -> Room:
        """Return the room that two people share; the bot's with *one*, if nobody else is named."""
        pair = tuple(sorted((one.id, (other or self.app).id)))
        found = next((room for room in self.rooms.values() if room.people == pair), None)
        if found is None:
            found = Room(self.new_id(), DM, people=pair)
            self.rooms[found.id] = found
        return found

    async def remove_room(self, room: Room) -> None:
        """Delete a room, as an admin does."""
        del self.rooms[room.id]
        if room.guild:
            await self.gateway.tell("CHANNEL_DELETE", room.plain(), room.guild, GUILDS)

    # What is to go wrong

    def limit(self, path: str, seconds: float, times: int = 1, *, everywhere: bool = False) -> None:
        """Answer 429 to the next requests whose path holds *path*."""
        self.troubles.append(Trouble(path, "", refusals.limited(seconds, everywhere=everywhere), left=times))

    def lose(self, path: str, method: str = "POST", times: int = 1) -> None:
        """Do what the next requests say, and break the line before they are answered."""
        self.troubles.append(Trouble(path, method, None, lose=True, left=times))

    def fail(self, path: str, status: int, times: int = 1) -> None:
        """Answer the next requests with a fault of Discord's own, doing nothing."""
        self.troubles.append(Trouble(path, "", Refused(status, 0, f"{status}: upstream"), left=times))

    # Every request

    def _routes(self) -> list[tuple[str, str, Handler]]:
        told = "/channels/{room}/messages/{message}"
        hook = "/webhooks/{app}/{token}"
        return [
            ("GET", "/users/@me", self._me), ("GET", "/oauth2/applications/@me", self._application),
            ("GET", "/gateway/bot", self._where), ("GET", "/gateway", self._where),
            ("PUT", "/applications/{app}/commands", self._sync), ("GET", "/applications/{app}/commands", self._synced),
            ("POST", "/interactions/{id}/{token}/callback", self._callback),
            ("POST", hook, self._follow_up), ("GET", hook + "/messages/{message}", self._get_answer),
            ("PATCH", hook + "/messages/{message}", self._edit_answer),
            ("DELETE", hook + "/messages/{message}", self._delete_answer),
            ("POST", "/users/@me/channels", self._open_dm), ("GET", "/users/{user}", self._get_user),
            ("GET", "/channels/{room}", self._get_room), ("POST", "/channels/{room}/messages", self._send),
            ("GET", told, self._get_message), ("PATCH", told, self._edit), ("DELETE", told, self._delete),
            ("POST", "/channels/{room}/typing", self._typing),
            ("GET", "/guilds/{guild}", self._get_guild), ("GET", "/guilds/{guild}/members/{user}", self._get_member),
        ]  # fmt: skip

    def _checked(self, handler: Handler) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def checked(request: web.Request) -> web.StreamResponse:
            sent = await _read(request)
            trouble = self._trouble(request)
            try:
                self._allow(request)
                if trouble and trouble.refusal:
                    raise trouble.refusal
                request[FILES] = sent.files
                answered = await handler(request, sent.body)
            except Refused as refusal:
                answered = answer(refusal.body, refusal.status)
            self._note(request, sent.body, answered)
            if trouble and trouble.lose and request.transport:
                request.transport.abort()
            return answered

        return checked

    def _trouble(self, request: web.Request) -> Trouble | None:
        for trouble in self.troubles:
            if trouble.left and trouble.path in request.path and trouble.method in {"", request.method}:
                trouble.left -= 1
                return trouble
        return None

    def _allow(self, request: web.Request) -> None:
        """Refuse strangers, and more than fifty a second; interactions carry their own token and are not counted."""
        if request.path.startswith(("/api/v10/interactions", "/api/v10/webhooks")):
            return
        if request.headers.get("Authorization") != f"Bot {self.token}":
            raise refusals.unauthorized()
        now = time.monotonic()
        while self._sent and self._sent[0] <= now - 1:
            self._sent.popleft()
        if len(self._sent) >= ALLOWED_A_SECOND:
            raise refusals.limited(round(self._sent[0] + 1 - now, 3), everywhere=True)
        self._sent.append(now)

    def _note(self, request: web.Request, body: Any, answered: web.Response) -> None:  # noqa: ANN401 - any JSON
        raw = answered.body
        told = json.loads(raw) if isinstance(raw, bytes) and raw else None
        path = request.path.removeprefix("/api/v10")
        noted = Request(request.method, path, body, answered.status, told, time.monotonic())
        self.requests.append(noted)
        if answered.status >= 400:
            self.refused.append(noted)
        self.stirred.set()

    @property
    def invalid(self) -> int:
        """Return how many requests count towards a ban: 401, 403 and 429."""
        return sum(each.status in {401, 403, 429} for each in self.refused)

    def sent(self, method: str, path: str) -> list[Request]:
        """Return the requests of this kind."""
        return [each for each in self.requests if each.method == method and path in each.path]

    def _check(self, operation: str, body: Any) -> None:  # noqa: ANN401 - any JSON
        found = faults(operation, body)
        if any(fault.code == "EMPTY" for fault in found):
            raise refusals.empty()
        if found:
            raise refusals.bad_form(form_body(found))

    async def _nowhere(self, _request: web.Request, _body: object) -> web.Response:
        raise Refused(404, 0, "404: Not Found")

    # Who the bot is

    async def _me(self, _request: web.Request, _body: object) -> web.Response:
        return answer(self.app.plain() | {"mfa_enabled": True, "verified": True, "email": None, "flags": 0})

    async def _application(self, _request: web.Request, _body: object) -> web.Response:
        return answer({
            "id": str(self.app.id), "name": "Ask First", "description": "", "icon": None, "summary": "",
            "bot_public": True, "bot_require_code_grant": False, "verify_key": "0" * 64, "flags": 0, "team": None,
            "owner": self.app.plain(),
        })  # fmt: skip

    async def _where(self, _request: web.Request, _body: object) -> web.Response:
        limit = {"total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1}
        return answer({"url": self.line, "shards": self.shards, "session_start_limit": limit})

    def _greeting(self, session: Session) -> list[tuple[str, Json]]:
        ours = [
            each for each in self.guilds.values() if each.has_app and (each.id >> 22) % session.shards == session.shard
        ]
        ready = {
            "v": 10, "user": self.app.plain(), "session_id": session.id, "resume_gateway_url": self.line,
            "guilds": [{"id": str(each.id), "unavailable": True} for each in ours],
            "application": {"id": str(self.app.id), "flags": 0}, "shard": [session.shard, session.shards],
        }  # fmt: skip
        told = [("GUILD_CREATE", self.described(each)) for each in ours] if session.intents & GUILDS else []
        return [("READY", ready), *told]

    def described(self, guild: Guild) -> Json:
        """Return a server as the gateway describes it."""
        rooms = [room.plain() for room in self.rooms.values() if room.guild == guild.id]
        everyone = {
            "id": str(guild.id), "name": "@everyone", "color": 0, "colors": {"primary_color": 0}, "hoist": False,
            "position": 0, "permissions": str(MEMBER), "managed": False, "mentionable": False, "flags": 0,
        }  # fmt: skip
        return {
            "id": str(guild.id), "name": guild.name, "owner_id": str(guild.owner), "icon": None, "roles": [everyone],
            "channels": rooms, "members": [self._member(guild, self.app)], "member_count": len(guild.members) + 1,
            "emojis": [], "stickers": [], "features": [], "threads": [], "presences": [], "voice_states": [],
            "stage_instances": [], "guild_scheduled_events": [], "soundboard_sounds": [], "large": False,
            "verification_level": 0, "default_message_notifications": 1, "explicit_content_filter": 0, "mfa_level": 0,
            "system_channel_id": None, "system_channel_flags": 0, "rules_channel_id": None, "premium_tier": 0,
            "preferred_locale": "en-GB", "nsfw_level": 0, "afk_channel_id": None, "afk_timeout": 300, "banner": None,
            "description": None, "splash": None, "discovery_splash": None, "unavailable": False, "nsfw": False,
            "premium_progress_bar_enabled": False, "public_updates_channel_id": None, "vanity_url_code": None,
            "joined_at": self.clock().isoformat(), "application_id": None,
        }  # fmt: skip

    def _member(self, guild: Guild, user: User) -> Json:
        return {
            "user": user.plain(), "roles": [], "joined_at": self.clock().isoformat(), "deaf": False, "mute": False,
            "flags": 0, "nick": None, "avatar": None, "pending": False, "premium_since": None,
            "permissions": str(guild.members.get(user.id, MEMBER)),
        }  # fmt: skip

    member = _member

    async def _sync(self, _request: web.Request, body: list[Json]) -> web.Response:
        self._check("commands", body)
        self.syncs += 1
        added = {"application_id": str(self.app.id), "version": str(self.new_id())}
        self.commands = [{"description": "", "type": 1} | each | added | {"id": str(self.new_id())} for each in body]
        return answer(self.commands)

    async def _synced(self, _request: web.Request, _body: object) -> web.Response:
        return answer(self.commands)

    # Answers to what somebody set going

    async def _callback(self, request: web.Request, body: Json) -> web.Response:
        interaction = self.interactions.get(request.match_info["token"])
        if interaction is None or str(interaction.id) != request.match_info["id"]:
            raise refusals.unknown("Interaction")
        if interaction.answer:
            raise refusals.answered()
        if interaction.waits(self.clock()) > TO_ANSWER:
            raise refusals.unknown("Interaction")
        self._check("callback", body)
        self._fits(interaction, body["type"])
        self._take(interaction, body, request[FILES])
        interaction.touch()
        if not request.query.get("with_response"):
            return web.Response(status=204)
        return answer(self._outcome(interaction, body["type"]))

    def _fits(self, interaction: Interaction, kind: int) -> None:
        """Refuse an answer that this kind of interaction can't have."""
        allowed = {
            world.COMMAND: {SAID, THOUGHT, FORM},
            AUTOCOMPLETE: {OFFERED},
            COMPONENT: {SAID, THOUGHT, LATER, CHANGED, FORM},
            MODAL_SENT: {SAID, THOUGHT} | ({LATER, CHANGED} if interaction.source else set()),
        }
        if kind not in allowed[interaction.kind]:
            told = f"Value must be one of {sorted(allowed[interaction.kind])}."
            raise refusals.bad_form(form_body([Fault(("type",), "BASE_TYPE_CHOICES", told)]))

    def _take(self, interaction: Interaction, body: Json, files: dict[str, bytes]) -> None:
        data = body.get("data") or {}
        interaction.answer, interaction.flags = body["type"], data.get("flags") or 0
        match body["type"]:
            case world.SAID:
                interaction.original = self._answer_with(interaction, data, data.get("flags") or 0, files)
            case world.CHANGED if interaction.source:
                self._change(interaction.source, data, files)
            case world.OFFERED:
                interaction.choices = data["choices"]
            case world.FORM:
                interaction.modal = data

    def _outcome(self, interaction: Interaction, kind: int) -> Json:
        told: Json = {"id": str(interaction.id), "type": interaction.kind}
        shown = interaction.source if kind in {LATER, CHANGED} else interaction.original
        if kind == THOUGHT:
            told |= {"response_message_id": str(self.new_id()), "response_message_loading": True}
        elif shown:
            told |= {"response_message_id": str(shown.id), "response_message_loading": False}
        told["response_message_ephemeral"] = bool(interaction.flags & EPHEMERAL)
        resource: Json = {"type": kind}
        if shown and kind in {SAID, CHANGED}:
            resource["message"] = shown.plain()
        return {"interaction": told, "resource": resource}

    def _answer_with(self, interaction: Interaction, data: Json, flags: int, files: dict[str, bytes]) -> Message:
        only_for = interaction.by.id if flags & EPHEMERAL else 0
        body = data | {"flags": (data.get("flags") or 0) | (flags & EPHEMERAL)}
        return self.put(interaction.room, self.app, body, only_for, interaction.id, files)

    def put(
        self, room: Room, author: User, body: Json, only_for: int = 0, answers: int = 0,
        files: dict[str, bytes] | None = None,
    ) -> Message:  # fmt: skip
        """Let a message stand in a room."""
        nonce = str(body.get("nonce") or "")
        made = Message(self.new_id(), room.id, author, self.clock(), body, only_for, answers, nonce, files=files or {})
        if author.bot:
            made.pinged = pinged(made.text, body.get("allowed_mentions"))
        self.messages[made.id] = made
        return made

    def _change(self, message: Message, data: Json, files: dict[str, bytes]) -> None:
        """Change a message; what made it one of components can't be taken back."""
        body = message.body | data
        body["flags"] = (message.body.get("flags") or 0) | ((data.get("flags") or 0) & V2)
        if body["flags"] & V2 and (data.get("content") or data.get("embeds")):
            told = "The 'content' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"
            raise refusals.bad_form(form_body([Fault(("content",), "MESSAGE_CANNOT_USE_LEGACY_FIELDS", told)]))
        message.body = body
        message.edits += 1
        message.files |= files

    def _by_token(self, request: web.Request) -> Interaction:
        interaction = self.interactions.get(request.match_info["token"])
        if interaction is None or not interaction.answer or request.match_info["app"] != str(self.app.id):
            raise refusals.unknown("Webhook")
        if self.clock() - interaction.made > TO_FOLLOW_UP:
            raise refusals.expired()
        return interaction

    async def _follow_up(self, request: web.Request, body: Json) -> web.Response:
        interaction = self._by_token(request)
        self._check("followup", body)
        if interaction.answer == THOUGHT and interaction.original is None:  # the first takes the place of "thinking"
            made = interaction.original = self._answer_with(interaction, body, interaction.flags, request[FILES])
        else:
            if interaction.only_installed and len(interaction.followups) >= MOST_FOLLOWUPS:
                raise refusals.too_many_followups()
            made = self._answer_with(interaction, body, body.get("flags") or 0, request[FILES])
            interaction.followups.append(made)
        interaction.touch()
        return answer(made.plain()) if request.query.get("wait") else web.Response(status=204)

    def _answer_of(self, request: web.Request) -> tuple[Interaction, Message]:
        interaction = self._by_token(request)
        wanted = request.match_info["message"]
        if wanted == "@original":
            found = interaction.source if interaction.answer in {LATER, CHANGED} else interaction.original
        else:
            every = filter(None, (interaction.original, interaction.source, *interaction.followups))
            found = next((each for each in every if str(each.id) == wanted), None)
        if found is None or found.id not in self.messages:
            raise refusals.unknown("Message")
        return interaction, found

    async def _get_answer(self, request: web.Request, _body: object) -> web.Response:
        return answer(self._answer_of(request)[1].plain())

    async def _edit_answer(self, request: web.Request, body: Json) -> web.Response:
        interaction = self._by_token(request)
        self._check("edit answer", body)
        if request.match_info["message"] == "@original" and interaction.answer == THOUGHT and not interaction.original:
            found = interaction.original = self._answer_with(interaction, body, interaction.flags, request[FILES])
        else:
            _, found = self._answer_of(request)
            self._change(found, body, request[FILES])
        interaction.touch()
        return answer(found.plain())

    async def _delete_answer(self, request: web.Request, _body: object) -> web.Response:
        _, found = self._answer_of(request)
        del self.messages[found.id]
        return web.Response(status=204)

    # Rooms and messages

    async def _open_dm(self, _request: web.Request, body: Json) -> web.Response:
        self._check("open dm", body)
        other = self.users.get(int(body["recipient_id"]))
        if other is None or other is self.app:
            raise Refused(400, 50033, "Invalid Recipient(s)")
        return answer(self.dm(other).plain() | {"recipients": [other.plain()]})

    def _room(self, request: web.Request) -> Room:
        room = self.rooms.get(int(request.match_info["room"]))
        if room is None:
            raise refusals.unknown("Channel")
        guild = self.guilds.get(room.guild)
        if room.shut or (guild and not guild.has_app) or (room.people and self.app.id not in room.people):
            raise refusals.no_access()
        return room

    async def _get_room(self, request: web.Request, _body: object) -> web.Response:
        room = self._room(request)
        others = [self.users[each].plain() for each in room.people if each != self.app.id]
        return answer(room.plain() | ({"recipients": others} if room.kind == DM else {}))

    async def _send(self, request: web.Request, body: Json) -> web.Response:
        room = self._room(request)
        if room.silent:
            raise refusals.no_permission()
        if any(self.users[each].closed for each in room.people):
            raise refusals.closed()
        self._check("message", body)
        found = self._sent_before(room, body)
        made = found or self.put(room, self.app, body, files=request[FILES])
        return answer(made.plain())

    def _sent_before(self, room: Room, body: Json) -> Message | None:
        if not body.get("enforce_nonce") or not body.get("nonce"):
            return None
        same = (each for each in self.messages.values() if each.room == room.id and each.nonce == str(body["nonce"]))
        return next(same, None)

    def _message(self, request: web.Request) -> Message:
        room = self._room(request)
        message = self.messages.get(int(request.match_info["message"]))
        if message is None or message.room != room.id or message.only_for:
            raise refusals.unknown("Message")
        return message

    async def _get_message(self, request: web.Request, _body: object) -> web.Response:
        return answer(self._message(request).plain())

    async def _edit(self, request: web.Request, body: Json) -> web.Response:
        message = self._message(request)
        if message.author is not self.app:
            raise Refused(403, 50005, "Cannot edit a message authored by another user")
        self._check("edit message", body)
        self._change(message, body, request[FILES])
        return answer(message.plain())

    async def _delete(self, request: web.Request, _body: object) -> web.Response:
        del self.messages[self._message(request).id]
        return web.Response(status=204)

    async def _typing(self, request: web.Request, _body: object) -> web.Response:
        self._room(request)
        return web.Response(status=204)

    async def _get_user(self, request: web.Request, _body: object) -> web.Response:
        user = self.users.get(int(request.match_info["user"]))
        if user is None:
            raise refusals.unknown("User")
        return answer(user.plain())

    def _guild(self, request: web.Request) -> Guild:
        guild = self.guilds.get(int(request.match_info["guild"]))
        if guild is None or not guild.has_app:
            raise refusals.unknown("Guild")
        return guild

    async def _get_guild(self, request: web.Request, _body: object) -> web.Response:
        return answer(self.described(self._guild(request)))

    async def _get_member(self, request: web.Request, _body: object) -> web.Response:
        guild, user = self._guild(request), self.users.get(int(request.match_info["user"]))
        if user is None or user.id not in guild.members:
            raise Refused(404, 10007, "Unknown Member")
        return answer(self._member(guild, user))

    # What people's own programs need

    def open(self, interaction: Interaction) -> None:
        """Let an interaction be answered."""
        self.interactions[interaction.token] = interaction

    def new_token(self) -> str:
        """Return a token as interactions carry one."""
        return secrets.token_urlsafe(24)

    async def until(self, what: Callable[[], bool], seconds: float = 5) -> None:
        """Wait until *what* holds.

        Raises:
            TimeoutError: it did not, in that time.
        """
        async with asyncio.timeout(seconds):
            while not what():
                self.stirred.clear()
                await self.stirred.wait()

    def statuses(self) -> Counter[int]:
        """Return how many requests were answered how."""
        return Counter(each.status for each in self.requests)


async def _read(request: web.Request) -> _Sent:
    """Read a body: JSON, or JSON with files beside it."""
    if not request.can_read_body:
        return _Sent()
    if request.content_type != "multipart/form-data":
        return _Sent(await request.json())
    form = await request.post()
    files = {part.filename: part.file.read() for part in form.values() if isinstance(part, web.FileField)}
    return _Sent(json.loads(str(form["payload_json"])), files)
