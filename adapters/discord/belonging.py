"""Finds the team in which somebody speaks where Discord names no server, as in direct messages."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import discord

from adapters.discord import naming
from bot.core.front import Front
from bot.core.people import Caller

ASKED = 5
"""Servers of which we ask whether a stranger is in them; a coach of one's own is in one or two."""


@dataclass(frozen=True, slots=True)
class Belonging:
    """Looks people up, in the record first and then at Discord."""

    client: discord.Client
    front: Front

    async def of(self, interaction: discord.Interaction[Any]) -> str:
        """Return in which team somebody set something going."""
        if interaction.guild_id and interaction.is_guild_integration():
            return naming.workspace(interaction.guild_id)
        return await self.at_home(naming.speaker(interaction, ""))

    async def at_home(self, caller: Caller) -> str:
        """Return where somebody was last spoken with directly, else a server that she is in, else a team of her own."""
        user = int(caller.person)
        alone = naming.own(user)
        known = await self.front.home(caller, [naming.workspace(guild.id) for guild in self.client.guilds])
        return known or await self.front.home(caller, [alone]) or await self._shared(user) or alone

    async def _shared(self, user: int) -> str:
        for guild in self.client.guilds[:ASKED]:
            try:
                await guild.fetch_member(user)
            except discord.HTTPException:
                continue
            return naming.workspace(guild.id)
        return ""

    async def named(self, caller: Caller) -> Caller:
        """Return a caller with her team."""
        return replace(caller, team=await self.at_home(caller))
