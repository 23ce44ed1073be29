"""A question leans the way of the lines that are worded like it."""

from __future__ import annotations

from bot.core.coaching.counting.leaning import Leaning

LINES = [
    (True, ("may", "i", "ring", "her")),
    (True, ("may", "i", "just", "call", "him")),
    (True, ("is", "it", "ok", "to", "ring")),
    (False, ("what", "do", "i", "say", "when", "i", "call")),
    (False, ("what", "do", "i", "write")),
    (False, ("how", "do", "i", "say", "it")),
] * 5


def test_it_leans_to_the_side_whose_wording_it_shares() -> None:
    leaning = Leaning.of(LINES)

    assert leaning.pull(["may", "i", "ring"]) > 1
    assert leaning.pull(["what", "do", "i", "say"]) < -1


def test_words_met_nowhere_leave_only_how_common_a_yes_is() -> None:
    leaning = Leaning.of(LINES)

    assert leaning.pull(["xylophone"]) == leaning.pull([])


def test_the_same_lines_teach_the_same() -> None:
    assert Leaning.of(LINES).as_plain() == Leaning.of(LINES).as_plain()


def test_what_is_kept_as_plain_values_leans_the_same() -> None:
    leaning = Leaning.of(LINES)

    assert Leaning(**leaning.as_plain()).pull(["may", "i"]) == leaning.pull(["may", "i"])
