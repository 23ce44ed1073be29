"""What typed words come to while something is open: whom they reach, what they end, and how long they mean it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.coach import Coach
from bot.core.people import Caller, Platform
from bot.core.permission.desk import Desk
from bot.core.permission.events import Means
from bot.core.permission.outcome import Checked
from bot.core.permission.verbs import (
    Block,
    Check,
    Confirm,
    Forget,
    Grant,
    PermissionCommand,
    ReachMe,
    Report,
    Request,
    Respond,
    Terms,
    Undo,
    Withdraw,
    parse,
    spell,
)
from bot.core.ports import OutOfReach, Person
from bot.core.replies import Reply, Trouble, visible
from tests.record import Clock, desk, phrases
from tests.words import library

ANA, BO, CY, DANA = (Caller("terminal", name, admin=True) for name in ("Ana", "Bo", "Cy", "Dana"))
WHY = "I liked your talk on ovens and have one question about it."


class Room:
    """Some people, one desk, one clock."""

    def __init__(self, desk: Desk, clock: Clock) -> None:
        self.memory = desk.memory
        self.coach = Coach(library(), desk)
        self.clock = clock

    async def do(self, caller: Caller, command: PermissionCommand) -> Reply:
        return await self.coach.handle(command, caller)

    async def say(self, caller: Caller, typed: str) -> str:
        return self.text(await self.coach.hear(typed, caller))

    async def read(self, caller: Caller) -> str:
        """Return everything that waits for the caller, who has read it then."""
        return "\n".join(self.text(letter.reply) for letter in await self.coach.waiting(caller))

    async def press(self, caller: Caller, label: str, reply: Reply) -> str:
        (button,) = (button for button in reply.buttons if button.label == label)
        return self.text(await self.coach.handle(button.command, caller))

    async def verdict(self, person: str, caller: Caller, means: Means = Means.PHONE) -> str:
        checked = (await self.do(caller, Check(person, means))).result
        assert isinstance(checked, Checked)
        return checked.verdict.value

    async def found(self, name: str) -> tuple[Person, ...]:
        """Return who is on record under a name."""
        return await self.memory.read("terminal", lambda book: book.people.named(name))

    def later(self, **passed: float) -> None:
        self.clock.now += timedelta(**passed)

    @staticmethod
    def text(reply: Reply) -> str:
        return visible(reply.parts, library().labels)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    clock = Clock()
    with desk(tmp_path, clock) as opened:
        yield Room(opened, clock)


async def test_a_question_reaches_the_asker_only_when_that_was_said(room: Room) -> None:
    await room.do(ANA, Request("Bo", WHY))
    await room.read(BO)
    offered = await room.coach.hear("who is this?", BO)
    unsent = await room.read(ANA)
    await room.press(BO, "Pass it on", offered)

    assert unsent == ""
    assert "who is this?" in await room.read(ANA)


async def test_words_answer_no_question_that_was_not_shown_yet(room: Room) -> None:
    await room.do(ANA, Request("Bo", WHY))
    await room.say(BO, "ok, great")

    assert await room.verdict("Bo", ANA) == "ask_first"
    assert "would like a call" in await room.read(BO)


async def test_a_yes_confirms_what_was_read_back(room: Room) -> None:
    await room.do(ANA, Request("Bo", WHY))
    await room.read(BO)
    await room.say(BO, "yes, but only by video")
    await room.say(BO, "yes")

    assert await room.verdict("Bo", ANA) == "ask_first"
    assert await room.verdict("Bo", ANA, Means.VIDEO) == "allowed"


async def test_nothing_is_taken_back_from_somebody_nobody_knows(room: Room) -> None:
    await room.do(BO, ReachMe("fine"))
    await room.say(BO, "permission revoke Dee")

    assert await room.verdict("Bo", DANA) == "allowed"
    assert await room.verdict("Bo", CY) == "allowed"


async def test_whoever_was_blocked_reaches_nobody_by_reports(room: Room) -> None:
    await room.do(BO, Block("Ana"))
    await room.do(ANA, Report("Bo", yes=False, words="answer me\x1b[2J"))

    assert await room.read(BO) == ""


async def test_a_question_to_the_coach_stays_with_the_coach(room: Room) -> None:
    await room.do(ANA, Request("Bo", WHY))
    await room.read(BO)
    room.later(days=10)
    await room.say(BO, "should I call my boss about the complaint, or write?")

    assert await room.read(ANA) == ""


async def test_a_sentence_about_one_person_never_goes_to_another(room: Room) -> None:
    to_bo = await room.do(ANA, Request("Bo", "call me asap"))
    await room.do(ANA, Request("Cy", "Bo is being fired asap"))
    pressed = await room.press(ANA, "Send mine", to_bo)

    assert "too old" in pressed
    assert await room.read(BO) == ""


async def test_stop_takes_back_although_an_old_sentence_was_never_sent(room: Room) -> None:
    await room.do(BO, Grant("Ana", Terms(once=False)))
    await room.do(BO, Request("Cy"))
    room.later(days=10)
    await room.say(BO, "stop")

    assert await room.verdict("Bo", ANA) == "denied"


async def test_stop_means_everything_once_a_message_is_an_hour_old(room: Room) -> None:
    await room.do(BO, Grant("Ana", Terms(once=False)))
    await room.do(DANA, Report("Bo", yes=True, words="sure, any time"))
    await room.read(BO)
    room.later(hours=2)
    await room.say(BO, "stop")

    assert await room.verdict("Bo", ANA) == "denied"
    assert await room.verdict("Bo", DANA) == "denied"


async def test_words_that_were_asked_for_are_shown_before_they_count_and_only_for_a_while(room: Room) -> None:
    await room.do(ANA, Report("maya@example.org", yes=True))
    shown = await room.say(ANA, "sure, ring me any afternoon")
    before = await room.verdict("maya@example.org", ANA)
    await room.say(ANA, "note that")
    await room.do(ANA, Report("tom@example.org", yes=True))
    room.later(hours=2)
    await room.say(ANA, "may I call a contact I met yesterday?")

    assert "Shall I note that?" in shown
    assert before == "ask_first"
    assert await room.verdict("maya@example.org", ANA) == "allowed_reported"
    assert await room.verdict("tom@example.org", ANA) == "ask_first"


async def test_the_hours_of_a_yes_that_was_told_are_read_wherever_they_stand(room: Room) -> None:
    clockless = await room.say(ANA, "Bo's fine with calls after 6 on weekdays, he told me on Friday")
    shown = await room.say(ANA, "London")

    assert "By whose clock?" in clockless
    assert "weekdays from 18:00 (London)" in shown


@pytest.mark.parametrize("typed", ["ask Bo", "ok ask Bo", "yes, please ask him"])
async def test_whom_nobody_has_met_is_asked_below_a_check(room: Room, typed: str) -> None:
    await room.say(ANA, "may I call Bo?")

    assert "why you would like to call Bo" in await room.say(ANA, typed)


@pytest.mark.parametrize("typed", ["ok set it up please", "yes", "yes please"])
async def test_what_was_offered_is_taken_with_ok_or_please_beside_it(room: Room, typed: str) -> None:
    await room.say(ANA, "remind me every Friday at 4 Lisbon about favours")

    assert "Set up." in await room.say(ANA, typed)


async def test_no_label_is_pressed_by_words_that_only_begin_like_it(room: Room) -> None:
    await room.say(ANA, "forget me")

    assert "Forget you?" in await room.say(ANA, "ok forget me")


async def test_a_wish_for_tips_is_no_sentence_for_a_request(room: Room) -> None:
    await room.say(ANA, "ask Bo if I can call")

    assert "The next three" in await room.say(ANA, "remind me every Friday at 4 Lisbon about favours")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("yes thats right", "Thanks."),
        ("actually only once", "Thanks."),
        ("yes if she keeps it short", "Did I read that right?"),
    ],
)
async def test_hours_that_were_read_back_outlive_another_yes(room: Room, typed: str, told: str) -> None:
    await room.do(ANA, Request("Bo", WHY))
    await room.read(BO)
    await room.say(BO, "sure, but only thursdays after 3 Lisbon")
    said = await room.say(BO, typed)

    assert told in said
    assert "Thursdays from 15:00 (Lisbon)" in said


async def test_a_bare_name_may_be_somebody_who_is_here(room: Room) -> None:
    told = room.text(await room.do(Caller("slack:T1", "U0ANA", platform="slack"), Request("Bo", WHY)))

    assert "pick them with /coach call" in told
    assert "no account" not in told


async def test_a_word_to_all_can_be_changed_where_it_is_confirmed(room: Room) -> None:
    said = await room.coach.hear("write to me instead", BO)

    assert await room.verdict("Bo", ANA) == "write_instead"
    assert [button.command for button in said.buttons] == [ReachMe("ask"), ReachMe("fine"), ReachMe("never")]


@pytest.mark.parametrize(
    ("platform", "typed"), [("terminal", "unasked: permission allow"), ("slack", "unasked: /coach permission allow")]
)
async def test_what_to_type_is_said_as_it_is_typed_there(room: Room, platform: Platform, typed: str) -> None:
    told = await room.do(replace(BO, platform=platform), Respond("yes"))

    assert typed in visible(told.parts, library().labels)


@pytest.mark.parametrize("typed", ["stop", "please don't call me again", "no thanks"])
async def test_nobody_is_led_to_believe_that_a_no_was_heard(typed: str) -> None:
    coach = Coach(library(), Desk(OutOfReach(), phrases(), Clock()))
    told = await coach.hear(typed, BO)
    coached = await coach.hear("may i phone somebody from a forum?", BO)

    assert isinstance(told.result, Trouble)
    assert told.result.code == "unavailable"
    assert not isinstance(coached.result, Trouble)


async def test_limits_in_an_answer_are_kept_when_two_people_wait(room: Room) -> None:
    for asker in (ANA, CY):
        await room.do(asker, Request("Bo", WHY))
    await room.read(BO)
    room.later(hours=3)
    which = await room.coach.hear("yes, but only by video", BO)
    read_back = await room.coach.handle(which.buttons[0].command, BO)
    await room.press(BO, "That's right", read_back)

    assert "by video" in room.text(read_back)
    assert await room.verdict("Bo", ANA) == "ask_first"
    assert await room.verdict("Bo", ANA, Means.VIDEO) == "allowed"


async def test_a_no_counts_although_the_question_was_withdrawn(room: Room) -> None:
    await room.do(ANA, Request("Bo", WHY))
    (letter,) = await room.coach.waiting(BO)
    await room.do(ANA, Withdraw("Bo"))
    await room.press(BO, "No, thanks", letter.reply)

    assert await room.verdict("Bo", ANA) == "denied"


async def test_narrowing_leaves_nothing_else(room: Room) -> None:
    await room.do(BO, Grant("Ana", Terms(once=False)))
    await room.do(BO, Grant("Ana", Terms(means=Means.VIDEO), narrow=True))

    assert await room.verdict("Bo", ANA) == "ask_first"
    assert await room.verdict("Bo", ANA, Means.VIDEO) == "allowed"


async def test_nothing_is_opened_by_narrowing(room: Room) -> None:
    await room.do(BO, ReachMe("never"))
    refused = await room.do(BO, Grant("everyone", Terms(hours="weekdays 9-12 UTC"), narrow=True))

    assert isinstance(refused.result, Trouble)
    assert await room.verdict("Bo", ANA) == "denied"


@pytest.mark.parametrize("end", [Block("Ana"), ReachMe("never"), ReachMe("write")])
async def test_no_letter_about_a_yes_outlives_it(room: Room, end: PermissionCommand) -> None:
    await room.do(BO, Grant("Ana", Terms(once=False)))
    await room.do(BO, end)
    told = await room.read(ANA)
    room.later(days=170)

    assert told == ""
    assert "may still call" not in await room.read(BO)


async def test_the_check_in_renews_what_was_said_and_no_more(room: Room) -> None:
    await room.do(BO, Grant("Ana", Terms(once=False, means=Means.VIDEO)))
    room.later(days=169)
    (letter,) = await room.coach.waiting(BO)
    await room.press(BO, "Still fine", letter.reply)
    room.later(days=30)

    assert await room.verdict("Bo", ANA) == "ask_first"
    assert await room.verdict("Bo", ANA, Means.VIDEO) == "allowed"


async def test_a_card_that_goes_on_is_asked_about_as_well(room: Room) -> None:
    await room.do(BO, ReachMe("fine"))
    room.later(days=169)

    assert "may still call" in await room.read(BO)


async def test_a_report_can_be_put_right_after_other_words(room: Room) -> None:
    reported = await room.do(ANA, Report("Bo", yes=True, words="he said fine"))
    await room.do(BO, ReachMe("ask"))
    number = getattr(reported.result, "event", 0)
    await room.do(BO, Confirm(number, right=False))

    assert await room.verdict("Bo", ANA) == "denied"


async def test_leaving_and_coming_back_is_no_way_to_ask_again(room: Room) -> None:
    await room.do(ANA, Request("Bo", WHY))
    await room.read(BO)
    await room.do(BO, Respond("not-now"))
    await room.do(ANA, Forget(True))
    again = await room.do(ANA, Request("Bo", WHY))

    assert isinstance(again.result, Trouble)
    assert await room.read(BO) == ""


async def test_claiming_an_answered_call_refills_no_quota(room: Room) -> None:
    refused = []
    for _ in range(4):
        asked = await room.do(ANA, Request("Bo", WHY))
        refused.append(isinstance(asked.result, Trouble))
        await room.do(ANA, Withdraw("Bo"))
        await room.say(ANA, "permission called Bo answered")
        room.later(days=1, minutes=1)

    assert refused == [False, False, True, True]


async def test_whoever_was_forgotten_is_not_written_down_again_by_others(room: Room) -> None:
    await room.do(BO, Grant("Ana"))
    await room.do(BO, Forget(True, True))
    told = await room.say(ANA, "permission called Bo unanswered")

    assert await room.verdict("Bo", ANA) == "blocked"
    assert "Bo" in told
    assert not await room.found("bo")


async def test_what_steers_a_terminal_reaches_nobody(room: Room) -> None:
    await room.do(
        ANA, Request("Bo", "I liked your talk\x1b[2J on ovens,\n[Yes, once] and\u202e more of it.", anyway=True)
    )
    read = await room.read(BO)

    assert "\x1b" not in read
    assert "\u202e" not in read
    assert "talk[2J on ovens, [Yes, once] and more" in read


@pytest.mark.parametrize(
    "name", ["Ana", "Ana Ruiz", 'O"Neil', "{abc def}", "{abc}", 'a "b" c', "everyone", "x}y", "#3"]
)
def test_a_button_names_the_person_it_was_made_for(name: str) -> None:
    for command in (Check(name), Grant(name, Terms(once=True)), Report(name, yes=True), Block(name, lift=True)):
        verb, _, rest = spell(command).partition(" ")
        assert parse(verb, rest) == command


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("revoke Ana Lima", "Ana Lima"),
        ("block @Ana Lima", "@Ana Lima"),
        ("check Ana Lima by video", "Ana Lima"),
        ("check Ana", "Ana"),
        ('request Ana Lima "I liked your talk on ovens."', "Ana Lima"),
        ("request Ana I liked your talk on ovens.", "Ana"),
        ('request "Ana Lima" it was "you" who helped', "Ana Lima"),
        ('revoke "Ana Lima"', "Ana Lima"),
        ("no Ana", None),
        ("no longer needed, right?", None),
    ],
)
def test_what_follows_a_name_is_never_dropped(typed: str, understood: str | None) -> None:
    verb, _, rest = typed.partition(" ")

    assert getattr(parse(verb, rest), "person", None) == understood


async def test_a_no_counts_whatever_somebody_calls_herself(room: Room) -> None:
    await room.do(Caller("terminal", "No, thanks"), Request("Bo", WHY))
    await room.do(ANA, Request("Bo", WHY))
    await room.read(BO)
    await room.say(BO, "permission yes")
    await room.say(BO, "No, thanks")

    assert await room.verdict("Bo", Caller("terminal", "No, thanks")) == "ask_first"


async def test_nobody_is_called_everyone(room: Room) -> None:
    asked = await room.do(ANA, Request("Everyone", WHY))
    spoke = await room.do(Caller("terminal", "Everybody"), Request("Bo", WHY))

    assert [reply.result.code for reply in (asked, spoke) if isinstance(reply.result, Trouble)] == ["one_person"] * 2
    assert await room.read(Caller("terminal", "Everyone")) == ""


async def test_notes_about_a_member_reach_her_once_a_day(room: Room) -> None:
    await room.do(ANA, Report("Bo", yes=True, words="he said fine " * 60))
    read = await room.read(BO)
    again = await room.do(ANA, Report("Bo", yes=True, words="he said it again"))
    await room.do(ANA, Report("Bo", yes=False, words="answer me, Bo"))

    assert len(read) < 800
    assert isinstance(again.result, Trouble)
    assert await room.read(BO) == ""
    assert await room.verdict("Bo", ANA) == "denied"


@pytest.mark.parametrize("typed", ["no, I never said that", "that's wrong", "I didn't say that", "not true"])
async def test_a_note_about_oneself_is_denied_in_ones_own_words(room: Room, typed: str) -> None:
    await room.do(ANA, Report("Bo", yes=True, words="he said any time"))
    await room.read(BO)
    await room.say(BO, typed)

    assert await room.verdict("Bo", ANA) == "denied"


async def test_a_note_about_oneself_is_confirmed_by_a_yes(room: Room) -> None:
    await room.do(ANA, Report("Bo", yes=True, words="he said any time"))
    await room.read(BO)
    await room.say(BO, "yes")

    assert await room.verdict("Bo", ANA) == "allowed"


LONG_NO = "Hi Ana, thanks for the kind words! Sadly I have no time for calls at the moment because of the release."


async def test_a_long_polite_no_is_asked_about_and_not_lost(room: Room) -> None:
    await room.do(ANA, Request("Bo", WHY))
    await room.read(BO)
    asked = await room.coach.hear(LONG_NO, BO)
    before = await room.read(ANA)
    told = await room.press(BO, asked.buttons[0].label, asked)

    assert "Is that your answer to Ana?" in room.text(asked)
    assert before == ""
    assert "Ana" in told
    assert "Bo" in await room.read(ANA)


async def test_a_long_question_to_the_coach_is_no_answer(room: Room) -> None:
    await room.do(ANA, Request("Bo", WHY))
    await room.read(BO)
    said = await room.say(BO, "how do I tell a vendor who phones me every day that no means no without being rude?")

    assert "Is that your answer" not in said


async def test_four_calls_in_vain_end_a_reported_yes(room: Room) -> None:
    await room.do(ANA, Report("maya@example.org", yes=True, words="sure, ring me"))
    told = [await room.say(ANA, "permission called maya@example.org unanswered") for _ in range(4)]

    assert "3 more" in told[0]
    assert "ended" in told[3]
    assert await room.verdict("maya@example.org", ANA) == "ask_first"


async def test_a_call_uses_up_the_yes_it_was_made_on_and_no_other(room: Room) -> None:
    await room.do(BO, Grant("Ana", Terms(once=True, means=Means.PHONE)))
    await room.do(BO, Grant("Ana", Terms(means=Means.VIDEO)))
    told = await room.say(ANA, "permission called Bo answered")

    assert "for another, ask" not in told
    assert await room.verdict("Bo", ANA, Means.VIDEO) == "allowed"


async def test_a_not_now_until_a_day_lasts_until_that_day(room: Room) -> None:
    await room.do(ANA, Request("Bo", WHY))
    await room.read(BO)
    await room.say(BO, "I'm on vacation until 5 January")
    room.later(days=30)
    early = await room.do(ANA, Request("Bo", WHY))
    room.later(days=15)
    late = await room.do(ANA, Request("Bo", WHY))

    assert isinstance(early.result, Trouble)
    assert not isinstance(late.result, Trouble)


async def test_labels_of_a_question_that_waits_go_on_working(room: Room) -> None:
    await room.do(ANA, Request("Bo", WHY))
    await room.read(BO)
    await room.say(BO, "permission me zone Lisbon")
    await room.say(BO, "Not from Ana again")

    assert await room.verdict("Bo", ANA) == "blocked"


async def test_forgetting_brings_no_lifted_no_back(room: Room) -> None:
    noted = await room.do(ANA, Report("maya@example.org", yes=False))
    await room.do(ANA, Undo(getattr(noted.result, "event", 0)))
    await room.do(BO, Block("Ana"))
    await room.do(BO, Block("Ana", lift=True))
    await room.do(ANA, Forget(True))

    assert await room.verdict("maya@example.org", CY) == "ask_first"
    assert await room.verdict("Bo", ANA) == "ask_first"


async def test_hours_need_no_zone_where_the_team_has_one(room: Room) -> None:
    refused = await room.say(Caller("terminal", "Cy"), "settings zone Lisbon")
    await room.say(ANA, "settings zone Lisbon")
    told = await room.say(BO, "permission allow Ana weekdays 9-12")
    room.clock.now = room.clock.now.replace(hour=22)
    asked = await room.say(CY, f'permission request Dana "{WHY}"')

    assert "Only an admin" in refused
    assert "Lisbon" in await room.say(BO, "settings")
    assert "Lisbon" in told
    assert "nights are quiet" in asked
    assert await room.read(DANA) == ""


async def test_a_sentence_that_says_there_is_no_hurry_goes_out_as_it_stands(room: Room) -> None:
    why = "I'd like to hear how your move went, ten minutes, no hurry and nothing urgent."
    await room.do(ANA, Request("Bo", why))

    assert why in await room.read(BO)


async def test_a_better_line_without_a_reason_does_not_pass_for_one(room: Room) -> None:
    offered = await room.do(ANA, Request("Bo", "need to talk asap"))

    assert "Best with what it is about" in room.text(offered)


async def test_a_sentence_that_presses_is_given_a_better_line(room: Room) -> None:
    offered = await room.do(ANA, Request("Bo", "You owe me one, so pick up: I have one question about ovens."))

    assert "One line might work better." in room.text(offered)
    assert await room.read(BO) == ""


async def test_a_yes_sends_what_was_shown_only_where_one_line_was(room: Room) -> None:
    await room.say(ANA, 'permission request Bo "urgent!!"')
    await room.say(ANA, "yes")
    undecided = await room.read(BO)
    await room.say(ANA, "permission request Bo")
    await room.say(ANA, WHY)
    await room.say(ANA, "yes")

    assert undecided == ""
    assert WHY in await room.read(BO)


async def test_a_no_drops_what_was_about_to_be_sent_and_takes_nothing_back(room: Room) -> None:
    await room.do(ANA, Grant("Cy"))
    await room.say(ANA, "permission request Bo")
    await room.say(ANA, WHY)
    dropped = await room.say(ANA, "no")

    assert "forget it" in dropped
    assert await room.read(BO) == ""
    assert await room.verdict("Ana", CY) == "allowed"


async def test_a_yes_passes_a_question_on_and_gives_no_permission(room: Room) -> None:
    await room.do(ANA, Request("Bo", WHY))
    await room.read(BO)
    await room.say(BO, "who is this?")
    await room.say(BO, "yes")

    assert "who is this?" in await room.read(ANA)
    assert await room.verdict("Bo", ANA) == "ask_first"


async def test_a_wish_to_call_another_is_no_reason_for_a_call(room: Room) -> None:
    await room.say(ANA, "permission request Bo")
    asked = await room.say(ANA, "ask Cy if I can call")
    await room.say(ANA, WHY)
    await room.say(ANA, "send this")

    assert "why you would like to call Cy" in asked
    assert await room.read(BO) == ""
    assert WHY in await room.read(CY)


async def test_what_is_looked_up_in_between_is_no_reason_either(room: Room) -> None:
    await room.say(ANA, "permission request Bo")
    await room.say(ANA, "may I call @Cy")
    asked = await room.say(ANA, "ask him")

    assert "why you would like to call Cy" in asked


async def test_the_place_alone_says_by_whose_clock_an_answer_counts(room: Room) -> None:
    await room.do(ANA, Request("Bo", WHY))
    await room.read(BO)
    asked = await room.say(BO, "sure, Thursdays after 3")
    read_back = await room.say(BO, "Lisbon time")
    await room.say(BO, "yes")

    assert "By whose clock?" in asked
    assert "Thursdays from 15:00 (Lisbon)" in read_back
    assert await room.verdict("Bo", ANA) == "outside_hours"


async def test_a_place_is_no_answer_an_hour_later(room: Room) -> None:
    await room.say(BO, "reach-me fine weekdays 9-12")
    room.later(hours=2)
    await room.say(BO, "Lisbon")

    assert await room.verdict("Bo", ANA) == "ask_first"


async def test_what_i_was_told_counts_only_once_i_noted_it(room: Room) -> None:
    offered = await room.coach.hear("Bo said I may ring him any time", ANA)
    before = await room.verdict("Bo", ANA)
    await room.press(ANA, "Note that", offered)

    assert before == "ask_first"
    assert await room.verdict("Bo", ANA) == "allowed_reported"
    assert "Bo said I may ring him any time" in await room.read(BO)


async def test_what_i_was_told_never_stands_against_a_no(room: Room) -> None:
    await room.do(BO, Block("Ana"))
    told = await room.say(ANA, "Bo said I may ring him any time")

    assert "nothing was written down" in told
    assert await room.verdict("Bo", ANA) == "blocked"


@pytest.mark.parametrize("dropped", ["nevermind", "no", "Oh never mind.", "forget it"])
async def test_whoever_drops_what_was_asked_for_sends_nothing(room: Room, dropped: str) -> None:
    await room.say(ANA, "permission request Bo")

    assert "Nothing was written down" in await room.say(ANA, dropped)
    assert "which is it" not in await room.say(ANA, "yes")
    assert await room.read(BO) == ""


async def test_a_question_is_taken_back_without_a_name_where_one_is_open(room: Room) -> None:
    none = await room.say(ANA, "take my question back")
    await room.do(ANA, Request("Bo", WHY))
    taken_back = await room.say(ANA, "withdraw my question")
    await room.do(ANA, Request("Cy", WHY))
    await room.do(ANA, Request("Dana", WHY))
    several = await room.say(ANA, "withdraw")
    chosen = await room.say(ANA, "Dana")

    assert "No question of yours is open" in none
    assert "Bo won't be bothered" in taken_back
    assert "Which one" in several
    assert "Dana won't be bothered" in chosen
    assert WHY in await room.read(CY)


async def test_a_yes_is_changed_in_words_that_name_whose_it_is(room: Room) -> None:
    await room.do(BO, Grant("Ana"))
    await room.say(BO, "change @Ana to mornings only")
    changed = await room.say(BO, "Lisbon")

    assert "08:00–12:00 (Lisbon)" in changed
