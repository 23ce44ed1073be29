"""What is said about a person, said to that person."""

from __future__ import annotations

import pytest

from bot.core.coaching.writing.hurry import tidy
from bot.core.coaching.writing.speech import (
    BY_NAME,
    HE,
    SHE,
    THEY,
    lowered,
    mark_names,
    plural,
    pronoun_of,
    sentence,
    to_you,
)


@pytest.mark.parametrize(
    ("about", "to"),
    [
        ("she runs a bakery in Porto and teaches on Saturdays", "you run a bakery in Porto and teach on Saturdays"),
        ("he's a buyer at a garden centre", "you're a buyer at a garden centre"),
        ("she's answered 30 questions", "you've answered 30 questions"),
        ("she's open to offers", "you're open to offers"),
        ("he doesn't like calls", "you don't like calls"),
        ("they maintain a plugin", "you maintain a plugin"),
        ("her profile says she's hiring", "your profile says you're hiring"),
        ("i met her at the fair", "i met you at the fair"),
        ("i have her card", "i have your card"),
        ("two mails to her went unanswered", "two mails to you went unanswered"),
        ("he made it himself", "you made it yourself"),
        ("the choice was hers", "the choice was yours"),
        ("he always studies at night", "you always study at night"),
    ],
)
def test_words_about_somebody_become_words_to_her(about: str, to: str) -> None:
    assert to_you(about) == to


def test_a_name_is_understood_like_a_pronoun() -> None:
    assert (
        to_you(mark_names("Rohan's hiring and Rohan knows my boss", ["Rohan"])) == "you're hiring and you know my boss"
    )
    assert to_you(mark_names("I like Rohan's work", ["Rohan"])) == "I like your work"


def test_whoever_else_is_talked_about_stays_who_they_are() -> None:
    assert to_you("he told me that she is away", HE) == "you told me that she is away"
    assert to_you("I'd like to give them beans", BY_NAME) == "I'd like to give them beans"


@pytest.mark.parametrize(
    ("told", "pronoun"),
    [
        (["she wrote it", "he read it"], SHE),
        (["his shop is closed"], HE),
        (["Mei knows them"], BY_NAME),
        (["they know Mei"], THEY),
        (["likes ovens"], BY_NAME),
    ],
)
def test_the_first_pronoun_tells_who_is_meant(told: list[str], pronoun: str) -> None:
    assert pronoun_of(told) == pronoun


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("im in leeds, dont know him", "I'm in Leeds, don't know him"),
        ("thx, c u on sat w my bro", "thanks, c you on Saturday with my bro"),
        ("every may til monday", "every May until Monday"),
        ("it may be on wed", "it may be on Wednesday"),
        ("IM chat", "IM chat"),
    ],
)
def test_haste_is_written_out(typed: str, written: str) -> None:
    assert tidy(typed) == written


@pytest.mark.parametrize(
    ("verb", "to_you_"),
    [("goes", "go"), ("studies", "study"), ("dies", "die"), ("was", "were"), ("can", "can"), ("pass", "pass")],
)
def test_a_verb_agrees(verb: str, to_you_: str) -> None:
    assert plural(verb) == to_you_


def test_sentences_begin_large_and_end() -> None:
    assert sentence("you run a bakery,") == "You run a bakery."
    assert sentence("") == ""
    assert lowered("You run a bakery.") == "you run a bakery."
    assert lowered("Lior sent me.") == "Lior sent me."
