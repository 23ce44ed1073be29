"""Writes a claimed delivery down, so that it can be taken up again after an interruption, and reads it back."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from datetime import datetime

from bot.core.people import Caller, Mention
from bot.core.ports import Interrupted

FIELDS = tuple(field.name for field in fields(Caller))


def write(spelled: str, caller: Caller, reply_to: str) -> str:
    """Write what was asked for, by whom, and where the answer goes."""
    plain = {name: getattr(caller, name) for name in FIELDS}  # `asdict` would copy each, for ten times as long
    plain |= {
        "at": caller.at.isoformat() if caller.at else None,
        "mentions": [asdict(each) for each in caller.mentions],
    }
    return json.dumps({"spelled": spelled, "caller": plain, "reply_to": reply_to}, ensure_ascii=False)


def read(words: str, received: datetime) -> Interrupted | None:
    """Read what `write` wrote; None if another version wrote it."""
    try:
        plain = json.loads(words)
        given = plain["caller"]
        at = datetime.fromisoformat(given["at"]) if given["at"] else None
        caller = Caller(**given | {"at": at, "mentions": tuple(Mention(**each) for each in given["mentions"])})
        return Interrupted(caller.delivery, plain["spelled"], caller, plain["reply_to"], received)
    except (ValueError, TypeError, KeyError):
        return None
