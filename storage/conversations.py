"""Where conversations stand: the buttons last shown, the last command, a draft; for thirty days."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from bot.core.ports import Spot, Talk
from storage.mentioning import naming
from storage.tables import conversations, people

KEPT = timedelta(days=30)


class Conversations:
    """One team's conversations, over a connection whose transaction is somebody else's."""

    def __init__(self, connection: Connection, team: str) -> None:
        self._connection = connection
        self._team = team

    def resume(self, spot: Spot, now: datetime) -> Talk:
        """Return where the conversation stands; an empty one if nothing is kept."""
        row = self._connection.execute(
            select(conversations.c.body, conversations.c.updated).where(
                *self._at(spot), conversations.c.updated > now - KEPT
            )
        ).one_or_none()
        if row is None:
            return Talk()
        plain = json.loads(row.body)
        buttons = tuple((label, spelled) for label, spelled in plain["buttons"])
        return Talk(**plain | {"buttons": buttons, "kept": row.updated})

    def keep(self, spot: Spot, talk: Talk, now: datetime) -> None:
        """Keep where the conversation stands, and let go of what nobody went on with."""
        stale = (conversations.c.team == self._team, conversations.c.updated <= now - KEPT)
        self._connection.execute(delete(conversations).where(*stale))
        body = json.dumps(asdict(replace(talk, kept=None)), ensure_ascii=False)
        values = {"body": body, "updated": now}
        if not self._connection.execute(update(conversations).where(*self._at(spot)).values(**values)).rowcount:
            key = {"person": spot.person, "place": spot.place, "thread": spot.thread}
            self._connection.execute(insert(conversations).values(team=self._team, **key, **values))

    def erase(self, person: str, mentions: Sequence[str]) -> None:
        """Delete what this person said, and the conversations of others in which one of *mentions* stands as a word."""
        same = select(people.c.id).where(people.c.team == self._team, people.c.merged_into == person)
        ids = {person, *self._connection.execute(same).scalars()}
        mentioned = naming({*mentions, *ids})
        ours = conversations.c.team == self._team
        for row in self._connection.execute(select(conversations).where(ours)).all():
            if row.person in ids or mentioned.search(_said(row.body)):
                at = self._at(Spot(row.person, row.place, row.thread))
                self._connection.execute(delete(conversations).where(*at))

    def _at(self, spot: Spot) -> tuple[Any, ...]:
        return (
            conversations.c.team == self._team,
            conversations.c.person == spot.person,
            conversations.c.place == spot.place,
            conversations.c.thread == spot.thread,
        )


def _said(body: str) -> str:
    """Return every word of a conversation, as it was typed."""
    plain = json.loads(body)
    shown = chain.from_iterable(plain.pop("buttons"))
    return "\n".join(filter(None, (*shown, *plain.values())))
