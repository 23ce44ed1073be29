"""The gateway: who is connected, what they were sent, and what a line that breaks costs."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

Json = dict[str, Any]

DISPATCH, HEARTBEAT, IDENTIFY, RESUME, INVALID, HELLO, ACK = 0, 1, 2, 6, 9, 10, 11
HEARTBEAT_MS = 41_250
WRONG_TOKEN, FORBIDDEN_INTENTS = 4004, 4014
PRIVILEGED = (1 << 1) | (1 << 8) | (1 << 15)
"""Members, presences and the content of messages: to be applied for."""
GUILDS, DIRECT_MESSAGES = 1 << 0, 1 << 12


@dataclass(slots=True)
class Session:
    """One shard's connection, which outlives its socket."""

    id: str
    shard: int
    shards: int
    intents: int
    socket: web.WebSocketResponse | None
    sent: list[Json] = field(default_factory=list)

    async def dispatch(self, event: str, data: Json) -> None:
        """Send an event; with the line down it waits for a resume."""
        frame = {"op": DISPATCH, "t": event, "s": len(self.sent) + 1, "d": data}
        self.sent.append(frame)
        if self.socket is not None and not self.socket.closed:
            await _send(self.socket, frame)


class Gateway:
    """Every session of the one application."""

    def __init__(self, token: str, greet: Callable[[Session], list[tuple[str, Json]]]) -> None:
        """Take the token that counts, and what a new session is told first."""
        self._token = token
        self._greet = greet
        self.sessions: dict[str, Session] = {}
        self.identified = 0
        self.resumed = 0

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """Talk to one socket until it ends."""
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await _send(socket, {"op": HELLO, "d": {"heartbeat_interval": HEARTBEAT_MS}})
        session: Session | None = None
        async for message in socket:
            if message.type is not WSMsgType.TEXT:
                break
            frame = json.loads(message.data)
            match frame["op"]:
                case 1:
                    await _send(socket, {"op": ACK})
                case 2:
                    session = await self._identify(socket, frame["d"])
                case 6:
                    session = await self._resume(socket, frame["d"])
        if session and session.socket is socket:
            session.socket = None
        return socket

    async def _identify(self, socket: web.WebSocketResponse, told: Json) -> Session | None:
        if told["token"] != self._token:
            await socket.close(code=WRONG_TOKEN, message=b"Authentication failed.")
            return None
        if told["intents"] & PRIVILEGED:
            await socket.close(code=FORBIDDEN_INTENTS, message=b"Disallowed intent(s).")
            return None
        shard, shards = told.get("shard") or (0, 1)
        for old in [each for each in self.sessions.values() if each.shard == shard]:
            del self.sessions[old.id]
        session = Session(secrets.token_hex(8), shard, shards, told["intents"], socket)
        self.sessions[session.id] = session
        self.identified += 1
        for event, data in self._greet(session):
            await session.dispatch(event, data)
        return session

    async def _resume(self, socket: web.WebSocketResponse, told: Json) -> Session | None:
        session = self.sessions.get(told["session_id"])
        if session is None or told["token"] != self._token:
            await _send(socket, {"op": INVALID, "d": False})
            return None
        session.socket = socket
        self.resumed += 1
        for frame in session.sent[told["seq"] :]:
            await _send(socket, frame)
        await session.dispatch("RESUMED", {})
        return session

    async def tell(self, event: str, data: Json, guild: int = 0, intent: int = 0) -> bool:
        """Send an event to the shard of *guild*, or to the first; False if nobody is there who asked for it."""
        for session in list(self.sessions.values()):
            if (guild >> 22) % session.shards == session.shard and session.intents & intent == intent:
                await session.dispatch(event, data)
                return True
        return False

    async def drop(self, code: int = 4000) -> None:
        """Break every line; sessions stay."""
        for session in self.sessions.values():
            if session.socket is not None:
                socket, session.socket = session.socket, None
                await socket.close(code=code)

    @property
    def connected(self) -> bool:
        """Say whether every shard that came has its line."""
        return bool(self.sessions) and all(session.socket is not None for session in self.sessions.values())


async def _send(socket: web.WebSocketResponse, frame: Json) -> None:
    if not socket.closed:
        await socket.send_str(json.dumps(frame))
