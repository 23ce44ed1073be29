"""Measures what stands between a question and a language model's server, beside the bare SDK at the same server.

`python3 -m tests bench` prints medians of ratios, pair by pair, against a server on this machine that answers at once:
first our door to the model alone, then the whole way from a question to the checked answer. Nothing here passes or
fails.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable

from openai import AsyncOpenAI

from adapters.openai import Endpoint, OpenAIModel
from bot.core.coach import Coach
from bot.core.coaching.by_model.author import Author
from bot.core.coaching.by_model.excerpt import excerpt
from bot.core.coaching.prompting import Prompts
from bot.core.commands import Ask
from bot.core.people import Caller
from tests.fakes.model_api import KEY, ModelApi, model_api
from tests.words import library

PAIRS = 200
WARM = 10
GOAL = 1.15
DATA = {"question": "may I call somebody from a forum?", "situation": {}}
QUESTION = Ask("is it ok to call someone i only know from a forum?")

Call = Callable[[], Awaitable[object]]


async def pairs(ours: Call, bare: Call, count: int) -> list[tuple[float, float]]:
    """Time both in turn, so many times; the first few are not counted."""
    found = [(await _seconds(ours), await _seconds(bare)) for _ in range(count + WARM)]
    return found[WARM:]


async def _seconds(call: Call) -> float:
    start = time.perf_counter()
    await call()
    return time.perf_counter() - start


async def measured(count: int) -> dict[str, list[tuple[float, float]]]:
    """Time our door to the model, and the whole way of a question, each beside the bare SDK."""
    async with model_api() as api:
        return await _measured(api, count)


async def _measured(api: ModelApi, count: int) -> dict[str, list[tuple[float, float]]]:
    prompts = Prompts(library())
    model = OpenAIModel(Endpoint("honest", api.url, KEY))
    client = AsyncOpenAI(api_key=KEY, base_url=api.url, max_retries=0)
    coach = Coach(library(), None, Author(model, library(), prompts))
    guidelines = excerpt(["d0-ask-first"], QUESTION.question, library()).text
    prompt = prompts.prompt("answer", DATA, "m", guidelines)
    shape = {"type": "json_schema", "json_schema": {"name": "answer", "schema": prompt.schema, "strict": True}}
    messages = [{"role": "system", "content": prompt.rules}, {"role": "user", "content": prompt.data}]

    async def bare() -> object:
        return await client.chat.completions.create(  # type: ignore[call-overload]
            model="honest", messages=messages, response_format=shape
        )

    async def door() -> object:
        return await model.complete(prompt, 20)

    async def whole() -> object:
        return await coach.handle(QUESTION, Caller("terminal", "bench"))

    try:
        return {"our door to a model": await pairs(door, bare, count),
                "a question, found, asked, checked and written": await pairs(whole, bare, count)}  # fmt: skip
    finally:
        await model.close()
        await client.close()


def ratio(found: list[tuple[float, float]]) -> float:
    """Return the median of the ratios, pair by pair."""
    return statistics.median(one / other for one, other in found)


def main() -> int:
    """Print two lines."""
    for name, found in asyncio.run(measured(PAIRS)).items():
        one, other = (statistics.median(side) * 1000 for side in zip(*found, strict=True))
        print(
            f"{name}, against the bare SDK: {ratio(found):.2f} (goal ≤ {GOAL} for the door; {one:.2f} ms against "
            f"{other:.2f} ms; median of {PAIRS} pairs)"
        )
    return 0
