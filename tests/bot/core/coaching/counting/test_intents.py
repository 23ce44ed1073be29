"""What a line is typed for is judged by its features and by its wording, and the rules have to be outdone."""

from __future__ import annotations

import pytest

from bot.core.coaching.counting.intents import Intents, intent_of
from bot.core.grammar import parse

KNOWN = [
    *[("opener", ("write", "note", "rule=opener"))] * 3,
    *[("ask", ("may", "ring", "rule=ask"))] * 3,
    *[("review", ("look", "draft", "rule=ask"))] * 3,
]


@pytest.mark.parametrize(
    ("found", "ruled", "best"),
    [
        (("write", "note"), "ask", "opener"),
        (("look", "draft", "rule=ask"), "ask", "review"),
        (("never", "heard"), "ask", "ask"),
    ],
)
def test_what_lines_like_it_were_typed_for_overrules_the_rules(found: tuple[str, ...], ruled: str, best: str) -> None:
    assert Intents.of(KNOWN).best(found, ruled) == best


def test_an_intent_that_no_line_has_gives_way_where_something_is_known() -> None:
    assert Intents.of(KNOWN).best(("write", "note"), "smalltalk") == "opener"


@pytest.mark.parametrize("typed", ["reminder list", "reminder pause r1", "reminder off 2026-12-24"])
def test_a_verb_about_reminders_is_about_reminders(typed: str) -> None:
    command = parse(typed)

    assert command is not None
    assert intent_of(command) == "reminder"
