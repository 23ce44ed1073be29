"""Keeps what is used of a language model within its caps, and what it wrote for whoever asks the same again."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from bot.core.coaching.by_model.model import Completion
from bot.core.errors import NoModel, Unavailable
from bot.core.people import Caller
from bot.core.ports import Book, Memory

T = TypeVar("T")

DAY = timedelta(hours=23)
"""Use is counted by the hour; this one and the twenty-three before it are a day."""
CALLS, TOKENS = "calls", "tokens"


@dataclass(frozen=True, slots=True)
class Caps:
    """How often a person may ask a model in an hour, and a team in a day, and how many tokens that may take a day."""

    hour: int
    day: int
    tokens: int


class Spending:
    """The use of one model, counted in the team's memory; where that can't be reached, the model is not used."""

    def __init__(self, memory: Memory, caps: Caps, clock: Callable[[], datetime]) -> None:
        self._memory = memory
        self._caps = caps
        self._clock = clock
        self._busy: set[tuple[str, str]] = set()

    async def names(self, caller: Caller) -> tuple[str, ...]:
        """Return the names of the caller's team, which are not for the model."""
        return await self._read(caller, lambda book: book.people.names())

    async def written(self, key: str, caller: Caller) -> str | None:
        """Return what a model wrote for the same request before."""
        return await self._read(caller, lambda book: book.answers.find(key, self._clock()))

    @asynccontextmanager
    async def turn(self, caller: Caller) -> AsyncIterator[None]:
        """Hold the caller's one place, and count it.

        Raises:
            NoModel: the place is taken, or a cap is reached.
        """
        place = (caller.team, caller.person)
        if place in self._busy:
            raise NoModel("model_one")
        self._busy.add(place)
        try:
            await self._change(caller, lambda book: self._count(book, caller))
            yield
        finally:
            self._busy.discard(place)

    async def spent(self, completion: Completion, caller: Caller) -> None:
        """Count the tokens of a reply."""
        await self._change(caller, lambda book: book.usage.add(TOKENS, _code(caller), completion.tokens, self._clock()))

    async def keep(self, key: str, text: str, caller: Caller) -> None:
        """Keep what a model wrote; names and addresses are placeholders in it."""
        await self._change(caller, lambda book: book.answers.keep(key, text, self._clock()))

    def _count(self, book: Book, caller: Caller) -> None:
        """Count one request, unless that would be one too many."""
        now, caps, usage = self._clock(), self._caps, book.usage
        if usage.total(CALLS, _code(caller), now) >= caps.hour:
            raise NoModel("model_hour", hour=str(caps.hour))
        if usage.total(CALLS, None, now - DAY) >= caps.day:
            raise NoModel("model_day")
        if usage.total(TOKENS, None, now - DAY) >= caps.tokens:
            raise NoModel("model_tokens")
        usage.add(CALLS, _code(caller), 1, now)

    async def _read(self, caller: Caller, work: Callable[[Book], T]) -> T:
        try:
            return await self._memory.read(caller.team, work)
        except Unavailable as error:
            raise NoModel("model_uncounted") from error

    async def _change(self, caller: Caller, work: Callable[[Book], T]) -> T:
        try:
            return await self._memory.change(caller.team, work)
        except Unavailable as error:
            raise NoModel("model_uncounted") from error


def _code(caller: Caller) -> str:
    """Return what a person's use is counted under: it says nothing to who reads the table, and goes after two days."""
    return hashlib.blake2b(f"{caller.platform}:{caller.person}".encode(), digest_size=16).hexdigest()
