"""Where conversations stand: the buttons last shown, the last command, a draft; for thirty days."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from bot.core.ports import Spot, Talk
from storage.mentioning import naming
from storage.reading import Question, Reading
from storage.spelling import Change
from storage.tables import conversations, people

KEPT = timedelta(days=30)
AT = (
    conversations.c.team == bindparam("of"),
    conversations.c.person == bindparam("who"),
    conversations.c.place == bindparam("where"),
    conversations.c.thread == bindparam("below"),
)
RESUME = Question(
    select(conversations.c.body, conversations.c.updated).where(*AT, conversations.c.updated > bindparam("since"))
)
KEEP, BEGIN = Change(update(conversations).where(*AT)), Change(insert(conversations))
STALE = delete(conversations).where(
    conversations.c.team == bindparam("of"), conversations.c.updated <= bindparam("since")
)


class Conversations:
    """One team's conversations, over a connection whose transaction is somebody else's."""

    def __init__(self, connection: Connection, team: str) -> None:
        self._connection = connection
        self._team = team
        self._reading = Reading(connection)

    def resume(self, spot: Spot, now: datetime) -> Talk:
        """Return where the conversation stands; an empty one if nothing is kept."""
        return self._reading.row(RESUME, _talk, **self._at(spot), since=now - KEPT) or Talk()

    def keep(self, spot: Spot, talk: Talk, now: datetime) -> None:
        """Keep where the conversation stands; where a new one begins, let go of those that nobody went on with."""
        self._reading.forget()
        body = json.dumps(asdict(replace(talk, kept=None)), ensure_ascii=False)
        values = {"body": body, "updated": now}
        if KEEP.make(self._connection, self._at(spot) | values):
            return
        self._connection.execute(STALE, {"of": self._team, "since": now - KEPT})
        BEGIN.make(self._connection, {"team": self._team} | asdict(spot) | values)

    def erase(self, person: str, mentions: Sequence[str]) -> None:
        """Delete what this person said, and the conversations of others in which one of *mentions* stands as a word."""
        self._reading.forget()
        same = select(people.c.id).where(people.c.team == self._team, people.c.merged_into == person)
        ids = {person, *self._connection.execute(same).scalars()}
        mentioned = naming({*mentions, *ids})
        ours = conversations.c.team == self._team
        for row in self._connection.execute(select(conversations).where(ours)).all():
            if row.person in ids or mentioned.search(_said(row.body)):
                at = self._at(Spot(row.person, row.place, row.thread))
                self._connection.execute(delete(conversations).where(*AT), at)

    def _at(self, spot: Spot) -> dict[str, str]:
        return {"of": self._team, "who": spot.person, "where": spot.place, "below": spot.thread}


def let_go(connection: Connection, now: datetime) -> None:
    """Delete what nobody went on with, of all teams."""
    connection.execute(delete(conversations).where(conversations.c.updated <= now - KEPT))


def _talk(row: Any) -> Talk:
    plain = json.loads(row.body)
    buttons = tuple((label, spelled) for label, spelled in plain["buttons"])
    return Talk(**plain | {"buttons": buttons, "kept": row.updated})


def _said(body: str) -> str:
    """Return every word of a conversation, as it was typed."""
    plain = json.loads(body)
    shown = chain.from_iterable(plain.pop("buttons"))
    return "\n".join(filter(None, (*shown, *plain.values())))
