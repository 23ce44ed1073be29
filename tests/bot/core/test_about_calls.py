"""What a line about calls comes to where no rule knows its verb."""

from __future__ import annotations

import pytest

from bot.core.about_calls import which
from bot.core.commands import Clarify, Opener, SmallTalk
from bot.core.grammar import parse, spell
from bot.core.permission.verbs import Check, Overview, Revoke
from bot.core.understanding import understood
from tests.words import library


@pytest.mark.parametrize(
    ("typed", "command"),
    [
        ("how many calls do i have left with Suda", Check("Suda")),
        ("which of my requests went unanswered", Overview()),
        ("Felix changed his mind and doesn't want calls now", Clarify("calls", "Felix")),
        ("can you log that I reached Isolde", Clarify("calls", "Isolde")),
        ("I'd rather @gaurav wrote to me", Clarify("calls", "gaurav")),
        ("never phone me!! tell them all", Clarify("calls")),
    ],
)
def test_a_question_about_calls_looks_and_anything_else_is_asked_back(typed: str, command: object) -> None:
    assert understood(typed, library(), library().heard) == command


def test_each_answer_is_a_button_with_a_command() -> None:
    reply = which("Felix", library().phrases)

    assert reply.parts[0].lead == "About calls with Felix: which is it?"  # type: ignore[union-attr]
    assert all(parse(spell(button.command)) == button.command for button in reply.buttons)
    assert reply.buttons[0].command == Check("Felix")
    assert len({button.label for button in reply.buttons}) == len(reply.buttons)


def test_what_is_said_next_may_be_about_the_same_person() -> None:
    before = Clarify("calls", "Felix")

    assert understood("may I call him?", library(), library().heard, before) == Check("Felix")
    assert understood("thanks!", library(), library().heard, before) == SmallTalk("thanks")


def test_a_plain_no_is_never_overruled_by_what_other_lines_are_like() -> None:
    assert understood("I take back my yes to Ana", library(), library().heard) == Revoke("Ana")


@pytest.mark.parametrize("typed", ["perfect, sending it", "that worked a treat, ta", "sent"])
def test_that_it_is_sent_is_no_fact_for_the_message(typed: str) -> None:
    before = Opener("write to Mira, she wrote about bread ovens")

    assert understood(typed, library(), library().heard, before) == SmallTalk("fine")
