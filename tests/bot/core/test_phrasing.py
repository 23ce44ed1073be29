"""Phrases are filled in as they stand, and what none of them says is not made."""

from __future__ import annotations

import pytest

from bot.core import phrasing
from bot.core.phrasing import Later
from bot.core.replies import Text


def test_whatever_is_no_word_of_a_phrase_stays_as_it_is() -> None:
    told = phrasing.line("{$name} owes $$5 to {name}, 100 %s", {"name": "Bo {really} $name"})

    assert told == "{Bo {really} $name} owes $5 to {name}, 100 %s"


def test_a_word_that_nobody_gave_is_a_fault() -> None:
    with pytest.raises(KeyError, match="until"):
        phrasing.line("until $until", {"name": "Bo"})


def test_words_are_made_where_they_are_said_and_only_there() -> None:
    made: list[str] = []

    def make(word: str) -> str:
        made.append(word)
        return word

    values: dict[str, str | Later] = {"name": "Bo"}
    values |= {"until": Later(lambda: make("Friday")), "on": Later(lambda: make("Monday"))}
    told = phrasing.pair(("Yes, $name:", "until $until."), values)

    assert told == Text("until Friday.", "Yes, Bo:")
    assert made == ["Friday"]
