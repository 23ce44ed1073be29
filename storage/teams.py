"""What a team has settled for all of its members."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, insert, select, update

from storage.reading import Question, Reading
from storage.tables import settings

ZONE = "zone"
REMINDERS, EVERYBODY = "reminders", "everybody"
VALUE = Question(
    select(settings.c.value).where(settings.c.team == bindparam("team"), settings.c.name == bindparam("name"))
)


class TeamSettings:
    """One team's settings, over a connection whose transaction is somebody else's."""

    def __init__(self, connection: Connection, team: str, zone: str | None = None) -> None:
        """Take a team, and its zone where that was read along with it."""
        self._connection = connection
        self._team = team
        self._reading = Reading(connection)
        self._zone = zone

    def zone(self) -> str:
        """Return the zone that holds for members who named none; empty if the team has none."""
        return self._value(ZONE) if self._zone is None else self._zone

    def place_in(self, zone: str) -> None:
        """Keep the team's zone."""
        self._zone = zone
        self._settle(ZONE, zone)

    def everybody_reminds(self) -> bool:
        """Say whether everybody may set up reminders for a channel, and not only admins."""
        return self._value(REMINDERS) == EVERYBODY

    def let_remind(self, *, everybody: bool) -> None:
        """Let everybody set up reminders for a channel, or only admins."""
        self._settle(REMINDERS, EVERYBODY if everybody else "admins")

    def _value(self, name: str) -> str:
        return self._reading.row(VALUE, lambda row: str(row.value), team=self._team, name=name) or ""

    def _settle(self, name: str, value: str) -> None:
        self._reading.forget()
        row = (settings.c.team == self._team, settings.c.name == name)
        if not self._connection.execute(update(settings).where(*row).values(value=value)).rowcount:
            self._connection.execute(insert(settings), {"team": self._team, "name": name, "value": value})
