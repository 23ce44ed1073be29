"""Slack's Web API is called at the pace it asks for, and what became of a call is told apart."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from adapters.slack.web import AT_ONCE, Pace, Rejected, Web
from bot.core.delivering import Later, Unsure
from tests.adapters.slack.house import account
from tests.fakes.slack import FakeSlack


@pytest.fixture
async def web(slack: FakeSlack) -> AsyncIterator[Web]:
    opened = Web(account(slack))
    await opened.open()
    yield opened
    await opened.close()


async def test_a_burst_is_let_through_and_then_one_a_second() -> None:
    pace, loop = Pace(), asyncio.get_running_loop()
    began = loop.time()
    took = []
    for _ in range(5):
        await pace.wait("C1", AT_ONCE)
        took.append(loop.time() - began)
    await pace.wait("C2")

    assert took[3] < 0.5
    assert 0.9 < took[4] < 2
    assert loop.time() - began < 2


async def test_a_call_is_repeated_after_the_time_that_slack_names(web: Web, slack: FakeSlack) -> None:
    slack.fail("chat.postMessage", status=429, retry_after=1)
    began = asyncio.get_running_loop().time()
    await web.post("C0GENERAL", "Hello", [])

    assert asyncio.get_running_loop().time() - began >= 1
    assert len(slack.told("ana", "C0GENERAL")) == 1


async def test_a_long_wait_is_left_to_whoever_can_wait(web: Web, slack: FakeSlack) -> None:
    slack.fail("chat.postMessage", status=429, retry_after=30)

    with pytest.raises(Later) as told:
        await web.post("C0GENERAL", "Hello", [])
    assert told.value.seconds == 30


@pytest.mark.parametrize("status", [500, 502, 503])
async def test_a_post_in_doubt_is_not_repeated(web: Web, slack: FakeSlack, status: int) -> None:
    slack.fail("chat.postMessage", status=status)

    with pytest.raises(Unsure):
        await web.post("C0GENERAL", "Hello", [])
    assert len([call for call in slack.calls if call.method == "chat.postMessage"]) == 1


async def test_a_lost_answer_is_one_in_doubt(web: Web, slack: FakeSlack) -> None:
    slack.lose("chat.postMessage", answer_only=True)

    with pytest.raises(Unsure):
        await web.post("C0GENERAL", "Hello", [])


async def test_a_look_up_is_repeated_whatever_happened(web: Web, slack: FakeSlack) -> None:
    slack.lose("users.info")
    slack.fail("users.info", status=500)

    assert (await web.call("users.info", user="U0BO"))["user"]["name"] == "bo"


async def test_a_refusal_carries_slacks_own_code(web: Web, slack: FakeSlack) -> None:
    with pytest.raises(Rejected) as told:
        await web.post("C0PRIVATE", "Hello", [])

    assert told.value.code == "not_in_channel"
    assert len(slack.calls) == 1


async def test_where_nobody_listens_nothing_went_out(slack: FakeSlack) -> None:
    nowhere = Web(account(slack))
    await nowhere.open()
    nowhere.client.base_url = "http://127.0.0.1:9/api/"

    with pytest.raises(Later):
        await nowhere.once("auth.test")
    with pytest.raises(Later):
        await nowhere.respond("http://127.0.0.1:9/response", {"text": "Hello"})
    await nowhere.close()
