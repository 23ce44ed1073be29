"""The benches run; what they print is for people."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.bench import acks, deliveries, interactions, model
from tests.bench.record import Amount, lines, looks, ratio
from tests.bench.reminders import batches, claims, ticks
from tests.bench.start import ratios
from tests.words import counted

ONCE = Amount(1, 2)


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], str]:
    """Where a new database of some name is."""
    if request.param == "sqlite":
        return lambda name: f"sqlite:///{tmp_path / name}.db"
    databases = request.getfixturevalue("postgres")
    return lambda _name: str(databases.database())


def test_a_warm_question_can_be_measured_against_a_bare_start() -> None:
    (found,) = ratios(1)

    assert found > 0


async def test_the_door_to_a_model_can_be_measured_against_the_bare_sdk() -> None:
    found = await model.measured(2)

    assert all(model.ratio(pairs) > 0 for pairs in found.values())
    assert len(found) == 2


def test_a_look_at_a_long_record_can_be_measured_against_one_at_a_short(place: Callable[[str], str]) -> None:
    assert ratio(looks((place("long"), place("short")), (400, 40), ONCE)) > 0


def test_a_line_can_be_measured_against_its_bare_rows(place: Callable[[str], str]) -> None:
    assert ratio(lines(place("ours"), place("bare"), ONCE)) > 0


def test_a_look_among_many_reminders_can_be_measured_against_one_among_few(place: Callable[[str], str]) -> None:
    assert ratio(ticks((place("many"), place("few")), (400, 40), ONCE)) > 0


def test_a_batch_of_slots_can_be_measured_against_its_bare_sql(place: Callable[[str], str]) -> None:
    assert ratio(batches(place("ours"), place("bare"), ONCE)) > 0


def test_a_claim_of_slots_can_be_measured_against_its_bare_sql(place: Callable[[str], str]) -> None:
    assert ratio(claims(place("ours"), place("bare"), ONCE)) > 0


async def test_an_acknowledgement_can_be_measured_against_stock_bolts(tmp_path: Path) -> None:
    assert ratio(await acks.acks(counted(tmp_path), "call @bo", 0.0, rounds=1)) > 0


async def test_a_check_on_discord_can_be_measured_against_bare_commands(tmp_path: Path) -> None:
    found = await interactions.checks(tmp_path, "", ONCE)

    assert [ratio(pairs) > 0 for pairs in found.values()] == [True] * 5


async def test_a_delivery_can_be_measured(place: Callable[[str], str], tmp_path: Path) -> None:
    found = await deliveries.costs(place("record"), counted(tmp_path / "home"), 5, ["a word to all"])

    assert found["a word to all"]["the program"] > 0
