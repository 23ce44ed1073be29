"""What a straight script makes of reminders that are due, with a driver and nothing else: the floor of a batch.

It does what the timetable does and no more. It takes fifty reminders with every column, their owners' names and zones
and whether the slot was settled before, and their teams' days off; it reads their times and what they have shown. It
writes the next time and what was shown, the slot, and a letter whose words name the reminder and whose key the slot.
"""

from __future__ import annotations

import json
import sqlite3
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import psycopg
from sqlalchemy import make_url

CLAIM = """
    SELECT r.team, r.number, r.owner, r.platform, r.place, r.label, r.rhythm, r.topic, r.pause, r.slot, r.due, r.shown,
        r.unwanted, p.name, coalesce(nullif(p.zone, ''), s.value) AS home, t.fate
    FROM reminders r
    JOIN people p ON p.team = r.team AND p.id = r.owner
    LEFT JOIN settings s ON s.team = r.team AND s.name = 'zone'
    LEFT JOIN slots t ON t.team = r.team AND t.number = r.number AND t.slot = r.slot
    WHERE r.platform = ? AND r.due <= ? ORDER BY r.due LIMIT 50
"""
LOCK = "FOR UPDATE OF r SKIP LOCKED"
LOOK = "SELECT team, day FROM days_off WHERE team IN ({})"
ADVANCE = "UPDATE reminders SET pause = ?, slot = ?, due = ?, shown = ? WHERE team = ? AND number = ?"
SETTLE = "INSERT INTO slots (team, number, slot, fate, tip, at) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
POST = """
    INSERT INTO outbox (team, key, recipient, body, refers, created, not_before, expires, place, state, fence, attempts)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
"""
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Script:
    """A connection, as durable as ours, and whether it is one to SQLite."""

    connection: Any
    embedded: bool

    @classmethod
    def at(cls, url: str) -> Script:
        """Connect to the database at *url*."""
        address = make_url(url)
        if address.drivername != "sqlite":
            return cls(psycopg.connect(url, autocommit=True), embedded=False)
        connection = sqlite3.connect(str(address.database), isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}")
        return cls(connection, embedded=True)

    def close(self) -> None:
        """Let go of the database."""
        self.connection.close()

    def claim(self, now: datetime) -> float:
        """Take what is due and let go of it again; return the seconds that this took."""
        start = time.perf_counter()
        self._taken(now)
        self.connection.execute("ROLLBACK")
        return time.perf_counter() - start

    def batch(self, now: datetime, tip: str, words: tuple[str, str]) -> float:
        """Post a *tip* of these *words* to whatever is due; return the seconds that this took."""
        start, at, (text, lead) = time.perf_counter(), self._told(now), words
        advanced, settled, posted = [], [], []
        for team, number, owner, place, slot, due, shown, fate in self._taken(now):
            name, after = slot.isoformat(timespec="minutes"), (slot + DAY).isoformat(timespec="minutes")
            advanced.append(("", after, self._told(due + DAY), json.dumps([*shown, tip]), team, number))
            if fate is None:
                settled.append((team, number, name, "posted", tip, at))
                key = f"slot:r{number}:{name}"
                parts = [["text", {"text": f"{text} {number}", "lead": lead, "source": ""}]]
                body = json.dumps({"version": 1, "parts": parts, "buttons": [], "times": []})
                posted.append((team, key, owner, body, None, at, at, None, place, "pending", 0, 0))
        cursor = self.connection.cursor()
        for statement, rows in ((ADVANCE, advanced), (SETTLE, settled), (POST, posted)):
            cursor.executemany(self._said(statement), rows)
        self.connection.execute("COMMIT")
        return time.perf_counter() - start

    def _taken(self, now: datetime) -> list[tuple[Any, ...]]:
        """Claim what is due, and read what a row says."""
        self.connection.execute("BEGIN IMMEDIATE" if self.embedded else "BEGIN")
        claim = CLAIM if self.embedded else CLAIM + LOCK
        rows = self.connection.execute(self._said(claim), ("slack", self._told(now))).fetchall()
        teams = list({row[0] for row in rows})
        self.connection.execute(self._said(LOOK.format(", ".join("?" * len(teams)))), teams).fetchall()
        return [
            (team, number, owner, place, datetime.fromisoformat(slot), self._heard(due), json.loads(shown), fate)
            for team, number, owner, _, place, _, _, _, _, slot, due, shown, _, _, _, fate in rows
        ]

    def _heard(self, at: Any) -> datetime:  # noqa: ANN401
        return datetime.fromisoformat(at) if self.embedded else at

    def _told(self, at: datetime) -> object:
        return at.replace(tzinfo=None).isoformat(" ", "microseconds") if self.embedded else at

    def _said(self, statement: str) -> str:
        return statement if self.embedded else statement.replace("?", "%s")
