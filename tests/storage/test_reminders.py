"""Reminders are kept as they are, and each of their slots is posted once, whoever gets to it first."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Connection, select

from bot.core.ports import Book
from bot.core.reminding.reminder import Due, Reminder, Turned
from bot.core.reminding.rhythms import Rhythm, Slot
from bot.core.replies import Letter, Reply, Text
from storage.database import Database
from storage.memory import Memory
from storage.reminders import Batch, next_due, turn
from storage.tables import outbox, slots
from tests.record import NOON
from tests.storage.samples import MINUTE, OTHER_TEAM, TEAM, met, team_of

RHYTHM = Rhythm(12 * 60, "Europe/Lisbon", (0, 2), 3, start=date(2026, 11, 23))
DAY = timedelta(days=1)


def slot(at: datetime = NOON) -> Slot:
    return Slot(at.replace(tzinfo=None), at)


def reminder(owner: str, place: str = "slack:T1/C1", at: datetime = NOON) -> Reminder:
    return Reminder(0, owner, "slack", place, "#general", RHYTHM, "favours", slot=slot(at))


def adding(count: int = 1, place: str = "slack:T1/C1", at: datetime = NOON) -> Callable[[Book], tuple[Reminder, ...]]:
    def add(book: Book) -> tuple[Reminder, ...]:
        (ann,) = met(book, "Ann")
        return tuple(book.reminders.add(reminder(ann, place, at), NOON) for _ in range(count))

    return add


def post(due: Due) -> Turned:
    """Post a slot, and come round again a day later."""
    found, was = due.reminder, due.reminder.slot
    assert was
    letter = Letter(f"slot:{found.id}:{was.name}", found.owner, Reply((Text("a tip"),)), place=found.place)
    return Turned(found, "posted", slot(was.at + DAY), (*found.shown, "tip"), "tip", letter)


def turning(database: Database, now: datetime = NOON, most: int = 50, platform: str = "slack") -> tuple[Turned, ...]:
    return database.transact(lambda connection: turn(connection, Batch([platform], now, most), post), write=True)


def posted(database: Database) -> list[tuple[int, str]]:
    """Return number and slot of whatever was posted."""
    kept = select(slots.c.number, slots.c.slot).where(slots.c.fate == "posted").order_by(slots.c.number, slots.c.slot)
    found = database.transact(lambda connection: connection.execute(kept).all(), write=False)
    return [(row.number, row.slot) for row in found]


def letters(database: Database) -> list[str]:
    kept = select(outbox.c.key).order_by(outbox.c.key)
    return list(database.transact(lambda connection: connection.execute(kept).scalars().all(), write=False))


def waits_until(database: Database, platform: str = "slack") -> datetime | None:
    return database.transact(lambda connection: next_due(connection, [platform]), write=False)


async def test_a_reminder_is_kept_as_it_is(memory: Memory) -> None:
    (kept,) = await memory.change(TEAM, adding())
    told = replace(kept, topic="", pause="paused", slot=None, shown=("a", "b"), unwanted=("c",), label="#Zürich")
    await memory.change(TEAM, lambda book: book.reminders.keep(told))

    assert kept.id == "r1"
    assert await memory.read(TEAM, lambda book: book.reminders.all()) == (told,)


async def test_a_number_is_not_used_again(memory: Memory) -> None:
    first, second = await memory.change(TEAM, adding(2))
    await memory.change(TEAM, lambda book: book.reminders.keep(replace(second, pause="removed", slot=None)))
    (third,) = await memory.change(TEAM, adding())

    assert (first.id, second.id, third.id) == ("r1", "r2", "r3")
    assert [each.id for each in await memory.read(TEAM, lambda book: book.reminders.all())] == ["r1", "r3"]


async def test_a_slot_that_is_due_is_posted_once_and_its_letter_goes_to_the_channel(
    memory: Memory, database: Database
) -> None:
    await memory.change(TEAM, adding())

    assert waits_until(database) == NOON
    assert turning(database, NOON - MINUTE) == ()
    assert [each.tip for each in turning(database)] == ["tip"]
    assert turning(database) == ()
    assert waits_until(database) == NOON + DAY
    assert posted(database) == [(1, "2026-11-23T12:00")]
    assert letters(database) == ["slot:r1:2026-11-23T12:00"]


async def test_what_rests_is_never_due(memory: Memory, database: Database) -> None:
    (kept,) = await memory.change(TEAM, adding())
    await memory.change(TEAM, lambda book: book.reminders.keep(replace(kept, pause="paused", slot=None)))

    assert waits_until(database) is None
    assert turning(database, NOON + DAY) == ()


async def test_only_the_platforms_asked_for_are_turned(memory: Memory, database: Database) -> None:
    await memory.change(TEAM, adding())

    assert waits_until(database, "discord") is None
    assert turning(database, platform="discord") == ()
    assert len(turning(database)) == 1


@pytest.mark.parametrize("step", [timedelta(hours=-1), -DAY])
async def test_a_clock_that_is_set_back_repeats_nothing(memory: Memory, database: Database, step: timedelta) -> None:
    await memory.change(TEAM, adding())
    turning(database)

    assert turning(database, NOON + step) == ()
    assert turning(database) == ()
    assert len(letters(database)) == 1


async def test_a_slot_that_comes_again_after_a_change_of_zone_is_not_posted_again(
    memory: Memory, database: Database
) -> None:
    (kept,) = await memory.change(TEAM, adding())
    turning(database)
    again = replace(kept, slot=Slot(slot().local, NOON + timedelta(hours=5)))
    await memory.change(TEAM, lambda book: book.reminders.keep(again))

    assert turning(database, NOON + timedelta(hours=5)) == ()
    assert len(letters(database)) == 1
    assert waits_until(database) == NOON + timedelta(hours=29)


async def test_reminders_are_taken_a_few_at_a_time_the_longest_due_first(memory: Memory, database: Database) -> None:
    await memory.change(TEAM, adding(2))
    await memory.change(TEAM, adding(2, at=NOON - MINUTE))

    assert [each.reminder.number for each in turning(database, most=3)] == [3, 4, 1]
    assert [each.reminder.number for each in turning(database, most=3)] == [2]


async def test_two_processes_post_every_slot_once(memory: Memory, database: Database, url: str) -> None:
    await memory.change(TEAM, adding(200))
    await memory.change(OTHER_TEAM, adding(200))

    def work(_number: int) -> int:
        with closing(Database(url)) as own:
            count = misses = 0
            while misses < 3:
                found = len(turning(own, most=7))
                count, misses = count + found, 0 if found else misses + 1
            return count

    with ThreadPoolExecutor(2) as processes:
        counts = list(processes.map(work, range(2)))

    assert sum(counts) == 400
    assert len(letters(database)) == 400
    assert len(posted(database)) == 400


async def test_a_slot_of_one_process_makes_the_other_pass_on(memory: Memory, database: Database, url: str) -> None:
    """On PostgreSQL the second takes what the first has left; SQLite lets it wait for its turn."""
    if database.embedded:
        await memory.change(TEAM, adding(2))
        assert [each.reminder.number for each in turning(database, most=1)] == [1]
        assert [each.reminder.number for each in turning(database, most=1)] == [2]
        return
    await memory.change(TEAM, adding(2))

    with closing(Database(url)) as other:

        def first(connection: Connection) -> list[int]:
            taken = turn(connection, Batch(["slack"], NOON, 1), post)
            others = turning(other)
            return [each.reminder.number for each in (*taken, *others)]

        assert database.transact(first, write=True) == [1, 2]


async def test_what_a_slot_comes_to_is_undone_as_a_whole(memory: Memory, database: Database) -> None:
    await memory.change(TEAM, adding(2))

    def stumble(due: Due) -> Turned:
        if due.reminder.number == 2:
            raise ValueError("stumbled")
        return post(due)

    with pytest.raises(ValueError, match="stumbled"):
        database.transact(lambda connection: turn(connection, Batch(["slack"], NOON, 9), stumble), write=True)

    assert letters(database) == []
    assert posted(database) == []
    assert len(turning(database)) == 2


async def test_whoever_turns_a_slot_knows_the_days_off_the_owner_and_her_zone(
    memory: Memory, database: Database
) -> None:
    await memory.change(TEAM, adding())
    await memory.change(TEAM, lambda book: book.reminders.leave_out([NOON.date(), NOON.date()]))
    await memory.change(TEAM, lambda book: book.settings.place_in("Asia/Kathmandu"))
    seen: list[Due] = []

    def look(due: Due) -> Turned:
        seen.append(due)
        return post(due)

    database.transact(lambda connection: turn(connection, Batch(["slack"], NOON, 9), look), write=True)

    assert [(due.owner, due.zone, due.off) for due in seen] == [("Ann", "Asia/Kathmandu", frozenset([NOON.date()]))]
    assert seen[0].team == team_of(database)


async def test_ones_own_zone_comes_before_the_teams(memory: Memory, database: Database) -> None:
    (kept,) = await memory.change(TEAM, adding())
    await memory.change(TEAM, lambda book: book.settings.place_in("Asia/Kathmandu"))
    await memory.change(TEAM, lambda book: book.people.place_in(kept.owner, "Europe/Lisbon"))
    zones: list[str] = []

    def look(due: Due) -> Turned:
        zones.append(due.zone)
        return post(due)

    database.transact(lambda connection: turn(connection, Batch(["slack"], NOON, 9), look), write=True)

    assert zones == ["Europe/Lisbon"]


async def test_what_somebody_alone_reads_goes_with_her_and_what_a_channel_reads_stays(memory: Memory) -> None:
    await memory.change(TEAM, adding(place=""))
    await memory.change(TEAM, adding())
    await memory.change(TEAM, lambda book: book.reminders.due("slack", NOON, post))
    await memory.change(TEAM, lambda book: book.reminders.erase(met(book, "Ann")[0]))

    assert [each.place for each in await memory.read(TEAM, lambda book: book.reminders.all())] == ["slack:T1/C1"]


async def test_what_one_account_set_up_belongs_to_both(memory: Memory) -> None:
    await memory.change(TEAM, adding(place=""))

    def link(book: Book) -> str:
        ann, bob = met(book, "Ann", "Bob")
        book.reminders.link(bob, ann)
        return bob

    bob = await memory.change(TEAM, link)
    assert [each.owner for each in await memory.read(TEAM, lambda book: book.reminders.all())] == [bob]


async def test_days_off_are_kept_in_their_order(memory: Memory) -> None:
    days = [date(2026, 12, 26), date(2026, 12, 24)]
    await memory.change(TEAM, lambda book: book.reminders.leave_out(days))
    await memory.change(TEAM, lambda book: book.reminders.leave_out([date(2026, 12, 24), date(2026, 12, 25)]))
    await memory.change(TEAM, lambda book: book.reminders.take_in([date(2026, 12, 26), date(2027, 1, 1)]))

    kept = await memory.read(TEAM, lambda book: book.reminders.days_off())
    assert kept == (date(2026, 12, 24), date(2026, 12, 25))


async def test_who_sets_reminders_up_is_admins_until_somebody_says_so(memory: Memory) -> None:
    before = await memory.read(TEAM, lambda book: book.settings.everybody_reminds())
    await memory.change(TEAM, lambda book: book.settings.let_remind(everybody=True))
    settled = await memory.read(TEAM, lambda book: book.settings.everybody_reminds())
    await memory.change(TEAM, lambda book: book.settings.let_remind(everybody=False))

    assert (before, settled) == (False, True)
    assert await memory.read(TEAM, lambda book: book.settings.everybody_reminds()) is False


async def test_the_timetable_turns_what_is_due_and_looks_before_it_writes(memory: Memory) -> None:
    await memory.change(TEAM, adding(3))
    table = memory.timetable

    assert await table.next_due(["slack", "discord"]) == NOON
    assert await table.turn(["slack"], NOON - MINUTE, 50, post) == ()
    assert len(await table.turn(["slack"], NOON, 2, post)) == 2
    assert len(await table.turn(["slack"], NOON, 2, post)) == 1
    assert await table.next_due(["discord"]) is None


async def test_a_workspace_that_leaves_takes_the_reminders_of_its_channels_along(memory: Memory) -> None:
    for place in ("slack:T1/C1", "slack:T12/C1", "discord:7/8", ""):
        await memory.change(TEAM, adding(place=place))
    await memory.change(TEAM, lambda book: book.reminders.due("slack", NOON, post))
    await memory.change(TEAM, lambda book: book.reminders.vacate("slack:T1/"))

    left = [each.place for each in await memory.read(TEAM, lambda book: book.reminders.all())]
    assert left == ["slack:T12/C1", "discord:7/8", ""]
