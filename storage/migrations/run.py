"""Runs the migrations, inside the program and on the connection that holds the lock."""

from __future__ import annotations

from threading import Lock

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, text

from bot.core.errors import BadSettings

ONE_AT_A_TIME = Lock()
"""Alembic keeps the connection in a global of its own, so two threads of one process would take each other's."""
LOCK = 0x41736B46
"""The number of our advisory lock in PostgreSQL; any number does, so long as it stays the same."""


def upgrade(connection: Connection) -> None:
    """Bring the tables up to the newest revision; several processes may try at once, one does it.

    Raises:
        BadSettings: the database belongs to a newer version of this program.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    try:
        with ONE_AT_A_TIME:
            command.upgrade(configured(connection), "head")
    except CommandError as error:  # its revision is none of ours
        raise BadSettings("The database belongs to a newer version of Ask First. Install that version.") from error


def configured(connection: Connection) -> Config:
    """Return Alembic's settings for *connection*."""
    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
