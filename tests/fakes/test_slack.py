"""The fake Slack refuses what Slack refuses: one request for each rule, through Slack's own SDK."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.signature import SignatureVerifier
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.slack import FakeSlack
from tests.fakes.slack.rules import Refused, judge_blocks, judge_view
from tests.fakes.slack.town import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET, Town

Block = dict[str, Any]


def markup(text: str) -> Block:
    return {"type": "mrkdwn", "text": text}


def plain(text: str) -> Block:
    return {"type": "plain_text", "text": text}


def button(label: str = "Go", **more: object) -> Block:
    return {"type": "button", "action_id": "go", "text": plain(label), **more}


def menu(*options: Block) -> Block:
    return {"type": "actions", "elements": [{"type": "overflow", "action_id": "more", "options": list(options)}]}


SECTION = {"type": "section", "text": markup("Hello")}
INPUT = {
    "type": "input", "block_id": "who", "label": plain("Who"),
    "element": {"type": "plain_text_input", "action_id": "who"},
}  # fmt: skip
MODAL = {"type": "modal", "callback_id": "form", "title": plain("Form"), "submit": plain("Send"), "blocks": [INPUT]}
FEEDBACK = {
    "type": "context_actions",
    "elements": [
        {
            "type": "feedback_buttons", "action_id": "f",
            "positive_button": {"text": plain("Good"), "value": "+"},
            "negative_button": {"text": plain("Bad"), "value": "-"},
        }
    ],
}  # fmt: skip
MARKDOWN = {"type": "markdown", "text": "**Hello**"}


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack() as fake:
        yield fake


@pytest.fixture
async def web(slack: FakeSlack) -> AsyncIterator[AsyncWebClient]:
    async with aiohttp.ClientSession() as session:
        yield AsyncWebClient(BOT_TOKEN, base_url=slack.api_url, session=session, retry_handlers=[])


async def refused(call: Awaitable[Any]) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


# Blocks


@pytest.mark.parametrize("block", [SECTION, MARKDOWN, FEEDBACK, {"type": "divider"}], ids=lambda block: block["type"])
def test_a_message_may_hold(block: Block) -> None:
    judge_blocks([block], "message")


WRONG_BLOCKS: dict[str, Block] = {
    "a type that there is not": {"type": "nonsense"},
    "a section of 3,001 characters": {"type": "section", "text": markup("x" * 3001)},
    "a section without text": {"type": "section", "text": markup("")},
    "a section with nothing": {"type": "section"},
    "eleven fields": {"type": "section", "fields": [markup("x")] * 11},
    "a field of 2,001 characters": {"type": "section", "fields": [markup("x" * 2001)]},
    "a header in markup": {"type": "header", "text": markup("x")},
    "a header of 151 characters": {"type": "header", "text": plain("x" * 151)},
    "no button": {"type": "actions", "elements": []},
    "26 buttons": {"type": "actions", "elements": [button(action_id=str(n)) for n in range(26)]},
    "a label of 76 characters": {"type": "actions", "elements": [button("x" * 76)]},
    "a label in markup": {"type": "actions", "elements": [button(text=markup("x"))]},
    "a value of 2,001 characters": {"type": "actions", "elements": [button(value="x" * 2001)]},
    "a style that there is not": {"type": "actions", "elements": [button(style="quiet")]},
    "two buttons of one id": {"type": "actions", "elements": [button(), button()]},
    "a key that there is not": {"type": "actions", "elements": [button(colour="red")]},
    "an element that there is not": {"type": "actions", "elements": [{"type": "nonsense"}]},
    "a menu without entries": menu(),
    "a menu of six": menu(*({"text": plain(str(n)), "value": str(n)} for n in range(6))),
    "a menu value of 151 characters": menu({"text": plain("x"), "value": "x" * 151}),
    "two equal menu values": menu({"text": plain("x"), "value": "x"}, {"text": plain("y"), "value": "x"}),
    "eleven small texts": {"type": "context", "elements": [markup("x")] * 11},
    "markdown of 12,001 characters": {"type": "markdown", "text": "x" * 12_001},
    "rich text with an empty run": {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": ""}]}],
    },
    "rich text of nothing": {"type": "rich_text", "elements": []},
    "empty markdown": {"type": "markdown", "text": ""},
}


@pytest.mark.parametrize("block", WRONG_BLOCKS.values(), ids=WRONG_BLOCKS)
async def test_a_message_is_refused_for(block: Block, web: AsyncWebClient) -> None:
    assert await refused(web.chat_postMessage(channel="C0GENERAL", text="x", blocks=[block])) == "invalid_blocks"


async def test_51_blocks_are_one_too_many(web: AsyncWebClient) -> None:
    assert await refused(web.chat_postMessage(channel="C0GENERAL", text="x", blocks=[SECTION] * 51)) == "invalid_blocks"


async def test_two_blocks_of_one_id_are_refused(web: AsyncWebClient) -> None:
    twins = [{**SECTION, "block_id": "one"}] * 2

    assert await refused(web.chat_postMessage(channel="C0GENERAL", text="x", blocks=twins)) == "invalid_blocks"


async def test_blocks_that_are_long_together_are_refused(web: AsyncWebClient) -> None:
    long = [{"type": "section", "text": markup("x" * 2900)}] * 5

    assert await refused(web.chat_postMessage(channel="C0GENERAL", text="x", blocks=long)) == "msg_blocks_too_long"


async def test_a_text_over_40_000_characters_is_refused(web: AsyncWebClient) -> None:
    assert await refused(web.chat_postMessage(channel="C0GENERAL", text="x" * 40_001)) == "msg_too_long"


async def test_a_message_without_a_word_is_refused(web: AsyncWebClient) -> None:
    assert await refused(web.api_call("chat.postMessage", json={"channel": "C0GENERAL"})) == "no_text"


@pytest.mark.parametrize("block", [MARKDOWN, FEEDBACK], ids=lambda block: block["type"])
@pytest.mark.parametrize("surface", ["modal", "home"])
def test_some_blocks_stand_in_messages_only(block: Block, surface: str) -> None:
    with pytest.raises(Refused, match="is not allowed in a"):
        judge_blocks([block], surface)


WRONG_VIEWS: dict[str, Block] = {
    "a title of 25 characters": MODAL | {"title": plain("x" * 25)},
    "no title": {name: part for name, part in MODAL.items() if name != "title"},
    "fields without a way to send them": {name: part for name, part in MODAL.items() if name != "submit"},
    "a submit button of 25 characters": MODAL | {"submit": plain("x" * 25)},
    "3,001 characters kept with it": MODAL | {"private_metadata": "x" * 3001},
    "101 blocks": MODAL | {"blocks": [SECTION] * 101},
    "no blocks": MODAL | {"blocks": []},
    "markdown": MODAL | {"blocks": [MARKDOWN]},
}


@pytest.mark.parametrize("view", WRONG_VIEWS.values(), ids=WRONG_VIEWS)
async def test_a_modal_is_refused_for(view: Block, slack: FakeSlack, web: AsyncWebClient) -> None:
    trigger = slack.api.trigger("U0ANA")

    assert await refused(web.views_open(trigger_id=trigger, view=view)) == "invalid_arguments"


def test_a_home_tab_has_no_submit_button() -> None:
    with pytest.raises(Refused, match="invalid_arguments"):
        judge_view({"type": "home", "blocks": [SECTION], "submit": plain("Send")})


# Who may what


async def test_a_stranger_s_token_is_refused(slack: FakeSlack) -> None:
    async with aiohttp.ClientSession() as session:
        web = AsyncWebClient("xoxb-else", base_url=slack.api_url, session=session)

        assert await refused(web.auth_test()) == "invalid_auth"


async def test_a_revoked_token_is_refused(slack: FakeSlack, web: AsyncWebClient) -> None:
    slack.api.revoked = True

    assert await refused(web.chat_postMessage(channel="C0GENERAL", text="x")) == "token_revoked"


async def test_a_scope_that_was_not_given_is_missing(slack: FakeSlack, web: AsyncWebClient) -> None:
    slack.api.scopes.discard("reactions:write")

    assert await refused(web.reactions_add(channel="C0GENERAL", name="wave", timestamp="1.1")) == "missing_scope"


WHERE: dict[str, tuple[str, Callable[[AsyncWebClient], Awaitable[Any]]]] = {
    "a channel that is not there": ("channel_not_found", lambda web: web.chat_postMessage(channel="C9", text="x")),
    "a channel without the bot": ("not_in_channel", lambda web: web.chat_postMessage(channel="C0PRIVATE", text="x")),
    "a whisper to who is elsewhere": (
        "user_not_in_channel",
        lambda web: web.chat_postEphemeral(channel="C0GENERAL", user="U0GIPHY", text="x"),
    ),
    "nobody": ("user_not_found", lambda web: web.conversations_open(users="U9")),
    "another bot": ("cannot_dm_bot", lambda web: web.conversations_open(users="U0GIPHY")),
    "a user that is not there": ("user_not_found", lambda web: web.users_info(user="U9")),
    "a change of nothing": ("message_not_found", lambda web: web.chat_update(channel="C0GENERAL", ts="1.1", text="x")),
}


@pytest.mark.parametrize(("error", "call"), WHERE.values(), ids=WHERE)
async def test_a_call_is_refused_for(
    error: str, call: Callable[[AsyncWebClient], Awaitable[Any]], web: AsyncWebClient
) -> None:
    assert await refused(call(web)) == error


async def test_nobody_writes_to_who_is_gone(slack: FakeSlack, web: AsyncWebClient) -> None:
    slack.town.user("bo").deleted = True

    assert await refused(web.conversations_open(users="U0BO")) == "user_disabled"


async def test_nobody_writes_where_messages_are_turned_off(slack: FakeSlack, web: AsyncWebClient) -> None:
    slack.town.user("bo").takes_no_messages = True
    opened = await web.conversations_open(users="U0BO")

    assert await refused(web.chat_postMessage(channel=opened["channel"]["id"], text="x")) == "messages_tab_disabled"


async def test_a_deleted_channel_is_not_found(slack: FakeSlack, web: AsyncWebClient) -> None:
    slack.town.place("general").deleted = True

    assert await refused(web.chat_postMessage(channel="C0GENERAL", text="x")) == "channel_not_found"


async def test_nobody_changes_what_others_wrote(slack: FakeSlack, web: AsyncWebClient) -> None:
    post = slack.write("ana", "mine")

    assert await refused(web.chat_update(channel=post.place, ts=post.ts, text="x")) == "cant_update_message"


# Time


async def test_a_trigger_lives_three_seconds(slack: FakeSlack, web: AsyncWebClient) -> None:
    trigger = slack.api.trigger("U0ANA")
    slack.advance(3.1)

    assert await refused(web.views_open(trigger_id=trigger, view=MODAL)) == "expired_trigger_id"


async def test_a_trigger_opens_one_view(slack: FakeSlack, web: AsyncWebClient) -> None:
    trigger = slack.api.trigger("U0ANA")
    await web.views_open(trigger_id=trigger, view=MODAL)

    assert await refused(web.views_open(trigger_id=trigger, view=MODAL)) == "exchanged_trigger_id"


async def test_a_view_that_changed_meanwhile_is_not_overwritten(slack: FakeSlack, web: AsyncWebClient) -> None:
    opened = await web.views_open(trigger_id=slack.api.trigger("U0ANA"), view=MODAL)
    held = {"view_id": opened["view"]["id"], "hash": opened["view"]["hash"]}
    await web.views_update(view=MODAL, **held)

    assert await refused(web.views_update(view=MODAL, **held)) == "hash_conflict"


async def test_too_many_calls_are_told_when_to_come_back(slack: FakeSlack, web: AsyncWebClient) -> None:
    slack.fail("chat.postMessage", status=429, retry_after=7)

    with pytest.raises(SlackApiError) as caught:
        await web.chat_postMessage(channel="C0GENERAL", text="x")

    assert caught.value.response.status_code == 429
    assert caught.value.response.headers["Retry-After"] == "7"


async def test_a_lost_answer_leaves_the_message_there(slack: FakeSlack, web: AsyncWebClient) -> None:
    slack.lose("chat.postMessage", answer_only=True)

    with pytest.raises(aiohttp.ClientError):
        await web.chat_postMessage(channel="C0GENERAL", text="x")

    assert [shown.text for shown in slack.told("ana", "general")] == ["x"]


async def post_to(address: str, **said: object) -> int:
    async with aiohttp.ClientSession() as session, session.post(address, json=said) as response:
        return response.status


async def test_a_response_address_lives_half_an_hour(slack: FakeSlack) -> None:
    address = slack._address("C0GENERAL", "U0ANA")
    slack.advance(30 * 60 + 1)

    assert await post_to(address, text="x") == 404


async def test_a_response_address_is_good_for_five_answers(slack: FakeSlack) -> None:
    address = slack._address("C0GENERAL", "U0ANA")

    assert [await post_to(address, text="x") for _ in range(6)] == [200] * 5 + [404]
    assert len(slack.told("ana", "general")) == 5
    assert slack.told("bo", "general") == []


# Deliveries


class Listener:
    """A program that acknowledges what comes, in its own time."""

    def __init__(self, web: AsyncWebClient) -> None:
        self.wait = 0.0
        self.ack: dict[str, Any] | None = None
        self.heard: list[SocketModeRequest] = []
        self.client = SocketModeClient(APP_TOKEN, web_client=web, ping_interval=1)
        self.client.socket_mode_request_listeners.append(self._hear)

    async def _hear(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        self.heard.append(request)
        await asyncio.sleep(self.wait)
        await client.send_socket_mode_response(SocketModeResponse(request.envelope_id, self.ack))


@pytest.fixture
async def listener(web: AsyncWebClient) -> AsyncIterator[Listener]:
    made = Listener(web)
    await made.client.connect()  # type: ignore[no-untyped-call]
    yield made
    await made.client.close()  # type: ignore[no-untyped-call]


async def test_an_acknowledgement_carries_the_answer(slack: FakeSlack, listener: Listener) -> None:
    listener.ack = {"text": "Ask first.", "response_type": "ephemeral"}
    await slack.type_slash("ana", "ask something")

    assert [shown.text for shown in slack.told("ana", "general")] == ["Ask first."]
    assert slack.told("bo", "general") == []
    assert slack.complaints == []


async def test_an_acknowledgement_that_comes_late_is_none(slack: FakeSlack, listener: Listener) -> None:
    slack.patience = 0.1
    listener.ack, listener.wait = {"text": "late"}, 0.4
    await slack.type_slash("ana", "ask something")

    assert slack.complaints == ["slash_commands: operation_timeout"]
    assert slack.told("ana", "general") == []


async def test_a_wrong_acknowledgement_shows_nothing(slack: FakeSlack, listener: Listener) -> None:
    listener.ack = {"blocks": [{"type": "nonsense"}]}
    await slack.type_slash("ana", "ask something")

    assert "invalid_blocks" in slack.complaints[0]


async def test_field_errors_name_fields(slack: FakeSlack, web: AsyncWebClient, listener: Listener) -> None:
    await web.views_open(trigger_id=slack.api.trigger("U0ANA"), view=MODAL)
    listener.ack = {"response_action": "errors", "errors": {"else": "There is no such field."}}
    await slack.submit("ana", {"Who": "Bo"})

    assert "no inputs" in slack.complaints[0]


async def test_a_socket_that_is_cut_comes_back(slack: FakeSlack, listener: Listener) -> None:
    await slack.connected()
    await slack.cut_socket()
    await slack.connected()
    await slack.type_slash("ana", "ask something")

    assert [request.type for request in listener.heard] == ["slash_commands"]
    assert slack.complaints == []


async def test_an_address_for_a_socket_is_good_once(listener: Listener) -> None:
    used = str(listener.client.wss_uri)

    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(used)


def test_deliveries_are_signed_as_slack_documents_it() -> None:
    documented = (
        "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
        "&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
        "&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
        "&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )
    headers = FakeSlack().signed(documented)

    assert SignatureVerifier(SIGNING_SECRET).is_valid_request(documented, headers)
    assert SignatureVerifier(SIGNING_SECRET).generate_signature(timestamp="1531420618", body=documented) == (
        "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
    )


async def test_people_see_what_is_theirs(slack: FakeSlack, web: AsyncWebClient) -> None:
    await web.chat_postMessage(channel="C0GENERAL", text="<!channel> *Hello* &lt;all&gt; <@U0BO>")

    (seen,) = slack.told("bo", "general")
    assert (seen.text, seen.pings) == ("@channel Hello <all> @Bo Lind", ("channel",))
    assert slack.told("giphy", "general") == []


def test_what_is_sent_can_be_read_as_json() -> None:
    ana = FakeSlack().town.user("ana")

    assert json.loads(json.dumps(ana.as_slack_says()))["tz"] == ana.zone


def test_people_are_awake_whenever_the_tests_run() -> None:
    for hour in range(24 * 366):
        now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hour)
        people = Town(now.timestamp()).users.values()
        assert all(8 <= now.astimezone(ZoneInfo(user.zone)).hour < 20 for user in people if not user.is_bot)
