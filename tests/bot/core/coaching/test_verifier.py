"""Every rule of the verifier fires on an answer that breaks it."""

from __future__ import annotations

import pytest

from bot.core.coaching.outcome import Sentence
from bot.core.coaching.verifier import faults, opening
from tests.words import library

RULE = "Ask before you phone somebody you only know online."
HONEST = Sentence("Ask first.", "guidance", ("d0-ask-first",), RULE)


def test_an_honest_answer_has_no_faults() -> None:
    assert faults([HONEST, Sentence("With a stranger:", "link")], library().cards, "Ask first.") == ()


@pytest.mark.parametrize(
    ("sentence", "fault"),
    [
        (Sentence("Call him.", "guidance", (), RULE), "guidance-without-source"),
        (Sentence("Call him.", "guidance", ("d9-made-up",), RULE), "unknown-source"),
        (Sentence("Call him.", "guidance", ("d0-ask-first",), None), "quote-not-in-source"),
        (Sentence("Call him.", "guidance", ("d0-ask-first",), "before you phone"), "quote-not-in-source"),
        (Sentence("Call him.", "guidance", ("d0-ask-first",), RULE.replace("phone", "visit")), "quote-not-in-source"),
        (Sentence("Call him.", "guidance", ("d0-invite",), RULE), "quote-not-in-source"),
    ],
)
def test_a_sentence_that_does_not_stand_on_its_guideline_is_a_fault(sentence: Sentence, fault: str) -> None:
    assert fault in faults([sentence], library().cards, "Call him.")


def test_ninety_words_are_visible_and_not_one_more() -> None:
    assert faults([HONEST], library().cards, "word " * 90) == ()
    assert faults([HONEST], library().cards, "word " * 91) == ("too-long",)


def test_a_quote_is_the_opening_of_a_sentence_and_short_enough_to_be_one() -> None:
    assert opening("stand-in " * 20) == " ".join(["stand-in"] * 7)
    assert opening(RULE) == RULE
