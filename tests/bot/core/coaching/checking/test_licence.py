"""Lines to send hold nothing for which nobody gave leave; every kind of invention has a line that is stopped."""

from __future__ import annotations

from functools import cache

import pytest

from bot.core.coaching.checking.ground import Ground, grounded
from bot.core.coaching.checking.licence import unlicensed
from tests.words import library

TOLD = (
    "she wrote a post on bread ovens",
    "i built one last spring with two friends",
    "she is a buyer at a mill",
    "ask how she keeps the heat even",
)


@cache
def told() -> Ground:
    return grounded(TOLD, "Mira", library().house.claims)


def strange(line: str) -> tuple[str, ...]:
    return unlicensed(line, told(), library().house)


@pytest.mark.parametrize(
    "line",
    [
        "Hi Mira, your post on bread ovens is why I'm writing. May I ask how you keep the heat even? No hurry at all.",
        "I built an oven with two friends last spring.",
        "Hi [their name], [one true thing about the vineyard]. Would you be up for a short call some day?",
        "Could you tell me a little about it? If you're busy, feel free to leave this unanswered.",
        "You buy for a mill, and you wrote about bread ovens.",
        "If you'd sooner not answer, that's perfectly fine; I'll understand.",
    ],
)
def test_what_was_told_can_be_said_in_the_words_of_a_message(line: str) -> None:
    assert strange(line) == ()


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("Your post on bread ovens, and the sailing pictures.", "sailing"),
        ("I built one last spring with my grandmother.", "grandmother"),
        ("You're head buyer at a mill.", "head"),
        ("I've gone back to your post.", "gone"),
        ("I built one last spring and missed those evenings.", "missed"),
        ("I built an oven last spring with three friends.", "three"),
        ("You often wrote on bread ovens.", "often"),
        ("Your post on bread ovens is the best.", "best"),
        ("I built half an oven.", "half"),
        ("You wrote on bread ovens, whose heat I keep.", "whose"),
        ("Your post on bread ovens again.", "again"),
    ],
)
def test_a_word_that_nobody_told_is_strange_where_something_is_claimed(line: str, word: str) -> None:
    assert word in strange(line)


def test_a_plain_word_claims_nothing_where_something_is_asked_but_for_what_is_somebodys() -> None:
    assert strange("Could I see a plan some day?") == ()
    assert strange("Could I see your plan some day?") == ("plan",)
    assert strange("I'd like to talk about our days in service.") == ("days", "service")


def test_a_promise_is_a_claim() -> None:
    assert strange("Could I bring you a plan?") == ()
    assert strange("I'll bring you a plan.") == ("bring", "plan")


def test_what_somebody_is_going_to_do_is_a_claim_though_a_message_does_the_like_by_itself() -> None:
    assert strange("Please write.") == ()
    assert strange("She will phone.") == ("phone",)
    assert strange("She'll phone.") == ("phone",)


def test_small_words_alone_claim_what_somebody_did() -> None:
    assert strange("I built one last spring, and I wasn't myself.") == ("myself",)
    assert strange("I built one last spring, as for me.") == ()


def test_in_a_question_what_is_pointed_to_is_told() -> None:
    assert strange("Would you show me a house?") == ()
    assert strange("Would you show me the house?") == ("house",)


def test_words_are_licensed_as_neighbours_and_not_by_themselves() -> None:
    assert strange("Have a lovely day!") == ()
    assert strange("A lovely mill.") == ("lovely",)


def test_what_was_done_before_is_no_courtesy() -> None:
    assert strange("May I tell you?") == ()
    assert strange("You told me.") == ("told",)


def test_what_is_asked_later_gives_no_leave_for_what_is_claimed_before() -> None:
    assert strange("I fixed the plan and would like to talk.") == ("fixed", "plan")
    assert strange("I would like to talk about a plan.") == ()


def test_a_clause_that_makes_it_easy_claims_nothing_in_plain_words() -> None:
    assert strange("If you're busy, a short story is fine.") == ()
    assert strange("That's completely fair.") == ()
    assert strange("There's no request here.") == ()
    assert strange("If you're busy, I know your plan.") == ("know", "plan")
    assert strange("That's your best plan.") == ("best", "plan")
    assert strange("You keep an oven and no plan.") == ("plan",)


def test_what_one_could_do_oneself_is_an_offer_that_has_to_be_told() -> None:
    assert strange("You could start next month.") == ()
    assert strange("I could start next month.") == ("start", "next", "month")


def test_what_is_taken_for_granted_is_no_question() -> None:
    assert strange("Would you keep the oven, and still write?") == ()
    assert strange("Would you keep the oven, as we still write?") == ("still",)


def test_a_turn_of_phrase_claims_nothing() -> None:
    assert strange("So far I built one with two friends.") == ()
    assert strange("Far away I built one with two friends.") == ("far",)


def test_it_is_owns_nothing() -> None:
    assert strange("If it's a longer story, I understand.") == ()
    assert strange("If its longer story is yours, I understand.") == ("longer", "story")


def test_what_is_left_free_may_begin_with_a_joining_word() -> None:
    assert strange("Or just try a plan.") == ()
    assert strange("Or I keep it.") == ("keep",)


def test_what_makes_it_easy_may_begin_with_a_word_of_time_and_hold_none() -> None:
    assert strange("If you're busy, before you answer is fine.") == ()
    assert strange("If you're busy, an answer before is fine.") == ("before",)


def test_what_a_question_takes_for_granted_has_to_be_told() -> None:
    assert "room" in strange("I'd love to hear how you began it in a single room.")
    assert strange("I'd love to hear how you keep the heat even.") == ()
    assert strange("I'd love to hear about it in a single room.") == ()


def test_a_message_may_excuse_itself() -> None:
    assert strange("Apologies for turning up anyway.") == ()
    assert strange("I didn't want that to go by without a word.") == ()
