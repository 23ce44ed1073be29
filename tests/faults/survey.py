"""Compares what is on record with what writers were told; the list of that is kept outside the database."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass

from sqlalchemy import Connection, select

from bot import app
from bot.core.ports import Checkpoint, Problem
from bot.settings import Settings
from storage.database import Database
from storage.tables import events, facts, inbox, outbox, payloads
from tests.faults.deliveries import TEAM


@dataclass(frozen=True, slots=True)
class Survey:
    """What was found: all but *lines* has to be nothing."""

    lines: int
    lost: tuple[str, ...]
    doubled: int
    halves: tuple[str, ...]
    problems: tuple[Problem, ...]
    checkpoint: Checkpoint

    @property
    def clean(self) -> bool:
        """Say whether everything is as it should be."""
        return not (self.lost or self.doubled or self.halves or self.problems)


def survey(settings: Settings, acknowledged: Mapping[str, int], before: Checkpoint | None = None) -> Survey:
    """Look for *acknowledged* deliveries on the record, and for whatever else does not fit.

    Lost is a delivery that does not stand where its writer was told; doubled, one that stands there twice; a half, one
    of which only some is kept of line, fact, letter and claim. *before* is what the record hashed to earlier.
    """
    with closing(Database(settings.database or f"sqlite:///{settings.embedded}")) as database:
        kept, parts = database.transact(_kept, write=False)
    with app.desk(settings) as desk:
        problems = asyncio.run(desk.memory.read(TEAM, lambda book: tuple(book.ledger.problems(before))))
        checkpoint = asyncio.run(desk.memory.read(TEAM, lambda book: book.ledger.checkpoint()))
    lines = dict(kept)
    return Survey(
        lines=len(kept),
        lost=tuple(delivery for delivery, number in acknowledged.items() if lines.get(delivery) != number),
        doubled=len(kept) - len(lines),
        halves=tuple(sorted({delivery for part in parts for delivery in part ^ set(lines)})),
        problems=problems,
        checkpoint=checkpoint,
    )


def _kept(connection: Connection) -> tuple[list[tuple[str, int]], tuple[set[str], ...]]:
    """Return every line with its delivery, and the deliveries of which there is a fact, a letter, a claim."""
    words = select(payloads.c.body, events.c.number).join_from(events, payloads).order_by(events.c.number)
    kept = [(str(json.loads(body)["words"]), int(number)) for body, number in connection.execute(words)]
    named = {number: delivery for delivery, number in kept}
    stated = {named[number] for number in connection.execute(select(facts.c.number)).scalars()}
    posted = {
        key
        for key, number in connection.execute(select(outbox.c.key, outbox.c.refers))
        if number is not None and named.get(number) == key
    }
    claimed = set(connection.execute(select(inbox.c.delivery)).scalars())
    return kept, (stated, posted, claimed)
