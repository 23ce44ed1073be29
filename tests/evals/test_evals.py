"""The coach stays at least as good as its last release on questions that nobody looked at.

`python3 -m tests evals` prints the goals beside the figures. Two of them are not reached: to show the other side
wherever it belongs, and nowhere else. For these the tests keep what was reached.
"""

from __future__ import annotations

import pytest

from tests.evals.fabrications import SETS, measured
from tests.evals.report import Measure, measures, questions
from tests.words import library

KEPT = {"other side shown where it belongs": "≥ 0.79", "other side shown elsewhere": "≤ 0.12"}


@pytest.fixture(scope="module")
def table() -> dict[str, Measure]:
    return {measure.name: measure for measure in measures(questions("untouched"), library())}


def test_the_set_is_as_large_as_it_claims(table: dict[str, Measure]) -> None:
    assert table["a right guideline among the first three"].of == 100
    assert table["off topic refused"].of == 40
    assert table["gap recognised"].of == 30
    assert table["other side shown where it belongs"].of >= 40


def test_every_goal_that_was_reached_stays_reached(table: dict[str, Measure]) -> None:
    missed = [measure for measure in table.values() if measure.name not in KEPT and not measure.met]

    assert missed == []


@pytest.mark.parametrize(("name", "bound"), KEPT.items())
def test_what_was_reached_short_of_the_goal_is_not_lost(table: dict[str, Measure], name: str, bound: str) -> None:
    measure = table[name]

    assert Measure(name, measure.hits, measure.of, bound).met


def test_every_point_of_the_documents_is_stated_by_a_guideline() -> None:
    asked = [one for part in ("open", "untouched") for one in questions(part) if one.kind == "answer"]

    assert [one.question for one in asked if not one.cards] == []
    assert set().union(*(one.cards for one in asked)) <= set(library().cards)


@pytest.mark.parametrize("name", ["blind", "blind, second", "blind, third", "blind, fourth"])
async def test_nothing_that_a_model_makes_up_reaches_the_reader_and_hardly_anything_honest_is_refused(
    name: str,
) -> None:
    found = await measured(SETS[name])

    assert found.plain + found.asked == []
    assert len(found.refused) <= 3
