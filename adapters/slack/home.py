"""Draws the home tab: how people may reach me, who may call whom, what waits, and what is kept."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from adapters.slack.drawing import Block
from adapters.slack.voice import NOT_DONE, Voice
from adapters.slack.web import Web
from bot.core.commands import Fill
from bot.core.front import Front
from bot.core.people import Caller
from bot.core.permission.verbs import Export, Me, Overview, ReachMe
from bot.core.replies import Bullets, Button, Draft, Reply, Text

log = logging.getLogger(__name__)

MOST_BLOCKS = 90
"""Blocks of a home tab; Slack takes 100."""


@dataclass(frozen=True, slots=True)
class Home:
    """Publishes home tabs."""

    PLACE: ClassVar[str] = "home"
    """Where its conversation is kept, apart from the direct message: looking at it ends no talk there."""

    web: Web
    front: Front
    voice: Voice
    words: Mapping[str, Any]

    async def show(self, caller: Caller, user: str, said: Reply | None = None) -> None:
        """Show somebody her home tab, with what was just *said* at its top."""
        caller = replace(caller, delivery="")
        blocks = [*(await self._drawn(said, caller) if said else []), *await self._page(caller)]
        with suppress(*NOT_DONE):
            await self.web.call(
                "views.publish", user_id=user, view={"type": "home", "blocks": _told_apart(blocks[:MOST_BLOCKS])}
            )

    def welcome(self, *, admin: bool) -> Reply:
        """Return what whoever opens the app first reads, with a notice for the team."""
        words = self.words["welcome"]
        zone = Button(words["zone"], Fill("settings" if admin else "me"))
        parts = (
            Text(words["text"], words["lead"]),
            Bullets(words["first"], tuple(words["steps"])),
            Draft(words["announcement"], words["announcement_label"]),
        )
        tips = (Button(words["tips"], Fill("reminder")),) if admin else ()
        return Reply(parts, (zone, *tips, Button(words["reach"], Fill("reach-me"))))

    async def _page(self, caller: Caller) -> list[Block]:
        blocks: list[Block] = []
        for name, reply in (
            ("reach", await self.front.take(ReachMe(), caller)),
            ("calls", await self._calls(caller)),
            ("kept", await self._kept(caller)),
        ):
            if reply:
                title = {"type": "plain_text", "text": self.words["home"][name]}
                blocks += [{"type": "header", "text": title}, *await self._drawn(reply, caller), {"type": "divider"}]
        return blocks[:-1]

    async def _calls(self, caller: Caller) -> Reply | None:
        """Return what stands between somebody and the others, with a way back for each question and yes of hers."""
        reply = await self.front.take(Overview(), caller)
        back = await self.front.take_backs(caller)
        return replace(reply, buttons=(*reply.buttons, *back)) if reply else None

    async def _kept(self, caller: Caller) -> Reply | None:
        reply = await self.front.take(Me(), caller)
        export = Button(self.words["home"]["take_along"], Export())
        return replace(reply, buttons=(export, *reply.buttons)) if reply else None

    async def _drawn(self, reply: Reply, caller: Caller) -> list[Block]:
        return [block for message in await self.voice.drawn(reply, caller) for block in message.blocks]


def _told_apart(blocks: Sequence[Block]) -> list[Block]:
    """Let every block of a view have a name of its own."""
    return [{**block, "block_id": f"b{place}"} for place, block in enumerate(blocks)]
