"""The rules that drafts are read against are checked when they are read; a broken one names itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.core.coaching.reviewing.rulebook import FILE, read
from bot.core.errors import BrokenWords
from bot.settings import PROMPTS
from tests.words import library

SHIPPED = (PROMPTS / FILE).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("was", "is_now", "told"),
    [
        ('card = "d1-alumni"', 'card = "d1-nobody"', "there is no 'd1-nobody'"),
        ('card = "d1-alumni"\n', "", "names a card or is a house rule"),
        ('id = "R7"', 'id = "R8"', "taken twice"),
        ('reading = "thin_thanks"', 'reading = "tea_leaves"', "nobody reads 'tea_leaves'"),
        ("{occasion}', 'relation", "{weather}', 'relation", "no family of words 'weather'"),
        ('severity = "high"', 'severity = "dire"', "high or low"),
        ('advice = "give $who a reason"', 'colour = "red"', "it lacks advice"),
        ('ok = "Good to go."\n', "", "it lacks ok"),
        ("patterns = ['", "patterns = ['(", "can't be read"),
        ("\n[words]", "\n[words", "Expected"),
    ],
)
def test_a_broken_rule_names_itself(tmp_path: Path, was: str, is_now: str, told: str) -> None:
    assert was in SHIPPED
    (tmp_path / FILE).write_text(SHIPPED.replace(was, is_now, 1), encoding="utf-8")

    with pytest.raises(BrokenWords, match="prompts") as broken:
        read(tmp_path, library().cards)
    assert told in str(broken.value)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(BrokenWords, match="can't be read"):
        read(tmp_path, library().cards)


def test_every_rule_that_a_draft_can_break_is_there() -> None:
    rules = read(PROMPTS, library().cards).rules

    assert {rule.id for rule in rules} == {f"R{number}" for number in range(1, 27)}
