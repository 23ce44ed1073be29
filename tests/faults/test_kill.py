"""A process may die at any moment: what it said is kept is kept, and what comes again is done once."""

from __future__ import annotations

import random

from bot.settings import Settings
from tests.faults.kill import Siege

ROUNDS = 3


def test_what_a_killed_writer_was_told_is_kept_once_and_whole(place: Settings) -> None:
    siege = Siege(place, random.Random(1))  # noqa: S311
    found = siege.rounds(ROUNDS)

    assert [survey for survey in found if not survey.clean] == []
    assert found[-1].lines == len(siege.acknowledged) + siege.unheard > 2 * ROUNDS
