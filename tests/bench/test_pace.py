"""Reminders that are due at one moment are all posted, each once, and never faster than platforms take them."""

from __future__ import annotations

from pathlib import Path

from tests.bench.pace import on_discord, on_slack
from tests.postgres import Databases
from tests.words import counted


async def test_replicas_together_keep_below_what_discord_takes(postgres: Databases, tmp_path: Path) -> None:
    figures = await on_discord(90, 2, postgres.database(), counted(tmp_path))

    assert figures.once, figures.told()
    assert figures.too_fast == 0, figures.told()


async def test_no_workspace_of_slack_waits_for_another(postgres: Databases, tmp_path: Path) -> None:
    figures = await on_slack(20, 1, 2, postgres.database(), counted(tmp_path))

    assert figures.once, figures.told()
    assert figures.too_fast == 0, figures.told()


async def test_each_channel_of_slack_is_taken_slowly(postgres: Databases, tmp_path: Path) -> None:
    figures = await on_slack(2, 3, 1, postgres.database(), counted(tmp_path))

    assert figures.once, figures.told()
    assert figures.too_fast == 0, figures.told()
