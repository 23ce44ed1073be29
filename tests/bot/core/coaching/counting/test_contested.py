"""The other side is heard where another document sees the very case differently."""

from __future__ import annotations

import pytest

from bot.core.coaching.cards import Disagreement, Settled, Side
from bot.core.coaching.counting.contested import Contested, signs
from bot.core.coaching.counting.leaning import Leaning
from tests.words import library

NOTHING_LEARNED = Leaning(0, {})
SETTLED = Settled("ring", "Then ring.")
QUARREL = Disagreement(
    "K1", "calling", (Side(("ask",), "ask"), Side(("ring",), "ring")), "who", "ask", "who?", SETTLED, SETTLED
)


def judged(question: str) -> bool:
    shelf = library()
    tokens = shelf.tokens(question)
    return shelf.contested.judges(question, tokens, shelf.ranking.best(tokens))


def odds(ranked: dict[str, float]) -> float:
    return Contested(NOTHING_LEARNED, (QUARREL,)).odds("may i ring her?", library().tokens("may i ring her?"), ranked)


@pytest.mark.parametrize(
    ("contested", "plain"),
    [
        ("may i just ring a man i only know from a forum?", "which words do i offer my number to a forum friend with?"),
        (
            "a stranger wants to connect, should i phone her?",
            "she asked to connect, we talk at ten, what do i ask her?",
        ),
        ("is it fine to phone firms that never heard of me?", "my first call to a firm went fine. what comes next?"),
    ],
)
def test_whether_one_may_is_contested_where_how_to_is_not(contested: str, plain: str) -> None:
    assert judged(contested)
    assert not judged(plain)


def test_guidelines_on_both_sides_of_a_disagreement_speak_for_showing_it() -> None:
    assert odds({"ask": 1.0, "ring": 1.0}) > odds({"ask": 1.0, "ring": 0.2}) > odds({"ask": 1.0})


def test_a_question_looks_like_its_words_its_end_what_it_finds_and_what_is_asked_of_that() -> None:
    question = "She rang. Is that normal, or not?"

    found = signs(question, library().tokens(question), {"ask": 1.0, "write": 0.5, "wait": 0.2})

    assert {"rang", "last=or not", "last=^ or", "asks=True", "lead=ask", "card=wait", "cards=ask write"} <= set(found)
    assert {"ask&normal", "write&rang"} <= set(found)
    assert {"last=normal", "wait&rang"}.isdisjoint(found)


@pytest.mark.parametrize("question", ["call her...", "call?!", " call her : ", "call, ???"])
def test_a_question_may_end_in_nothing_but_marks(question: str) -> None:
    assert signs(question, library().tokens(question), {"ask": 1.0})
