"""A slot is posted with a tip, or skipped; the letter says where it goes, from when and until when."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache

import pytest

from bot.core import letters
from bot.core.reminding.ballot import Ballot, Closing
from bot.core.reminding.posting import GRACE, Posting
from bot.core.reminding.reminder import Due, Pause, Reminder, carried_by
from bot.core.reminding.rhythms import Rhythm, next_slot
from bot.core.reminding.tips import Tip
from bot.core.replies import Letter, visible
from tests.record import NOON
from tests.words import library

DAILY = Rhythm(12 * 60, "UTC", tuple(range(7)))
REMINDER = Reminder(1, "ann", "slack", "slack:T1/C1", "#general", DAILY, slot=next_slot(DAILY, NOON - GRACE))
DAY = timedelta(days=1)


@cache
def posting() -> Posting:
    return Posting.of(library())


def due(reminder: Reminder = REMINDER, *off: date, zone: str = "") -> Due:
    return Due("team", reminder, frozenset(off), "Ann", zone)


def text(reminder: Reminder = REMINDER) -> str:
    """Return what is read where a slot is posted."""
    letter = posting().turn(due(reminder), NOON).letter
    assert letter
    return visible(letter.reply.parts, library().labels)


def next_of(turned_at: datetime, *off: date) -> datetime | None:
    slot = posting().turn(due(REMINDER, *off), turned_at).slot
    return slot.at if slot else None


def test_a_slot_is_posted_to_its_channel_and_comes_round_the_next_day() -> None:
    turned = posting().turn(due(), NOON)

    assert turned.letter
    assert (turned.fate, turned.letter.place, turned.letter.to) == ("posted", "slack:T1/C1", "ann")
    assert carried_by(turned.letter) == "r1"
    assert turned.shown == (turned.tip,)
    assert next_of(NOON) == NOON + DAY


def test_a_letter_outlives_the_program_with_its_buttons() -> None:
    letter = posting().turn(due(), NOON).letter
    assert letter

    read = letters.read(letters.write(letter.reply))
    assert read.parts == letter.reply.parts
    assert read.buttons == letter.reply.buttons


def test_only_the_first_post_says_who_set_it_up_and_how_to_change_it() -> None:
    first, second = text(), text(replace(REMINDER, shown=("take-the-no",)))

    assert "Ann set this up" in first
    assert "reminder list" in first
    assert "Ann" not in second


@pytest.mark.parametrize(
    ("late", "fate"), [(timedelta(), "posted"), (GRACE - timedelta(seconds=1), "posted"), (GRACE, "late")]
)
def test_an_hour_late_is_skipped_and_logged(late: timedelta, fate: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        turned = posting().turn(due(), NOON + late)

    assert turned.fate == fate
    assert (turned.letter is None) == bool(caplog.messages) == (fate == "late")
    assert turned.shown == ((turned.tip,) if fate == "posted" else ())


@pytest.mark.parametrize("days", [1, 3, 400])
def test_however_many_were_missed_there_is_no_burst(days: int) -> None:
    assert next_of(NOON + DAY * days + timedelta(minutes=30)) == NOON + DAY * days
    assert next_of(NOON + DAY * days + timedelta(hours=2)) == NOON + DAY * (days + 1)


def test_a_day_off_is_left_out_and_so_are_those_behind_it() -> None:
    turned = posting().turn(due(REMINDER, NOON.date(), NOON.date() + DAY), NOON)

    assert (turned.fate, turned.letter) == ("off", None)
    assert next_of(NOON, NOON.date(), NOON.date() + DAY) == NOON + 2 * DAY


def test_a_letter_that_could_not_go_out_for_an_hour_never_does() -> None:
    letter = posting().turn(due(), NOON).letter

    assert letter
    assert letter.expires == NOON + GRACE


@pytest.mark.parametrize(
    ("zone", "starts"),
    [
        ("", NOON),
        ("UTC", NOON),
        ("Europe/Lisbon", NOON),
        ("Asia/Tokyo", datetime.fromisoformat("2026-11-24T08:00+09:00")),
        ("Pacific/Honolulu", datetime.fromisoformat("2026-11-23T08:00-10:00")),
    ],
)
def test_by_anothers_clock_a_tip_for_one_person_waits_for_her_morning(zone: str, starts: datetime) -> None:
    mine = replace(REMINDER, place="")
    letter = posting().turn(due(mine, zone=zone), NOON).letter
    in_channel = posting().turn(due(zone=zone), NOON).letter

    assert letter
    assert in_channel
    assert (letter.not_before, letter.expires) == (starts, starts + GRACE)
    assert in_channel.not_before == NOON


def test_ones_own_hour_by_ones_own_clock_counts_at_night_as_well() -> None:
    late = Rhythm(22 * 60, "Asia/Tokyo", tuple(range(7)))
    mine = replace(REMINDER, place="", rhythm=late, slot=next_slot(late, NOON))
    assert mine.slot
    letter = posting().turn(due(mine, zone="Asia/Tokyo"), mine.slot.at).letter

    assert letter
    assert letter.not_before == mine.slot.at


DILEMMAS = replace(REMINDER, topic="dilemmas")


def closing(ballot: Ballot, reminder: Reminder = DILEMMAS, *off: date) -> Closing:
    return Closing(reminder, "2026-11-23T12:00", ballot, off)


def ballot(ayes: int, noes: int) -> Ballot:
    return Ballot("number-in-the-signature", "slack:T1/C1", NOON + DAY, ayes, noes)


def spoken(closing: Closing, at: datetime = NOON + DAY) -> str:
    """Return what is read once a vote is over."""
    letter = posting().speak(closing, at)
    assert isinstance(letter, Letter)
    assert (letter.place, letter.not_before, letter.expires) == ("slack:T1/C1", NOON + DAY, NOON + DAY + GRACE)
    return visible(letter.reply.parts, library().labels)


def test_a_dilemma_asks_and_says_when_both_authors_speak_and_not_what() -> None:
    turned = posting().turn(due(DILEMMAS), NOON)
    told = text(DILEMMAS)

    assert turned.closes == NOON + DAY
    assert told.startswith("Would you ")
    assert "Both authors speak on Tuesday, 24 November, 12:00 (UTC)." in told
    assert "For:" not in told
    assert turned.letter
    assert [button.label[:4] for button in turned.letter.reply.buttons] == ["I'd ", "I'd ", "Not "]


def test_alone_nobody_waits_for_a_vote() -> None:
    mine = replace(DILEMMAS, place="")

    assert posting().turn(due(mine), NOON).closes is None
    assert "Say what you'd do, and both authors speak." in text(mine)


def test_a_vote_on_a_day_before_days_off_lasts_until_after_them() -> None:
    assert posting().turn(due(DILEMMAS, NOON.date() + DAY), NOON).closes == NOON + 2 * DAY


@pytest.mark.parametrize(
    ("ayes", "noes", "lead"),
    [
        (7, 3, "Would you ring? 7 would ring, 3 would write first. A contact"),
        (0, 3, "Would you ring? Nobody would ring, 3 would write first. A contact"),
        (1, 1, "Would you ring? Here is what the two say. A contact"),
        (0, 0, "Would you ring? Nobody said; here is what the two say. A contact"),
    ],
)
def test_both_authors_speak_and_a_split_that_would_tell_on_somebody_is_not_shown(
    ayes: int, noes: int, lead: str
) -> None:
    told = spoken(closing(ballot(ayes, noes)))

    assert told.startswith(lead)
    assert "\nFor: people you know may be rung (Calling out of the blue)\nAgainst: one line first" in told
    assert "\nWhat decides: " in told


@pytest.mark.parametrize("pause", ["paused", "closed", "removed"])
def test_nobody_speaks_where_the_reminder_rests(pause: Pause) -> None:
    assert posting().speak(closing(ballot(7, 3), replace(DILEMMAS, pause=pause)), NOON + DAY) is None


def test_on_a_day_off_or_found_late_both_authors_wait_for_the_next_hour_of_the_reminder() -> None:
    assert posting().speak(closing(ballot(7, 3)), NOON + DAY + GRACE) == NOON + 2 * DAY
    assert posting().speak(closing(ballot(7, 3), DILEMMAS, NOON.date() + DAY), NOON + DAY) == NOON + 2 * DAY
    assert spoken(closing(ballot(7, 3)), NOON + DAY + GRACE - timedelta(seconds=1))


@pytest.mark.parametrize("tip", [tip for tip in posting().tips if tip.disagreement], ids=lambda tip: tip.id)
def test_what_both_authors_say_is_short_enough_for_a_channel(tip: Tip) -> None:
    told = spoken(closing(replace(ballot(7, 3), tip=tip.id)))

    assert len(told.split()) <= 90


def test_a_topic_without_a_tip_of_its_own_left_does_no_harm() -> None:
    unwanted = tuple(tip.id for tip in posting().tips)

    assert posting().turn(due(replace(REMINDER, unwanted=unwanted)), NOON).tip in unwanted
