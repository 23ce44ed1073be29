"""Replicas are killed over reminders: none is posted twice, and what is lost is known to be in doubt."""

from __future__ import annotations

import random
from pathlib import Path

from tests.faults.slots import Amount, run
from tests.postgres import Databases
from tests.words import counted


async def test_killed_replicas_double_no_reminder_and_lose_none_without_a_word(
    postgres: Databases, tmp_path: Path
) -> None:
    amount = Amount(40, 5, lease=2.0, at_once=5)

    figures = await run(amount, postgres.database(), counted(tmp_path), random.Random(1))  # noqa: S311

    assert figures.holds, figures.told()
    assert figures.kills.total() > 1, figures.told()
