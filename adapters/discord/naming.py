"""Names who is speaking and who is spoken of, by what Discord says and never by what was typed."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import discord

from bot.core.people import Caller, Mention

log = logging.getLogger(__name__)

SHORTEST_ID = 15
"""Digits of the shortest id that Discord has given out; ids of ours are no numbers."""
PLATFORM = "discord"


def workspace(guild: int | str) -> str:
    """Return what a server is called as a team."""
    return f"{PLATFORM}:{guild}"


def own(user: int) -> str:
    """Return what somebody's own team is called, for whoever shares no server with the coach."""
    return f"{PLATFORM}:@{user}"


def speaker(interaction: discord.Interaction, team: str, people: Iterable[Mention] = ()) -> Caller:
    """Return who set something going, as the coach takes it."""
    alone = not interaction.is_guild_integration()
    return Caller(
        team,
        str(interaction.user.id),
        place="" if alone else str(interaction.channel_id or ""),
        name=interaction.user.display_name,
        platform="discord",
        admin=not alone and team == workspace(interaction.guild_id or 0) and interaction.permissions.manage_guild,
        at=interaction.created_at,
        delivery=f"{PLATFORM}:{interaction.id}",
        mentions=tuple(people),
    )


def writer(message: discord.Message, team: str, people: Iterable[Mention] = ()) -> Caller:
    """Return who wrote a direct message, as the coach takes it."""
    return Caller(
        team,
        str(message.author.id),
        name=message.author.display_name,
        platform="discord",
        at=message.created_at,
        delivery=f"{PLATFORM}:{message.id}",
        mentions=tuple(people),
    )


def picked(data: Mapping[str, Any]) -> Iterator[Mention]:
    """Return whom somebody picked by Discord's own means, called as in the server if they have a name there."""
    resolved = data.get("resolved") or {}
    members = resolved.get("members") or {}
    for number, user in (resolved.get("users") or {}).items():
        nick = (members.get(number) or {}).get("nick")
        yield Mention(str(number), nick or user.get("global_name") or user["username"], bot=user.get("bot", False))


def is_discords(known_by: str) -> bool:
    """Say whether somebody is named by an id of Discord's."""
    return known_by.isdecimal() and len(known_by) >= SHORTEST_ID


async def looked_up(interaction: discord.Interaction, ids: Iterable[str]) -> tuple[Mention, ...]:
    """Return who these ids are, as far as Discord tells."""
    found = [await _called(interaction, int(each)) for each in dict.fromkeys(ids)]
    return tuple(each for each in found if each)


async def _called(interaction: discord.Interaction, user: int) -> Mention | None:
    try:
        if interaction.guild and interaction.is_guild_integration():
            member = interaction.guild.get_member(user) or await interaction.guild.fetch_member(user)
            return Mention(str(user), member.display_name, bot=member.bot)
        known = interaction.client.get_user(user) or await interaction.client.fetch_user(user)
    except discord.HTTPException as error:
        log.info("somebody could not be looked up: %s", error.code)
        return None
    return Mention(str(user), known.display_name, bot=known.bot)
