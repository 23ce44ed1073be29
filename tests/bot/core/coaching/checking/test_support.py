"""Advice says what its guideline and the person say; every kind of invention has a sentence that is stopped."""

from __future__ import annotations

import pytest

from bot.core.coaching.checking.evidence import Evidence
from bot.core.coaching.checking.ground import grounded
from bot.core.coaching.checking.support import (
    counts_unheard,
    gives_leave,
    is_apart,
    orders_what_is_not_to_be,
    speaks_for_all,
    unsupported,
)
from tests.words import library

QUESTION = "a recruiter from my old firm never answers my mails, may i ring the number on his website?"


def evidence(card: str) -> Evidence:
    return Evidence(
        (library().house.grounds[card],), grounded((QUESTION,), "", library().house.claims), library().house
    )


def never(_text: str, _place: int) -> bool:
    return False


@pytest.mark.parametrize(
    ("text", "card"),
    [
        ("Ring the recruiter on a number he never gave you, and it seems presumptuous.", "d0-lookup"),
        ("Write to him where you two already talk, and let him hand you a number.", "d0-lookup"),
        ("Each message that nobody answers may have its reasons.", "h-silence"),
        ("Bring him something useful and new, then leave it there.", "h-silence"),
    ],
)
def test_a_guideline_can_be_said_in_other_words(text: str, card: str) -> None:
    assert not unsupported(text, evidence(card))
    assert not counts_unheard(text, evidence(card))
    assert not is_apart(text, evidence(card))


@pytest.mark.parametrize(
    ("text", "card"),
    [
        ("Read silence as not now, since recruiters have to tell you their source by then.", "h-silence"),
        ("People leave messages unanswered for many reasons, and websites get flagged for spam.", "h-silence"),
        ("Don't push him; senior firms respect whoever is serious about it.", "h-silence"),
        ("He never gave you the number, and panels compare notes on such calls.", "d0-lookup"),
    ],
)
def test_how_the_world_is_has_to_be_said_by_somebody(text: str, card: str) -> None:
    assert unsupported(text, evidence(card))


@pytest.mark.parametrize(
    "text",
    [
        "Most people leave messages unanswered.",
        "People usually leave messages unanswered.",
        "People leave messages unanswered for weeks.",
        "Bring something new in the evening.",
        "The third message is one reason more not to answer.",
        "He must answer.",
        "Silence is clearer than an answer.",
    ],
)
def test_what_counts_dates_compares_or_obliges_has_to_be_said_by_somebody(text: str) -> None:
    assert counts_unheard(text, evidence("h-silence"))


@pytest.mark.parametrize("text", ["Answer before the day is out.", "Write by lunch.", "Leave it there until Friday."])
def test_a_time_limit_has_to_be_said_by_somebody_however_it_is_put(text: str) -> None:
    assert counts_unheard(text, evidence("d0-lookup"))
    assert not counts_unheard("Save the day.", evidence("d0-lookup"))


@pytest.mark.parametrize(
    "text",
    [
        "On this all my sources agree: ask.",
        "Every author would ask first.",
        "Ask first, nobody disagrees.",
        "Both of the articles say so.",
    ],
)
def test_nothing_is_said_of_the_sources_as_a_whole(text: str) -> None:
    assert speaks_for_all(text, library().house.claims)
    assert not speaks_for_all("Somebody in my sources asks first.", library().house.claims)
    assert not speaks_for_all("Send the documents once you both agree.", library().house.claims)


def test_a_comparison_of_the_guideline_can_be_said_again() -> None:
    assert not counts_unheard("Some online habits are colder than a call.", evidence("d3-phone-misjudged"))
    assert not counts_unheard("Next time, bring something new rather than push.", evidence("h-silence"))


def test_what_only_the_person_said_is_no_advice() -> None:
    assert is_apart("Answer the old firm.", evidence("d2-warm"))
    assert not is_apart("Choose the phone.", evidence("d2-warm"))


def test_leave_is_noticed_unless_something_has_to_be_so_first() -> None:
    assert gives_leave("It's fine: a number on a website counts as given.", library().house.claims, never)
    assert gives_leave("Go ahead and ring.", library().house.claims, never)
    assert not gives_leave("It's fine once he has said yes.", library().house.claims, never)
    assert not gives_leave("Write to him.", library().house.claims, never)


def test_an_order_to_do_what_a_guideline_denies_is_noticed() -> None:
    assert orders_what_is_not_to_be("Ring that number.", evidence("d0-lookup"), never)
    assert orders_what_is_not_to_be("Write, then call him.", evidence("d0-lookup"), never)
    assert not orders_what_is_not_to_be("Ring only after a yes.", evidence("d0-lookup"), never)
    assert not orders_what_is_not_to_be("Write to him.", evidence("d0-lookup"), never)


def test_a_word_of_the_person_names_somebody_and_is_no_evidence_of_what_they_do() -> None:
    assert unsupported("The recruiter never answers on his website.", evidence("h-silence"))
    assert unsupported("Bring something new; recruiters ring back.", evidence("h-silence"))
    assert not unsupported("The recruiter may leave messages unanswered for many reasons.", evidence("h-silence"))


@pytest.mark.parametrize(
    ("text", "card"),
    [
        ("Wrap up, and let her put the rest in writing.", "h-unwanted-call"),
        ("Perhaps she has nobody else to tell.", "d3-curious"),
        ("If a person answers, accept; you can't see who else they know before.", "h-leave-request"),
    ],
)
def test_what_only_another_guideline_says_gives_no_leave(text: str, card: str) -> None:
    assert unsupported(text, evidence(card)) or is_apart(text, evidence(card)) or counts_unheard(text, evidence(card))


@pytest.mark.parametrize(
    ("text", "card"),
    [
        ("Skip the favour, and leave room for a refusal.", "h-silence"),
        ("Asking beforehand would be kinder still.", "d0-ask-first"),
        ("It is a lovely thing to do.", "h-silence"),
        ("A short word is enough; the request can wait.", "d1-give-first"),
        ("By a few plain words of your own.", "h-silence"),
        ("Is it worth the trouble?", "h-silence"),
        ("Leave it, favour or not.", "h-silence"),
    ],
)
def test_plain_words_need_no_leave_where_nothing_is_claimed(text: str, card: str) -> None:
    assert not unsupported(text, evidence(card))


@pytest.mark.parametrize(
    ("text", "card"),
    [
        ("A call is what he expects by now.", "d0-ask-first"),
        ("Asking them all the same way made it look like a round.", "d1-dont-rush"),
        ("An accepted request is seen by everybody.", "d1-vouch"),
        ("It helps her to say it.", "d3-curious"),
        ("It helps them to say it.", "d3-curious"),
        ("It is when people join.", "d4-cold-first-step"),
        ("A compliment is worth more from a stranger.", "d1-small-offer"),
        ("That number is out of use by now.", "d0-lookup"),
        ("Ask first; a quick post loses its answers.", "d0-ask-first"),
        ("Ask first; a moved post may lose answers.", "d0-ask-first"),
    ],
)
def test_no_judgement_is_what_others_do_or_what_was_done_or_is_more(text: str, card: str) -> None:
    assert unsupported(text, evidence(card))


def test_a_promise_in_advice_is_told() -> None:
    assert not unsupported("Say your name, and that you want lunch.", evidence("d2-script-lunch"))
    assert unsupported("Say your name, and that you will pay.", evidence("d2-script-lunch"))


def test_advice_that_no_guideline_gives_stands_in_plain_words_alone() -> None:
    assert not is_apart("Leave it out this time.", evidence("d2-warm"))
    assert is_apart("Leave the tenor out this time.", evidence("d2-warm"))
    assert is_apart("Your wish shows how you feel.", evidence("d2-warm"))
