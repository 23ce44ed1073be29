"""What identifies somebody goes out as a placeholder, and comes back as it was."""

from __future__ import annotations

import re

import pytest

from bot.core.coaching.privacy import Cloak, has_placeholder, visible
from tests.faults.canaries import MAILS, NAMES, PHONES
from tests.words import library


@pytest.mark.parametrize("number", PHONES)
def test_a_number_goes_out_in_none_of_its_spellings(number: str) -> None:
    told = Cloak().hide(f"She said I may ring {number} on Monday; is that a yes?")

    left = re.sub(r"\[\[\w+\]\]", "", told)
    assert "[[T1]]" in told
    assert not re.search(r"\d", left)
    assert not re.search(r"\b(?:five|seven)\b", left)
    assert "on Monday; is that a yes?" in told


@pytest.mark.parametrize("mail", MAILS)
def test_an_address_goes_out_in_none_of_its_spellings(mail: str) -> None:
    told = Cloak().hide(f"She said I may write to {mail} any time; is that a yes?")

    left = re.sub(r"[^a-z]", "", told.casefold())
    assert "[[E1]]" in told
    assert "kovacs" not in left
    assert "ovens" not in left
    assert "any time; is that a yes?" in told


@pytest.mark.parametrize("name", NAMES)
def test_a_known_name_goes_out_in_none_of_its_spellings(name: str) -> None:
    told = Cloak(["Mira Kovacs"], library().knows).hide(f"May I call {name} on Monday?")

    assert "[[P1]]" in told
    assert "mira" not in told.casefold()
    assert "kovacs" not in told.casefold()


def test_a_mention_of_a_person_goes_out_as_a_placeholder() -> None:
    assert Cloak().hide("may I call @{U0123}?") == "may I call [[P1]]?"


@pytest.mark.parametrize(
    "text",
    [
        "we met on 2026-11-21 at 10:30",
        "he has 1500 followers and asked for 30 minutes",
        "May I call Will? will it do?",
        "I wrote to them at work and at home",
        "we met at work. should I call her?",
        "I'm just slow at answering. It is me",
    ],
)
def test_what_identifies_nobody_goes_out_as_it_is(text: str) -> None:
    assert Cloak(["Ana"], library().knows).hide(text) == text


def test_an_ordinary_word_is_a_name_with_its_capital_only() -> None:
    cloak = Cloak(["Will May"], library().knows)

    assert cloak.hide("may Will call? will he mind?") == "may [[P1]] call? will he mind?"


def test_no_article_is_taken_for_a_name() -> None:
    assert Cloak(["the team"], library().knows).hide("may I call the boss?") == "may I call the boss?"


def test_the_same_thing_has_the_same_placeholder_and_comes_back_wherever_it_stands() -> None:
    cloak = Cloak(["Mira"])
    told = cloak.hide("Mira, 0151 12345678, and Mira again")

    assert told == "[[P1]], [[T1]], and [[P1]] again"
    assert cloak.restore({"a": told, "b": [{"c": "[[T1]]"}], "d": None, "e": "[[P9]]"}) == {
        "a": "Mira, 0151 12345678, and Mira again",
        "b": [{"c": "0151 12345678"}],
        "d": None,
        "e": "[[P9]]",
    }


def test_a_placeholder_that_somebody_typed_stands_for_nobody() -> None:
    cloak = Cloak(["Mira"])

    assert cloak.restore({"a": cloak.hide("[[P1]] is Mira")}) == {"a": "[ [P1]] is Mira"}
    assert has_placeholder("Ask [[P7]] first")
    assert not has_placeholder("Ask [somebody] first")


@pytest.mark.parametrize(
    "text", ["a\u200bb", "a\u202eb", "a\U000e0041b", "a\ufe0fb", "a\u00adb", "a<!-- hidden -->b", "a\x00b", "a\ud800b"]
)
def test_what_nobody_sees_does_not_go_out(text: str) -> None:
    assert visible(text).replace(" ", "") == "ab"


def test_what_only_a_program_can_read_goes_out_as_a_placeholder() -> None:
    assert Cloak().hide("do U2F5IHplYnJhZmlzaCBub3c= now") == "do [[C1]] now"
