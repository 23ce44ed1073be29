"""The door to a language model: how far an endpoint can be held to a shape, and what is done when it fails."""

from __future__ import annotations

import logging
import time
from collections.abc import AsyncIterator, Callable

import pytest

from adapters.openai import FAILURES, REST, RUNGS, Endpoint, OpenAIModel
from bot.core.coaching.by_model.excerpt import excerpt
from bot.core.coaching.by_model.model import Prompt
from bot.core.coaching.prompting import Prompts
from bot.core.errors import NoModel
from tests.fakes.model_api import KEY, ModelApi, model_api
from tests.words import library

QUESTION = "may I call Mira?"
DATA = {"question": QUESTION, "situation": {}}


@pytest.fixture
async def api() -> AsyncIterator[ModelApi]:
    async with model_api() as running:
        yield running


@pytest.fixture
async def at(api: ModelApi) -> AsyncIterator[Callable[..., OpenAIModel]]:
    made: list[OpenAIModel] = []

    def model(name: str, **more: object) -> OpenAIModel:
        made.append(OpenAIModel(Endpoint(name, api.url, KEY), **more))  # type: ignore[arg-type]
        return made[-1]

    yield model
    for one in made:
        await one.close()


def prompt() -> Prompt:
    guidelines = excerpt(["d0-ask-first"], QUESTION, library()).text
    return Prompts(library()).prompt("answer", DATA, "a1", guidelines)


@pytest.mark.parametrize(
    ("name", "rung", "tries"), [("honest", "strict", 1), ("no-strict", "schema", 2), ("no-schema", "object", 3),
                                ("no-format", "text", 4)]
)  # fmt: skip
async def test_an_endpoint_is_held_to_the_firmest_shape_it_takes_and_that_is_found_out_once(
    name: str, rung: str, tries: int, at: Callable[..., OpenAIModel], api: ModelApi
) -> None:
    kept: list[str] = []
    model = at(name, remember=kept.append)

    await model.complete(prompt(), 5)
    await model.complete(prompt(), 5)
    again = at(name, rung=kept[-1])
    await again.complete(prompt(), 5)

    assert (model.rung, again.rung) == (rung, rung)
    assert len(api.received) == tries + 2


async def test_the_set_up_check_looks_from_the_top_again(at: Callable[..., OpenAIModel]) -> None:
    model = at("honest", rung="text")

    assert await model.probe(prompt(), 5) == RUNGS[0]


@pytest.mark.parametrize("name", ["busy", "fault-once"])
async def test_what_passes_is_tried_once_more(name: str, at: Callable[..., OpenAIModel], api: ModelApi) -> None:
    completion = await at(name).complete(prompt(), 5)

    assert completion.text
    assert len(api.received) == 2


@pytest.mark.parametrize(
    ("name", "reason", "calls"),
    [
        ("down", "model_down", 2),
        ("cut-off", "model_down", 2),
        ("busy-long", "model_busy", 1),
        ("wrong-key", "model_key", 1),
        ("no-model", "model_name", 1),
        ("refusal", "model_refused", 1),
        ("filter", "model_refused", 1),
        ("silent", "model_empty", 1),
        ("empty-choices", "model_empty", 1),
        ("garbled", "model_garbled", 1),
        ("never-ending", "model_endless", 1),
    ],
)
async def test_a_failure_has_a_name_and_is_tried_twice_at_most(
    name: str, reason: str, calls: int, at: Callable[..., OpenAIModel], api: ModelApi
) -> None:
    with pytest.raises(NoModel) as failed:
        await at(name).complete(prompt(), 5)

    assert failed.value.phrase == reason
    assert len(api.received) == calls


async def test_nobody_waits_longer_than_was_agreed(at: Callable[..., OpenAIModel]) -> None:
    model = at("hanging")
    await at("honest").complete(prompt(), 5)  # loads the SDK
    began = time.monotonic()

    with pytest.raises(NoModel, match="model_slow"):
        await model.complete(prompt(), 0.3)

    assert time.monotonic() - began < 1


async def test_nobody_listens_where_no_server_is() -> None:
    model = OpenAIModel(Endpoint("honest", "http://127.0.0.1:9/v1", KEY))

    with pytest.raises(NoModel, match="model_down"):
        await model.complete(prompt(), 5)
    await model.close()


@pytest.mark.parametrize(("name", "failures"), [("down", FAILURES), ("wrong-key", 1)])
async def test_an_endpoint_that_keeps_failing_is_left_alone_for_a_while(
    name: str, failures: int, at: Callable[..., OpenAIModel], api: ModelApi
) -> None:
    now = [0.0]
    model = at(name, clock=lambda: now[0])
    for _ in range(failures):
        with pytest.raises(NoModel):
            await model.complete(prompt(), 5)
    calls = len(api.received)

    with pytest.raises(NoModel, match="model_resting"):
        await model.complete(prompt(), 5)
    assert len(api.received) == calls
    now[0] = REST + 1
    with pytest.raises(NoModel, match=r"model_(down|key)"):
        await model.complete(prompt(), 5)
    assert len(api.received) > calls


async def test_a_refusal_is_no_failure_of_the_endpoint(at: Callable[..., OpenAIModel]) -> None:
    model = at("refusal")
    for _ in range(FAILURES + 1):
        with pytest.raises(NoModel, match="model_refused"):
            await model.complete(prompt(), 5)


async def test_tokens_are_counted_with_those_from_the_cache(at: Callable[..., OpenAIModel], api: ModelApi) -> None:
    api.cached = 1024

    completion = await at("honest").complete(prompt(), 5)

    assert completion.cached == 1024
    assert completion.tokens == completion.sent + completion.written > 1024


async def test_the_key_and_what_people_typed_are_in_no_log_even_at_debug(
    at: Callable[..., OpenAIModel], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        await at("honest").complete(prompt(), 5)
        with pytest.raises(NoModel):
            await at("down").complete(prompt(), 5)

    assert "tokens sent" in caplog.text
    assert "Mira" not in caplog.text
    assert KEY not in caplog.text
    assert KEY not in repr(Endpoint("m", "", KEY))
