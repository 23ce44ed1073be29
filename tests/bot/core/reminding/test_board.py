"""Reminders are set up, shown, changed and removed, by whoever may, from any platform."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

import pytest

from bot.core.coach import Coach
from bot.core.delivering import Ended, Leased
from bot.core.grammar import parse
from bot.core.people import Caller, Mention
from bot.core.permission.desk import Desk
from bot.core.permission.erasing import erase
from bot.core.permission.outcome import Told
from bot.core.permission.verbs import Export, Forget
from bot.core.reminding import losing
from bot.core.reminding.outcome import Reminded
from bot.core.reminding.posting import Posting
from bot.core.reminding.reminder import Reminder
from bot.core.reminding.wording import Words
from bot.core.replies import Button, Reply, Trouble, visible
from bot.settings import PROMPTS
from tests.record import Clock
from tests.record import desk as opened
from tests.words import library

MONDAY_NINE = "every Monday at 9 Europe/Lisbon"
ANN = Caller("slack:T1", "T1:U1", "C1", name="Ann", platform="slack", admin=True, zone="Europe/Lisbon")
BOB = Caller("slack:T1", "T1:U2", "C1", name="Bob", platform="slack")
ANA = Caller("terminal", "Ana", admin=True)
WEEK = timedelta(days=7)


@dataclass(slots=True)
class Team:
    """A coach with a record, and how one types to it."""

    coach: Coach
    desk: Desk
    clock: Clock

    async def take(self, typed: str, caller: Caller = ANN) -> Reply:
        command = parse(f"/reminder {typed}")
        assert command
        return await self.coach.take(command, caller)

    async def press(self, reply: Reply, label: str, caller: Caller = ANN) -> Reply:
        (command,) = (button.command for button in reply.buttons if button.label == label)
        return await self.coach.take(command, caller)

    async def kept(self, team: str = "slack:T1") -> tuple[Reminder, ...]:
        return await self.desk.memory.read(team, lambda book: book.reminders.all())


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    clock = Clock()
    with opened(tmp_path, clock) as desk:
        yield Team(Coach(library(), desk), desk, clock)


def shown(reply: Reply) -> str:
    return visible(reply.parts, library().labels)


def told(reply: Reply) -> Reminded:
    assert isinstance(reply.result, Reminded), shown(reply)
    return reply.result


def refused(reply: Reply) -> str:
    assert isinstance(reply.result, Trouble), shown(reply)
    return reply.result.code


# Setting up


async def test_the_next_three_dates_are_shown_before_anything_is_saved(team: Team) -> None:
    preview = await team.take(f"add here {MONDAY_NINE} about cold calls")
    assert await team.kept() == ()

    done = await team.press(preview, "Set it up")
    (kept,) = await team.kept()
    assert (kept.place, kept.topic, kept.owner != "") == ("slack:T1/C1", "cold-calls", True)
    for reply in (preview, done):
        assert "Monday, 30 November, 09:00\n- Monday, 7 December, 09:00\n- Monday, 14 December, 09:00" in shown(reply)
    assert told(preview).reminders[0].next == told(done).reminders[0].next


@pytest.mark.parametrize("place", ["here", "me"])
async def test_a_button_pressed_twice_sets_up_one(team: Team, place: str) -> None:
    preview = await team.take(f"add {place} {MONDAY_NINE}")
    first = await team.press(preview, "Set it up")

    again = await team.press(preview, "Set it up")

    assert len(await team.kept()) == 1
    assert shown(again).startswith("Set up already.")
    assert told(again).reminders == told(first).reminders


async def test_a_button_pressed_again_starts_nothing_that_was_paused(team: Team) -> None:
    preview = await team.take(f"add here {MONDAY_NINE}")
    await team.press(preview, "Set it up")
    await team.take("pause")

    again = await team.press(preview, "Set it up")

    assert shown(again).startswith("Set up already, and paused.")
    await team.press(again, "Resume")
    assert [each.pause for each in await team.kept()] == [""]


async def test_what_was_removed_can_be_set_up_by_the_same_button(team: Team) -> None:
    preview = await team.take(f"add here {MONDAY_NINE}")
    await team.press(preview, "Set it up")
    await team.take("remove")

    again = await team.press(preview, "Set it up")

    assert shown(again).startswith("Set up.")


@pytest.mark.parametrize(
    ("typed", "place", "label"),
    [
        ("<#C7|random>", "slack:T1/C7", "#random"),
        ("#{C7|random}", "slack:T1/C7", "#random"),
        ("#{C7}", "slack:T1/C7", "that channel"),
        ("{C7}", "slack:T1/C7", "that channel"),
        ("here", "slack:T1/C1", "this channel"),
        ("me", "", "your direct messages"),
    ],
)
async def test_a_channel_is_named_as_the_platform_names_it(team: Team, typed: str, place: str, label: str) -> None:
    await team.take(f"set {typed} {MONDAY_NINE}")

    (kept,) = await team.kept()
    assert (kept.place, kept.label) == (place, label)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("add #random every Monday", "unknown_place"),
        ("add here", "no_rhythm"),
        ("add here whenever", "bad_rhythm"),
        ("add here the 32nd of every month", "no_such_day"),
        ("add here every Monday from 2026-02-30", "no_such_day"),
        ("add here every Monday at 9 Mars/Phobos", "unknown_zone"),
        ("add here every Monday at 9 GMT+2", "which_zone"),
        ("add here every 53 weeks on Monday", "never"),
        ("add here the sixth Monday of the month", "never"),
        ("add here every Monday from 9997-01-01", "never"),
        ("add here every Monday about taxes", "no_topic"),
        ("pause", "no_reminders"),
        ("off 2026-02-30", "no_such_day"),
        ("off 2020-01-01", "past"),
        ("off 2026-12-24 or so", "bad_date"),
        ("off 2026-12-24 to 2028-12-24", "bad_date"),
        ("vote r1 2026-11-30T09:00 yes", "not_asked"),
    ],
)
async def test_what_cant_be_is_refused_with_a_way_out(team: Team, typed: str, code: str) -> None:
    reply = await team.take(typed)

    assert refused(reply) == code
    assert len(shown(reply)) > 20


async def test_a_channel_that_the_platform_knows_is_found_by_its_name(team: Team) -> None:
    named = replace(ANN, place="", mentions=(Mention("C9", "#general"), Mention("T1:U7", "general")))
    await team.take(f"set #General {MONDAY_NINE}", named)
    assert [(each.place, each.label) for each in await team.kept()] == [("slack:T1/C9", "#general")]

    preview = await team.coach.hear("post a tip in #general every tuesday at 9", named)
    assert "in #general?" in shown(preview)
    await team.press(preview, "Set it up", replace(ANN, place=""))
    assert [(each.place, each.label) for each in await team.kept()] == [("slack:T1/C9", "#general")] * 2


async def test_in_a_direct_message_a_channel_has_to_be_named(team: Team) -> None:
    assert refused(await team.take(f"add here {MONDAY_NINE}", replace(ANN, place=""))) == "no_place"


async def test_without_a_zone_anywhere_it_is_asked_for(team: Team) -> None:
    assert refused(await team.take("add here every Monday at 9", replace(ANN, zone=""))) == "no_zone"


async def test_a_team_has_its_limit(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.core.reminding.tending.MOST", 1)
    await team.take(f"set here {MONDAY_NINE}")

    assert refused(await team.take(f"set here {MONDAY_NINE} about favours")) == "too_many"


# Who may


async def test_only_admins_set_reminders_up_for_a_channel_until_they_let_others(team: Team) -> None:
    assert refused(await team.take(f"set here {MONDAY_NINE}", BOB)) == "admin_reminder"
    assert refused(await team.take("who everybody", BOB)) == "admin_reminder"
    await team.take("who everybody")

    assert told(await team.take(f"set here {MONDAY_NINE}", BOB)).reminders[0].id == "r1"
    await team.take("who admins")
    assert refused(await team.take(f"set here {MONDAY_NINE}", BOB)) == "admin_reminder"


async def test_a_tip_for_oneself_is_ones_own(team: Team) -> None:
    await team.take(f"set me {MONDAY_NINE}", BOB)

    assert told(await team.take("list", BOB)).reminders[0].place == "me"
    assert told(await team.take("list")).reminders == ()
    assert refused(await team.take("remove r1")) == "no_reminders"


@pytest.mark.parametrize("typed", ["pause r1", "remove r1", "change r1 at 10", "snooze r1"])
async def test_what_an_admin_set_up_others_leave_alone(team: Team, typed: str) -> None:
    await team.take(f"set here {MONDAY_NINE}")
    before = await team.kept()

    assert refused(await team.take(typed, BOB)) == "not_your_reminder"
    assert await team.kept() == before


# Changing


async def test_a_reminder_rests_and_goes_on(team: Team) -> None:
    await team.take(f"set here {MONDAY_NINE}")
    paused = await team.take("pause")
    assert told(paused).reminders[0].paused
    assert told(paused).reminders[0].next == ()
    assert refused(await team.take("pause r1")) == "already_paused"

    resumed = await team.press(paused, "Resume")
    assert told(resumed).reminders[0].next[0] == "2026-11-30T09:00+00:00"
    assert refused(await team.take("resume r1")) == "not_paused"


async def test_what_is_not_said_of_a_change_stays(team: Team) -> None:
    await team.take(f"set here {MONDAY_NINE} about favours")
    await team.take("change r1 Fridays")
    await team.take("change r1 to Fridays at 10")
    await team.take("change in #{C7|random}")
    (kept,) = await team.kept()

    assert (kept.rhythm.days, kept.rhythm.minute, kept.topic, kept.place) == ((4,), 600, "favours", "slack:T1/C7")
    await team.take("change about everything")
    assert [each.topic for each in await team.kept()] == [""]
    assert refused(await team.take("change r1")) == "no_change"


async def test_a_reminder_that_was_removed_can_be_set_up_again(team: Team) -> None:
    await team.take(f"set #{{C7|random}} {MONDAY_NINE} about favours")
    (before,) = await team.kept()
    removed = await team.take("remove")
    assert await team.kept() == ()

    await team.press(removed, "Set it up again")
    (after,) = await team.kept()
    assert replace(after, number=before.number) == before


async def test_a_snooze_leaves_out_the_next_or_all_until_a_day(team: Team) -> None:
    await team.take(f"set here {MONDAY_NINE}")
    assert told(await team.take("snooze")).reminders[0].next[0] == "2026-12-07T09:00+00:00"
    assert told(await team.take("snooze r1 until 5 January")).reminders[0].next[0] == "2027-01-11T09:00+00:00"
    assert refused(await team.take("snooze r1 until 2020-01-01")) == "until_past"


async def test_of_several_one_has_to_be_named(team: Team) -> None:
    for topic in ("cold calls", "favours"):
        await team.take(f"set here {MONDAY_NINE} about {topic}")

    assert refused(await team.take("pause")) == "several"
    assert refused(await team.take("pause r9")) == "no_reminder"
    assert told(await team.take("pause r2")).reminders[0].id == "r2"


# Days off


async def test_days_off_move_what_falls_on_them_and_bring_it_back(team: Team) -> None:
    await team.take(f"set here {MONDAY_NINE}")
    await team.take("off 2026-11-30 to 2026-12-06")
    assert told(await team.take("list")).reminders[0].next[0] == "2026-12-07T09:00+00:00"
    assert "30 November 2026 to 6 December 2026" in shown(await team.take("holidays", BOB))

    await team.take("on 2026-11-30")
    assert told(await team.take("list")).reminders[0].next[0] == "2026-11-30T09:00+00:00"
    assert refused(await team.take("off 2026-12-25", BOB)) == "admin_reminder"


async def test_days_off_bring_no_snoozed_reminder_back_sooner(team: Team) -> None:
    await team.take(f"set here {MONDAY_NINE}")
    await team.take("off 2026-11-30")
    await team.take("snooze until 5 January")
    await team.take("on 2026-11-30")
    assert told(await team.take("list")).reminders[0].next[0] == "2027-01-11T09:00+00:00"

    await team.take("off 2027-01-11")
    assert told(await team.take("list")).reminders[0].next[0] == "2027-01-18T09:00+00:00"


# Tips


async def test_a_preview_shows_the_tip_that_comes_next(team: Team) -> None:
    await team.take(f"set general {MONDAY_NINE}", ANA)
    preview = shown(await team.take("preview r1", ANA))
    team.clock.now = datetime(2026, 11, 30, 9, tzinfo=UTC)
    (posted,) = told(await team.take("due", ANA)).posted

    assert posted.text.splitlines()[0] in preview
    assert told(await team.take(f"preview {MONDAY_NINE}", ANA)).reminders[0].next[0] == "2026-12-07T09:00+00:00"


async def test_a_tip_that_nobody_wants_stays_away_until_it_is_wanted(team: Team) -> None:
    await team.take(f"set here {MONDAY_NINE}")
    reply = await team.take("unwanted r1 take-the-no", BOB)
    assert [each.unwanted for each in await team.kept()] == [("take-the-no",)]

    await team.press(reply, "Show it again", BOB)
    assert [each.unwanted for each in await team.kept()] == [()]
    assert refused(await team.take("unwanted r1 no-such-tip", BOB)) == "no_tip"


# A vote

ASKED = datetime(2026, 11, 30, 9, tzinfo=UTC)
DAY = timedelta(days=1)


async def put(team: Team, place: str = "here") -> Reply:
    """Have a dilemma put to a channel, or to Ann alone, and return what is read there."""
    await team.take(f"set {place} {MONDAY_NINE} about dilemmas")
    return (await rung(team, ASKED)).letter.reply


def member(number: int) -> Caller:
    return replace(BOB, person=f"T1:U{number}", name=f"Member {number}")


def choice(button: Button) -> str:
    return button.label.removeprefix("I'd ")


async def voted(team: Team, asked: Reply, ayes: int, noes: int) -> None:
    for number in range(ayes + noes):
        aye, no, _ = asked.buttons
        await team.coach.take((aye if number < ayes else no).command, member(number))


async def spoken(team: Team, at: datetime = ASKED + DAY) -> list[str]:
    """Return what both authors said to the channel until then."""
    team.clock.now = at
    memory, posting = team.desk.memory, Posting.of(library())
    await memory.timetable.close(["slack"], at, 9, lambda closing: posting.speak(closing, at))  # type: ignore[attr-defined]
    found = await memory.post.lease(["slack"], at, 9)  # type: ignore[attr-defined]
    return [shown(each.letter.reply) for each in found if each.letter.place]


async def test_a_vote_is_told_to_whoever_gave_it_and_can_be_changed_until_both_authors_speak(team: Team) -> None:
    asked = await put(team)
    aye, no, _ = asked.buttons
    first = await team.coach.take(aye.command, BOB)
    second = await team.coach.take(no.command, BOB)

    assert first.private
    assert shown(first).startswith(f"Counted: you'd {choice(aye)}. You can change it until Tuesday,")
    assert shown(second).startswith(f"Counted: you'd {choice(no)}.")
    await voted(team, asked, 2, 0)
    (told,) = await spoken(team)
    assert f"2 would {choice(aye)}, 1 would {choice(no)}." in told
    assert await spoken(team, ASKED + DAY * 2) == []


async def test_who_comes_too_late_reads_how_it_went(team: Team) -> None:
    asked = await put(team)
    await voted(team, asked, 1, 2)
    team.clock.now = ASKED + DAY
    before = await team.coach.take(asked.buttons[0].command, member(9))
    await spoken(team)
    after = await team.coach.take(asked.buttons[0].command, member(9))

    assert shown(before) == shown(after)
    assert shown(after).startswith("That one is closed: 1 would ")


async def test_of_two_votes_nobody_reads_the_split(team: Team) -> None:
    asked = await put(team)
    await voted(team, asked, 1, 1)

    (told,) = await spoken(team)
    assert "Here is what the two say." in told
    assert "1 would" not in told
    assert shown(await team.coach.take(asked.buttons[0].command, member(9))) == "That one is closed."


@pytest.mark.parametrize("how", ["pause", "remove"])
async def test_nobody_speaks_once_the_reminder_rests_or_is_gone(team: Team, how: str) -> None:
    asked = await put(team)
    await voted(team, asked, 2, 2)
    await team.take(how)

    assert await spoken(team) == []
    assert "closed" in shown(await team.coach.take(asked.buttons[0].command, member(9)))


async def test_both_authors_speak_where_the_dilemma_was_put_when_its_reminder_moved(team: Team) -> None:
    await put(team)
    await team.take("change r1 in #{C7|random}")
    team.clock.now = ASKED + DAY
    posting, memory = Posting.of(library()), team.desk.memory
    await memory.timetable.close(["slack"], team.clock.now, 9, lambda closing: posting.speak(closing, team.clock.now))  # type: ignore[attr-defined]
    (leased,) = await memory.post.lease(["slack"], team.clock.now, 9)  # type: ignore[attr-defined]
    await lost(team, leased)

    assert leased.letter.place == "slack:T1/C1"
    assert [each.pause for each in await team.kept()] == [""]


async def test_who_is_forgotten_is_not_counted(team: Team) -> None:
    asked = await put(team)
    await voted(team, asked, 3, 0)
    exported = (await team.coach.handle(Export("json"), member(0))).result
    assert isinstance(exported, Told)
    assert exported.details["me"]["votes"] == [{"reminder": "r1", "slot": "2026-11-30T09:00", "vote": "yes"}]
    await team.coach.handle(Forget(confirmed=True), member(0))

    (told,) = await spoken(team)
    assert "Here is what the two say." in told


async def test_alone_both_authors_answer_at_once(team: Team) -> None:
    asked = await put(team, "me")
    told = shown(await team.coach.take(asked.buttons[1].command, ANN))

    assert told.startswith(f"You'd {choice(asked.buttons[1])}. Here is what the two say:\nFor: ")
    assert "\nWhat decides: " in told
    assert await spoken(team) == []


async def test_a_preview_shows_the_buttons_which_count_once_the_dilemma_is_posted(team: Team) -> None:
    await team.take(f"set here {MONDAY_NINE} about dilemmas")
    preview = await team.take("preview r1")
    aye, no, *_ = preview.buttons

    assert [aye.label[:4], no.label[:4]] == ["I'd ", "I'd "]
    assert "Tuesday, 1 December, 09:00 (Lisbon)" in [each.words for each in preview.times]
    assert refused(await team.coach.take(aye.command, BOB)) == "not_asked"


async def test_a_dilemma_that_is_sent_again_asks_for_the_same_vote(team: Team) -> None:
    await team.take(f"set here {MONDAY_NINE} about dilemmas")
    leased = await rung(team, ASKED)
    await team.desk.memory.post.settle(leased, Ended("unknown", ASKED))  # type: ignore[attr-defined]
    team.clock.now = ASKED + timedelta(minutes=2)
    await team.take("resend r1")
    (again,) = await team.desk.memory.post.lease(["slack"], team.clock.now, 9)  # type: ignore[attr-defined]

    assert again.letter.reply.buttons == leased.letter.reply.buttons
    assert shown(again.letter.reply) in shown(leased.letter.reply)


async def test_what_both_authors_said_is_sent_again_with_the_same_split(team: Team) -> None:
    await voted(team, await put(team), 2, 1)
    posting, memory, at = Posting.of(library()), team.desk.memory, ASKED + DAY
    await memory.timetable.close(["slack"], at, 9, lambda closing: posting.speak(closing, at))  # type: ignore[attr-defined]
    (leased,) = await memory.post.lease(["slack"], at, 9)  # type: ignore[attr-defined]
    await memory.post.settle(leased, Ended("unknown", at))  # type: ignore[attr-defined]
    team.clock.now = at + timedelta(minutes=2)

    listed = await team.take("list")
    assert "What both authors say to the tip of Monday, 30 November, 09:00" in shown(listed)
    await team.press(listed, "Send it again")
    (again,) = await memory.post.lease(["slack"], team.clock.now, 9)  # type: ignore[attr-defined]
    assert (again.letter.key, again.letter.reply) == (leased.letter.key, leased.letter.reply)


# What is due in the terminal


async def test_what_is_due_is_posted_once_and_what_is_due_to_others_waits_for_them(team: Team) -> None:
    bo = replace(ANA, person="Bo")
    await team.take(f"set general {MONDAY_NINE}", ANA)
    await team.take(f"set me {MONDAY_NINE}", bo)
    team.clock.now = datetime(2026, 11, 30, 9, 59, tzinfo=UTC)
    assert told(await team.take("due", replace(ANA, at=datetime(2026, 11, 30, 8, tzinfo=UTC)))).posted == ()

    (posted,) = told(await team.take("due", ANA)).posted
    assert (posted.id, posted.slot) == ("r1", "2026-11-30T09:00")
    assert posted.card in library().cards
    assert told(await team.take("due", ANA)).posted == ()
    assert [letter.key for letter in await team.coach.waiting(bo)] == ["slot:r2:2026-11-30T09:00"]


async def test_an_hour_late_nothing_is_posted(team: Team) -> None:
    await team.take(f"set general {MONDAY_NINE}", ANA)
    team.clock.now = datetime(2026, 11, 30, 10, tzinfo=UTC)

    assert told(await team.take("due", ANA)).posted == ()
    assert told(await team.take("list", ANA)).reminders[0].next[0] == "2026-12-07T09:00+00:00"


async def test_below_a_tip_stop_ends_the_tip_and_takes_no_permission_back(team: Team) -> None:
    bo = replace(ANA, person="Bo")
    await team.coach.handle(parse("permission allow Cy once"), bo)  # type: ignore[arg-type]
    await team.take(f"set me {MONDAY_NINE}", bo)
    team.clock.now = datetime(2026, 11, 30, 9, 30, tzinfo=UTC)
    await team.take("due", ANA)
    assert len(await team.coach.waiting(bo)) == 1

    assert told(await team.coach.hear("stop", bo)).verb == "pause"
    assert "Cy" in shown(await team.coach.handle(parse("permission list"), bo))  # type: ignore[arg-type]
    assert [each.pause for each in await team.kept("terminal")] == ["paused"]


# Free words


async def test_free_words_set_a_reminder_up_once_its_label_is_typed(team: Team) -> None:
    await team.coach.hear("remind the team every monday at 9 Lisbon about cold calls", ANA)
    assert await team.kept("terminal") == ()

    await team.coach.hear("Set it up", ANA)
    assert [each.topic for each in await team.kept("terminal")] == ["cold-calls"]


async def test_free_words_that_say_too_little_get_an_example(team: Team) -> None:
    assert "reminder list" in shown(await team.coach.hear("reminders please", ANA))


async def test_without_a_memory_it_is_said_so() -> None:
    reply = await Coach(library()).handle(parse("/reminder list"), ANA)  # type: ignore[arg-type]

    assert refused(reply) == "no_memory"


# A channel that is gone


async def test_a_channel_keeps_its_tips_when_whoever_set_them_up_is_forgotten(team: Team) -> None:
    await team.take(f"set here {MONDAY_NINE}")
    await team.take(f"set me {MONDAY_NINE}")
    (kept, _) = await team.kept()
    await team.desk.memory.change("slack:T1", lambda book: erase(book, kept.owner, team.clock.now))

    leased = await rung(team, datetime(2026, 11, 30, 9, tzinfo=UTC))
    assert "Somebody of the team set this up" in shown(leased.letter.reply)
    await lost(team, leased)
    assert [(each.place, each.pause) for each in await team.kept()] == [("slack:T1/C1", "closed")]
    assert "paused, since the channel is gone" in shown(await team.take("list", replace(ANN, person="T1:U7")))
    assert await team.desk.memory.post.next_due(["slack"]) is None  # type: ignore[attr-defined]


async def rung(team: Team, now: datetime) -> Leased:
    """Have the one reminder that is due rung, and return its tip."""
    team.clock.now = now
    posting, memory = Posting.of(library()), team.desk.memory
    await memory.timetable.turn(["slack"], now, 9, lambda due: posting.turn(due, now))  # type: ignore[attr-defined]
    (leased,) = await memory.post.lease(["slack"], now, 9)  # type: ignore[attr-defined]
    return cast("Leased", leased)


async def lost(team: Team, leased: Leased) -> None:
    """Let a tip reach nobody, twice."""
    say, now, memory = Words.read(PROMPTS), team.clock.now, team.desk.memory
    desk = replace(team.desk, lose=lambda book, letter, at: losing.lose(book, letter, at, say))
    ended = Ended("dead", now)
    for _ in range(2):
        await memory.post.settle(leased, ended, lambda book: desk.unreachable(book, leased.letter, now))  # type: ignore[attr-defined]
        await memory.change("slack:T1", lambda book: desk.unreachable(book, leased.letter, now))


async def test_a_dead_channel_pauses_the_reminder_and_tells_its_owner_once(team: Team) -> None:
    await team.take(f"set #{{C7|random}} {MONDAY_NINE} about favours")
    await lost(team, await rung(team, datetime(2026, 11, 30, 9, tzinfo=UTC)))

    assert [each.pause for each in await team.kept()] == ["closed"]
    (letter,) = await team.coach.waiting(ANN)
    assert "I can't post in #random any more." in shown(letter.reply)
    assert "paused, since the channel is gone" in shown(await team.take("list"))
    assert told(await team.take("resume")).reminders[0].next[0] == "2026-12-07T09:00+00:00"
