"""A slot is posted with a tip, or skipped; the letter says where it goes, from when and until when."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache

import pytest

from bot.core import letters
from bot.core.reminding.posting import GRACE, Posting
from bot.core.reminding.reminder import Due, Reminder, carried_by
from bot.core.reminding.rhythms import Rhythm, next_slot
from bot.core.replies import visible
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
    slot = posting().turn(due(REMINDER, *off), turned_at).reminder.slot
    return slot.at if slot else None


def test_a_slot_is_posted_to_its_channel_and_comes_round_the_next_day() -> None:
    turned = posting().turn(due(), NOON)

    assert turned.letter
    assert (turned.fate, turned.letter.place, turned.letter.to) == ("posted", "slack:T1/C1", "ann")
    assert carried_by(turned.letter) == "r1"
    assert turned.reminder.shown == (turned.tip,)
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
    assert turned.reminder.shown == ((turned.tip,) if fate == "posted" else ())


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


def test_a_dilemma_shows_both_sides_and_where_each_comes_from() -> None:
    told = text(replace(REMINDER, topic="dilemmas"))

    assert told.startswith("Would you ring?")
    assert "\nFor: " in told
    assert "\nAgainst: " in told
    assert told.count("(") >= 2


def test_a_topic_without_a_tip_of_its_own_left_does_no_harm() -> None:
    unwanted = tuple(tip.id for tip in posting().tips)

    assert posting().turn(due(replace(REMINDER, unwanted=unwanted)), NOON).tip in unwanted
