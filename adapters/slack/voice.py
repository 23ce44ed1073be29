"""Brings a reply to where somebody asked: as an answer that only she sees, as a direct message, or for all to read."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from adapters.slack.drawing import LONGEST_CHOICE, MOST_BLOCKS, Block, Message, Pen, too_long
from adapters.slack.incoming import Spot
from adapters.slack.web import Rejected, Web
from bot.core.coaching.written import Opening, Reviewed
from bot.core.delivering import Later, Unsure
from bot.core.front import Front
from bot.core.grammar import spell
from bot.core.people import Caller
from bot.core.permission.outcome import Told
from bot.core.replies import Labels, Reply

log = logging.getLogger(__name__)

NOT_DONE = (Rejected, Later, Unsure)
LONGEST_BLOCKS = 11_000
"""Characters of a message that an answer was added to."""


@dataclass(frozen=True, slots=True)
class Voice:
    """Says replies; *words* are this platform's own."""

    web: Web
    front: Front
    labels: Labels
    words: Mapping[str, Any]

    async def drawn(self, reply: Reply, caller: Caller) -> tuple[Message, ...]:
        """Draw a reply for the caller; commands that don't fit on their buttons are kept for her."""
        long = too_long(reply)
        tokens = await self.front.wrap(long, caller, LONGEST_CHOICE) if long else ()
        kept = dict(zip(long, tokens, strict=True))
        pen = Pen(self.labels, self.words["more"], lambda button: kept.get(button) or spell(button.command))
        return pen.messages(reply)

    async def inline(self, reply: Reply, caller: Caller) -> Mapping[str, Any] | None:
        """Return a reply as the acknowledgement of a slash command; None if it does not fit into one."""
        messages = await self.drawn(reply, caller)
        return {"response_type": "ephemeral", **_said(messages[0])} if len(messages) == 1 else None

    async def say(self, reply: Reply, caller: Caller, spot: Spot, *, instead: bool = False) -> bool:
        """Say a reply where it was asked for, *instead* of the message whose button was pressed.

        What can't be said there any more is said in the direct message. False if it certainly was not said, and may be
        said later.
        """
        try:
            if isinstance(reply.result, Told) and reply.result.verb == "export":
                await self._hand_over(reply, reply.result, spot)
            elif isinstance(reply.result, Opening | Reviewed) and not spot.direct:
                await self._in_dm(reply, caller, spot)
            else:
                await self._said(reply, caller, spot, instead=instead)
        except Rejected as error:
            log.warning("an answer was not taken (%s)", error.code)
            return spot.direct or await self.say(replace(reply, private=True), caller, Spot(spot.user))
        except Unsure:
            log.warning("whether an answer was taken is not known")
        except Later:
            return False
        return True

    async def _said(self, reply: Reply, caller: Caller, spot: Spot, *, instead: bool) -> None:
        messages = await self.drawn(reply, caller)
        if spot.address and not spot.direct:
            kind = "ephemeral" if reply.private else "in_channel"
            for place, message in enumerate(messages):
                over = instead and place == 0
                await self.web.respond(
                    spot.address, {"response_type": kind, "replace_original": over, **_said(message)}
                )
        elif spot.direct:
            await self._direct(messages, spot)
        else:
            for message in messages:
                user = spot.user if reply.private else ""
                await self.web.post(spot.channel, message.text, message.blocks, spot.thread, user)

    async def _direct(self, messages: Sequence[Message], spot: Spot) -> tuple[str, str]:
        """Post into the direct message, and return where the first one stands."""
        channel = spot.channel or await self.web.direct(spot.user)
        posted = [await self.web.post(channel, message.text, message.blocks, spot.thread) for message in messages]
        return channel, posted[0]

    async def _in_dm(self, reply: Reply, caller: Caller, spot: Spot) -> None:
        """Put words to send, and remarks on them, where they stay, and say so where they were asked for."""
        channel, ts = await self._direct(await self.drawn(reply, caller), Spot(spot.user))
        link = (await self.web.call("chat.getPermalink", channel=channel, message_ts=ts))["permalink"]
        lead, label = self.words["in_dm"], self.words["open_dm"]
        runs = [{"type": "text", "text": f"{lead} "}, {"type": "link", "url": link, "text": label}]
        block = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": runs}]}
        message = Message(lead, (block,))
        if spot.address:
            await self.web.respond(spot.address, {"response_type": "ephemeral", **_said(message)})
        else:
            await self.web.post(spot.channel, message.text, message.blocks, spot.thread, spot.user)

    async def _hand_over(self, reply: Reply, told: Told, spot: Spot) -> None:
        """Give somebody her record as a file, in the direct message."""
        suffix = {"csv": "csv"}.get(str(told.details["format"]), "json")
        words = " ".join(getattr(reply.parts[0], part, "") for part in ("lead", "text"))
        channel = spot.channel if spot.direct and spot.channel else await self.web.direct(spot.user)
        await self.web.upload(channel, f"ask-first.{suffix}", str(told.details["content"]), words)

    async def add(self, reply: Reply, caller: Caller, spot: Spot, shown: Sequence[Mapping[str, Any]]) -> bool:
        """Let the message whose button was pressed say what came of it, in place of its buttons."""
        first, *more = await self.drawn(reply, caller)
        blocks = with_answer(shown, first)
        if more or len(blocks) > MOST_BLOCKS or len(str(blocks)) > LONGEST_BLOCKS:
            return await self.say(reply, caller, spot)
        try:
            await self.web.call("chat.update", channel=spot.channel, ts=spot.pressed, text=first.text, blocks=blocks)
        except NOT_DONE:
            return await self.say(reply, caller, spot)
        return True


def with_answer(shown: Sequence[Mapping[str, Any]], answer: Message) -> list[Block]:
    """Return what a message shows once its buttons have given way to what came of them."""
    stays = [dict(block) for block in shown if block.get("type") != "actions"]
    return [*stays, {"type": "divider"}, *answer.blocks]


def _said(message: Message) -> Mapping[str, str | list[Block]]:
    return {"text": message.text, "blocks": list(message.blocks)}
