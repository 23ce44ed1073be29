"""Remembers where questions were put, so that each copy says what was answered, however the answer came."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace

from adapters.slack.voice import NOT_DONE, Voice, with_answer
from adapters.slack.web import Web
from bot.core.people import Caller
from bot.core.permission.outcome import Recorded
from bot.core.replies import Reply

MOST = 2000
"""Questions that one process remembers; of others, the buttons stay and say that they were answered."""


@dataclass(slots=True)
class Letters:
    """The questions that went out, by channel and by the line of the record that they are about."""

    web: Web
    voice: Voice
    sent: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)

    def remember(self, channel: str, refers: int | None, ts: str) -> None:
        """Note that a message about a line of the record went out."""
        where = (channel, str(refers))
        self.sent[where] = (*self.sent.get(where, ()), ts)
        while len(self.sent) > MOST:
            del self.sent[next(iter(self.sent))]

    async def settle(self, reply: Reply, caller: Caller, channel: str, but: str = "") -> None:
        """Let every copy of a question that *reply* has answered say so; all *but* the one that says it already."""
        result = reply.result
        if not isinstance(result, Recorded) or result.event is None or result.request is None:
            return
        said = replace(reply, parts=reply.parts[:1], buttons=())
        for ts in self.sent.pop((channel, result.request), ()):
            if ts != but:
                with suppress(*NOT_DONE):
                    message = (await self.voice.drawn(said, caller))[0]
                    blocks = with_answer(await self.web.blocks(channel, ts), message)
                    await self.web.call("chat.update", channel=channel, ts=ts, text=message.text, blocks=blocks)
