"""What buttons, menus and forms carry: the team in which they are pressed, and the command that waits there."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import discord

from adapters.discord import naming
from adapters.discord.drawing import LONGEST_ID, MORE, Key

if TYPE_CHECKING:
    from bot.core.front import Front
    from bot.core.people import Caller
    from bot.core.replies import Button

CARRIED = re.compile(r"(?P<team>@?\d+):(?P<token>.+)", re.DOTALL)


async def keys(front: Front, buttons: Sequence[Button], caller: Caller) -> tuple[Key, ...]:
    """Return buttons as they are drawn: each carries its team and its command, or the id of one that is kept."""
    team = f"{caller.team.removeprefix(f'{naming.PLATFORM}:')}:"
    tokens = await front.wrap(buttons, caller, LONGEST_ID - len(team))
    return tuple(Key(button.label, f"{team}{token}") for button, token in zip(buttons, tokens, strict=True))


def pressed(interaction: discord.Interaction[Any]) -> tuple[str, str] | None:
    """Return the team and the token of what was pressed, chosen or filled in; None if it is not to be made out.

    A team of one's own is pressed in by nobody else.
    """
    found = CARRIED.fullmatch(_carried(interaction.data or {}))
    if found is None:
        return None
    hers = not found["team"].startswith("@") or found["team"] == f"@{interaction.user.id}"
    return (f"{naming.PLATFORM}:{found['team']}", found["token"]) if hers else None


def _carried(data: Mapping[str, Any]) -> str:
    """Return what was pressed, or chosen from the menu of more."""
    carried = str(data.get("custom_id", ""))
    return str(next(iter(data.get("values") or ()), "")) if carried == MORE else carried
