"""Slack may tell by signed requests what people do: those are answered as the socket's are, and no others."""

from __future__ import annotations

import json
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from bot.core.errors import BadSettings
from tests.adapters.slack.asking import LETTER, WHY, letters
from tests.adapters.slack.child import serving
from tests.adapters.slack.house import House, open_house
from tests.fakes.slack import FakeSlack

QUESTION = "is it ok to call someone I only know from a forum?"
CHALLENGE = json.dumps({"type": "url_verification", "token": "t", "challenge": "3eZbrw1aB"})


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    async with FakeSlack(f"http://127.0.0.1:{port}/slack/events") as fake:
        yield fake
        assert fake.complaints == []


async def posted(slack: FakeSlack, body: str, signature: dict[str, str]) -> tuple[int, str]:
    headers = {"Content-Type": "application/json", **signature}
    async with aiohttp.ClientSession() as client, client.post(slack.request_url, data=body, headers=headers) as answer:
        return answer.status, await answer.text()


async def test_a_question_and_a_call_go_their_whole_way(house: House, slack: FakeSlack) -> None:
    typed = await slack.type_slash("ana", "call @bo")
    await slack.type_slash("ana", f"ask {QUESTION}")
    await slack.reads("ana", "Ask first", "C0GENERAL")
    await slack.click("ana", "Ask Bo Lind")
    await slack.submit("ana", {"Your own sentence: what is it about?": WHY})
    await slack.reads("bo", LETTER)
    await slack.dm("bo", "no, thanks")
    await slack.reads("ana", "would rather not talk by phone")
    await house.quiet()

    assert "nothing between you and Bo Lind" in typed.ack["text"]


async def test_what_comes_again_is_answered_once(house: House, slack: FakeSlack) -> None:
    asked = await slack.type_slash("ana", f'permission request @bo "{WHY}"')
    said = await slack.dm("ana", QUESTION)
    await slack.again(asked)
    await slack.again(said)
    await slack.reads("bo", LETTER)
    await house.quiet()

    assert len(letters(slack)) == 1
    assert len(slack.told("ana")) == 1


async def test_slack_is_shown_that_the_address_is_ours(house: House, slack: FakeSlack) -> None:
    status, said = await posted(slack, CHALLENGE, slack.signed(CHALLENGE))

    assert (status, json.loads(said)) == (200, {"challenge": "3eZbrw1aB"})
    assert not house.platform.busy


async def test_a_request_that_slack_did_not_sign_just_now_is_turned_away(house: House, slack: FakeSlack) -> None:
    by_others, long_ago = slack.signed(CHALLENGE, "somebody else's"), slack.signed(CHALLENGE, age=361)
    signed = [await posted(slack, CHALLENGE, signature) for signature in ({}, by_others, long_ago)]

    assert [status for status, _ in signed] == [401] * 3
    assert not house.platform.busy


async def test_a_port_that_is_taken_is_said_to_be(house: House, slack: FakeSlack, tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="ASKFIRST_HTTP_PORT"):
        async with open_house(slack, tmp_path / "other.db"):
            pass
    assert not house.platform.busy


async def test_the_shipped_program_takes_requests(slack: FakeSlack, home: Path) -> None:
    async with serving(slack, home):
        await slack.type_slash("ana", f'permission request @bo "{WHY}"')
        await slack.reads("bo", LETTER)
        await slack.click("bo", "Yes, once")
        await slack.reads("ana", "Bo Lind said yes.")

    assert slack.refusals() == []
