"""A model is told the guidelines that fit a request, both sides where they pull apart, and no more than it can read."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from bot.core.coach import Coach
from bot.core.coaching.by_model.answer import answering
from bot.core.coaching.by_model.author import Author
from bot.core.coaching.by_model.excerpt import MOST, excerpt, excerpt_for_advice
from bot.core.coaching.by_model.kit import Kit
from bot.core.coaching.by_model.model import Completion, Prompt
from bot.core.coaching.finding import find
from bot.core.coaching.privacy import Cloak
from bot.core.coaching.prompting import Prompts
from bot.core.commands import Ask, Opener, Review
from bot.core.errors import NoModel
from bot.core.people import Caller
from tests.words import library

QUESTION = "may I phone somebody I only know from a forum?"
SETS = Path(__file__).parents[4] / "evals" / "model"
COMMANDS: dict[str, type[Ask | Opener | Review]] = {"answer": Ask, "opener": Opener, "review": Review}
MOST_CHARACTERS = 24_000
"""Of a whole request: some 6,000 tokens, so that a context of 8,000 has room for the answer."""


@dataclass
class Listening:
    """A model that notes what it is asked, and says nothing."""

    asked: list[Prompt] = field(default_factory=list)
    name: str = "listening"

    async def close(self) -> None:
        return None

    async def complete(self, prompt: Prompt, _seconds: float) -> Completion:
        self.asked.append(prompt)
        raise NoModel("model_empty")


def lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (SETS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def kit() -> Kit:
    return Kit(library(), Prompts(library()), Cloak(), "model:none")


def test_the_likeliest_guidelines_come_first_and_what_is_named_before_them() -> None:
    found = excerpt(["h-thumb"], QUESTION, library(), 9)

    assert [*found.cards] == ["h-thumb", *library().ranking.best(library().tokens(QUESTION))]
    assert [line.split(" | ")[0] for line in found.text.splitlines()] == ["GUIDELINES", *found.cards]


def test_for_advice_what_is_ready_to_send_and_the_points_that_pull_apart_stand_with_them() -> None:
    found = excerpt_for_advice(find(QUESTION, library()).cards, QUESTION, library())
    guidelines, points = found.text.split("\nPOINTS THAT PULL APART\n")

    assert len(found.cards) == MOST
    assert f'"{library().cards["d0-ask-first"].paste}"' in guidelines
    assert "K1 | " in points


def test_a_point_of_which_one_side_is_not_told_stays_out() -> None:
    sides = library().disagreements["K1"].sides
    both, one = (excerpt_for_advice((side.cards[0] for side in of), "", library()) for of in (sides, sides[:1]))

    assert "K1 | " in both.text
    assert "K1 | " not in one.text


def test_for_words_that_search_cannot_read_all_guidelines_are_told() -> None:
    assert len(excerpt((), "darf ich einfach jemanden aus dem Forum anrufen?", library()).cards) == len(library().cards)


@pytest.mark.parametrize("name", ["inputs", "practice_inputs"])
async def test_a_request_leaves_room_in_a_small_context(name: str) -> None:
    model = Listening()
    coach = Coach(library(), None, Author(model, library(), Prompts(library())))
    for each in lines(name):
        await coach.handle(COMMANDS[each["task"]](**each["command"]), Caller("terminal", "Ana"))

    lengths = [len(each.rules) + len(each.data) + len(json.dumps(each.schema)) for each in model.asked]
    assert len(lengths) > len(lines(name)) // 2
    assert max(lengths) < MOST_CHARACTERS


@pytest.mark.parametrize(("honest", "name"), [("honest", "inputs"), ("practice_honest", "practice_inputs")])
def test_what_honest_answers_rest_on_is_among_what_is_told(honest: str, name: str) -> None:
    questions = {each["id"]: each["command"]["question"] for each in lines(name) if each["task"] == "answer"}
    named = [
        (questions[each["id"]], card)
        for each in lines(honest)
        if each["id"] in questions
        for sentence in each["output"]["sentences"]
        for card in sentence["cards"]
    ]
    told = {question: job.excerpt.cards for question in questions.values() if (job := answering(question, kit()))}
    held = [card in told[question] for question, card in named if question in told]

    assert sum(held) >= 0.97 * len(held)
