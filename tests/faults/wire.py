"""Carries requests as bytes that were written beforehand: what sends thirty thousand may not cost what they do."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import cycle

END = b"\r\n\r\n"
LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)
CUT, LATE = 0, 1
"""In place of a status: the connection broke, or nobody answered in time."""


def request(path: str, headers: Mapping[str, str], body: str) -> bytes:
    """Return the bytes of a request."""
    sized = {"Host": "127.0.0.1", "Content-Length": str(len(body.encode())), **headers}
    lines = [f"POST {path} HTTP/1.1", *(f"{name}: {value}" for name, value in sized.items())]
    return "\r\n".join((*lines, "", body)).encode()


def whole(heard: bytes) -> int:
    """Return how long the first message of *heard* is; 0 while it is not whole."""
    head = heard.find(END)
    if head < 0:
        return 0
    length = LENGTH.search(heard, 0, head)
    end = head + len(END) + (int(length[1]) if length else 0)
    return end if len(heard) >= end else 0


class Wire(asyncio.Protocol):
    """A connection that is kept, on which one request at a time is answered."""

    def __init__(self) -> None:
        self.open = True
        self._heard = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def connection_lost(self, _error: Exception | None) -> None:
        self.open = False
        self._told(CUT)

    def data_received(self, data: bytes) -> None:
        self._heard += data
        if whole(self._heard):
            status, self._heard = int(self._heard[9:12]), b""
            self._told(status)

    async def ask(self, sent: bytes, within: float) -> int:
        """Send a request and return the status of the answer, or why there is none."""
        loop = asyncio.get_running_loop()
        self._answer: asyncio.Future[int] = loop.create_future()
        late = loop.call_later(within, self._told, LATE)
        self._transport.write(sent)
        try:
            return await self._answer
        finally:
            late.cancel()

    def _told(self, status: int) -> None:
        answer = getattr(self, "_answer", None)
        if answer and not answer.done():
            answer.set_result(status)
        if status == LATE:
            self.open = False
            self._transport.abort()


@dataclass(slots=True)
class Balancer:
    """Stands before several ports, and passes by the one where nobody is."""

    ports: Sequence[int]
    idle: dict[int, list[Wire]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.idle = {port: [] for port in self.ports}
        self._turns = cycle(self.ports)

    _turns: cycle[int] = field(init=False, repr=False)

    async def ask(self, sent: bytes, within: float) -> int:
        """Pass a request on, to the ports in turn, and return the status of the answer, or why there is none."""
        first = next(self._turns)
        for port in (first, *(port for port in self.ports if port != first)):
            try:
                async with asyncio.timeout(within):
                    wire = await self._wire(port)
            except TimeoutError:
                return LATE
            except OSError:
                continue
            status = await wire.ask(sent, within)
            if wire.open:
                self.idle[port].append(wire)
            return status
        return CUT

    async def _wire(self, port: int) -> Wire:
        idle = self.idle[port]
        while idle:
            if (wire := idle.pop()).open:
                return wire
        _, wire = await asyncio.get_running_loop().create_connection(Wire, "127.0.0.1", port)
        return wire


class Ear(asyncio.Protocol):
    """Takes whatever is said to a response address."""

    heard = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self.heard += data
        while end := whole(self.heard):
            self.heard = self.heard[end:]
            self._transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
