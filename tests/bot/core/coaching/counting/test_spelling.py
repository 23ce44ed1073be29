"""Slips of the finger are mended, and words that are merely rare are left alone."""

from __future__ import annotations

import pytest

from bot.core.coaching.counting.spelling import COMMON_FROM, Speller
from tests.words import library


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("shuold i mesage her befor caling", "should i message her before calling"),
        ("is voicmail ok for a birhtday", "is voicemail ok for a birthday"),
        ("a strnager wants to conect", "a stranger wants to connect"),
    ],
)
def test_one_slip_a_word_is_mended(typed: str, meant: str) -> None:
    assert library().tokens(typed) == library().tokens(meant)


@pytest.mark.parametrize("word", ["welding", "xylophone", "mira", "zzz", "cold"])
def test_a_word_that_is_known_short_or_like_no_other_stays_as_it_is(word: str) -> None:
    assert library().tokens(word) == library().lexicon.tokens(word)


def test_words_that_are_equally_common_keep_the_order_in_which_they_were_met() -> None:
    line = ["message", "voicemail", "stranger", "request", "birthday", "colleague", "favour", "number"]

    assert Speller.of([line] * COMMON_FROM).common == line
