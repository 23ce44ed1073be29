"""The server of a fake Slack, and what a test does with it: be a person, break the network, look at screens."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self
from urllib.parse import urlencode

from aiohttp import ClientSession, ClientTimeout, WSMsgType, web

from tests.fakes import PATIENCE
from tests.fakes.slack import payloads
from tests.fakes.slack.rules import Json, Plain, Refused, judge_message, judge_view, unescaped
from tests.fakes.slack.shown import Shown, shown
from tests.fakes.slack.town import BOT, SIGNING_SECRET, TEAM, Place, Post, Town, Window
from tests.fakes.slack.web_api import WebApi, named, real_now

ACK_WITHIN = 3.0
"""Seconds that Slack waits for an acknowledgement."""
ADDRESS_LIVES, ADDRESS_USES = 30 * 60, 5
"""How long, in seconds, and how often a response address can be used."""


@dataclass(slots=True)
class Call:
    """A call of the Web API, and what it was answered."""

    method: str
    body: Plain
    answer: Plain
    at: float


@dataclass(slots=True)
class Address:
    """Where an answer may be sent to later."""

    place: str
    user: str
    made: float
    uses: int = 0
    ts: str = ""


@dataclass(slots=True)
class Delivery:
    """Something that was sent to the program."""

    kind: str
    payload: Plain
    place: str
    user: str
    id: str
    acked: asyncio.Event = field(default_factory=asyncio.Event)
    ack: Plain = field(default_factory=dict)
    took: float = 0.0
    status: int = 200


@dataclass(slots=True)
class Trouble:
    """How the next calls of a method fail; *after* lets the call take effect first."""

    times: int
    status: int = 200
    error: str = ""
    retry_after: int = 0
    cut: bool = False
    after: bool = False
    wait: float = 0.0


class FakeSlack:
    """A Slack with one workspace; use it as an async context manager."""

    def __init__(self, request_url: str = "") -> None:
        """Speak Socket Mode; with a *request_url*, send signed deliveries there."""
        self.request_url = request_url
        self.town = Town(real_now())
        self.offset = 0.0
        self.patience: float = PATIENCE
        self.calls: list[Call] = []
        self.deliveries: list[Delivery] = []
        self.complaints: list[str] = []
        self.echoes = True
        self.deaf = False
        self.port = 0
        self.api = WebApi(self.town, self.now, lambda: self.url, self._changed)
        self._troubles: dict[str, list[Trouble]] = {}
        self._addresses: dict[str, Address] = {}
        self._sockets: list[web.WebSocketResponse] = []
        self._connected = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    # The server

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=4_000_000)
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_get("/link", self._link)
        app.router.add_post("/response/{id}", self._response)
        app.router.add_post("/upload/{id}", self._upload)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]
        self._client = ClientSession(timeout=ClientTimeout(total=10))
        return self

    async def __aexit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        for task in list(self._tasks):
            task.cancel()
        await self.cut_socket()
        await self._client.close()
        await self._runner.cleanup()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def api_url(self) -> str:
        return f"{self.url}/api/"

    def now(self) -> float:
        return real_now() + self.offset

    def advance(self, seconds: float) -> None:
        """Let time pass for Slack."""
        self.offset += seconds

    # What the program calls

    async def _api(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        body, token = await read_call(request)
        trouble = self._next_trouble(method)
        if trouble and trouble.wait:
            await asyncio.sleep(trouble.wait)
        if trouble and not trouble.after:
            if trouble.cut:
                return _hang_up(request)
            if trouble.status != 200:
                self.calls.append(Call(method, body, {"status": trouble.status}, self.now()))
                headers = {"Retry-After": str(trouble.retry_after)} if trouble.retry_after else {}
                error = {"ok": False, "error": "ratelimited" if trouble.status == 429 else "internal_error"}
                return web.json_response(error, status=trouble.status, headers=headers)
            if trouble.error:
                answer = {"ok": False, "error": trouble.error}
                self.calls.append(Call(method, body, answer, self.now()))
                return web.json_response(answer)
        answer = self.api.answer(method, token, body)
        self.calls.append(Call(method, body, answer, self.now()))
        if trouble and trouble.after:
            return _hang_up(request)
        return web.json_response(answer, headers={"x-oauth-scopes": ",".join(sorted(self.api.scopes))})

    def _next_trouble(self, method: str) -> Trouble | None:
        for name in (method, "*"):
            for trouble in self._troubles.get(name, ()):
                if trouble.times > 0:
                    trouble.times -= 1
                    return trouble
        return None

    async def _response(self, request: web.Request) -> web.StreamResponse:
        body: Plain = await request.json()
        address = self._addresses.get(request.match_info["id"])
        if address is None:
            return web.json_response({"ok": False, "error": "invalid_url"}, status=404)
        if address.uses >= ADDRESS_USES or self.now() - address.made > ADDRESS_LIVES:
            self.calls.append(Call("response_url", body, {"ok": False, "error": "expired_url"}, self.now()))
            return web.json_response({"ok": False, "error": "expired_url"}, status=404)
        trouble = self._next_trouble("response_url")
        if trouble and trouble.cut:
            return _hang_up(request)
        if trouble and trouble.status != 200:
            return web.json_response({"ok": False}, status=trouble.status)
        address.uses += 1
        try:
            answer: Plain = {"ok": True}
            self._show_response(address, body)
        except Refused as refused:
            answer = {"ok": False, "error": refused.error}
        self.calls.append(Call("response_url", body, answer, self.now()))
        return web.json_response(answer, status=200 if answer["ok"] else 400)

    def _show_response(self, address: Address, body: Plain) -> None:
        original = next((post for post in self.town.posts if address.ts and post.ts == address.ts), None)
        if body.get("delete_original"):
            if original:
                original.deleted = True
            return
        judge_message(body.get("text"), body.get("blocks"))
        if body.get("replace_original") and original:
            original.text, original.blocks, original.edited = body.get("text", ""), body.get("blocks") or [], True
            return
        seen_by = "" if body.get("response_type") == "in_channel" else address.user
        self._show(address.place, seen_by, body)

    def _show(self, place: str, seen_by: str, body: Plain) -> Post:
        post = Post(place, self.town.next_ts(self.now()), BOT, body.get("text", ""), body.get("blocks") or [])
        post.seen_by, post.sent = seen_by, body
        self.town.posts.append(post)
        return post

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        file = self.town.files[request.match_info["id"]]
        held = await request.read()
        if request.content_type.startswith("multipart"):
            held = held.split(b"\r\n\r\n", 1)[1].rsplit(b"\r\n--", 1)[0]
        file["held"] = held
        return web.Response(text=f"OK - {len(held)}")

    # The socket

    async def _link(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self.api.tickets:
            return web.Response(status=401)
        self.api.tickets.remove(ticket)
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(request)
        about = {"type": "hello", "num_connections": len(self._sockets) + 1, "connection_info": {"app_id": "A0COACH"}}
        await socket.send_json(about | {"debug_info": {"host": "town", "approximate_connection_time": 18060}})
        self._sockets.append(socket)
        self._connected.set()
        try:
            async for message in socket:
                if message.type is WSMsgType.PING and not self.deaf:
                    await socket.pong(message.data)
                elif message.type is WSMsgType.TEXT and not self.deaf:
                    self._acked(json.loads(message.data))
        finally:
            if socket in self._sockets:
                self._sockets.remove(socket)
            if not self._sockets:
                self._connected.clear()
        return socket

    async def connected(self, within: float = 20) -> None:
        """Wait until the program's socket is there."""
        await asyncio.wait_for(self._connected.wait(), within)

    async def cut_socket(self) -> None:
        """Close the socket without a word."""
        for socket in list(self._sockets):
            with contextlib.suppress(ConnectionError):
                await socket.close()

    async def refresh(self) -> None:
        """Ask for a new connection, as Slack does every few hours; the old one lives a moment longer."""
        old = list(self._sockets)
        for socket in old:
            await socket.send_json({"type": "disconnect", "reason": "refresh_requested", "debug_info": {}})

    def _acked(self, said: Plain) -> None:
        delivery = next((each for each in self.deliveries if each.id == said.get("envelope_id")), None)
        if delivery is None or delivery.acked.is_set():
            return
        delivery.took = self.now() - delivery.took
        delivery.ack = said.get("payload") or {}
        if delivery.took > ACK_WITHIN * self.patience:
            self.complaints.append(f"{delivery.kind} was acknowledged after {delivery.took:.1f} s")
        elif delivery.kind != "events_api":
            self._take_ack(delivery)
        delivery.acked.set()

    def _take_ack(self, delivery: Delivery) -> None:
        """Show what an acknowledgement carries."""
        try:
            if delivery.kind == "slash_commands" and delivery.ack:
                judge_message(delivery.ack.get("text"), delivery.ack.get("blocks"))
                seen_by = "" if delivery.ack.get("response_type") == "in_channel" else delivery.user
                self._show(delivery.place, seen_by, delivery.ack)
            elif delivery.payload.get("type") == "view_submission":
                self._close(delivery)
            elif delivery.ack:
                self.complaints.append(f"{delivery.kind} takes no answer: {delivery.ack}")
        except Refused as refused:
            self.complaints.append(f"an acknowledgement was refused: {refused.error} {refused.messages}")

    def _close(self, delivery: Delivery) -> None:
        stack = self.town.modals[delivery.user]
        match delivery.ack.get("response_action"):
            case None:
                stack.pop()
            case "clear":
                stack.clear()
            case "errors":
                window, errors = stack[-1], delivery.ack["errors"]
                inputs = {block["block_id"] for block in window.view["blocks"] if block["type"] == "input"}
                if not errors or not errors.keys() <= inputs:
                    self.complaints.append(f"errors for blocks that are no inputs: {errors}")
                window.errors = errors
            case "update" | "push" as action:
                judge_view(delivery.ack["view"])
                window = stack[-1] if action == "update" else Window(self.town.next_id("V"), delivery.user, {}, "")
                window.view, window.hash, window.errors = (
                    named(delivery.ack["view"], self.town),
                    self.town.next_id("h"),
                    {},
                )
                if action == "push":
                    stack.append(window)

    # Sending to the program

    async def deliver(self, kind: str, payload: Plain, user: str = "", place: str = "", **more: Json) -> Delivery:
        """Send one envelope, or one signed request, and wait for its acknowledgement or for the deadline."""
        delivery = Delivery(kind, payload, place, user, self.town.next_id("env-"))
        self.deliveries.append(delivery)
        if self.request_url:
            await self._post_signed(delivery, **more)
        else:
            await self.connected()
            await self._send(delivery, **more)
        return delivery

    async def again(self, delivery: Delivery, attempt: int = 1) -> Delivery:
        """Send the same thing once more, as Slack does where it missed the acknowledgement."""
        more: Plain = {"retry_attempt": attempt, "retry_reason": "timeout"}
        return await self.deliver(delivery.kind, delivery.payload, delivery.user, delivery.place, **more)

    async def _send(self, delivery: Delivery, **more: Json) -> None:
        about = {"type": delivery.kind, "envelope_id": delivery.id, "payload": delivery.payload}
        delivery.took = self.now()
        await self._sockets[-1].send_json(about | {"accepts_response_payload": delivery.kind != "events_api"} | more)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(delivery.acked.wait(), ACK_WITHIN * self.patience)
        if not delivery.acked.is_set():
            self.complaints.append(f"{delivery.kind}: operation_timeout")

    async def _post_signed(self, delivery: Delivery, **more: Json) -> None:
        form = delivery.kind != "events_api"
        plain = delivery.payload if delivery.kind == "slash_commands" else {"payload": json.dumps(delivery.payload)}
        body = urlencode(plain) if form else json.dumps(delivery.payload)
        kind = "application/x-www-form-urlencoded" if form else "application/json"
        headers = {"Content-Type": kind, **self.signed(body)}
        if "retry_attempt" in more:
            headers |= {"X-Slack-Retry-Num": str(more["retry_attempt"]), "X-Slack-Retry-Reason": "http_timeout"}
        delivery.took = self.now()
        async with self._client.post(self.request_url, data=body.encode(), headers=headers) as response:
            delivery.status, text = response.status, await response.text()
        plain_text = text and not text.startswith("{")
        said = {"payload": {"text": text} if plain_text else json.loads(text or "{}"), "envelope_id": delivery.id}
        self._acked(said)

    def signed(self, body: str, secret: str = SIGNING_SECRET, age: float = 0) -> dict[str, str]:
        """Return the headers that prove a delivery to be Slack's."""
        stamp = str(int(real_now() - age))
        made = hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={made}"}

    def _address(self, place: str, user: str, ts: str = "") -> str:
        made = self.town.next_id("R")
        self._addresses[made] = Address(place, user, self.now(), ts=ts)
        return f"{self.url}/response/{made}"

    # What people do

    async def type_slash(self, user: str, text: str, place: str = "general", command: str = "/coach") -> Delivery:
        """Type a slash command; where the bot need not be."""
        who, where = self.town.user(user), self.town.place(place)
        text = self._escaped(text)
        said = payloads.slash(who, where, command, text, self._address(where.id, who.id), self.api.trigger(who.id))
        return await self.deliver("slash_commands", said, who.id, where.id)

    async def dm(self, user: str, text: str, thread: str = "") -> Delivery:
        """Write to the bot."""
        return await self.say(user, text, self.town.dm_of(self.town.user(user).id), thread)

    async def mention(self, user: str, text: str, place: str = "general", thread: str = "") -> Delivery:
        """Mention the bot in a channel: a post that others see."""
        who, where = self.town.user(user), self.town.place(place)
        post = self._typed(who.id, where, f"<@{BOT}> {text}", thread)
        return await self.deliver("events_api", payloads.event(payloads.mention(post), self.town), who.id, where.id)

    async def say(self, user: str, text: str, place: Place, thread: str = "") -> Delivery:
        """Post a message; only those in direct messages reach the program."""
        who = self.town.user(user)
        post = self._typed(who.id, place, text, thread)
        return await self.deliver("events_api", payloads.event(payloads.message(post), self.town), who.id, place.id)

    def write(self, user: str, text: str, place: str = "general") -> Post:
        """Post something to others, which the program never hears of."""
        return self._typed(self.town.user(user).id, self.town.place(place), text)

    def _ts(self) -> str:
        return self.town.next_ts(self.now())

    def _escaped(self, text: str) -> str:
        """Return what somebody typed as a slash command carries it, with should_escape: ids and names."""
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        for user in self.town.users.values():
            text = re.sub(rf"@{user.name}\b", f"<@{user.id}|{user.name}>", text)
        for place in self.town.places.values():
            text = re.sub(rf"#{place.name}\b", f"<#{place.id}|{place.name}>", text) if place.name else text
        return text

    def _typed(self, user: str, place: Place, text: str, thread: str = "") -> Post:
        escaped = (
            text if text.startswith("<@") else text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        )
        post = Post(place.id, self.town.next_ts(self.now()), user, self._with_mentions(escaped), thread=thread)
        self.town.posts.append(post)
        return post

    def _with_mentions(self, text: str) -> str:
        for user in self.town.users.values():
            text = text.replace(f"@{user.name}", f"<@{user.id}>") if user.id != BOT else text
        return text

    async def click(self, user: str, label: str, place: str = "", post: Post | None = None) -> Delivery:
        """Press the last button with this label that somebody sees, also one in an overflow menu."""
        who = self.town.user(user)
        found, block, action = self._find(who.id, label, place, post)
        if isinstance(found, Window):
            said = payloads.block_actions(who, action, block, self.api.trigger(who.id), self._ts(), view=found)
            return await self.deliver("interactive", said, who.id)
        address = self._address(found.place, found.seen_by or who.id, found.ts)
        trigger = self.api.trigger(who.id)
        said = payloads.block_actions(
            who, action, block, trigger, self._ts(), post=found, address=address, town=self.town
        )
        return await self.deliver("interactive", said, who.id, found.place)

    def _find(self, user: str, label: str, place: str, post: Post | None) -> tuple[Post | Window, Plain, Plain]:
        where = self.town.place(place).id if place else ""
        posts = [post] if post else [each for each in reversed(self.town.posts) if not where or each.place == where]
        surfaces: list[Post | Window] = [each for each in posts if post or self._sees(user, each)]
        if not post and not place:
            surfaces = [*reversed(self.town.modals.get(user, [])), *surfaces]
            surfaces += [self.town.homes[user]] if user in self.town.homes else []
        for surface in surfaces:
            blocks = surface.blocks if isinstance(surface, Post) else surface.view["blocks"]
            for block in reversed(blocks):
                for element in [*block.get("elements", ()), *filter(None, [block.get("accessory")])]:
                    if (action := payloads.pressed(element, label)) is not None:
                        return surface, block, action
        raise LookupError(f"{user} sees no button {label!r}: {self.screens()}")

    async def forge(self, user: str, value: str, post: Post) -> Delivery:
        """Press a button of *post* as somebody whom it may not have been shown to, with a value of one's own."""
        who = self.town.user(user)
        action = {"type": "button", "action_id": "press:0", "value": value, "text": {"type": "plain_text", "text": "x"}}
        trigger, address = self.api.trigger(who.id), self._address(post.place, who.id, post.ts)
        said = payloads.block_actions(who, action, {}, trigger, self._ts(), post=post, address=address, town=self.town)
        return await self.deliver("interactive", said, who.id, post.place)

    async def click_home(self, user: str, label: str) -> Delivery:
        """Press a button in somebody's home tab."""
        who = self.town.user(user)
        window = self.town.homes[who.id]
        for block in window.view["blocks"]:
            for element in [*block.get("elements", ()), *filter(None, [block.get("accessory")])]:
                if (action := payloads.pressed(element, label)) is not None:
                    said = payloads.block_actions(who, action, block, self.api.trigger(who.id), self._ts(), view=window)
                    return await self.deliver("interactive", said, who.id)
        raise LookupError(f"no button {label!r} in the home tab of {user}: {self.home(user)}")

    def _sees(self, user: str, post: Post) -> bool:
        place = self.town.places[post.place]
        return not post.deleted and user in place.members and post.seen_by in {"", user}

    async def submit(self, user: str, values: dict[str, str]) -> Delivery:
        """Fill in the modal that is open, field by label, and submit it."""
        who = self.town.user(user)
        window = self.town.modals[who.id][-1]
        said = payloads.submission(who, window, payloads.filled(window.view, values), self.api.trigger(who.id))
        return await self.deliver("interactive", said, who.id)

    async def shortcut(self, user: str, callback: str, post: Post | None = None) -> Delivery:
        """Use a shortcut: on a message, or anywhere."""
        who = self.town.user(user)
        trigger = self.api.trigger(who.id)
        if post is None:
            return await self.deliver("interactive", payloads.global_shortcut(who, callback, trigger), who.id)
        address = self._address(post.place, who.id)
        said = payloads.message_shortcut(who, callback, trigger, post, address, self.town)
        return await self.deliver("interactive", said, who.id, post.place)

    async def open_home(self, user: str, tab: str = "home") -> Delivery:
        """Open the bot's home tab, or its messages."""
        who = self.town.user(user)
        place = self.town.dm_of(who.id)
        held = self.town.homes.get(who.id)
        opened = payloads.home_opened(who, place, tab, held, self.now())
        return await self.deliver("events_api", payloads.event(opened, self.town), who.id, place.id)

    # What breaks

    def fail(self, method: str, *, times: int = 1, status: int = 500, retry_after: int = 0) -> None:
        """Let the next calls of *method* (or of any: "*") fail with an HTTP status."""
        self._troubles.setdefault(method, []).append(Trouble(times, status, retry_after=retry_after))

    def refuse(self, method: str, error: str, times: int = 1) -> None:
        """Let the next calls of *method* be refused with one of Slack's errors."""
        self._troubles.setdefault(method, []).append(Trouble(times, error=error))

    def lose(self, method: str, *, answer_only: bool = False) -> None:
        """Lose the next call of *method* on its way, or only the answer to it."""
        self._troubles.setdefault(method, []).append(Trouble(1, cut=not answer_only, after=answer_only))

    def delay(self, method: str, seconds: float, times: int = 1) -> None:
        """Let the next calls of *method* take their time."""
        self._troubles.setdefault(method, []).append(Trouble(times, wait=seconds))

    # What people see

    def sees(self, user: str, place: str = "") -> list[Shown]:
        """Return what somebody sees in a place, or in the direct message with the bot."""
        where = place or self.town.dm_of(self.town.user(user).id).id
        return [shown(post, self.town) for post in self.town.screen(user, where)]

    def told(self, user: str, place: str = "") -> list[Shown]:
        """Return what the bot has said there, as far as this person sees it."""
        return [each for each in self.sees(user, place) if each.by == BOT]

    async def reads(self, user: str, words: str, place: str = "", within: float = 10) -> Shown:
        """Wait until somebody reads *words* from the bot, and return that message."""
        deadline = real_now() + within
        while real_now() < deadline:
            for each in reversed(self.told(user, place)):
                if words in each.text or words in " ".join(each.buttons):
                    return each
            await asyncio.sleep(0.02)
        raise TimeoutError(f"{user} never read {words!r} in {place or 'the DM'}; seen: {self.told(user, place)}")

    async def until(self, holds: Callable[[], bool], within: float = 10) -> None:
        """Wait until *holds*."""
        deadline = real_now() + within
        while not holds():
            if real_now() > deadline:
                raise TimeoutError(f"it never held; calls: {[call.method for call in self.calls[-12:]]}")
            await asyncio.sleep(0.02)

    def home(self, user: str) -> Shown:
        """Return what somebody's home tab shows."""
        window = self.town.homes[self.town.user(user).id]
        return shown(Post("", "", BOT, "", window.view["blocks"]), self.town)

    def modal(self, user: str) -> Window | None:
        """Return the modal that somebody has open."""
        stack = self.town.modals.get(self.town.user(user).id)
        return stack[-1] if stack else None

    def screens(self) -> dict[str, list[str]]:
        """Return every button that stands anywhere, by place, for a test that looks in vain."""
        return {post.place: list(shown(post, self.town).buttons) for post in self.town.posts if post.user == BOT}

    def sent(self, method: str) -> list[Call]:
        """Return the calls of one method that Slack took."""
        return [call for call in self.calls if call.method == method and call.answer.get("ok")]

    def refusals(self) -> list[str]:
        """Return what Slack refused, so that a test can say there was nothing."""
        return [f"{c.method}: {c.answer['error']}" for c in self.calls if c.answer.get("ok") is False]

    def bare_markup(self) -> list[str]:
        """Return texts in which something foreign was not escaped."""
        sent = [post.blocks for post in self.town.posts if post.user == BOT]
        return [words for blocks in sent for words in unescaped(blocks)]

    def _changed(self, post: Post, before: Plain) -> None:
        """Echo what the bot posted or changed in a direct message, as Slack does."""
        place = self.town.places.get(post.place)
        if not self.echoes or place is None or not place.user or self.request_url or not self._sockets:
            return
        event = payloads.changed(post, before) if before else payloads.message(post)
        task = asyncio.ensure_future(self._echo(payloads.event(event, self.town), place))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _echo(self, payload: Plain, place: Place) -> None:
        with contextlib.suppress(ConnectionError, TimeoutError):
            await self.deliver("events_api", payload, BOT, place.id)

    async def uninstall(self) -> None:
        """Remove the app from the workspace: the token is dead, and the program is told."""
        self.api.revoked = True
        for event in ({"type": "tokens_revoked", "tokens": {"bot": [BOT]}}, {"type": "app_uninstalled"}):
            await self.deliver("events_api", payloads.event(event | {"team": TEAM}, self.town))


async def read_call(request: web.Request) -> tuple[Plain, str]:
    """Return the values of a call and its token, however they are sent."""
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if request.content_type == "application/json":
        body: Plain = await request.json()
    else:
        body = {**request.query, **{name: str(value) for name, value in (await request.post()).items()}}
    return body, token or str(body.get("token", ""))


def _hang_up(request: web.Request) -> web.StreamResponse:
    if request.transport:
        request.transport.abort()
    return web.Response()
