"""The tests' PostgreSQL is a real one, keeps tests apart and cleans up after itself."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import psycopg

from tests.postgres import DURABLE, Databases, server

ROOT = Path(__file__).resolve().parents[1]
ORPHAN = """
import time
from tests.postgres import server
with server() as ours:
    print(ours.data.parent, ours.url("postgres"), flush=True)
    time.sleep(60)
"""


def ask(url: str, query: str) -> object:
    """Return the one value that *query* gives, None for a statement."""
    with psycopg.connect(url, autocommit=True) as connection:
        asked = connection.execute(query)
        row = asked.fetchone() if asked.description else None
    return row and row[0]


def test_a_real_server_answers(postgres: Databases) -> None:
    assert str(ask(postgres.database(), "select version()")).startswith("PostgreSQL ")


def test_each_database_starts_as_its_template_and_is_nobody_elses(postgres: Databases) -> None:
    template = postgres.template(lambda url: ask(url, "create table kept as select 1 as n"))
    one, other, empty = postgres.database(template), postgres.database(template), postgres.database()
    ask(one, "insert into kept values (2)")

    assert ask(one, "select count(*) from kept") == 2
    assert ask(other, "select count(*) from kept") == 1
    assert ask(empty, "select to_regclass('kept')") is None


def test_what_was_committed_outlives_a_crash_of_the_server() -> None:
    with server(**DURABLE) as ours:
        url = ours.database()
        ask(url, "create table kept as select 1 as n")
        ours.stop("immediate")
        assert not ours.answers()
        ours.start()

        assert ask(url, "select n from kept") == 1
        assert ask(url, "show fsync") == "on"
    assert not ours.data.exists()


def test_tests_that_are_killed_leave_no_server_and_no_folder() -> None:
    with subprocess.Popen([sys.executable, "-c", ORPHAN], cwd=ROOT, stdout=subprocess.PIPE, text=True) as tests:
        assert tests.stdout
        folder, url = tests.stdout.readline().split()
        left = Databases(url)
        assert left.answers()
        tests.kill()
    end = time.monotonic() + 15  # half a second, unless the machine is very busy
    while (left.answers() or Path(folder).exists()) and time.monotonic() < end:
        time.sleep(0.05)

    assert not left.answers()
    assert not Path(folder).exists()
