"""Whatever order Slack delivers in, how late and how often: each thing that somebody did has one effect."""

from __future__ import annotations

import asyncio
import os
import random
import time

import pytest

from tests.adapters.slack.asking import WHY
from tests.adapters.slack.house import House
from tests.conftest import LONG
from tests.fakes.slack import FakeSlack
from tests.fakes.slack.server import Delivery
from tests.fakes.slack.town import User, where_it_is_day

QUESTION = "is it ok to call someone I only know from a forum?"
SCHEDULES, AT_ONCE = 200 if os.environ.get(LONG) == "1" else 60, 10
LONGEST_DELAY = 0.05


async def repeated(slack: FakeSlack, first: Delivery, dice: random.Random) -> None:
    """Deliver something up to three times more, each after a while of its own."""

    async def later(attempt: int) -> None:
        await asyncio.sleep(dice.uniform(0, LONGEST_DELAY))
        await slack.again(first, attempt)

    await asyncio.gather(*(later(attempt) for attempt in range(1, dice.randint(1, 3) + 1)))


async def schedule(slack: FakeSlack, seed: int) -> tuple[str, str]:
    """Let two people ask and answer, and return who they are."""
    dice = random.Random(seed)  # noqa: S311 - a schedule that can be run again
    zone, _ = where_it_is_day(time.time())
    ana, bo = (
        User(f"U1{name[0].upper()}{seed}", f"{name}{seed}x", f"{name.title()} {seed}", zone) for name in ("ana", "bo")
    )
    for user in (ana, bo):
        slack.town.users[user.id] = user
        slack.town.places["C0GENERAL"].members.add(user.id)

    async def ask() -> Delivery:
        await asyncio.sleep(dice.uniform(0, LONGEST_DELAY))
        return await slack.type_slash(ana.name, f'permission request @{bo.name} "{WHY}"')

    async def wonder() -> Delivery:
        await asyncio.sleep(dice.uniform(0, LONGEST_DELAY))
        return await slack.dm(ana.name, QUESTION)

    asked, wondered = await asyncio.gather(ask(), wonder())
    late = asyncio.gather(repeated(slack, asked, dice), repeated(slack, wondered, dice))
    if dice.random() < 0.5:
        await late
    letter = await slack.reads(bo.name, "would like a call with you", within=30)
    pressed = await slack.click(bo.name, "Yes, once", post=letter.raw)
    await asyncio.gather(repeated(slack, pressed, dice), late)
    await slack.reads(ana.name, "said yes", within=30)
    await slack.reads(ana.name, "Ask first", within=30)
    return ana.id, bo.id


@pytest.mark.timeout(300)
async def test_whatever_the_schedule_each_thing_has_one_effect(house: House, slack: FakeSlack) -> None:
    slack.echoes = False
    pairs = []
    for start in range(0, SCHEDULES, AT_ONCE):
        pairs += await asyncio.gather(*(schedule(slack, seed) for seed in range(start, start + AT_ONCE)))
    await house.quiet()

    for ana, bo in pairs:
        texts = [each.text for each in slack.told(ana)]
        questions = [each for each in slack.told(bo) if "would like a call with you" in each.text]
        assert len(questions) == 1
        assert len([text for text in texts if "said yes" in text]) == 1
        assert len([text for text in texts if "Ask first" in text]) == 1
