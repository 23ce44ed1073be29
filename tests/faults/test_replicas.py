"""One of two replicas is killed: each delivery is heard once all the same."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.faults.replicas import run
from tests.postgres import Databases
from tests.words import counted


async def test_a_killed_replica_loses_nothing_and_nothing_is_done_twice(
    postgres: Databases, tmp_path: Path, unused_tcp_port_factory: Callable[[], int]
) -> None:
    ports = (unused_tcp_port_factory(), unused_tcp_port_factory())

    figures = await run(200, 4.0, postgres.database(), ports, counted(tmp_path), patience=10.0)

    assert figures.holds, figures.told()
    assert len(figures.acks) > figures.sent / 2, figures.told()
