"""Whatever a language model does, what is shown is checked, or ours and labelled, and comes in time."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from adapters.openai import Endpoint, OpenAIModel
from bot.core.coach import Coach
from bot.core.coaching.author import Author
from bot.core.coaching.outcome import Answer
from bot.core.coaching.prompting import Prompts
from bot.core.coaching.written import Opening, Reviewed
from bot.core.commands import Ask, Opener, Review
from bot.core.people import Caller
from bot.core.replies import Reply, visible
from tests.fakes.model_api import BEHAVIOURS, KEY, TELLS, WIRE, ModelApi, model_api
from tests.words import library

ANA = Caller("terminal", "Ana")
PATIENCE = 1.5
"""Seconds that the model has here; a person gives it 20."""
SLACK = 1.0
"""Seconds for everything but waiting, on a busy machine."""
COMMANDS = {
    "answer": Ask("is it ok to call someone I only know from a forum?"),
    "opener": Opener("Mira wrote a post about bread ovens, I want to ask how she tests the heat", to="Mira"),
    "review": Review("Hi Dana, I found your number online so I will call you tomorrow. I need an introduction."),
}
NO_AI = "No AI in this one"
NEVER_SHOWN = {"down", "busy-long", "no-model", "wrong-key", "hanging", "never-ending", "cut-off", "refusal", "filter",
               "truncated", "silent", "garbled", "empty-choices", "wrong-types"}  # fmt: skip
"""What leaves nothing that could be checked: then we write ourselves."""
SURELY_SHOWN = {"honest", "no-strict", "no-schema", "no-format", "busy", "fault-once", "slow", "fenced", "chatty",
                "extra-keys"}  # fmt: skip
"""What is honest behind its troubles, and is to be shown."""


@dataclass(frozen=True)
class Place:
    """The server, and the coach that writes with one of its models."""

    api: ModelApi

    def author(self, model: str) -> Author:
        """Return who writes with this model; what was found out about the endpoint is not remembered."""
        open_end = OpenAIModel(Endpoint(model, self.api.url, KEY))
        return Author(open_end, library(), Prompts(library()), patience=PATIENCE)


@pytest.fixture
async def place() -> AsyncIterator[Place]:
    async with model_api() as api:
        yield Place(api)


async def told(place: Place, model: str, task: str) -> Reply:
    author = place.author(model)
    try:
        return await Coach(library(), None, author).handle(COMMANDS[task], ANA)
    finally:
        await author.model.close()


@pytest.mark.parametrize("task", COMMANDS)
@pytest.mark.parametrize("model", sorted({*BEHAVIOURS, *WIRE}))
async def test_whatever_a_model_does_the_reply_is_checked_or_ours_and_in_time(
    model: str, task: str, place: Place
) -> None:
    await told(place, "honest", task)  # the first call loads the SDK
    began = time.monotonic()
    reply = await told(place, model, task)
    took = time.monotonic() - began

    text = visible(reply.parts, library().labels)
    assert isinstance(reply.result, Answer | Opening | Reviewed)
    assert took < PATIENCE + SLACK
    assert not [tell for tell in TELLS if tell.casefold() in repr(reply).casefold()]
    assert reply.result.checks.passed
    assert (reply.result.writer == "offline") is (NO_AI in text)
    assert reply.result.writer in {"offline", f"model:{model}"}
    if model in NEVER_SHOWN:
        assert reply.result.writer == "offline"
    if model in SURELY_SHOWN:
        assert reply.result.writer == f"model:{model}"


@pytest.mark.parametrize("model", sorted({*BEHAVIOURS, *WIRE} - {"hanging"}))
async def test_no_model_takes_a_remark_of_ours_back(model: str, place: Place) -> None:
    ours = await Coach(library()).handle(COMMANDS["review"], ANA)
    reply = await told(place, model, "review")

    assert isinstance(ours.result, Reviewed)
    assert isinstance(reply.result, Reviewed)
    assert reply.result.findings[: len(ours.result.findings)] == ours.result.findings


@pytest.mark.parametrize("model", sorted(BEHAVIOURS))
async def test_both_sides_stand_in_every_answer_that_rests_on_a_point_in_dispute(model: str, place: Place) -> None:
    reply = await told(place, model, "answer")

    assert isinstance(reply.result, Answer)
    assert reply.result.disagreement is not None
    assert len(reply.result.disagreement.sides) == len({side.document for side in reply.result.disagreement.sides})


@pytest.mark.parametrize("model", sorted(BEHAVIOURS))
async def test_no_answer_is_longer_than_ninety_words(model: str, place: Place) -> None:
    reply = await told(place, model, "answer")

    assert isinstance(reply.result, Answer)
    assert len(reply.result.text.split()) <= 90
