"""Every way to reach the coach on Slack, as people use it and as Slack tells of it."""

from __future__ import annotations

import asyncio

import pytest

from tests.adapters.slack.house import House
from tests.fakes.slack import FakeSlack
from tests.fakes.slack.town import BOT, Place

QUESTION = "is it ok to call someone I only know from a forum?"
WHY = "Your note on wheel tags saved my release. May I ask how you test them?"
DRAFT = "Hi Dana, quick favour: could you introduce me to your boss?"

# Slash commands


async def test_a_question_is_answered_to_the_asker_alone_with_reasons_and_a_way_to_share(
    house: House, slack: FakeSlack
) -> None:
    typed = await slack.type_slash("ana", f"ask {QUESTION}")
    answer = await slack.reads("ana", "Ask first", "C0GENERAL")
    await house.quiet()

    assert typed.ack == {}
    assert answer.private
    assert {"Why?", "Share here", "👍", "👎"} <= set(answer.buttons)
    assert slack.told("bo", "C0GENERAL") == []


async def test_words_without_a_verb_are_a_question_as_well(house: House, slack: FakeSlack) -> None:
    await slack.type_slash("ana", QUESTION)
    answer = await slack.reads("ana", "Ask first", "C0GENERAL")
    await house.quiet()

    assert answer.private
    assert "Share here" in answer.buttons


async def test_what_is_shared_is_read_by_everybody(house: House, slack: FakeSlack) -> None:
    await slack.type_slash("ana", f"ask {QUESTION}")
    await slack.reads("ana", "Ask first", "C0GENERAL")
    await slack.click("ana", "Share here")

    assert not (await slack.reads("bo", "Ask first", "C0GENERAL")).private
    await house.quiet()


async def test_the_acknowledgement_carries_the_answer_to_a_quick_command(house: House, slack: FakeSlack) -> None:
    typed = await slack.type_slash("ana", "call @bo")
    await house.quiet()

    assert "nothing between you and Bo Lind" in typed.ack["text"]
    assert typed.ack["response_type"] == "ephemeral"
    assert "Ask Bo Lind" in slack.told("ana", "C0GENERAL")[-1].buttons


async def test_a_bot_is_neither_called_nor_asked(house: House, slack: FakeSlack) -> None:
    await slack.type_slash("ana", "call @giphy")
    checked = slack.told("ana", "C0GENERAL")[-1]
    await slack.dm("ana", "ask @giphy if I can call")
    asked = await slack.reads("ana", "Giphy is a bot")
    await house.quiet()

    assert checked.text.startswith("Giphy is a bot")
    assert checked.buttons == asked.buttons == ()


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ('report omar@example.org yes "any time before ten"', "Noted."),
        ("report omar yes any time", "Noted."),
        ("may I ring omar@example.org?", "between you and omar@example.org"),
        ("Omar said I may ring him any time", "Shall I note that?"),
        ("undo", "There is nothing to undo."),
    ],
)
async def test_what_somebody_outside_said_needs_no_command_in_a_direct_message(
    house: House, slack: FakeSlack, typed: str, told: str
) -> None:
    await slack.dm("ana", typed)
    await slack.reads("ana", told)
    await house.quiet()

    assert "type" not in slack.told("ana")[-1].text


async def test_a_bare_command_shows_the_four_buttons(house: House, slack: FakeSlack) -> None:
    await slack.type_slash("ana", "")
    await house.quiet()

    assert slack.told("ana", "C0GENERAL")[-1].buttons == ("Ask", "Write", "Look over", "May I call?")


async def test_a_verb_that_lacks_its_words_opens_the_form_for_them(house: House, slack: FakeSlack) -> None:
    for verb, title in (("ask", "Ask about reaching out"), ("review", "Look over a draft"), ("call", "May I call?")):
        await slack.type_slash("ana", verb)

        assert slack.modal("ana").view["title"]["text"] == title  # type: ignore[union-attr]
    await house.quiet()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("cal @bo", "call Bo Lind"), ("hepl", "help"), ("revew", "review"), ("blok @bo", "block Bo Lind")],
)
async def test_a_mistyped_command_is_offered_as_it_was_meant(
    house: House, slack: FakeSlack, typed: str, meant: str
) -> None:
    await slack.type_slash("ana", typed)
    offered = slack.told("ana", "C0GENERAL")[0]
    await slack.click("ana", meant)
    await house.quiet()

    assert "Did you mean this?" in offered.text
    assert slack.modal("ana") or "Did you mean this?" not in slack.told("ana", "C0GENERAL")[-1].text


@pytest.mark.parametrize("typed", ["calls from strangers, is that ok?", "hello", "thanks", "a friend wants to meet me"])
async def test_other_words_are_not_taken_for_a_mistyped_command(house: House, slack: FakeSlack, typed: str) -> None:
    await slack.type_slash("ana", typed)
    await house.quiet()

    assert "Did you mean" not in slack.told("ana", "C0GENERAL")[-1].text


async def test_it_answers_where_the_bot_is_not(house: House, slack: FakeSlack) -> None:
    await slack.type_slash("ana", f"ask {QUESTION}", place="without-the-bot")

    assert (await slack.reads("ana", "Ask first", "C0PRIVATE")).private
    await house.quiet()


async def test_a_review_stays_in_the_direct_message_and_the_channel_says_so(house: House, slack: FakeSlack) -> None:
    await slack.type_slash("ana", f'review "{DRAFT}"')
    review = await slack.reads("ana", "Dana")
    link = await slack.reads("ana", "direct message", "C0GENERAL")
    await house.quiet()

    assert not review.private
    assert link.private
    assert DRAFT not in link.text


async def test_a_talk_about_an_opener_goes_on_in_the_direct_message(house: House, slack: FakeSlack) -> None:
    await slack.type_slash(
        "ana", "opener Mira, she wrote about bread ovens, I'd like to ask how she keeps the heat even"
    )
    first = await slack.reads("ana", "Mira")
    await slack.dm("ana", "shorter")
    await house.quiet()
    shorter = slack.told("ana")[-1]

    assert shorter.ts != first.ts
    assert len(shorter.text) <= len(first.text)
    assert "Mira" in shorter.text


# The direct message


async def test_a_direct_message_is_answered_in_place(house: House, slack: FakeSlack) -> None:
    await slack.dm("ana", QUESTION)
    answer = await slack.reads("ana", "Ask first")
    await house.quiet()

    assert answer.raw.thread == ""
    assert "Share here" not in answer.buttons
    assert {"Why?", "👍", "👎"} <= set(answer.buttons)


async def test_a_thread_has_a_memory_of_its_own(house: House, slack: FakeSlack) -> None:
    await slack.dm("ana", "write to Mira, she wrote about bread ovens, I'd like to ask how she keeps the heat even")
    first = await slack.reads("ana", "Mira")
    await slack.dm("ana", "write to Ole, he runs a radio, I'd like to ask how he began", thread=first.ts)
    second = await slack.reads("ana", "Ole")
    await slack.dm("ana", "shorter")
    await house.quiet()

    assert second.raw.thread == first.ts
    assert "Mira" in slack.told("ana")[-1].text
    assert slack.told("ana")[-1].raw.thread == ""


async def test_what_the_bot_says_and_what_is_edited_is_not_answered(house: House, slack: FakeSlack) -> None:
    await slack.dm("ana", "hello")
    await slack.reads("ana", "Hello!")
    await house.quiet()
    count = len(slack.told("ana"))
    slack.town.posts[0].text = "hello there"
    slack._changed(slack.town.posts[0], slack.town.posts[0].as_slack_says())
    await house.quiet()

    assert len(slack.told("ana")) == count == 1


async def test_whoever_opens_the_messages_is_offered_something_to_begin_with(house: House, slack: FakeSlack) -> None:
    await slack.open_home("ana", "messages")
    await house.quiet()
    (prompts,) = slack.town.suggested.values()

    assert len(prompts) == 4
    await slack.reads("ana", "I'm Ask First.")
    for prompt in prompts:
        await slack.dm("ana", prompt["message"])
    await house.quiet()
    assert len(slack.told("ana")) == 5


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("call @cy", "nothing between you and Cy <Young> & Co"),
        ("may I call @cy?", "nothing between you and Cy <Young> & Co"),
        ("permission allow @cy once", "Cy <Young> & Co may call you: one call"),
        ("allow @cy to call me until I stop", "Cy <Young> & Co may call you: until you say stop"),
        ("block @cy", "Cy <Young> & Co can neither call nor ask you"),
        (f'request @cy "{WHY}"', "Sent."),
        ("called @cy answered", "Noted."),
    ],
)
async def test_somebody_who_is_mentioned_is_meant_whatever_her_name(
    house: House, slack: FakeSlack, typed: str, told: str
) -> None:
    await slack.dm("ana", typed)

    await slack.reads("ana", told)
    await house.quiet()


@pytest.mark.parametrize("topic", ["", " permission", " reminders"])
async def test_the_help_speaks_of_slack_and_of_no_terminal(house: House, slack: FakeSlack, topic: str) -> None:
    await slack.type_slash("ana", f"help{topic}")
    page = await slack.reads("ana", "/coach", "C0GENERAL")
    await house.quiet()

    assert "Ctrl-D" not in page.text
    assert "needs no @" not in page.text


async def test_what_is_said_in_a_row_is_answered_in_a_row(house: House, slack: FakeSlack) -> None:
    lines = [
        "write to Mira, she wrote about bread ovens, I'd like to ask how she keeps the heat even",
        "shorter",
        "thanks",
    ]
    await asyncio.gather(*(slack.dm("ana", line) for line in lines))
    await house.quiet()
    first, second, third = slack.told("ana")

    assert "Mira" in first.text
    assert len(second.text) <= len(first.text)
    assert "You're welcome" in third.text


async def test_a_command_in_the_direct_message_is_answered_there(house: House, slack: FakeSlack) -> None:
    where = slack.town.dm_of("U0ANA").id
    await slack.type_slash("ana", "call @bo", place=where)
    await slack.click("ana", "Ask Bo Lind")
    await slack.submit("ana", {"Your own sentence: what is it about?": "URGENT need you quick call now!!"})
    await slack.reads("ana", "One line might work better.")
    await slack.click("ana", "Send this")
    await slack.reads("bo", "Ana Ruiz would like a call with you.")
    await house.quiet()


async def test_a_command_between_two_people_is_answered_where_the_bot_is_not(house: House, slack: FakeSlack) -> None:
    slack.town.places["D0OTHERS"] = Place("D0OTHERS", "directmessage", {"U0ANA", "U0BO"})
    await slack.type_slash("ana", f"ask {QUESTION}", place="D0OTHERS")

    assert (await slack.reads("ana", "Ask first", "D0OTHERS")).private
    await house.quiet()


async def test_whether_an_answer_was_of_use_is_counted(house: House, slack: FakeSlack) -> None:
    await slack.dm("ana", QUESTION)
    await slack.reads("ana", "Ask first")
    await slack.type_slash("ana", f"ask {QUESTION}")
    await slack.reads("ana", "Ask first", "C0GENERAL")
    await slack.click("ana", "👍")
    await slack.reads("ana", "Glad it helped.", "C0GENERAL")
    await house.quiet()


async def test_what_others_wrote_wakes_nobody_and_is_shown_as_it_is(house: House, slack: FakeSlack) -> None:
    why = "I read <!channel> & <https://evil.example|your bank> and *liked* it; may I ask you about it?"
    await slack.type_slash("ana", f'permission request @bo "{why}"')
    letter = await slack.reads("bo", "would like a call")
    await house.quiet()

    assert letter.pings == ()
    assert why in letter.text
    assert letter.raw.sent["unfurl_links"] is False


# Mentions


async def test_a_mention_is_answered_in_private_and_marked_in_public(house: House, slack: FakeSlack) -> None:
    await slack.mention("ana", QUESTION)
    answer = await slack.reads("ana", "Ask first", "C0GENERAL")
    await house.quiet()

    assert answer.private
    assert [post.reactions for post in slack.town.posts if post.user != BOT] == [["eyes"]]
    assert slack.told("bo", "C0GENERAL") == []


# Shortcuts


async def test_a_form_is_opened_from_anywhere(house: House, slack: FakeSlack) -> None:
    await slack.shortcut("ana", "ask")
    await slack.submit("ana", {"Your question": QUESTION})

    await slack.reads("ana", "Ask first")
    await house.quiet()
    assert slack.modal("ana") is None


async def test_words_to_an_author_begin_with_what_they_wrote(house: House, slack: FakeSlack) -> None:
    post = slack.write("cy", "I wrote up how we test wheel tags, it took a year")
    await slack.shortcut("ana", "write_to_author", post)
    await slack.submit("ana", {"What would you like?": "ask how they test tags on Windows"})

    draft = await slack.reads("ana", "wheel tags")
    await house.quiet()
    assert "Cy" in draft.text


async def test_help_with_an_answer_is_given_in_private(house: House, slack: FakeSlack) -> None:
    post = slack.write("cy", "Can I call you to pitch our product?")
    await slack.shortcut("ana", "help_me_answer", post)
    await house.quiet()
    answer = slack.told("ana", "C0GENERAL")[-1]

    assert answer.private
    assert "It is a pitch." in answer.text
    assert "Share here" not in answer.buttons


async def test_a_yes_in_a_message_is_saved_as_a_report_and_its_author_is_told(house: House, slack: FakeSlack) -> None:
    post = slack.write("bo", "sure, ring me any afternoon")
    await slack.shortcut("ana", "save_ok", post)
    await slack.submit("ana", {})

    await slack.reads("ana", "Noted.", "C0GENERAL")
    await slack.reads("bo", "Ana Ruiz says you said yes to a call.")
    await slack.click("bo", "Not right")
    await slack.reads("ana", "was a misunderstanding")
    await house.quiet()


# Forms


async def test_hours_that_can_t_be_read_are_said_below_their_field(house: House, slack: FakeSlack) -> None:
    await slack.type_slash("bo", "form reach-me")
    await slack.submit("bo", {"For everybody here": "Calls are fine", "If calls are fine: only at these hours": "late"})
    wrong = dict(slack.modal("bo").errors)  # type: ignore[union-attr]
    await slack.submit(
        "bo", {"For everybody here": "Calls are fine", "If calls are fine: only at these hours": "weekdays 9-12"}
    )

    assert wrong.keys() == {"hours"}
    await slack.reads("bo", "Fine for teammates", "C0GENERAL")
    await house.quiet()
    assert slack.modal("bo") is None


async def test_a_person_is_picked(house: House, slack: FakeSlack) -> None:
    await slack.shortcut("ana", "call")
    await slack.submit("ana", {"Whom?": "U0BO"})

    await slack.reads("ana", "nothing between you and Bo Lind")
    await house.quiet()


# The home tab


async def test_the_home_tab_shows_who_may_call_and_takes_back_with_one_tap(house: House, slack: FakeSlack) -> None:
    await slack.type_slash("bo", "permission allow @ana until I stop")
    await slack.open_home("bo")
    await slack.until(lambda: "U0BO" in slack.town.homes)
    before = slack.home("bo")
    await slack.click_home("bo", "Take back: Ana Ruiz")
    await slack.until(lambda: "Taken back" in slack.home("bo").text)
    await house.quiet()

    assert "Ana Ruiz: until you say stop" in before.text
    assert "Ana Ruiz: until you say stop" not in slack.home("bo").text
    assert "Undo" in slack.home("bo").buttons


async def test_the_home_tab_takes_an_open_question_back(house: House, slack: FakeSlack) -> None:
    await slack.type_slash("ana", f'permission request @bo "{WHY}"')
    await slack.reads("bo", "Ana Ruiz would like a call with you.")
    await slack.open_home("ana")
    await slack.until(lambda: "U0ANA" in slack.town.homes)
    await slack.click_home("ana", "Take back my question to Bo Lind")
    await slack.until(lambda: "won't be bothered" in slack.home("ana").text)
    await slack.click("bo", "Yes, once")
    await house.quiet()

    assert "Take back my question to Bo Lind" not in slack.home("ana").buttons
    assert not any("said yes" in each.text for each in slack.told("ana"))


async def test_the_home_tab_changes_how_one_is_reached(house: House, slack: FakeSlack) -> None:
    await slack.open_home("bo")
    await slack.until(lambda: "U0BO" in slack.town.homes)
    await slack.click_home("bo", "Never")
    await slack.until(lambda: "no calls, and no questions" in slack.home("bo").text)
    await slack.type_slash("ana", "call @bo")
    await house.quiet()

    assert "takes no calls" in slack.told("ana", "C0GENERAL")[-1].text


async def test_everything_kept_comes_as_a_file(house: House, slack: FakeSlack) -> None:
    await slack.type_slash("bo", "permission allow @ana once")
    await slack.open_home("bo")
    await slack.until(lambda: "U0BO" in slack.town.homes)
    await slack.click_home("bo", "Take it all along")
    await slack.until(lambda: any(file["held"] for file in slack.town.files.values()))
    await house.quiet()

    (file,) = slack.town.files.values()
    assert file["name"] == "ask-first.json"
    assert b"granted" in file["held"]


async def test_whoever_wants_to_be_forgotten_is_asked_once(house: House, slack: FakeSlack) -> None:
    await slack.type_slash("bo", "permission allow @ana once")
    await slack.open_home("bo")
    await slack.until(lambda: "U0BO" in slack.town.homes)
    await slack.click_home("bo", "Forget me")
    await slack.reads("bo", "Forget you?")
    await slack.click("bo", "Yes, forget me")
    await slack.reads("bo", "Forgotten.")
    await house.quiet()


# The first who comes


async def test_where_tips_may_go_is_settled_from_the_welcome(house: House, slack: FakeSlack) -> None:
    await slack.open_home("ana")
    await slack.reads("ana", "where tips may go")
    await slack.click("ana", "Tips for a channel")
    await slack.submit("ana", {"In which channel?": "C0GENERAL", "When?": "every Tuesday 9:30 Lisbon"})
    await slack.reads("ana", "Set it up")
    await slack.type_slash("ana", "reminder who everybody")
    await slack.type_slash("ana", "reminder who admins")
    await house.quiet()

    assert slack.told("ana", "C0GENERAL")[-2].text.startswith("Everybody here can set up reminders.")
    assert slack.told("ana", "C0GENERAL")[-1].text.startswith("Admins set up reminders here.")


async def test_whoever_opens_it_first_is_welcomed_once_and_with_a_notice_for_the_team(
    house: House, slack: FakeSlack
) -> None:
    await slack.open_home("ana")
    welcome = await slack.reads("ana", "I'm Ask First.")
    await slack.open_home("ana", "messages")
    await slack.open_home("bo")
    await slack.click("ana", "Set the time zone")
    await slack.submit("ana", {"For whoever named none": "Europe/Lisbon"})
    await slack.reads("ana", "Europe/Lisbon")
    await house.quiet()

    assert "It reads only what you send it" in welcome.text
    assert "the time zone" in welcome.text
    assert "where tips may go" in welcome.text
    assert "who may ask you for a call" in welcome.text
    assert [each for each in slack.told("bo") if "I'm Ask First" in each.text] == []
    assert len([each for each in slack.told("ana") if "I'm Ask First" in each.text]) == 1


async def test_ask_them_below_a_check_asks_whom_the_check_was_about(house: House, slack: FakeSlack) -> None:
    await slack.type_slash("ana", f'permission request @bo "{WHY}"')
    await slack.type_slash("ana", "permission withdraw @bo")
    slack.advance(2 * 86_400)
    await slack.dm("ana", "may I call @bo?")
    await slack.reads("ana", "Ask first.")
    await slack.dm("ana", "ask him")
    asked = await slack.reads("ana", "why you would like to call Bo Lind")
    await house.quiet()

    assert asked.buttons == ()


async def test_whom_the_coach_has_not_met_is_asked_by_them_too(house: House, slack: FakeSlack) -> None:
    await slack.dm("ana", "may I call @bo?")
    await slack.reads("ana", "Ask first.")
    await slack.dm("ana", "ask him")
    await slack.reads("ana", "why you would like to call Bo Lind")
    await slack.dm("ana", WHY)
    await slack.reads("ana", "Shall I send that?")
    await slack.click("ana", "Send this")

    await slack.reads("bo", "Ana Ruiz would like a call with you.")
    await house.quiet()


async def test_whoever_was_named_by_a_sign_is_meant_when_it_is_asked_what_is_meant(
    house: House, slack: FakeSlack
) -> None:
    await slack.dm("ana", "@bo may call me")
    await slack.reads("ana", "About calls with Bo Lind")
    await slack.click("ana", "Bo Lind may call me")
    await slack.reads("ana", "Thanks. Bo Lind may call you")
    await slack.type_slash("bo", "call @ana")
    await house.quiet()

    assert slack.told("bo", "C0GENERAL")[-1].text.startswith("Yes, you may call Ana Ruiz")
