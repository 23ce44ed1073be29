"""Offers something while one types: people on record, time zones, what the coach goes by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from zoneinfo import available_timezones

import discord
from discord import app_commands

from adapters.discord import naming, slash
from adapters.discord.belonging import Belonging
from bot.core.commands import Cards
from bot.core.front import Front

MOST, LONGEST = 25, 100
"""Choices at a time, and characters of one."""


@dataclass(frozen=True, slots=True)
class Offers:
    """What may be meant."""

    front: Front
    belonging: Belonging

    async def make(self, interaction: discord.Interaction[Any]) -> None:
        """Offer what holds what was typed so far."""
        told = slash.typed(interaction.data or {})
        sought = str(told.options.get(told.focused, "")).casefold().strip()
        found = (
            (name, value) for name, value in await self._all(interaction, told.focused) if sought in name.casefold()
        )
        await interaction.response.autocomplete(list(_choices(found)))

    async def _all(self, interaction: discord.Interaction[Any], option: str) -> list[tuple[str, str]]:
        match option:
            case "contact":
                caller = naming.speaker(interaction, await self.belonging.of(interaction))
                return list(await self.front.circle(caller))
            case "zone":
                return [(zone.replace("_", " "), zone) for zone in sorted(available_timezones()) if "/" in zone]
            case "id":
                shelf = (await self.front.coach.handle(Cards(), naming.speaker(interaction, ""))).result
                return [(f"{each.id}: {each.rule}", each.id) for each in getattr(shelf, "cards", ())]
            case _:
                return []


def _choices(found: Iterator[tuple[str, str]]) -> Iterator[app_commands.Choice[str]]:
    fitting = (each for each in found if len(each[1]) <= LONGEST)
    for (name, value), _ in zip(fitting, range(MOST), strict=False):
        yield app_commands.Choice(name=name[:LONGEST], value=value)
