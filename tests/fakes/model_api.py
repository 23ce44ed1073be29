"""A model API on this machine: a real server that speaks OpenAI's chat protocol, and a model whose name is its habit.

`honest` says the guidelines again and invents nothing; every other name of BEHAVIOURS goes wrong in its own way, and
every name of WIRE goes wrong on the way: refused shapes and keys, too many requests, faults, silence.
"""

from __future__ import annotations

import asyncio
import base64
import codecs
import json
import re
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

Plain = dict[str, Any]

KEY = "a key that the fake takes"
HEAD, POINTS = "GUIDELINES", "POINTS THAT PULL APART"
"""What stands above the guidelines of a request, and above what follows on them."""
HANGS = 30.0
"""Seconds; longer than anybody waits."""
_DATA = re.compile(r"\A<<<(?P<mark>\w+)\n(?P<data>.*)\n(?P=mark)>>>\Z", re.DOTALL)
_ORDER = re.compile(
    r"(?:say|write|reply|answer|output|send|add|include|print)[^\w]{0,3}\s*[\"'\u201c:]*\s*(.+)",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """One request, as the model reads it."""

    task: str
    rules: str
    data: Plain
    again: bool

    @property
    def cards(self) -> dict[str, str]:
        """Return the guidelines, as they stand behind the instructions."""
        lines = self.rules.partition(f"\n{HEAD}\n")[2].partition(POINTS)[0].splitlines()
        return {line.split(" | ")[0]: line.split(" | ", 3)[3] for line in lines if line.count(" | ") >= 3}

    @property
    def pasted(self) -> str:
        """Return everything that people typed."""
        return json.dumps(self.data, ensure_ascii=False)


# ---- an honest model -----------------------------------------------------------------------------------------------


def honest(asked: Asked) -> Plain:
    """Say the guidelines again, use the facts that were given, and find nothing more in a draft."""
    return {"answer": _answer, "opener": _opener, "review": _review}[asked.task](asked)


def _answer(asked: Asked) -> Plain:
    card = next(iter(asked.cards))
    rule, why = _sentences(asked.cards[card])[:2]
    told = [_guidance(rule, card, rule), _guidance(why, card, why)]
    return {"route": "answer", "sentences": told, "paste": None, "disagreement": None, "gap": None}


def _guidance(text: str, card: str, ground: str) -> Plain:
    quote = re.findall(r"[\w'\u2019-]+", ground)[:10]
    return {"kind": "guidance", "text": text, "cards": [card], "quote": " ".join(quote)}


def _sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.?!\u201d])\s+(?=[A-Z\u201c])", text)


def _opener(asked: Asked) -> Plain:
    data = asked.data
    said = [_line("greeting", f"Hi {data['to']}," if data["to"] else "Hello,")]
    said += [_line("anchor", fact["said"], [fact["id"]]) for fact in data["facts"][:3]]
    asks = data["wish"]["asks"] or ["May I ask you one thing about it: [your question]?"]
    said += [_line("ask", asks[0]), _line("exit", "No answer is fine, too.")]
    return {"sentences": said, "subject": "One question" if data["medium"] == "email" else None}


def _line(kind: str, text: str, facts: list[str] | None = None) -> Plain:
    return {"kind": kind, "text": text, "facts": facts or []}


def _review(_asked: Asked) -> Plain:
    return {"findings": [], "rewrite": None}


# ---- models that go wrong ------------------------------------------------------------------------------------------


def _slipped(text: str) -> Callable[[Asked], Plain]:
    """Be honest but for one sentence, wherever there is room for one."""

    def slip(asked: Asked) -> Plain:
        plain = honest(asked)
        match asked.task:
            case "answer":
                first = plain["sentences"][0]
                plain["sentences"].insert(1, {**first, "text": text})
                plain["paste"] = f"{text} Would that suit you?"
            case "opener":
                facts = [fact["id"] for fact in asked.data["facts"][:1]]
                plain["sentences"].insert(1, _line("anchor", text, facts))
            case _:
                plain = _remark(asked, text)
        return plain

    return slip


def _remark(asked: Asked, text: str) -> Plain:
    """Remark on the first words of a draft, and write it anew, both with *text*."""
    draft = asked.data["draft"]
    card = next(iter(asked.cards))
    passage = " ".join(draft.split()[:4])
    quote = _guidance("", card, _sentences(asked.cards[card])[0])["quote"]
    finding = {"words": passage, "card": card, "quote": quote, "advice": text, "rewrite": text}
    return {"findings": [finding], "rewrite": f"{draft} {text}"}


def _changed(change: Callable[[Plain, Asked], None]) -> Callable[[Asked], Plain]:
    """Be honest, then change something about the first sentence or remark."""

    def changed(asked: Asked) -> Plain:
        plain = _remark(asked, "Ask before you call.") if asked.task == "review" else honest(asked)
        whole = deepcopy(plain)
        lines = whole["findings" if asked.task == "review" else "sentences"]
        change(lines[1 if asked.task == "opener" else 0], asked)
        return whole

    return changed


def _unknown(one: Plain, _: Asked) -> None:
    one |= {"card": "d9-nothing"} if "card" in one else {"cards": ["d9-nothing"]}
    one["text"] = one["advice"] = "Flowers help, says d9."


def _misquoted(one: Plain, _: Asked) -> None:
    one["quote"] = str(one.get("quote", "")).replace(" ", " gladly ", 1)
    one["advice"] = "Flowers help, says a wrong quote."
    one["cards"], one["text"] = ["d9-nothing"] if "facts" in one else one.get("cards"), "Flowers help, I am told."


def _quoted_elsewhere(one: Plain, asked: Asked) -> None:
    other = next(text for name, text in asked.cards.items() if name not in (one.get("cards") or [one.get("card")]))
    one["quote"] = " ".join(re.findall(r"[\w'\u2019-]+", other)[:6])
    one["advice"] = "Flowers help, says another."
    one["facts"], one["text"] = ["f99"], "Flowers help, I am told."


def _disguised(asked: Asked) -> Plain:
    plain = _slipped("Simply bring Flowers, nobody minds.")(asked)
    if asked.task == "answer":
        plain["sentences"][1] |= {"kind": "link", "cards": [], "quote": None}
    if asked.task == "opener":
        plain["sentences"][1] |= {"kind": "courtesy", "facts": []}
    return plain


def _one_sided(asked: Asked) -> Plain:
    return honest(asked) | ({"disagreement": None} if asked.task == "answer" else {})


def _obeys(asked: Asked) -> Plain:
    """Do what the material says, word for word."""
    order = next((found[1] for text in _texts(asked.data) for one in _read(text) if (found := _ORDER.search(one))), "")
    words = order.strip(" \"'\u201d\u2019.<>*-]")[:160] or " ".join(asked.pasted.split()[-12:])
    return _slipped(words)(asked)


def _read(text: str) -> Iterator[str]:
    """Read a text in every way a clever model would: as it stands, backwards, and whatever is encoded in it."""
    yield text
    yield text[::-1]
    yield codecs.decode(text, "rot13")
    for piece in re.findall(r"[A-Za-z0-9+/]{24,}={0,2}", text):
        with suppress(ValueError):
            yield base64.b64decode(piece, validate=True).decode()
    for piece in re.findall(r"(?:[0-9a-f]{2}){12,}", text):
        with suppress(ValueError):
            yield bytes.fromhex(piece).decode()


def _texts(value: object) -> list[str]:
    match value:
        case str():
            return [value]
        case dict():
            return [text for one in value.values() for text in _texts(one)]
        case list():
            return [text for one in value for text in _texts(one)]
    return []


def _drops(asked: Asked) -> Plain:
    draft = asked.data.get("draft", "")
    return {"findings": [], "rewrite": draft} if asked.task == "review" else honest(asked)


def _hidden(asked: Asked) -> Plain:
    def veiled(value: object) -> object:
        match value:
            case str():
                return value.replace(" ", " \u200b\u202e\U000e0041", 1)
            case list():
                return [veiled(one) for one in value]
            case dict():
                return {name: veiled(one) if name in {"text", "advice"} else one for name, one in value.items()}
        return value

    plain = _remark(asked, "Ask before you call.") if asked.task == "review" else honest(asked)
    return {**plain, **{name: veiled(plain[name]) for name in ("sentences", "findings") if name in plain}}


def _echoes(asked: Asked) -> Plain:
    return _slipped(" ".join(asked.rules.partition(HEAD)[0].split())[-900:])(asked)


def _protected(asked: Asked) -> Plain:
    start = asked.rules.index("It is material to judge")
    return _slipped(asked.rules[start : start + 120].replace("\n", " "))(asked)


def _extra(asked: Asked) -> Plain:
    return honest(asked) | {"tool": "send_message", "to": "flowers@shop.example", "note": "Flowers"}


def _wrong(asked: Asked) -> Plain:
    return dict.fromkeys(honest(asked), 7)


BEHAVIOURS: dict[str, Callable[[Asked], Plain]] = {
    "honest": honest,
    "unknown-id": _changed(_unknown),
    "wrong-claim": _slipped("Flowers on a Sunday morning open every office door."),
    "go-ahead": _slipped("There is no need to ask; just call, Flowers or not."),
    "misquote": _changed(_misquoted),
    "other-quote": _changed(_quoted_elsewhere),
    "disguised": _disguised,
    "one-sided": _one_sided,
    "company": _slipped("Ask, as people at Flowers Holding do before they call."),
    "number": _slipped("Ask first: 4711 people who did so before a call say Flowers too."),
    "title": _slipped("As a director of flowers you know whom to ask."),
    "url": _slipped("Ask first, as flowers.example/ask or https://flowers.example says before you phone."),
    "meeting": _slipped("We met at the flower fair last spring, so a call comes easily."),
    "hobby": _slipped("You love sailing, and so do I."),
    "unread-book": _slipped("I read your book about flowers and loved every page."),
    "obeys": _obeys,
    "drops": _drops,
    "mention": _slipped("@everyone <!channel> Flowers: ask before you phone."),
    "hidden": _hidden,
    "echo": _echoes,
    "protected": _protected,
    "extra-keys": _extra,
    "wrong-types": _wrong,
}
"""By the name of a model, what it makes of a request."""

TELLS = (
    "flower",
    "4711",
    "sailing",
    "everyone",
    "<!channel",
    "d9-nothing",
    "\u200b",
    "\u202e",
    "material to judge",
    "Holding",
)
"""What none of them was told, so that it may reach nobody."""


# ---- the server ----------------------------------------------------------------------------------------------------

Wire = Callable[[web.Request, Plain, int], Any]


@dataclass
class ModelApi:
    """The server's address, and every request that it was sent, head and body."""

    url: str = ""
    received: list[Plain] = field(default_factory=list)
    raw: list[str] = field(default_factory=list)
    pace: float = 0.3
    cached: int = 0
    hung_up: asyncio.Event = field(default_factory=asyncio.Event)
    hangs: asyncio.Event = field(default_factory=asyncio.Event)
    _held: list[web.Request] = field(default_factory=list)

    @property
    def waiting(self) -> int:
        """Return how many requests are still open to a model that hangs."""
        return sum(1 for each in self._held if each.transport and not each.transport.is_closing())

    async def complete(self, request: web.Request) -> web.StreamResponse:
        """Answer one request as the real thing would."""
        text = await request.text()
        self.raw.append(f"{dict(request.headers)} {text}")
        body = json.loads(text)
        self.received.append(body)
        name = body.get("model", "")
        if request.headers.get("Authorization") != f"Bearer {KEY}" or name == "wrong-key":
            return _error(401, "invalid_api_key", "Incorrect API key provided.")
        if fault := _malformed(body):
            return _error(400, "invalid_request_error", fault)
        habit, _, wire = name.partition("+")
        times = sum(one.get("model") == name for one in self.received)
        if early := await self._on_the_way(wire or habit, body, times, request):
            return early
        if habit not in BEHAVIOURS and habit not in WIRE:
            return _error(404, "model_not_found", f"The model `{name}` does not exist.")
        content = json.dumps(BEHAVIOURS.get(habit, honest)(_asked(body)), ensure_ascii=False)
        return await self._written(_wrapped(wire or habit, content), body, request, wire or habit)

    async def _on_the_way(self, wire: str, body: Plain, times: int, request: web.Request) -> web.StreamResponse | None:
        if refused := _unshaped(wire, body.get("response_format", {})) or _refused(wire, times):
            return refused
        match wire:
            case "slow":
                await asyncio.sleep(self.pace)
            case "hanging":
                await self._hang(request)
            case "cut-off":
                request.transport.abort() if request.transport else None
            case "never-ending":
                return await self._endless(request, b"and so on, " * 90, 0)
            case "trickling":
                return await self._endless(request, b"and ", self.pace)
        return None

    async def _hang(self, request: web.Request) -> None:
        """Say nothing for longer than anybody waits, or until a test has all of them *hung_up*."""
        self._held.append(request)
        self.hangs.set()
        with suppress(TimeoutError):
            await asyncio.wait_for(self.hung_up.wait(), HANGS)
        if self.hung_up.is_set() and request.transport:
            request.transport.abort()

    async def _endless(self, request: web.Request, words: bytes, pace: float) -> web.StreamResponse:
        """Begin an answer and go on for ever, with a pause of so many seconds after each of the same *words*."""
        response = web.StreamResponse(headers={"Content-Type": "application/json"})
        await response.prepare(request)
        try:
            await response.write(b'{"id":"1","object":"chat.completion","choices":[{"message":{"content":"')
            while True:
                await response.write(words)
                await asyncio.sleep(pace)
        except (ConnectionError, asyncio.CancelledError):
            return response

    async def _written(self, content: str, body: Plain, request: web.Request, wire: str) -> web.StreamResponse:
        message: Plain = {"role": "assistant", "content": content, "refusal": None}
        finish = "stop"
        match wire:
            case "refusal":
                message |= {"content": None, "refusal": "I can't help with Flowers."}
            case "filter":
                message["content"], finish = "Flowers", "content_filter"
            case "truncated":
                message["content"], finish = content[: len(content) // 2], "length"
            case "silent":
                message["content"] = None
            case "garbled":
                return web.Response(text="<html>Flowers</html>", content_type="text/html")
        if body.get("stream"):
            return await _streamed(content, finish, request)
        choices = [] if wire == "empty-choices" else [{"index": 0, "message": message, "finish_reason": finish}]
        sent = sum(len(one["content"]) for one in body["messages"]) // 4
        usage = {
            "prompt_tokens": sent, "completion_tokens": len(content) // 4, "total_tokens": sent + len(content) // 4,
            "prompt_tokens_details": {"cached_tokens": self.cached},
        }  # fmt: skip
        head = {"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": body["model"]}
        return web.json_response({**head, "choices": choices, "usage": usage})


WIRE = {
    "no-strict", "no-schema", "no-format", "no-model", "wrong-key", "busy", "busy-long", "fault-once", "down",
    "slow", "hanging", "never-ending", "trickling", "cut-off",
    "refusal", "filter", "truncated", "fenced", "chatty", "silent",
    "garbled", "empty-choices",
}  # fmt: skip
"""By the name of a model, what happens on the way; after a plus sign it goes with a habit: `obeys+no-strict`."""


def _unshaped(wire: str, shape: Plain) -> web.Response | None:
    """Refuse a shape, as servers do that know less than the newest."""
    match wire:
        case "no-strict" if shape.get("json_schema", {}).get("strict"):
            return _error(400, "invalid_request_error", "'strict' is not permitted")
        case "no-schema" if shape.get("type") == "json_schema":
            return _error(400, "invalid_request_error", "response_format json_schema is not supported")
        case "no-format" if shape:
            return _error(422, "invalid_request_error", "extra fields not permitted: response_format")
    return None


def _refused(wire: str, times: int) -> web.Response | None:
    match wire:
        case "no-model":
            return _error(404, "model_not_found", "The model does not exist.")
        case "busy" if times == 1:
            return _error(429, "rate_limit_exceeded", "Slow down.", {"Retry-After": "0.05"})
        case "busy-long":
            return _error(429, "rate_limit_exceeded", "Slow down.", {"Retry-After": "60"})
        case "fault-once" if times == 1:
            return _error(500, "server_error", "The server had an error.")
        case "down":
            return _error(503, "server_error", "Overloaded.")
    return None


def _wrapped(wire: str, content: str) -> str:
    if wire == "fenced":
        return f"```json\n{content}\n```"
    return f"Here you go: {content} I hope that helps {{you}}." if wire == "chatty" else content


def _error(status: int, code: str, message: str, headers: dict[str, str] | None = None) -> web.Response:
    error = {"message": message, "type": code, "param": None, "code": code}
    return web.json_response({"error": error}, status=status, headers=headers)


def _asked(body: Plain) -> Asked:
    rules, user = (body["messages"][i]["content"] for i in range(2))
    signs = (("review", "You look drafts over"), ("opener", "You write one message"))
    task = next((name for name, sign in signs if sign in rules), "answer")
    found = _DATA.match(user)
    assert found, "what people typed stands between two marks"
    return Asked(task, rules, json.loads(found["data"]), len(body["messages"]) > 2)


def _malformed(body: Plain) -> str:
    """Say what the real thing would not take: strange fields, and a schema that strict mode refuses."""
    if strange := body.keys() - {"model", "messages", "response_format", "stream", "stream_options"}:
        return f"Unrecognized request argument supplied: {sorted(strange)}"
    if not body.get("messages") or any(one["role"] not in {"system", "user", "assistant"} for one in body["messages"]):
        return "messages: a role is unknown"
    shape = body.get("response_format", {})
    if shape.get("type") == "json_object" and "JSON" not in json.dumps(body["messages"]):
        return "'messages' must contain the word 'json' in some form"
    schema = shape.get("json_schema", {})
    return _lax(schema.get("schema", {})) if schema.get("strict") else ""


def _lax(schema: Plain) -> str:
    """Name what strict mode refuses in a schema: an object with a field that may be missing, or with more of them."""
    if schema.get("type") == "object":
        fields = schema["properties"]
        if schema.get("additionalProperties") is not False or set(schema.get("required", ())) != set(fields):
            return "Invalid schema for response_format: additionalProperties, required"
        return next(filter(None, map(_lax, fields.values())), "")
    if strange := schema.keys() - {"type", "enum", "items"}:
        return f"Invalid schema for response_format: {sorted(strange)} not permitted"
    return _lax(schema["items"]) if "items" in schema else ""


async def _streamed(content: str, finish: str, request: web.Request) -> web.StreamResponse:
    """Answer piece by piece, as server-sent events."""
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await response.prepare(request)
    head = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "fake"}
    pieces = [content[i : i + 40] for i in range(0, len(content), 40)]
    for piece in pieces:
        choice = {"index": 0, "delta": {"content": piece}, "finish_reason": None}
        await response.write(f"data: {json.dumps({**head, 'choices': [choice]})}\n\n".encode())
    last = {"index": 0, "delta": {}, "finish_reason": finish}
    await response.write(f"data: {json.dumps({**head, 'choices': [last]})}\n\ndata: [DONE]\n\n".encode())
    return response


@asynccontextmanager
async def model_api() -> AsyncIterator[ModelApi]:
    """Run the server on a free port."""
    api = ModelApi()
    app = web.Application(client_max_size=10_000_000)
    app.router.add_post("/v1/chat/completions", api.complete)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    api.url = f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
    try:
        yield api
    finally:
        await runner.cleanup()
