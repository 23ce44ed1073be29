"""What a team has settled for all of its members."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select, update

from storage.tables import settings

ZONE = "zone"
REMINDERS, EVERYBODY = "reminders", "everybody"


class TeamSettings:
    """One team's settings, over a connection whose transaction is somebody else's."""

    def __init__(self, connection: Connection, team: str) -> None:
        self._connection = connection
        self._team = team

    def zone(self) -> str:
        """Return the zone that holds for members who named none; empty if the team has none."""
        return self._value(ZONE)

    def place_in(self, zone: str) -> None:
        """Keep the team's zone."""
        self._settle(ZONE, zone)

    def everybody_reminds(self) -> bool:
        """Say whether everybody may set up reminders for a channel, and not only admins."""
        return self._value(REMINDERS) == EVERYBODY

    def let_remind(self, *, everybody: bool) -> None:
        """Let everybody set up reminders for a channel, or only admins."""
        self._settle(REMINDERS, EVERYBODY if everybody else "admins")

    def _value(self, name: str) -> str:
        row = (settings.c.team == self._team, settings.c.name == name)
        found: str | None = self._connection.execute(select(settings.c.value).where(*row)).scalar()
        return found or ""

    def _settle(self, name: str, value: str) -> None:
        row = (settings.c.team == self._team, settings.c.name == name)
        if not self._connection.execute(update(settings).where(*row).values(value=value)).rowcount:
            self._connection.execute(insert(settings), {"team": self._team, "name": name, "value": value})
