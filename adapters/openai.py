"""The door to any endpoint that speaks OpenAI's chat protocol; the SDK comes in here and nowhere else.

Endpoints differ in how far they can be held to a shape, so we go down a ladder, once: a strict schema, a schema, JSON
of any kind, text. What they write is checked elsewhere all the same: taking a schema is not keeping to it.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.core.coaching.by_model.model import Completion, Prompt
from bot.core.errors import NoModel

if TYPE_CHECKING:
    from openai import AsyncOpenAI

log = logging.getLogger(__name__)

RUNGS = ("strict", "schema", "object", "text")
"""How an endpoint can be held to a shape, the firmest first."""
MOST_BYTES = 400_000
"""Of one reply; an honest one has some thousand."""
LONGEST_WAIT = 3.0
"""Seconds before the one further try; who is told to wait longer, does without."""
FAILURES = 3
REST = 60.0
"""After so many failures in a row we leave the endpoint alone for so many seconds."""
WRONG = frozenset({"model_key", "model_name"})
"""Failures that another try does not mend: one is enough."""
_NO_KEY = "none"
_TALKATIVE = ("openai", "httpx2", "httpcore2", "httpx", "httpcore")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a model is reached; an empty *url* is the SDK's own, an empty *key* goes to servers that want none."""

    model: str
    url: str = ""
    key: str = field(default="", repr=False)


class _Passing(Exception):
    """Something that may be over in so many seconds."""

    def __init__(self, reason: str, seconds: float) -> None:
        super().__init__(reason)
        self.reason = reason
        self.seconds = seconds


class _Unshaped(Exception):
    """The endpoint can't be held to this shape."""


class OpenAIModel:
    """One model at one endpoint."""

    def __init__(
        self,
        endpoint: Endpoint,
        rung: str = RUNGS[0],
        remember: Callable[[str], None] = lambda _: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take where it is, the *rung* of the ladder found earlier, and who is to *remember* the one found now."""
        self._endpoint = endpoint
        self._remember = remember
        self._clock = clock
        self._client: AsyncOpenAI | None = None
        self._failures = 0
        self._resting_until = 0.0
        self.rung = rung if rung in RUNGS else RUNGS[0]

    @property
    def name(self) -> str:
        """Return what the model is called."""
        return self._endpoint.model

    async def complete(self, prompt: Prompt, seconds: float) -> Completion:
        """Return what the model writes within so many *seconds*, with one further try where that may help.

        Raises:
            NoModel: it can't be reached, refuses, takes too long, or says nothing.
        """
        if self._clock() < self._resting_until:
            raise NoModel("model_resting")
        try:
            async with asyncio.timeout(seconds):
                completion = await self._answered(prompt)
        except TimeoutError as error:
            self._failed("model_slow")
            raise NoModel("model_slow") from error
        except NoModel as error:
            self._failed(error.phrase)
            raise
        self._failures = 0
        log.debug("%s: %d tokens sent, %d cached, %d written", prompt.task, completion.sent, completion.cached,
                  completion.written)  # fmt: skip
        return completion

    async def probe(self, prompt: Prompt, seconds: float) -> str:
        """Return the firmest rung that the endpoint takes, looked for from the top.

        Raises:
            NoModel: it takes none.
        """
        self.rung = RUNGS[0]
        await self.complete(prompt, seconds)
        return self.rung

    async def close(self) -> None:
        """Let go of the connections."""
        if self._client:
            await self._client.close()
            self._client = None

    def _failed(self, reason: str) -> None:
        """Count a failure; the words of a refusal are none."""
        log.warning("the language model failed: %s", reason)
        if reason in {"model_refused", "model_empty"}:
            return
        self._failures += 1
        if self._failures >= FAILURES or reason in WRONG:
            self._resting_until = self._clock() + REST
            self._failures = 0

    async def _answered(self, prompt: Prompt) -> Completion:
        try:
            return await self._down_the_ladder(prompt)
        except _Passing as passing:
            if passing.seconds > LONGEST_WAIT:
                raise NoModel(passing.reason) from passing
            await asyncio.sleep(passing.seconds)
        try:
            return await self._down_the_ladder(prompt)
        except _Passing as passing:
            raise NoModel(passing.reason) from passing

    async def _down_the_ladder(self, prompt: Prompt) -> Completion:
        for rung in RUNGS[RUNGS.index(self.rung) :]:
            try:
                completion = await self._sent(prompt, rung)
            except _Unshaped:
                continue
            if rung != self.rung:
                self.rung = rung
                log.info("the endpoint is held to its shape by: %s", rung)
            self._remember(rung)
            return completion
        raise NoModel("model_down")

    async def _sent(self, prompt: Prompt, rung: str) -> Completion:
        client = self._client or await self._connected()
        from openai import APIConnectionError, APIStatusError

        request: dict[str, Any] = {"model": self.name, "messages": _messages(prompt), **_shape(prompt, rung)}
        try:
            async with client.chat.completions.with_streaming_response.create(**request) as response:
                return _read(await _body(response.iter_bytes()))
        except APIConnectionError as error:
            raise _Passing("model_down", 0.2) from error
        except APIStatusError as error:
            raise _ours(error.status_code, error.code, error.response.headers, rung) from error

    async def _connected(self) -> AsyncOpenAI:
        """Load the SDK, off the event loop since that takes a second, and make it keep quiet."""
        await asyncio.to_thread(__import__, "openai")
        from openai import AsyncOpenAI

        for logger in _TALKATIVE:  # at DEBUG, the SDK logs what people wrote
            logging.getLogger(logger).setLevel(logging.WARNING)
        key, url = self._endpoint.key or _NO_KEY, self._endpoint.url or None
        self._client = self._client or AsyncOpenAI(api_key=key, base_url=url, max_retries=0)
        return self._client


def _messages(prompt: Prompt) -> list[dict[str, str]]:
    said = [{"role": "system", "content": prompt.rules}, {"role": "user", "content": prompt.data}]
    if prompt.faults:
        said += [{"role": "assistant", "content": prompt.before}, {"role": "user", "content": prompt.faults}]
    return said


def _shape(prompt: Prompt, rung: str) -> dict[str, Any]:
    match rung:
        case "strict":
            shape = {"name": prompt.task, "schema": prompt.schema, "strict": True}
            return {"response_format": {"type": "json_schema", "json_schema": shape}}
        case "schema":
            shape = {"name": prompt.task, "schema": prompt.schema}
            return {"response_format": {"type": "json_schema", "json_schema": shape}}
        case "object":
            return {"response_format": {"type": "json_object"}}
        case _:
            return {}


async def _body(chunks: AsyncIterable[bytes]) -> bytes:
    """Read a reply as far as it may be long."""
    body = bytearray()
    try:
        async for chunk in chunks:
            body += chunk
            if len(body) > MOST_BYTES:
                break
    except Exception as error:  # the transport's own, which the SDK does not translate here
        raise _Passing("model_down", 0.2) from error
    if len(body) > MOST_BYTES:
        raise NoModel("model_endless")
    return bytes(body)


def _ours(status: int, code: str | None, headers: Mapping[str, str], rung: str) -> Exception:
    """Say in our terms what an endpoint refused."""
    match status:
        case 400 | 422 if code == "content_filter":
            return NoModel("model_refused")
        case 400 | 422 if rung != RUNGS[-1]:
            return _Unshaped()
        case 401 | 403:
            return NoModel("model_key")
        case 404:
            return NoModel("model_name")
        case 429:
            return _Passing("model_busy", _seconds(headers.get("retry-after", "")))
        case _ if status >= 500:
            return _Passing("model_down", 0.3)
        case _:
            return NoModel("model_down")


def _seconds(told: str) -> float:
    """Read how long to wait; a date, or nothing, is a second."""
    try:
        return max(0.0, float(told))
    except ValueError:
        return 1.0


# ---- what came back ------------------------------------------------------------------------------------------------


def _read(body: bytes) -> Completion:
    """Take the text out of a reply, which may have any shape at all."""
    try:
        plain = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NoModel("model_garbled") from error
    choices = plain.get("choices") if isinstance(plain, dict) else None
    choice = choices[0] if isinstance(choices, list) and choices and isinstance(choices[0], dict) else {}
    message = choice.get("message")
    said = message if isinstance(message, dict) else {}
    if said.get("refusal") or choice.get("finish_reason") == "content_filter":
        raise NoModel("model_refused")
    text = _text(said.get("content"))
    if not text.strip():
        raise NoModel("model_empty")
    usage = plain.get("usage")
    return _counted(text, usage if isinstance(usage, dict) else {})


def _text(content: object) -> str:
    """Return the text of a message; some servers give it in pieces."""
    if isinstance(content, list):
        return "".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return content if isinstance(content, str) else ""


def _counted(text: str, usage: Mapping[str, Any]) -> Completion:
    details = usage.get("prompt_tokens_details")
    cached = details.get("cached_tokens") if isinstance(details, dict) else 0
    return Completion(text, _whole(usage.get("prompt_tokens")), _whole(cached), _whole(usage.get("completion_tokens")))


def _whole(count: object) -> int:
    return count if isinstance(count, int) and count > 0 else 0
