"""Free words about reminders are understood, or it is said what can be asked for."""

from __future__ import annotations

from functools import cache

import pytest

from bot.core.errors import Unreadable
from bot.core.reminding.reading import read_rhythm, spell
from bot.core.reminding.tending import as_typed
from bot.core.reminding.verbs import Add, Change, Listing, Pause, ReminderCommand, Remove, Resume, Snooze
from bot.core.reminding.wishes import Wish, changed, meant, wish
from bot.core.reminding.wording import Words
from bot.settings import PROMPTS
from tests.record import NOON


@cache
def words() -> Words:
    return Words.read(PROMPTS)


@pytest.mark.parametrize(
    ("typed", "command"),
    [
        ("remind the team every monday at 9 about cold calls", Add("here", "every monday at 9 about cold-calls")),
        ("remind me every weekday at 8:45", Add("me", "every weekday at 8:45")),
        (
            "remind us about favours every other Tuesday 9:30 Lisbon",
            Add("here", "every other Tuesday 9:30 Lisbon about favours"),
        ),
        ("post a tip in #general every friday, please", Add("#general", "every friday, please")),
        ("a nudge on wednesdays about introductions", Add("here", "on wednesdays about favours")),
        ("tips about taxes in #random every monday", Add("#random", "every monday about taxes")),
        ("nudge everyone on the first Monday of the month?", Add("here", "on the first Monday of the month")),
        ("pause the reminders", Pause()),
        ("stop r2 please", Pause("r2")),
        ("no more tips in #general", Pause()),
        ("turn the reminders off", Pause()),
        ("turn them back on", Resume()),
        ("pause r1 until january", Snooze("r1", "until january")),
        ("skip the next one", Snooze()),
        ("delete r3", Remove("r3")),
        ("move the tip to fridays at 10", Change("", "fridays at 10")),
        ("make it thursday", Change("", "thursday")),
        ("less often", "often"),
        ("too many tips", "often"),
        ("change r2 to 10:30", Change("r2", "10:30")),
        ("which reminders are set?", Listing()),
        ("when is the next tip", Listing()),
        ("remind me to call mum tomorrow", "once"),
        ("remind me every friday to call Bo", "own"),
        ("reminders please", "wish"),
    ],
)
def test_a_wish_is_understood(typed: str, command: ReminderCommand | str) -> None:
    assert meant(typed, words().topics, NOON) == command


@pytest.mark.parametrize(
    ("typed", "wished"),
    [
        ("every monday about cold calls", Wish("every monday", "cold-calls", True)),
        ("every monday cold-calls", Wish("every monday", "cold-calls", True)),
        ("about first messages every monday at 9", Wish("every monday at 9", "first-messages", True)),
        ("every monday about everything", Wish("every monday", "", True)),
        ("every monday at 9", Wish("every monday at 9", "", False)),
        ("every monday in #calls", Wish("every monday in #calls", "", False)),
    ],
)
def test_a_topic_is_told_from_the_rest(typed: str, wished: Wish) -> None:
    assert wish(typed, words().topics) == wished


def test_every_topic_is_known_by_its_name_on_screen() -> None:
    for topic, names in words().topics.items():
        assert wish(f"every monday about {names[0]}", words().topics).topic == topic


def test_a_topic_that_there_is_not_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(Unreadable) as refused:
        wish("every monday about taxes", words().topics)

    assert refused.value.phrase == "no_topic"
    assert "cold calls" in refused.value.values["topics"]


@pytest.mark.parametrize(
    ("typed", "rhythm"),
    [
        ("at 10", "every 2 weeks on tue 10:00"),
        ("fridays", "fri 09:30"),
        ("fridays at 11", "fri 11:00"),
        ("on the 15th", "15th of the month 09:30"),
        ("every day in the evening", "every day 18:00"),
    ],
)
def test_of_a_change_what_is_not_said_stays(typed: str, rhythm: str) -> None:
    was = read_rhythm("every other Tuesday 9:30", "Europe/Lisbon", NOON)

    new = changed(typed, was, NOON)
    assert spell(new).partition(" from ")[0] == rhythm
    assert new.zone == "Europe/Lisbon"


@pytest.mark.parametrize(
    "typed",
    [
        "every other Tuesday 9:30 Lisbon",
        "first Monday of the month 10:00 America/Argentina/Buenos_Aires",
        "every 3 weeks on Friday from 2027-01-08 Kathmandu",
        "on the 31st at 14:00 Tokyo",
        "last day of the month 23:59 UTC",
        "mon, wed and fri at 8 Etc/GMT+3",
        "weekends at noon",
    ],
)
def test_what_a_button_carries_is_the_rhythm_that_was_shown(typed: str) -> None:
    rhythm = read_rhythm(typed, "Europe/Berlin", NOON)

    for topic in ("", *words().topics):
        carried = wish(as_typed(rhythm, topic), words().topics)
        assert (read_rhythm(carried.when, "Asia/Tokyo", NOON), carried.topic) == (rhythm, topic)


def test_a_change_that_cant_be_read_is_refused() -> None:
    with pytest.raises(Unreadable):
        changed("whenever you like", read_rhythm("mondays", "UTC", NOON), NOON)
