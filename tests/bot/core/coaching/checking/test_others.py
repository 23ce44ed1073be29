"""What advice says of others its guideline says; every sort of saying has a sentence that only its own check stops."""

from __future__ import annotations

import pytest

from bot.core.coaching.checking.evidence import Evidence
from bot.core.coaching.checking.ground import grounded
from bot.core.coaching.checking.others import UNGUIDED, Sort
from bot.core.coaching.checking.support import unsupported
from tests.words import library

QUESTION = "a recruiter wants my contacts and i met him at the fair, may i ring the number on his website?"
STOPPED = {
    Sort.SOMEBODY: ("Leave it there, and he wants your number.", "d0-lookup"),
    Sort.SOURCE: ("One author leaves messages unanswered for fun.", "h-silence"),
    Sort.WORD: ("Bring something new, where others look.", "h-silence"),
    Sort.SHORT: ("Read silence as not now, as recruiters ring.", "h-silence"),
    Sort.LONG: ("People at the fair meet the recruiter.", "h-silence"),
}


def evidence(card: str) -> Evidence:
    return Evidence(
        (library().house.grounds[card],), grounded((QUESTION,), "", library().house.claims), library().house
    )


@pytest.mark.parametrize("sort", Sort)
def test_every_sort_of_saying_is_held_to_its_guideline_by_its_own_check(
    sort: Sort, monkeypatch: pytest.MonkeyPatch
) -> None:
    text, card = STOPPED[sort]
    was_stopped = unsupported(text, evidence(card))
    monkeypatch.setitem(UNGUIDED, sort, lambda _: False)

    assert was_stopped
    assert not unsupported(text, evidence(card))


@pytest.mark.parametrize(
    ("text", "card"),
    [
        ("He never gave you the number.", "d0-lookup"),
        ("People leave messages unanswered for many reasons.", "h-silence"),
        ("If he is silent, bring something new.", "h-silence"),
        ("Bring something new, or read silence as not now.", "h-silence"),
    ],
)
def test_what_the_guideline_says_of_others_can_be_said_again(text: str, card: str) -> None:
    assert not unsupported(text, evidence(card))


def test_what_depends_on_something_claims_nothing_of_others() -> None:
    assert unsupported("The recruiter wants contacts.", evidence("h-silence"))
    assert not unsupported("If the recruiter wants contacts, read silence as not now.", evidence("h-silence"))


def test_advice_brings_in_plain_words_and_no_others() -> None:
    assert not unsupported("Bring something new and leave it open.", evidence("h-silence"))
    assert unsupported("Bring something new and a bouquet.", evidence("h-silence"))
    assert unsupported("It may be his uncle, so read silence as not now.", evidence("h-silence"))


def test_what_somebody_did_was_told_as_done() -> None:
    assert not unsupported("They ask before they phone.", evidence("d0-ask-first"))
    assert unsupported("They asked before they phone.", evidence("d0-ask-first"))


def test_of_him_or_her_a_verb_says_something_however_little_it_says_of_others() -> None:
    assert not unsupported("Silence means reasons.", evidence("h-silence"))
    assert unsupported("She means reasons.", evidence("h-silence"))


def test_accepting_and_the_like_is_what_the_reader_does() -> None:
    assert not unsupported("Accepting vouches for them.", evidence("d1-vouch"))
    assert unsupported("Software vouches for them.", evidence("d1-vouch"))
