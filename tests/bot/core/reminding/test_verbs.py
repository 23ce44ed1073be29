"""What is typed about reminders is read, and what a button carries is read back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.core.commands import Fill, Help, Remind
from bot.core.grammar import parse, spell
from bot.core.reminding.verbs import (
    VERBS,
    Add,
    Arrived,
    Change,
    Listing,
    Off,
    Pause,
    PostDue,
    Preview,
    Remove,
    Resume,
    Snooze,
    Unwanted,
    Vote,
    Who,
)

if TYPE_CHECKING:
    from bot.core.commands import Command

TYPED: list[tuple[str, Command]] = [
    ("reminder add #general every other Tuesday 9:30 Lisbon", Add("#general", "every other Tuesday 9:30 Lisbon")),
    ("reminder add <#C1|general> weekdays at 9", Add("<#C1|general>", "weekdays at 9")),
    ("reminder add #{C1} weekdays at 9", Add("#{C1}", "weekdays at 9")),
    ("reminder add me weekdays 8:45", Add("me", "weekdays 8:45")),
    ("reminder add every Monday at 9", Add("here", "every Monday at 9")),
    ("reminder add first Monday of the month 10:00", Add("here", "first Monday of the month 10:00")),
    ("reminder set general mon 09:00 UTC about everything", Add("general", "mon 09:00 UTC about everything", True)),
    ("Reminders", Listing()),
    ("reminder list", Listing()),
    ("/reminder", Listing()),
    ("reminder preview r1", Preview("r1")),
    ("reminder pause", Pause()),
    ("reminder pause r1", Pause("r1")),
    ("reminder off", Pause()),
    ("reminder pause 1", Pause("r1")),
    ("reminder resume #12", Resume("r12")),
    ("reminder on", Resume()),
    ("reminder remove R3", Remove("r3")),
    ("reminder change r1 Fridays at 10", Change("r1", "Fridays at 10")),
    ("reminder change at 10", Change("", "at 10")),
    ("reminder snooze r1 until 5 January", Snooze("r1", "until 5 January")),
    ("reminder due", PostDue()),
    ("/reminder unwanted r1 take-the-no", Unwanted("r1", "take-the-no")),
    ("/reminder wanted r1 take-the-no", Unwanted("r1", "take-the-no", True)),
    ("reminder who", Who()),
    ("reminder who everybody", Who(True)),
    ("/reminder arrived", Arrived()),
    ("/reminder arrived r1 2026-11-23T09:00", Arrived("r1", "2026-11-23T09:00")),
    ("/reminder resend r1", Arrived("r1", "", True)),
    ("reminder who admins", Who(False)),
    ("reminder off 2026-12-24 to 2026-12-26", Off("2026-12-24 to 2026-12-26")),
    ("reminder on 2026-12-24", Off("2026-12-24", True)),
    ("reminder holidays", Off()),
    ("/reminder vote r1 2026-11-23T09:00 yes", Vote("r1", "2026-11-23T09:00", True)),
    ("reminder vote r1 2026-11-23T09:00 no", Vote("r1", "2026-11-23T09:00", False)),
]


@pytest.mark.parametrize(("typed", "command"), TYPED)
def test_what_is_typed_is_read_and_read_back(typed: str, command: Command) -> None:
    assert parse(typed) == command
    assert parse(spell(command)) == command


def test_every_verb_is_tried() -> None:
    assert {type(command) for _, command in TYPED} == set(VERBS)


def test_a_verb_that_lacks_what_it_needs_gets_the_page_that_lists_them() -> None:
    assert parse("reminder preview") == Help("reminders")
    assert parse("reminder unwanted r1 ../secrets") == Help("reminders")
    assert parse("reminder resend r1 on Monday") == Help("reminders")
    assert parse("reminder vote r1 2026-11-23T09:00 perhaps") == Help("reminders")
    assert parse("reminder vote r1 yes") == Help("reminders")


def test_what_is_to_be_added_can_be_filled_in() -> None:
    assert parse("reminder add") == Fill("reminder")


def test_a_sentence_that_begins_with_the_word_is_a_sentence() -> None:
    assert parse("reminder to self: call Bo") is None
    assert parse("/reminder every Monday at 9") == Remind("every Monday at 9")
