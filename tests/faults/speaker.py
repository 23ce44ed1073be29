"""A process in which people speak at a moment that is named beforehand, so that two of them can do it at once.

It says "ready", and then answers every line "<moment> <person> <delivery> <command>" with one of JSON: the number of
the line of the record that the reply is about, the reply's text, and the code of what was refused.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from pathlib import Path

from bot import app
from bot.core.errors import Refused
from bot.core.grammar import parse
from bot.core.people import Caller
from bot.core.permission.desk import Desk
from bot.core.permission.outcome import Recorded
from bot.core.permission.verbs import PermissionCommand
from bot.core.replies import Text
from bot.settings import Settings
from tests.faults.deliveries import TEAM


async def speak(desk: Desk, person: str, delivery: str, command: PermissionCommand) -> dict[str, object]:
    """Hand *command* to the desk, and say what came of it."""
    try:
        reply = await desk.handle(command, Caller(TEAM, person, delivery=delivery))
    except Refused as refused:
        return {"event": None, "text": "", "refused": refused.phrase}
    event = reply.result.event if isinstance(reply.result, Recorded) else None
    text = " ".join(f"{part.lead} {part.text}".strip() for part in reply.parts if isinstance(part, Text))
    return {"event": event, "text": text, "refused": ""}


async def listen(desk: Desk) -> None:
    """Do what the lines say, each at its moment."""
    for line in sys.stdin:
        moment, person, delivery, words = line.rstrip("\n").split(" ", 3)
        command = parse(words)
        if not isinstance(command, PermissionCommand):
            raise TypeError(f"not a command about calls: {words}")
        while time.time() < float(moment):  # no sleep: it would wake up later than the other process does
            pass
        print(json.dumps(await speak(desk, person, delivery, command)), flush=True)


def main(home: str, url: str, secret: str) -> None:
    """Open the desk and listen."""
    with app.desk(Settings(Path(home), database=url, secret=secret)) as desk:
        print("ready", flush=True)
        asyncio.run(listen(desk))


if __name__ == "__main__":
    main(*sys.argv[1:])
