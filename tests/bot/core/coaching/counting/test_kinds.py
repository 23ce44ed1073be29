"""Kinds of lines are told apart by their words."""

from __future__ import annotations

from bot.core.coaching.counting.kinds import Kinds

LINES = [
    ("people", ("may", "i", "call", "her")),
    ("people", ("may", "i", "write", "to", "her")),
    ("people", ("thank", "her")),
    ("code", ("the", "call", "returns", "null")),
    ("code", ("the", "loop", "never", "ends")),
    ("code", ("null", "pointer")),
]


def kind_of(*tokens: str) -> str:
    scores = Kinds.of(LINES, ("people", "code")).scores(tokens)
    return max(scores, key=lambda kind: scores[kind])


def test_a_line_is_of_the_kind_whose_words_it_uses() -> None:
    assert kind_of("may", "i", "thank", "her") == "people"
    assert kind_of("the", "pointer", "never", "returns") == "code"


def test_a_word_met_nowhere_leans_to_the_kind_that_varies_most() -> None:
    scores = Kinds.of(LINES, ("people", "code")).scores(["xylophone"])

    assert scores["code"] > scores["people"]


def test_what_is_kept_as_plain_values_scores_the_same() -> None:
    kinds = Kinds.of(LINES, ("people", "code"))

    assert Kinds(**kinds.as_plain()).scores(["call", "her"]) == kinds.scores(["call", "her"])
