"""What people type is read the same however it is spelled."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.coaching.counting.tokens import words
from tests.words import library


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ("CAN I CALL HER", "can i call her"),
        ("don't ring", "don\u2019t ring"),
        ("ｃａｌｌ", "call"),
        ("ca\u200bll h\u00ader", "call her"),
        ("call\x00her\x1b", "call her"),
        ("cafe\u0301", "café"),
        ("\u202ecall", "call"),
    ],
)
def test_spellings_that_look_alike_are_read_alike(typed: str, same: str) -> None:
    assert words(typed) == words(same)


@pytest.mark.parametrize(
    ("typed", "same"),
    [("u shd dm ppl", "you should direct message people"), ("bday of a client", "birthday of a client")],
)
def test_short_forms_are_spelled_out(typed: str, same: str) -> None:
    lexicon = library().lexicon

    assert lexicon.tokens(typed) == lexicon.tokens(same)


def test_endings_do_not_matter() -> None:
    lexicon = library().lexicon

    assert lexicon.tokens("calling connections").content == lexicon.tokens("called connection").content


def test_phrases_that_mean_the_same_share_a_name() -> None:
    lexicon = library().lexicon

    assert "call" in lexicon.tokens("may I give her a ring").names
    assert "call-unasked" in lexicon.tokens("he phoned out of the blue").names


def test_a_phrase_of_short_forms_that_stand_for_nothing_is_left_out() -> None:
    assert library().lexicon.phrases({"fun": ["lol", "a joke"]}).keys() == {"a"}


def test_names_never_meet_words_that_were_typed() -> None:
    assert "#call" not in library().lexicon.tokens("# call").content


@given(st.text())
def test_nothing_that_can_be_typed_breaks_the_reading(typed: str) -> None:
    tokens = library().lexicon.tokens(typed)

    assert set(tokens.content) <= set(tokens.stems)


@pytest.mark.parametrize(
    ("word", "known"), [("lena", False), ("Ana", False), ("for", True), ("I", True), ("shop", True)]
)
def test_a_name_is_no_word_though_a_line_holds_it(word: str, known: bool) -> None:
    assert library().knows(word) is known
