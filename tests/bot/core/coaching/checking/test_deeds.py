"""Told words put together anew are noticed; every way of doing so has a line that it alone stops."""

from __future__ import annotations

from functools import cache

import pytest

from bot.core.coaching.checking.deeds import OTHERWISE
from bot.core.coaching.checking.ground import Ground, grounded
from bot.core.coaching.checking.licence import unlicensed
from tests.words import library

TOLD = (
    "he liked one of my posts",
    "he is a buyer at a garden centre",
    "i grow hardy ferns in leeds",
    "i ask for a trial",
    "could you show me the cellar?",
)
ALONE = {
    "of another": ("Thank you for what you grow.", "grow"),
    "over": ("I grow hardy ferns that we asked for.", "asked"),
    "only asked": ("You buy for a garden centre, and the cellar.", "cellar"),
    "done to another": ("I grow hardy ferns, and you buy them.", "buy"),
    "put to another": ("You liked one of my posts on hardy ferns.", "hardy"),
}


@cache
def told() -> Ground:
    return grounded(TOLD, "", library().house.claims)


def strange(line: str) -> tuple[str, ...]:
    return unlicensed(line, told(), library().house)


@pytest.mark.parametrize(
    "line",
    [
        "You liked one of my posts.",
        "Thank you for liking one of my posts.",
        "I grow hardy ferns in Leeds, and you buy for a garden centre.",
        "I ask for a trial.",
        "Could I see the cellar?",
    ],
)
def test_what_was_told_of_somebody_can_be_said_of_them(line: str) -> None:
    assert strange(line) == ()


@pytest.mark.parametrize("way", sorted(OTHERWISE))
def test_every_way_of_turning_told_words_round_is_stopped_by_its_own_check(
    way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    line, word = ALONE[way]
    stopped = strange(line)
    monkeypatch.setitem(OTHERWISE, way, lambda _: False)

    assert stopped == (word,)
    assert strange(line) == ()


def test_what_a_question_takes_for_granted_is_said_like_anything_else() -> None:
    assert strange("Would you grow ferns?") == ()
    assert strange("Would you grow ferns, as you grow them in Leeds?") == ("grow",)


def test_what_both_did_or_nobody_in_particular_holds_for_either() -> None:
    ground = grounded(("we met in leeds", "broke on monday"), "", library().house.claims)

    assert unlicensed("You met in Leeds.", ground, library().house) == ()
    assert unlicensed("I broke it on Monday.", ground, library().house) == ()


def test_whom_something_is_done_for_does_not_do_it() -> None:
    ground = grounded(("i know i can save money for them",), "", library().house.claims)

    assert unlicensed("I can save you money.", ground, library().house) == ()
    assert unlicensed("You save money.", ground, library().house) == ("save",)


OFFERED = "Happy to bring the ladder round on Friday, if it saves you a walk."


def turned(line: str) -> tuple[str, ...]:
    return unlicensed(line, grounded((OFFERED,), "", library().house.claims), library().house)


def test_whoever_may_ask_somebody_for_something_offers_nothing() -> None:
    ground = grounded(("can i ask my neighbour to feed the cat?",), "", library().house.claims)

    assert unlicensed("Could you feed the cat?", ground, library().house) == ()


def test_what_a_clause_of_its_own_says_is_put_to_nothing_in_the_one_before() -> None:
    ground = grounded(("we've never met", "you're on the parish council"), "", library().house.claims)

    assert unlicensed("We've never met; you're on the parish council.", ground, library().house) == ()


def test_nobody_is_asked_to_do_what_the_sender_offers() -> None:
    assert "bring" in turned("Could you bring the ladder round on Friday?")
    assert "bring" not in turned("Shall I bring the ladder round on Friday?")


def test_what_is_done_for_the_other_is_not_done_for_the_sender() -> None:
    assert "save" in turned("It would save me a walk.")
    assert "save" not in turned("It would save you a walk.")
