"""Answers: the quick ones as acknowledgements, the others after them, each person's in their order and each once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

from adapters.slack import incoming
from adapters.slack.incoming import Spot
from adapters.slack.letters import Letters
from adapters.slack.voice import NOT_DONE, Voice
from adapters.slack.web import Web
from bot.core.commands import Ask, Opener, Review, Share
from bot.core.front import Front
from bot.core.grammar import spell
from bot.core.people import Caller
from bot.core.ports import Interrupted
from bot.core.replies import Reply

if TYPE_CHECKING:
    from bot.core.commands import Command

log = logging.getLogger(__name__)

Ack = Mapping[str, Any]
NOTHING: Ack = {}
SLOW = 0.7
"""Seconds after which somebody who waits is told that her question is being looked at."""
IN_TIME = 1.6
"""Seconds after which an acknowledgement goes out by itself; Slack waits for three."""
ADDRESS_LIVES = timedelta(minutes=29)
"""A response address is good for half an hour."""
TRY_AGAIN = (2.0, 10.0, 60.0)
"""Seconds before an answer that Slack did not take is tried again."""


@dataclass(slots=True)
class Answers:
    """Gets answers and brings them; *closing* says that we are to end."""

    web: Web
    front: Front
    voice: Voice
    letters: Letters
    words: Mapping[str, Any]
    clock: Callable[[], datetime]
    closing: bool = False
    tasks: set[asyncio.Task[None]] = field(default_factory=set)
    turns: WeakValueDictionary[str, asyncio.Lock] = field(default_factory=WeakValueDictionary)

    async def inline(self, reply: Reply, caller: Caller, spot: Spot) -> Ack:
        """Return a reply as an acknowledgement, or bring it behind an empty one."""
        ack = await self.voice.inline(reply, caller)
        if ack is None:
            self.spawn(self.bring(reply, caller, spot))
        return ack or NOTHING

    async def take(
        self, command: Command, caller: Caller, bring: Callable[[Reply], Coroutine[Any, Any, object]]
    ) -> Reply | None:
        """Answer a quick command; where that takes too long for an acknowledgement, *bring* the answer after it."""
        taking = asyncio.ensure_future(self.front.take(command, caller))
        done, _ = await asyncio.wait({taking}, timeout=IN_TIME)
        if done:
            return taking.result()

        async def late() -> None:
            if reply := await taking:
                await bring(reply)

        self.spawn(late())
        return None

    async def later(self, asked: Command | str, caller: Caller, spot: Spot, ts: str = "") -> Ack:
        """Claim what was asked and answer it after the acknowledgement; a repeat is let go.

        What comes while we end is kept, and answered by whoever serves next.
        """
        ours_to_answer = not self.closing
        if isinstance(asked, Opener | Review):
            caller = replace(caller, place="", thread=caller.thread if spot.direct else "")  # it goes on in the DM
        words = asked if isinstance(asked, str) else spell(asked)
        claiming = asyncio.ensure_future(self.front.claim_words(words, caller, spot.written()))
        turn = self.turns.setdefault(caller.person, asyncio.Lock())
        in_line = asyncio.ensure_future(turn.acquire())  # from now on, whatever comes first of the claims

        async def go_on() -> None:
            ours = await claiming
            await in_line
            try:
                if ours and ours_to_answer:
                    await self._answer(asked, caller, spot, ts)
            finally:
                turn.release()

        self.spawn(go_on())
        await asyncio.wait({claiming}, timeout=IN_TIME)
        return NOTHING

    async def _answer(self, asked: Command | str, caller: Caller, spot: Spot, ts: str = "") -> None:
        """Answer what was claimed; what could not be brought is taken up again at the next start."""
        async with self._status(spot, ts):
            reply = await self.front.work(asked, caller)
            beside = self.front.beside(Ask(asked) if isinstance(asked, str) else asked, reply)
            kept = tuple(each for each in beside if not (spot.direct and isinstance(each.command, Share)))
            brought = await self.bring(replace(reply, buttons=(*reply.buttons, *kept)), caller, spot)
        if brought:
            await self.front.answered(caller)
        if spot.direct:
            await self.letters.settle(reply, caller, spot.channel)

    async def resume(self, left: Interrupted) -> None:
        """Take up what a process before this one had claimed and not answered."""
        spot = incoming.spot(left.reply_to)
        if spot is None:
            await self.front.answered(left.caller)
        elif spot.address and self.clock() - left.received > ADDRESS_LIVES:
            self.spawn(self._excuse(left, spot))
        else:
            self.spawn(self._answer(left.spelled, left.caller, spot))

    async def _excuse(self, left: Interrupted, spot: Spot) -> None:
        await self.bring(self.front.interrupted(), left.caller, Spot(spot.user))
        await self.front.answered(left.caller)

    @asynccontextmanager
    async def _status(self, spot: Spot, ts: str) -> AsyncIterator[None]:
        """Let whoever waits in the direct message see that she is being heard."""

        shown = asyncio.Event()

        async def show(status: str) -> None:
            shown.set()
            with suppress(*NOT_DONE):
                await self.web.call(
                    "assistant.threads.setStatus", channel_id=spot.channel, thread_ts=spot.thread or ts, status=status
                )

        async def tell() -> None:
            await asyncio.sleep(SLOW)
            await show(self.words["status"])

        telling = asyncio.ensure_future(tell()) if spot.direct and spot.channel and ts else None
        try:
            yield
        finally:
            if telling and not shown.is_set():
                telling.cancel()
            elif telling:
                await telling
                await show("")

    async def bring(self, reply: Reply, caller: Caller, spot: Spot, *, instead: bool = False) -> bool:
        """Say a reply; where Slack takes nothing just now, try again a few times."""
        for pause in TRY_AGAIN:
            if await self.voice.say(reply, caller, spot, instead=instead):
                return True
            await asyncio.sleep(pause)
        return await self.voice.say(reply, caller, spot, instead=instead)

    def spawn(self, work: Coroutine[Any, Any, object]) -> None:
        """Let something go on behind the acknowledgement; it is finished before we end."""

        async def watched() -> None:
            try:
                await work
            except Exception:
                log.exception("something that was asked on Slack could not be answered")

        task = asyncio.ensure_future(watched())
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def finish(self, within: float) -> None:
        """Let what is under way come to its end, for so many seconds at most, and begin nothing that takes long."""
        self.closing = True
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                while self.tasks:
                    await asyncio.wait(self.tasks)
        for task in list(self.tasks):
            task.cancel()
