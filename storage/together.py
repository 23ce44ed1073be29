"""Does at once what many wait for: to write a hundred rows costs a database little more than to write one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Asked = TypeVar("Asked")
Told = TypeVar("Told")


class Together(Generic[Asked, Told]):
    """Whoever comes while *answer* is at work on the others waits for it, and is then answered with all who came."""

    def __init__(self, answer: Callable[[Sequence[Asked]], Awaitable[Sequence[Told]]], most: int) -> None:
        """Have *answer* answer up to *most* at a time, in their order."""
        self._answer = answer
        self._most = most
        self._waiting: list[tuple[Asked, asyncio.Future[Told]]] = []
        self._going: asyncio.Task[None] | None = None

    async def ask(self, asked: Asked) -> Told:
        """Return what is told; raises what *answer* does."""
        told: asyncio.Future[Told] = asyncio.get_running_loop().create_future()
        self._waiting.append((asked, told))
        if self._going is None:
            self._going = asyncio.ensure_future(self._go())
        return await told

    async def _go(self) -> None:
        try:
            while self._waiting:
                these, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
                await self._tell(these)
        finally:
            self._going = None

    async def _tell(self, these: Sequence[tuple[Asked, asyncio.Future[Told]]]) -> None:
        waiting = [told for _, told in these]
        try:
            answers = await self._answer([asked for asked, _ in these])
        except Exception as error:
            for told in waiting:
                if not told.done():
                    told.set_exception(error)
            return
        for told, answer in zip(waiting, answers, strict=True):
            if not told.done():  # whoever asked may have gone
                told.set_result(answer)
