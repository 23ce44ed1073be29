"""Openers, reviews and free words stay at least as good as they were, most on what nobody looked at.

`python3 -m tests evals writing` prints the figures beside their goals; most goals are not reached yet, and these tests
keep what was reached. That no draft holds an invented word is kept by the tests of openers.
"""

from __future__ import annotations

import pytest

from bot.core.heard import read
from bot.settings import PROMPTS
from tests.evals.writing.report_guard import judged
from tests.evals.writing.report_lines import lines, understood
from tests.evals.writing.report_reviews import count, drafts


def test_free_words_are_understood_as_often_as_before() -> None:
    heard, typed = read(PROMPTS), lines("second-open")
    right = sum(understood(one, heard) in {one.intent, *one.also} for one in typed)

    assert len(typed) == 150
    assert right / len(typed) >= 0.94


@pytest.mark.parametrize(
    ("part", "good", "precision", "recall"),
    [("open", 0.96, 0.95, 0.88), ("second-open", 0.92, 0.90, 0.77), ("untouched", 0.84, 0.84, 0.64)],
)
def test_drafts_are_looked_over_as_well_as_before(part: str, good: float, precision: float, recall: float) -> None:
    counts = count(drafts(part))

    assert counts.good.total() == (50 if part == "second-open" else 25)
    assert counts.good[True] / counts.good.total() >= good
    assert counts.right.total() / (counts.right.total() + counts.wrong.total()) >= precision
    assert counts.found.total() / (counts.found.total() + counts.missed.total()) >= recall


def test_the_guard_sees_what_was_invented() -> None:
    every = judged("untouched")
    invented, good = [one for one in every if not one.good], [one for one in every if one.good]

    assert sum(bool(one.said.hard) for one in invented) / len(invented) >= 0.70
    assert sum(bool(one.said.hard or one.said.soft) for one in invented) / len(invented) >= 0.95
    assert sum(bool(one.said.hard) for one in good) / len(good) <= 0.20
    assert sum(bool(one.said.soft and not one.said.hard) for one in good) / len(good) <= 0.20
