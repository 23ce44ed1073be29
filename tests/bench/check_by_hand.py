"""What a check costs at least: one command of discord.py with its SQL in it, over the coach's own record.

Where the last word is a yes to any call it does what the coach does: it finds the team, both people by their keyed
codes and what was said between them, goes by the last word and the calls since, and sends the same card. There is no
house around it: hours, means and reports are not looked at, nothing is counted, and a failure answers nothing.
"""

from __future__ import annotations

import hmac
import sqlite3
from pathlib import Path
from typing import Any

import discord
from discord import app_commands, ui

TEAM = "SELECT team FROM workspaces WHERE name = ?"
SAID = """
    SELECT p.id, p.name, f.kind, f.at, f.until, f.once FROM identities i
    JOIN people p ON p.team = i.team AND p.id = i.person
    JOIN identities me ON me.team = i.team AND me.kind = i.kind AND me.code = ?
    LEFT JOIN facts f ON f.team = i.team AND f.subject = p.id AND f.caller IN (me.person, '*')
    WHERE i.team = ? AND i.kind = 'discord' AND i.code = ? ORDER BY f.at
"""
YES, ANSWERED, UNANSWERED = "granted", "called_answered", "called_unanswered"
MOST_IN_VAIN = 4
BUTTONS = {"They answered": "answered", "No answer": "unanswered"}


def group(record: Path, secret: bytes) -> app_commands.Group:
    """Return `/coach call` over the record in a file."""
    connection = sqlite3.connect(record, isolation_level=None)
    coach = app_commands.Group(name="coach", description="A coach.")

    @coach.command(name="call", description="May I call somebody?")
    async def call(interaction: discord.Interaction, person: discord.User) -> None:
        [(team,)] = connection.execute(TEAM, (f"discord:{interaction.guild_id}",))
        me, them = (_code(secret, team, "discord", str(each.id)) for each in (interaction.user, person))
        said = connection.execute(SAID, (me, team, them)).fetchall()
        view, name = ui.LayoutView(timeout=None), said[0][1]
        if _may(said, f"{interaction.created_at:%Y-%m-%d %H:%M:%S.%f}"):
            view.add_item(ui.TextDisplay(f"**Yes, you may call {name}:** until {name} says stop."))
            carried = f"{interaction.guild_id}:/permission called @{{{said[0][0]}}} "
            keys = (ui.Button[ui.LayoutView](label=label, custom_id=carried + does) for label, does in BUTTONS.items())
            view.add_item(ui.ActionRow(*keys))
        else:
            view.add_item(ui.TextDisplay("**Ask first.**"))
        view.stop()
        await interaction.response.send_message(view=view, ephemeral=True)

    return coach


def _code(secret: bytes, *parts: str) -> bytes:
    told = b"".join(len(part.encode()).to_bytes(4, "big") + part.encode() for part in parts)
    return hmac.digest(secret, told, "sha256")


def _may(said: list[tuple[Any, ...]], now: str) -> bool:
    """Say whether the last word is a yes that holds *now*, after the calls since."""
    calls = list[str]()
    for _, _, kind, _, until, once in reversed(said):
        if kind in {ANSWERED, UNANSWERED}:
            calls.append(kind)
        elif kind == YES:
            spent = once and ANSWERED in calls
            return until > now and not spent and calls[:MOST_IN_VAIN] != [UNANSWERED] * MOST_IN_VAIN
        elif kind != "requested":
            return False
    return False
