"""Writes a reply down, so that it can wait for whom it is for, and reads it back, also in a later version."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from bot.core.commands import Help
from bot.core.grammar import parse, spell
from bot.core.moments import Moment
from bot.core.replies import Bullets, Button, Draft, OtherSide, Part, Paste, Quote, Reply, Text

VERSION = 1
PARTS: dict[str, type[Part]] = {
    "text": Text, "paste": Paste, "draft": Draft, "quote": Quote, "other": OtherSide, "bullets": Bullets,
}  # fmt: skip
_spelled = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode
NAMES = {shape: name for name, shape in PARTS.items()}


def write(reply: Reply) -> str:
    """Write the parts, buttons and times of *reply*; what scripts read of it is for the caller and stays behind."""
    parts = [[NAMES[type(part)], _fields(part)] for part in reply.parts]
    buttons = [[button.label, spell(button.command)] for button in reply.buttons]
    said = _spelled(parts) if reply.times else ""
    times = [[each.words, each.at.isoformat(), each.day] for each in reply.times if each.words in said]
    return _spelled({"version": VERSION, "parts": parts, "buttons": buttons, "times": times})


def read(body: str) -> Reply:
    """Read what `write` wrote; parts and buttons that this version does not know are left out.

    A letter of which nothing can be read is a reply without parts: it must not keep the others from being delivered.
    """
    try:
        plain = json.loads(body)
        parts = [_part(name, fields) for name, fields in plain["parts"]]
        pressed = [(label, parse(spelled)) for label, spelled in plain["buttons"]]
        times = tuple(Moment(words, datetime.fromisoformat(at), day) for words, at, day in plain.get("times", ()))
    except (ValueError, TypeError, KeyError):
        return Reply(())
    known = [Button(label, command) for label, command in pressed if command and not isinstance(command, Help)]
    return Reply(tuple(part for part in parts if part), tuple(known), times=times)


def _fields(part: Part) -> dict[str, Any]:
    """Return what a part holds; none of them holds another, so that nothing has to be copied."""
    return {name: getattr(part, name) for name in part.__dataclass_fields__}


def _part(name: str, fields: dict[str, Any]) -> Part | None:
    shape = PARTS.get(name)
    if shape is None:
        return None
    known: dict[str, Any] = {
        field: tuple(value) if isinstance(value, list) else value
        for field, value in fields.items()
        if field in shape.__dataclass_fields__
    }
    return shape(**known)
