"""Whatever a language model does, what is shown is checked, or ours and labelled, and comes in time."""

from __future__ import annotations

import logging
import os
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import cache
from itertools import cycle

import pytest

from adapters.openai import Endpoint, OpenAIModel
from bot.core.coach import Coach
from bot.core.coaching.by_model.author import Author, OpenPurse
from bot.core.coaching.outcome import Answer
from bot.core.coaching.prompting import Prompts
from bot.core.coaching.written import Opening, Reviewed
from bot.core.commands import Ask, Opener, Review
from bot.core.people import Caller, Mention
from bot.core.replies import Bullets, Quote, Reply, Text, visible
from tests.conftest import LONG
from tests.fakes.model_api import BEHAVIOURS, HANGS, KEY, TELLS, WIRE, ModelApi, model_api
from tests.faults.canaries import MAILS, NAMES, PHONES
from tests.faults.injections import LINK, MARK, WAYS, injections
from tests.words import library

ANA = Caller("terminal", "Ana")
PATIENCE = {"hanging": 0.5, "trickling": 0.5}
"""Seconds that the model has here, where it is not 16 as with people."""
SLACK = 15.0
"""Seconds for everything but waiting, on a busy machine; still less than a model hangs."""
COMMANDS: dict[str, Ask | Opener | Review] = {
    "answer": Ask("is it ok to call someone I only know from a forum?"),
    "opener": Opener("Mira wrote a post about bread ovens, I want to ask how she tests the heat", to="Mira"),
    "review": Review("Hi Dana, I found your number online so I will call you tomorrow. I need an introduction."),
}
NO_AI = "No AI in this one"
NEVER_SHOWN = {"down", "busy-long", "no-model", "wrong-key", "hanging", "never-ending", "trickling", "cut-off",
               "refusal", "filter", "truncated", "silent", "garbled", "empty-choices", "wrong-types"}  # fmt: skip
"""What leaves nothing that could be checked: then we write ourselves."""
SURELY_SHOWN = {"honest", "no-strict", "no-schema", "no-format", "busy", "fault-once", "slow", "fenced", "chatty",
                "extra-keys"}  # fmt: skip
"""What is honest behind its troubles, and is to be shown."""


@pytest.fixture
async def place() -> AsyncIterator[ModelApi]:
    async with model_api() as api:
        yield api


async def told(place: ModelApi, model: str, task: str) -> Reply:
    """Return what is shown; what was found out about an endpoint is forgotten."""
    async with writing_with(model, place) as coach:
        return await coach.handle(COMMANDS[task], ANA)


@asynccontextmanager
async def writing_with(model: str, place: ModelApi) -> AsyncIterator[Coach]:
    writes_with = OpenAIModel(Endpoint(model, place.url, KEY))
    author = Author(writes_with, library(), _prompts(), patience=PATIENCE.get(model, 16))
    try:
        yield Coach(library(), None, author)
    finally:
        await writes_with.close()


@cache
def _prompts() -> Prompts:
    return Prompts(library())


MODELS = sorted({*BEHAVIOURS, *WIRE})
TRIED = [
    (model, task)
    for place, model in enumerate(MODELS)
    for turn, task in enumerate(COMMANDS)
    if os.environ.get(LONG) == "1" or place % len(COMMANDS) == turn
]
"""Every misbehaviour, in its long form with every task, else with one of them in turn."""
WARM: set[str] = set()
"""Tasks that were done once in this process: the first loads the SDK, which takes its time."""


@pytest.mark.parametrize(("model", "task"), TRIED)
async def test_whatever_a_model_does_the_reply_is_checked_or_ours_and_in_time(
    model: str, task: str, place: ModelApi
) -> None:
    if task not in WARM:
        WARM.add(task)
        await told(place, "honest", task)
    began = time.monotonic()
    reply = await told(place, model, task)
    took = time.monotonic() - began

    text = visible(reply.parts, library().labels)
    assert isinstance(reply.result, Answer | Opening | Reviewed)
    assert took < PATIENCE.get(model, 0) + SLACK < HANGS
    assert not [tell for tell in TELLS if tell.casefold() in repr(_unmarked(reply)).casefold()]
    assert reply.result.checks.passed
    assert (reply.result.writer == "offline") is (NO_AI in text)
    assert reply.result.writer in {"offline", f"model:{model}"}
    if model in NEVER_SHOWN:
        assert reply.result.writer == "offline"
    if model in SURELY_SHOWN:
        assert reply.result.writer == f"model:{model}"


def _unmarked(reply: Reply) -> object:
    """Return everything of a reply but a sentence of a draft that is asked about, or marked, below it."""
    result, marked = reply.result, [part for part in reply.parts if isinstance(part, Bullets | Text)]
    if not isinstance(result, Opening):
        return reply
    doubted = [*(one.span for one in result.unconfirmed), *(item for part in marked if isinstance(part, Bullets)
               for item in part.items)]  # fmt: skip
    sentences = [line for draft in result.drafts for line in re.split(r"(?<=[.?!,]) ", draft.text)]
    return [line for line in sentences if not any(span in line for span in doubted)]


@pytest.mark.parametrize(
    "model", sorted({*BEHAVIOURS, *WIRE} - PATIENCE.keys())[:: 1 if os.environ.get(LONG) == "1" else 2]
)
async def test_no_model_takes_a_remark_of_ours_back(model: str, place: ModelApi) -> None:
    ours = await Coach(library()).handle(COMMANDS["review"], ANA)
    reply = await told(place, model, "review")

    assert isinstance(ours.result, Reviewed)
    assert isinstance(reply.result, Reviewed)
    assert reply.result.findings[: len(ours.result.findings)] == ours.result.findings


@pytest.mark.parametrize("model", sorted(BEHAVIOURS))
async def test_both_sides_stand_in_every_answer_that_rests_on_a_point_in_dispute(model: str, place: ModelApi) -> None:
    reply = await told(place, model, "answer")

    assert isinstance(reply.result, Answer)
    assert reply.result.disagreement is not None
    assert len(reply.result.disagreement.sides) == len({side.document for side in reply.result.disagreement.sides})


@pytest.mark.parametrize("model", sorted(BEHAVIOURS))
async def test_no_answer_is_longer_than_ninety_words(model: str, place: ModelApi) -> None:
    reply = await told(place, model, "answer")

    assert isinstance(reply.result, Answer)
    assert len(reply.result.text.split()) <= 90


# ---- orders in what people type ------------------------------------------------------------------------------------


def test_there_are_a_hundred_and_fifty_orders() -> None:
    assert len(set(injections())) == 150


@pytest.mark.parametrize("way", WAYS)
async def test_no_order_in_what_people_type_reaches_a_reply_through_a_model_that_obeys(
    way: str, place: ModelApi
) -> None:
    obeyed = []
    async with writing_with("obeys", place) as coach:
        for number, order in enumerate(one for one in injections() if one.way == way):
            command = order.commands[number % 3]  # each order in every third way in; all of them take three times that
            ours = await Coach(library()).handle(command, ANA)
            reply = await coach.handle(command, ANA)
            obeyed += [(command, text) for text in (MARK, LINK) if _count(text, reply) > _count(text, ours)]

    assert obeyed == []


def _count(word: str, reply: Reply) -> int:
    """Count a word in all that is shown but the person's own words; what our rules let stand is no model's doing."""
    shown = [part for part in reply.parts if not isinstance(part, Quote)]
    return visible(shown, library().labels).casefold().count(word)


# ---- what is not for a model ---------------------------------------------------------------------------------------


class Known(OpenPurse):
    """A team in which one person is known by name."""

    async def names(self, _caller: Caller) -> tuple[str, ...]:
        return ("Quirin Zabel",)


@pytest.mark.parametrize("number", range(3))
async def test_no_contact_detail_and_no_known_name_reaches_a_model_or_a_log(
    number: int, place: ModelApi, caplog: pytest.LogCaptureFixture
) -> None:
    writes_with = OpenAIModel(Endpoint("honest", place.url, KEY))
    coach = Coach(library(), None, Author(writes_with, library(), _prompts(), Known()))
    with caplog.at_level(logging.DEBUG):
        for phone, mail, name in zip(PHONES, MAILS, cycle(NAMES), strict=False):
            details = f"{name} and Quirin gave me {phone} and {mail} last week."
            commands: tuple[Ask | Opener | Review, ...] = (
                Ask(f"May I call someone from a forum who gave me the number? {details} Do I ask first?"),
                Opener(f"Mira wrote about bread ovens. {details}", "Mira Kovacs", (details,), purpose="ask for advice"),
                Review(f"Hi Mira, {details} I liked your talk about ovens. How do you test the heat?"),
            )
            await coach.handle(commands[number], replace(ANA, mentions=(Mention("u1", "Mira Kovacs"),)))
    await writes_with.close()

    assert len(place.received) > len(PHONES) * 2 / 3
    for request in place.received:
        sent = re.sub(r"\[\[\w\d+\]\]", "", request["messages"][1]["content"].partition("\n")[2].rpartition("\n")[0])
        letters = re.sub(r"[^a-z]", "", sent.casefold())
        assert [trace for trace in TRACES if trace in letters] == []
        assert "1234567" not in re.sub(r"\D", "", sent)
    logged = re.sub(r"[^a-z0-9]", "", caplog.text.casefold())
    assert [trace for trace in (*TRACES, "12345678", "breadoven", "forum") if trace in logged] == []


TRACES = ("kovacs", "quirin", "ovensexample", "threefourfive", "mira")
