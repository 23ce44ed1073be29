"""Lets what somebody takes along be a file, rather than pages of text."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import discord
from discord import ui

from bot.core.permission.outcome import Told

if TYPE_CHECKING:
    from bot.core.replies import Reply

NAMES: Mapping[str, str] = {"json": "calls.json", "csv": "calls.csv", "27560": "consent-records.json"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file that goes with a message."""

    name: str
    content: str

    def beside(self, view: ui.LayoutView) -> discord.File:
        """Show the file on a message, and return it for sending."""
        view.add_item(ui.File(f"attachment://{self.name}"))
        return discord.File(io.BytesIO(self.content.encode()), self.name)


def taken_along(reply: Reply) -> tuple[Reply, Sheet | None]:
    """Return a reply without what is better read as a file, and that file."""
    told = reply.result
    if not isinstance(told, Told) or told.verb != "export":
        return reply, None
    return replace(reply, parts=reply.parts[:1]), Sheet(NAMES[told.details["format"]], told.details["content"])
