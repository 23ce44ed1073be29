"""Lets what somebody takes along, or brings, be a file, rather than pages of text."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import aiohttp
import discord

from adapters.discord.menus import Refusal
from bot.core.errors import Unreadable
from bot.core.permission.importing import decoded
from bot.core.permission.outcome import Told

if TYPE_CHECKING:
    from bot.core.replies import Reply

MOST_BYTES = 1_000_000
"""Bytes of a list that somebody brings: it is kept with the button that applies it."""
TABLES = (".csv", ".tsv", ".txt")
"""How the names of such files end."""
FILE = 13
"""The kind of component that is a file."""
NAMES: Mapping[str, str] = {"json": "calls.json", "csv": "calls.csv", "27560": "consent-records.json"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file that goes with a message."""

    name: str
    content: str

    @property
    def component(self) -> dict[str, Any]:
        """Return what shows the file on a message."""
        return {"type": FILE, "file": {"url": f"attachment://{self.name}"}}

    @property
    def file(self) -> discord.File:
        """Return the file for sending."""
        return discord.File(io.BytesIO(self.content.encode()), self.name)


def taken_along(reply: Reply) -> tuple[Reply, Sheet | None]:
    """Return a reply without what is better read as a file, and that file."""
    told = reply.result
    if not isinstance(told, Told) or told.verb != "export":
        return reply, None
    return replace(reply, parts=reply.parts[:1]), Sheet(NAMES[told.details["format"]], told.details["content"])


async def brought(client: discord.Client, data: Mapping[str, Any], number: str) -> str | Refusal:
    """Return what an attached file says, or why it is not read."""
    file = data["resolved"]["attachments"][number]
    if int(file["size"]) > MOST_BYTES:
        return Refusal("too_large")
    kind = str(file.get("content_type") or "text/csv")
    if not str(file["filename"]).casefold().endswith(TABLES) or not kind.startswith(("text/", "application/")):
        return Refusal("no_table")
    try:
        content = await client.http.get_from_cdn(file["url"])
        return decoded(content) if len(content) <= MOST_BYTES else Refusal("too_large")
    except (discord.HTTPException, aiohttp.ClientError, OSError):
        return Refusal("no_file")
    except Unreadable:
        return Refusal("no_table")
