"""What goes wrong on Slack: nothing is lost, nothing is done twice, and whoever is concerned reads what to do."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from adapters.slack import answers, platform
from adapters.slack.platform import Slack
from bot.core.errors import BadSettings, Unavailable
from bot.core.platforms import Outside
from tests.adapters.slack.asking import LETTER, WHY, ask_bo, letter_to_bo, letters
from tests.adapters.slack.house import House, account, open_house, words
from tests.fakes.slack import FakeSlack
from tests.fakes.slack.town import BOT_TOKEN
from tests.words import library

QUESTION = "is it ok to call someone I only know from a forum?"

# Buttons that are not what they were


async def test_nobody_answers_for_somebody_else(house: House, slack: FakeSlack) -> None:
    letter = await letter_to_bo(slack)
    value = letter.raw.blocks[-1]["elements"][0]["value"]
    await slack.forge("cy", value, letter.raw)
    await house.quiet()
    await slack.type_slash("ana", "call @bo")
    await house.quiet()

    assert "You asked" in slack.told("ana", "C0GENERAL")[-1].text
    assert "Yes, once" in letters(slack)[0].buttons


@pytest.mark.parametrize(
    "value", ["", "/permission yes #999", "#12345", "#../../etc", "rm -rf", "/permission grant", "{"]
)
async def test_a_button_with_another_value_does_nothing(house: House, slack: FakeSlack, value: str) -> None:
    letter = await letter_to_bo(slack)
    pressed = await slack.forge("bo", value, letter.raw)
    await house.quiet()

    assert pressed.acked.is_set()
    assert "Yes, once" in letters(slack)[0].buttons
    assert "may call you" not in " ".join(each.text for each in slack.told("bo"))


async def test_a_button_kept_for_somebody_is_no_good_to_others(house: House, slack: FakeSlack) -> None:
    long = "Mira, she wrote about bread ovens, " + "and about dough and rye and how to keep it warm, " * 60
    await slack.type_slash("ana", f"opener {long} I'd like to ask how she keeps the heat even")
    draft = await slack.reads("ana", "Shorter")
    kept = [element["value"] for element in draft.raw.blocks[-1]["elements"]]
    await slack.forge("cy", kept[0], draft.raw)
    await house.quiet()

    assert kept[0].startswith("#")
    assert [each.text for each in slack.told("ana")[1:]] == [library().phrases["errors"]["old_button"]]


async def test_a_form_that_comes_too_late_says_how_to_type_it(house: House, slack: FakeSlack) -> None:
    slack.refuse("views.open", "expired_trigger_id")
    await slack.type_slash("ana", "review")

    await slack.reads("ana", "Paste your draft", "C0GENERAL")
    await house.quiet()


# Deliveries that come twice


async def test_a_repeated_slash_command_asks_once(house: House, slack: FakeSlack) -> None:
    typed = await slack.type_slash("ana", f'permission request @bo "{WHY}"')
    again = await slack.again(typed)
    await slack.reads("bo", LETTER)
    await house.quiet()

    assert len(letters(slack)) == 1
    assert again.ack == {}


async def test_a_repeated_question_is_answered_once(house: House, slack: FakeSlack) -> None:
    said = await slack.dm("ana", QUESTION)
    await slack.again(said)
    await slack.again(said, 2)
    await house.quiet()

    assert len(slack.told("ana")) == 1


async def test_a_repeated_click_answers_once(house: House, slack: FakeSlack) -> None:
    await letter_to_bo(slack)
    click = await slack.click("bo", "Yes, once")
    await slack.again(click)
    await slack.reads("ana", "Bo Lind said yes.")
    await house.quiet()

    assert len([each for each in slack.told("ana") if "said yes" in each.text]) == 1


async def test_a_repeated_form_is_one_question(house: House, slack: FakeSlack) -> None:
    await slack.shortcut("ana", "ask")
    window = slack.modal("ana")
    assert window
    sent = await slack.submit("ana", {"Your question": QUESTION})
    slack.town.modals["U0ANA"] = [window]  # what closed it may have been lost on the way
    await slack.again(sent)
    await house.quiet()

    assert len(slack.told("ana")) == 1


# People and places that are closed


@pytest.mark.parametrize(("how", "so"), [("deleted", True), ("takes_no_messages", True), ("is_visible", False)])
async def test_a_question_that_can_t_be_brought_is_taken_back_and_its_asker_told(
    house: House, slack: FakeSlack, how: str, so: bool
) -> None:
    setattr(slack.town.user("bo"), how, so)
    await ask_bo(slack)

    await slack.reads("ana", "I couldn't bring your question to Bo Lind")
    await house.quiet()


async def test_a_guest_asks_and_answers_like_anybody(house: House, slack: FakeSlack) -> None:
    slack.town.user("bo").is_guest = True
    await slack.type_slash("bo", "call @ana")
    await ask_bo(slack)
    await slack.reads("bo", "Ana Ruiz would like a call with you")
    await slack.click("bo", "Yes, once")
    await slack.reads("ana", "Bo Lind")
    await house.quiet()

    assert "nothing between you and Ana Ruiz" in slack.told("bo", "C0GENERAL")[0].text


async def test_an_admin_of_another_organisation_is_none_here(house: House, slack: FakeSlack) -> None:
    slack.town.user("ana").team = "T0OTHER"
    await slack.type_slash("ana", "reminder add #general every monday at 9 Lisbon")
    await house.quiet()

    assert "Only an admin sets up reminders" in slack.told("ana", "C0GENERAL")[-1].text


async def test_somebody_of_another_organisation_is_asked_and_answers(house: House, slack: FakeSlack) -> None:
    slack.town.user("bo").team = "T0OTHER"
    await ask_bo(slack)
    await slack.reads("bo", "Ana Ruiz would like a call with you")
    await slack.click("bo", "No, thanks")
    await slack.reads("ana", "Bo Lind would rather not talk by phone")
    await house.quiet()


async def test_a_mention_where_nothing_can_be_said_is_answered_in_the_direct_message(
    house: House, slack: FakeSlack
) -> None:
    slack.refuse("chat.postEphemeral", "channel_not_found")
    await slack.mention("ana", QUESTION)

    await slack.reads("ana", "Ask first")
    await house.quiet()


async def test_an_address_that_is_used_up_is_answered_in_the_direct_message(house: House, slack: FakeSlack) -> None:
    typed = await slack.type_slash("ana", "")
    for address in slack._addresses.values():
        address.uses = 5
    await slack.click("ana", "Ask")
    await slack.submit("ana", {"Your question": QUESTION})
    for address in slack._addresses.values():
        address.uses = 5

    assert typed.acked.is_set()
    await house.quiet()
    assert [each for each in (*slack.told("ana"), *slack.told("ana", "C0GENERAL")) if "Ask first" in each.text]


# A network that fails


async def test_a_letter_that_slack_has_no_time_for_goes_out_when_it_has(house: House, slack: FakeSlack) -> None:
    slack.fail("chat.postMessage", status=429, retry_after=1)
    await ask_bo(slack)

    await slack.reads("bo", LETTER)
    await house.quiet()
    assert len(letters(slack)) == 1


async def test_a_letter_whose_answer_got_lost_comes_again_and_each_copy_says_what_was_answered(
    slack: FakeSlack, tmp_path: Path
) -> None:
    async with open_house(slack, tmp_path / "record.db") as house:
        slack.lose("chat.postMessage", answer_only=True)
        await ask_bo(slack)
        await slack.until(lambda: len(letters(slack)) == 2, within=30)
        first, second = letters(slack)
        await slack.click("bo", "Yes, once", post=second.raw)
        await slack.reads("ana", "Bo Lind said yes.")
        await slack.click("bo", "No, thanks", post=first.raw)
        await slack.reads("bo", "You answered that already: yes")
        await house.quiet()

        assert [("Yes, once" in each.buttons) for each in letters(slack)] == [False, False]
        assert len([each for each in slack.told("ana") if "said yes" in each.text]) == 1


async def test_an_answer_is_brought_once_slack_is_there_again(
    house: House, slack: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "TRY_AGAIN", (0.05, 0.05, 0.05))
    slack.fail("chat.postMessage", status=429, retry_after=30, times=2)
    await slack.dm("ana", QUESTION)

    await slack.reads("ana", "Ask first")
    await house.quiet()
    assert len(slack.told("ana")) == 1


async def test_everything_works_while_slack_does_not_say_who_is_who(house: House, slack: FakeSlack) -> None:
    slack.fail("users.info", status=500, times=20)
    await slack.type_slash("ana", f"ask {QUESTION}")

    await slack.reads("ana", "Ask first", "C0GENERAL")
    await house.quiet()


async def test_whoever_waits_sees_that_she_is_heard_and_then_no_more(
    house: House, slack: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "SLOW", 0.0)
    await slack.dm("ana", QUESTION)
    await slack.reads("ana", "Ask first")
    await house.quiet()

    assert [bool(status) for _, status in slack.town.statuses] == [True, False]


async def test_a_socket_that_is_cut_is_opened_again(
    slack: FakeSlack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platform, "PING", 0.3)
    async with open_house(slack, tmp_path / "record.db") as house:
        await slack.cut_socket()
        await asyncio.sleep(0.1)
        await slack.type_slash("ana", "call @bo")
        await slack.refresh()
        await asyncio.sleep(0.5)
        await slack.type_slash("ana", "call @bo")
        await house.quiet()

        assert len(slack.told("ana", "C0GENERAL")) == 2


async def test_a_socket_that_has_gone_deaf_is_replaced(
    slack: FakeSlack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platform, "PING", 0.5)
    async with open_house(slack, tmp_path / "record.db") as house:
        opened = len(slack.sent("apps.connections.open"))
        slack.deaf = True
        await slack.until(lambda: len(slack.sent("apps.connections.open")) > opened, within=20)
        slack.deaf = False
        await slack.connected()
        await asyncio.sleep(0.5)
        await slack.type_slash("ana", "call @bo")
        await house.quiet()

        assert len(slack.told("ana", "C0GENERAL")) == 1


# Slowness: Slack waits for three seconds


async def test_it_is_acknowledged_in_time_while_slack_does_not_say_who_is_who(house: House, slack: FakeSlack) -> None:
    slack.delay("users.info", 6, times=2)
    typed = await slack.type_slash("ana", "call @bo")
    await house.quiet()

    assert typed.took < 2
    assert "nothing between you and bo" in typed.ack["text"]


@pytest.mark.parametrize("words", [f'permission request @bo "{WHY}"', f"ask {QUESTION}"])
async def test_it_is_acknowledged_in_time_while_the_database_is_held(
    house: House, slack: FakeSlack, tmp_path: Path, words: str
) -> None:
    await slack.type_slash("ana", "call @bo")
    with closing(sqlite3.connect(tmp_path / "record.db")) as held:
        held.execute("BEGIN IMMEDIATE")
        typed = await slack.type_slash("ana", words)
        held.rollback()

    await slack.until(lambda: len(slack.told("ana", "C0GENERAL")) == 2)
    await house.quiet()
    assert 1 < typed.took < 3
    assert typed.ack == {}


async def test_what_can_t_be_read_is_acknowledged_all_the_same(house: House, slack: FakeSlack) -> None:
    action = {"type": "button", "action_id": "press:0", "block_id": "b", "value": "/help"}
    payload = {"type": "block_actions", "user": {"id": "U0ANA"}, "actions": [action]}
    delivery = await slack.deliver("interactive", payload, "U0ANA")
    await house.quiet()

    assert delivery.acked.is_set()


# Questions that stay on screen


async def test_a_question_that_was_answered_in_words_loses_its_buttons(house: House, slack: FakeSlack) -> None:
    await letter_to_bo(slack)
    await slack.dm("bo", "no, thanks")
    await slack.reads("bo", "Done.")
    await slack.until(lambda: not letters(slack)[0].buttons)
    await house.quiet()

    assert "Bo Lind would rather not talk by phone" in letters(slack)[0].text
    assert WHY in letters(slack)[0].text


async def test_a_question_that_was_answered_by_a_form_loses_its_buttons(house: House, slack: FakeSlack) -> None:
    await letter_to_bo(slack)
    await slack.click("bo", "Only at these hours")
    await slack.submit("bo", {"Only at these hours": "weekdays 9-12"})
    await slack.reads("ana", "Bo Lind said yes.")
    await slack.until(lambda: not letters(slack)[0].buttons)
    await house.quiet()

    assert "weekdays 09:00" in letters(slack)[0].text


async def test_words_in_the_thread_of_a_question_are_an_answer_to_it(house: House, slack: FakeSlack) -> None:
    letter = await letter_to_bo(slack)
    await slack.dm("bo", "not now", thread=letter.ts)
    await slack.reads("ana", "Not now, says Bo Lind.")
    await house.quiet()

    assert slack.told("bo")[-1].raw.thread == letter.ts


# Doors that are closed to us


def closed(slack: FakeSlack, bot: str, app: str) -> Slack:
    outside = Outside(words("slack"), library().labels, lambda: pytest.fail("no clock"))
    return Slack(account(slack, bot, app), None, outside)  # type: ignore[arg-type] # nobody gets as far as that


@pytest.mark.parametrize(
    ("bot", "app", "named"), [("xoxb-old", "x", "SLACK_BOT_TOKEN"), (BOT_TOKEN, "x", "SLACK_APP_TOKEN")]
)
async def test_a_token_that_slack_refuses_is_named(slack: FakeSlack, bot: str, app: str, named: str) -> None:
    shut = closed(slack, bot, app)

    with pytest.raises(BadSettings, match=named):
        await shut.start()
    await shut.stop()


async def test_a_slack_that_is_not_there_is_said_to_be(slack: FakeSlack) -> None:
    slack.fail("auth.test", status=503, times=9)
    shut = closed(slack, BOT_TOKEN, "x")

    with pytest.raises(Unavailable) as refused:
        await shut.start()
    await shut.stop()

    assert (refused.value.phrase, refused.value.values) == ("unreachable", {"name": "Slack"})


async def test_a_token_that_is_revoked_meanwhile_loses_no_letter(
    slack: FakeSlack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.slack.carrier.LOCKED_OUT", 1.0)
    async with open_house(slack, tmp_path / "record.db") as house:
        slack.api.revoked = True
        await ask_bo(slack)
        await slack.until(lambda: "conversations.open: token_revoked" in slack.refusals())
        slack.api.revoked = False

        assert WHY in (await slack.reads("bo", "would like a call with you")).text
        await house.quiet()


async def test_once_removed_it_falls_silent(house: House, slack: FakeSlack) -> None:
    await ask_bo(slack)
    await slack.reads("bo", LETTER)
    await slack.uninstall()
    before = len(slack.calls)
    await slack.type_slash("cy", f'permission request @bo "{WHY} And may I bring a friend?"')
    await asyncio.sleep(1.5)

    assert [call.method for call in slack.calls[before:] if call.method == "chat.postMessage"] == []
    await house.quiet()
