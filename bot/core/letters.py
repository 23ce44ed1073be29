"""Writes a reply down, so that it can wait for whom it is for, and reads it back, also in a later version."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from bot.core.commands import parse, spell
from bot.core.replies import Bullets, Button, OtherSide, Part, Paste, Quote, Reply, Text

VERSION = 1
PARTS: dict[str, type[Part]] = {"text": Text, "paste": Paste, "quote": Quote, "other": OtherSide, "bullets": Bullets}
NAMES = {shape: name for name, shape in PARTS.items()}


def write(reply: Reply) -> str:
    """Write the parts and buttons of *reply*; what scripts read of it is for the caller alone and stays behind."""
    parts = [[NAMES[type(part)], asdict(part)] for part in reply.parts]
    buttons = [[button.label, spell(button.command)] for button in reply.buttons]
    return json.dumps({"version": VERSION, "parts": parts, "buttons": buttons}, ensure_ascii=False)


def read(body: str) -> Reply:
    """Read what `write` wrote; a button that this version no longer knows is left out."""
    plain = json.loads(body)
    pressed = [(label, parse(spelled)) for label, spelled in plain["buttons"]]
    return Reply(
        tuple(_part(name, fields) for name, fields in plain["parts"]),
        tuple(Button(label, command) for label, command in pressed if command),
    )


def _part(name: str, fields: dict[str, Any]) -> Part:
    if name == "bullets":
        fields["items"] = tuple(fields["items"])
    return PARTS[name](**fields)
