"""The bell rings when a reminder is due, and sleeps until then."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot import bell
from bot.bell import Bell
from bot.core.errors import Unavailable
from bot.core.ports import Book
from bot.core.reminding.posting import Posting
from bot.core.reminding.reminder import KEY, Reminder
from bot.core.reminding.rhythms import Rhythm, next_slot
from bot.core.reminding.timetable import Timetable
from storage.database import Database
from storage.memory import Memory
from storage.tables import outbox, slots
from tests.record import NOON, SECRET, Clock, kept_in
from tests.storage.samples import TEAM, met
from tests.words import library

DAILY = Rhythm(12 * 60, "UTC", tuple(range(7)))
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@dataclass(slots=True)
class Scene:
    """A memory, a clock that is set by hand, and a bell that counts how often it woke the carrier."""

    database: Database
    memory: Memory
    clock: Clock
    posting: Posting
    woken: int = 0

    def wake(self) -> None:
        self.woken += 1

    def bell(self, timetable: Timetable | None = None) -> Bell:
        return Bell(timetable or self.memory.timetable, self.posting, ("slack",), self.clock, self.wake)

    async def add(self, count: int = 1, rhythm: Rhythm = DAILY) -> None:
        def add(book: Book) -> None:
            (ann,) = met(book, "Ann")
            slot = next_slot(rhythm, NOON - MINUTE)
            fresh = Reminder(0, ann, "slack", "slack:T1/C1", "#general", rhythm, slot=slot)
            for _ in range(count):
                book.reminders.add(fresh, NOON)

        await self.memory.change(TEAM, add)

    async def reminders(self) -> tuple[Reminder, ...]:
        return await self.memory.read(TEAM, lambda book: book.reminders.all())

    def letters(self) -> int:
        """Return how many letters with tips were put out; no two have one key."""
        count = select(func.count()).select_from(outbox).where(outbox.c.key.startswith(KEY))
        return int(self.database.transact(lambda connection: connection.execute(count).scalar_one(), write=False))

    async def delivered(self) -> list[str]:
        leased = await self.memory.post.lease(["slack"], self.clock.now, 1_000_000)
        return [each.letter.key for each in leased]


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with kept_in(tmp_path / "record.db") as database:
        yield Scene(database, Memory.opened(database, SECRET), Clock(), Posting.of(library()))


async def test_what_is_due_is_posted_and_the_carrier_is_woken(scene: Scene) -> None:
    await scene.add()

    assert await scene.bell().round() == 1
    assert await scene.bell().round() == 0
    assert scene.woken == 1
    assert await scene.delivered() == ["slot:r1:2026-11-23T12:00"]


async def test_ten_thousand_reminders_of_one_minute_are_each_posted_once(scene: Scene) -> None:
    await scene.add(10_000)
    ringing = scene.bell()
    rounds = 0
    while await ringing.round():
        rounds += 1

    assert rounds == 10_000 / bell.AT_ONCE
    assert scene.letters() == 10_000
    assert {each.slot.at for each in await scene.reminders() if each.slot} == {NOON + DAY}


@pytest.mark.parametrize("step", [HOUR, DAY])
async def test_a_clock_that_is_set_back_posts_nothing_twice(scene: Scene, step: timedelta) -> None:
    await scene.add()
    ringing = scene.bell()
    await ringing.round()
    scene.clock.now -= step
    rounds = [await ringing.round()]
    for _ in range(30):
        scene.clock.now += HOUR
        rounds.append(await ringing.round())

    assert len(await scene.delivered()) <= 2
    assert sum(rounds) == (1 if scene.clock.now >= NOON + DAY else 0)


async def test_a_clock_that_jumps_by_an_hour_still_posts_and_by_a_day_skips_without_a_burst(scene: Scene) -> None:
    await scene.add()
    scene.clock.now = NOON + HOUR - MINUTE
    await scene.bell().round()
    assert await scene.delivered() == ["slot:r1:2026-11-23T12:00"]

    scene.clock.now += 4 * DAY
    while await scene.bell().round():
        pass
    assert await scene.delivered() == ["slot:r1:2026-11-27T12:00"]


async def rung(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the bell ring until there is nothing more to do, as it does after a start."""

    class Seen:
        """The timetable, which tells when the bell goes to sleep."""

        def __init__(self, timetable: Timetable) -> None:
            self.turn, self.close, self.bring_back = timetable.turn, timetable.close, timetable.bring_back
            self._timetable = timetable
            self.nothing_due = False

        async def next_due(self, platforms: tuple[str, ...]) -> datetime | None:
            found = await self._timetable.next_due(platforms)
            self.nothing_due = found is None or found > scene.clock.now
            return found

    monkeypatch.setattr(bell, "SOON", 0.01)
    seen, stop = Seen(scene.memory.timetable), asyncio.Event()
    running = asyncio.create_task(scene.bell(seen).run(stop))  # type: ignore[arg-type]
    async with asyncio.timeout(10):
        while not seen.nothing_due:  # noqa: ASYNC110 - the bell does what is awaited
            await asyncio.sleep(0.01)
    stop.set()
    await running


@pytest.mark.parametrize("ahead", [HOUR / 2, DAY, 400 * DAY])
async def test_after_a_clock_that_ran_ahead_every_slot_comes_at_its_own_time_and_once(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, ahead: timedelta
) -> None:
    await scene.add(2)
    for now in (NOON + ahead, *(NOON + DAY * day - before for day in range(3) for before in (10 * MINUTE, 0 * MINUTE))):
        scene.clock.now = now
        await rung(scene, monkeypatch)

    kept = select(slots.c.slot).where(slots.c.fate == "posted").order_by(slots.c.slot)
    posted = scene.database.transact(lambda connection: connection.execute(kept).scalars().all(), write=False)
    wanted = {NOON, NOON + DAY, NOON + 2 * DAY, *([NOON + ahead] if ahead > DAY else [])}
    assert posted == [f"{at:%Y-%m-%dT%H:%M}" for at in sorted(wanted) for _ in range(2)]
    assert scene.letters() == len(posted)


async def test_what_was_snoozed_stays_so_whatever_a_clock_did(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    await scene.add(2)
    first, _ = await scene.reminders()
    later = replace(first, slot=next_slot(DAILY, NOON + 500 * DAY))
    await scene.memory.change(TEAM, lambda book: book.reminders.keep(later))
    for now in (NOON + 400 * DAY, NOON + HOUR):
        scene.clock.now = now
        await rung(scene, monkeypatch)

    assert [each.slot and each.slot.at for each in await scene.reminders()] == [NOON + 501 * DAY, NOON + DAY]


async def test_one_reminder_that_cant_be_posted_holds_up_nobody(scene: Scene) -> None:
    await scene.add(3)
    (_, second, _) = await scene.reminders()
    broken = replace(second, rhythm=replace(DAILY, zone="Mars/Phobos"))
    await scene.memory.change(TEAM, lambda book: book.reminders.keep(broken))

    await scene.bell().round()
    assert await scene.delivered() == ["slot:r1:2026-11-23T12:00", "slot:r3:2026-11-23T12:00"]
    assert [each.pause for each in await scene.reminders()] == ["", "closed", ""]


async def test_it_sleeps_until_the_next_slot_and_stops_when_it_is_told_to(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bell, "SOON", 0.01)
    scene.clock.now = datetime.now(UTC)
    in_a_moment = Rhythm(12 * 60, "UTC", tuple(range(7)))
    await scene.add(1, in_a_moment)
    stop, wake = asyncio.Event(), asyncio.Event()
    running = asyncio.create_task(scene.bell().run(stop, wake))
    await asyncio.sleep(0.05)
    assert scene.woken == 0 or scene.clock.now >= NOON

    scene.clock.now = NOON  # somebody sets a reminder up, which is due sooner than anything else
    wake.set()
    for _ in range(100):
        await asyncio.sleep(0.02)
        if scene.woken:
            break
    stop.set()
    await asyncio.wait_for(running, 5)

    assert scene.woken == 1


async def test_a_database_out_of_reach_is_tried_again(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bell, "SOON", 0.01)

    class Flaky:
        """Fails the first time."""

        def __init__(self, timetable: Timetable) -> None:
            self.turn = timetable.turn
            self.close = timetable.close
            self.bring_back = timetable.bring_back
            self._timetable = timetable
            self.failed = 0

        async def next_due(self, platforms: tuple[str, ...]) -> datetime | None:
            if self.failed < 2:
                self.failed += 1
                raise Unavailable("unavailable")
            return await self._timetable.next_due(platforms)

    await scene.add()
    flaky = Flaky(scene.memory.timetable)
    stop = asyncio.Event()
    running = asyncio.create_task(scene.bell(flaky).run(stop))  # type: ignore[arg-type]
    for _ in range(100):
        await asyncio.sleep(0.02)
        if flaky.failed == 2 and scene.woken:
            break
    stop.set()
    await asyncio.wait_for(running, 5)

    assert (flaky.failed, scene.woken) == (2, 1)
