"""The model hangs: every delivery is acknowledged all the same, while the model still owes its answer.

Both fakes refuse what is acknowledged too late: Slack's after three seconds, Discord's with "unknown interaction".
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.adapters.both.program import CHANNEL, seen, serving
from tests.adapters.discord.program import Town
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.world import MEMBER, Interaction
from tests.fakes.model_api import KEY, ModelApi, model_api
from tests.fakes.slack import FakeSlack

FORUM = "is it ok to call someone I only know from a forum?"
NOTE = "opener to Bo Lind, who wrote a note on wheel tags that saved my release last week; ask how he tests them"
LABEL = "No AI in this one"
THINKING = 5
"""The kind of answer to which Discord shows that somebody thinks."""


@pytest.fixture
async def model() -> AsyncIterator[ModelApi]:
    async with model_api() as api:
        yield api


def hanging(model: ModelApi) -> dict[str, str]:
    return {"OPENAI_MODEL": "hanging", "OPENAI_BASE_URL": model.url, "OPENAI_API_KEY": KEY}


async def settled(interaction: Interaction) -> Interaction:
    """Wait until there is an answer to see."""
    async with asyncio.timeout(10):
        while not interaction.settled:
            interaction.changed.clear()
            await interaction.changed.wait()
    return interaction


async def test_slack_is_acknowledged_while_the_model_still_owes_its_answer(
    slack: FakeSlack, discord: FakeDiscord, model: ModelApi, folder: Path
) -> None:
    slack.echoes = False  # a program that is asked to end takes nothing more, so not its own last words either
    async with serving(slack, discord, folder):
        await slack.dm("cy", NOTE)
        await slack.reads("cy", "For e-mail")
    async with serving(slack, discord, folder, **hanging(model)):
        typed = await slack.type_slash("ana", f"ask {FORUM}")
        said = await slack.dm("bo", FORUM)
        pressed = await slack.click("cy", "For e-mail")
        await slack.until(lambda: model.waiting == 3)
        read = [len(slack.told("ana", CHANNEL)), len(slack.told("bo")), len(slack.told("cy"))]

        assert all(each.acked.is_set() for each in (typed, said, pressed))
        assert read == [0, 0, 1]
        assert model.waiting == 3

        model.hung_up.set()
        await slack.reads("ana", LABEL, CHANNEL)
        await slack.reads("bo", LABEL)
        await slack.reads("cy", LABEL)

    assert [len(slack.told("ana", CHANNEL)), len(slack.told("bo")), len(slack.told("cy"))] == [1, 1, 2]


async def test_what_needs_no_model_is_answered_at_slack_while_one_hangs(
    slack: FakeSlack, discord: FakeDiscord, model: ModelApi, folder: Path
) -> None:
    slack.echoes = False  # a program that is asked to end takes nothing more, so not its own last words either
    async with serving(slack, discord, folder):
        await slack.dm("ana", FORUM)
        await slack.reads("ana", "Why?")
    async with serving(slack, discord, folder, **hanging(model)) as child:
        await slack.dm("ana", "and may I write to somebody whose talk I liked?")
        await slack.until(lambda: model.waiting == 1)
        pressed = await slack.click("ana", "Why?")
        await slack.reads("ana", "Ask before you phone somebody")

        assert pressed.acked.is_set()
        assert model.waiting == 1

        await child.kill()


async def test_discord_hears_that_an_answer_comes_while_the_model_still_owes_it(
    slack: FakeSlack, discord: FakeDiscord, model: ModelApi, folder: Path
) -> None:
    town = Town.founded(discord)
    cleo = discord.user("Cleo")
    town.guild.members[cleo.id] = MEMBER
    ana, bo, cy = (town.hands(user) for user in (town.ana, town.bo, cleo))
    async with serving(slack, discord, folder, **hanging(model)):
        typed = await ana.send("coach ask", question=FORUM)
        await bo.in_dm().says(FORUM)
        sent = await cy.sends(await cy.slash("coach ask"), {"Your question": FORUM})
        await slack.until(lambda: model.waiting == 3)

        assert [typed.answer, sent.answer] == [THINKING, THINKING]
        assert [typed.original, sent.original, bo.inbox()] == [None, None, []]
        assert model.waiting == 3

        model.hung_up.set()
        for each in (seen(await settled(typed)), seen(await settled(sent)), await bo.gets()):
            assert LABEL in each.text

    assert typed.followups == sent.followups == []
    assert len(bo.inbox()) == 1
