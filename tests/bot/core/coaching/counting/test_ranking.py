"""Guidelines are found by what people asked before."""

from __future__ import annotations

from typing import Any

from bot.core.coaching.counting.ranking import FOUND, Ranking, blindly
from bot.core.coaching.counting.tokens import Tokens
from tests.words import library


def tokens(line: str) -> Tokens:
    return library().lexicon.tokens(line)


def asked(**lines: str) -> list[tuple[dict[str, Any], Tokens]]:
    return [({"cards": [name]}, tokens(line)) for name, line in lines.items()]


def test_the_guideline_that_answered_such_a_line_comes_first() -> None:
    own = [("ring", tokens("phone people")), ("write", tokens("letters to people"))]
    ranking = Ranking.of(own, asked(ring="is a loud bell fine", write="is a long letter fine"))

    assert next(iter(ranking.best(tokens("a loud bell")))) == "ring"
    assert next(iter(ranking.best(tokens("one long letter")))) == "write"


def test_no_more_guidelines_are_found_than_are_of_use() -> None:
    assert len(library().ranking.best(tokens("may i call or write to people i met online"))) == FOUND


def test_a_line_is_ranked_blindly_without_having_taught_what_answers_it() -> None:
    own = [("ring", tokens("phone people")), ("write", tokens("letters to people"))]
    line = asked(ring="phone people with accordions")

    [(_, typed, blind)] = blindly(own, line, bool)
    taught = Ranking.of(own, line).best(typed)

    assert blind["ring"] == blind["write"]
    assert taught["ring"] > taught["write"]


def test_a_question_is_surely_for_one_guideline_if_no_other_comes_near_or_those_near_say_the_same() -> None:
    own = [(name, tokens(line)) for name in ("ring", "write", "visit") for line in (f"{name} them", f"{name} people")]
    ranking = Ranking.of(own, ())
    plain, torn = tokens("visit"), tokens("shall i ring, write or visit")

    assert ranking.is_sure(plain, ranking.best(plain))
    assert not ranking.is_sure(torn, ranking.best(torn))
    assert ranking.is_sure(torn, ranking.best(torn), same=("ring", "write", "visit"))
