"""Whoever delivers sees the letters of all teams, and of those only what one of its platforms can deliver."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.delivering import Address, Ended
from bot.core.ports import Book, Identity
from bot.core.replies import Letter, Reply, Text
from storage.database import Database
from storage.memory import Memory
from storage.outbox import LEASE
from storage.post import CLEAR, PostOffice
from tests.record import NOON
from tests.storage.samples import OTHER_TEAM, TEAM

REPLY = Reply((Text("May I call?"),))
EVERYWHERE = ("slack", "discord")


def letter(key: str = "request:1", **more: object) -> Letter:
    return replace(Letter(key, "", REPLY), **more)  # type: ignore[arg-type]


async def post(memory: Memory, *letters: Letter, by: tuple[Identity, ...] = (), team: str = TEAM) -> None:
    """Put letters out to somebody who is known by *by*."""
    first, *others = by or (Identity("slack", "T1:U1", "Ann"),)

    def posted(book: Book) -> None:
        person = book.people.meet(first).id
        for other in others:
            book.people.link(person, book.people.meet(other).id)
        for each in letters:
            book.outbox.post(replace(each, to=person), NOON)

    await memory.change(team, posted)


async def test_a_letter_goes_to_whoever_is_known_there(memory: Memory) -> None:
    await post(memory, letter())

    assert await memory.post.lease(("discord",), NOON, 9) == ()
    assert await memory.post.next_due(("discord",)) is None
    [leased] = await memory.post.lease(("slack",), NOON, 9)
    assert leased.addresses == (Address("slack", person="T1:U1"),)


async def test_somebody_known_on_both_is_sought_on_each_in_turn(memory: Memory) -> None:
    await post(memory, letter(), by=(Identity("discord", "42", "Ann"), Identity("slack", "T1:U1", "Ann")))

    [leased] = await memory.post.lease(EVERYWHERE, NOON, 9)

    assert leased.addresses == (Address("slack", person="T1:U1"), Address("discord", person="42"))


@pytest.mark.parametrize(
    ("channel", "platform"), [("slack:T1/C1", "slack"), ("discord:7/8", "discord")], ids=EVERYWHERE
)
async def test_a_letter_with_a_place_goes_there_and_nowhere_else(memory: Memory, channel: str, platform: str) -> None:
    await post(memory, letter(place=channel))

    [leased] = await memory.post.lease(EVERYWHERE, NOON, 9)

    assert leased.addresses == (Address(platform, place=channel, workspace=channel.partition("/")[0]),)


async def test_every_try_at_a_letter_has_the_same_nonce_and_no_two_letters_have_one(memory: Memory) -> None:
    for team in (TEAM, OTHER_TEAM):
        await post(memory, letter("request:1"), letter("request:2"), team=team)

    first = await memory.post.lease(EVERYWHERE, NOON, 9)
    again = await memory.post.lease(EVERYWHERE, NOON + 2 * LEASE, 9)

    assert len({each.nonce for each in first}) == 4
    assert {each.nonce for each in first} == {each.nonce for each in again}
    assert max(len(each.nonce) for each in first) <= 25


async def test_the_next_letter_is_due_when_its_time_or_its_lease_ends(memory: Memory) -> None:
    due = []
    later = NOON + timedelta(hours=3)
    await post(memory, letter(not_before=later))
    due.append(await memory.post.next_due(EVERYWHERE))
    [leased] = await memory.post.lease(EVERYWHERE, later, 9)
    due.append(await memory.post.next_due(EVERYWHERE))
    assert await memory.post.put_back(leased, later + timedelta(days=1))
    due.append(await memory.post.next_due(EVERYWHERE))

    assert due == [later, later + LEASE, later + timedelta(days=1)]


async def test_what_follows_from_a_delivery_is_kept_with_it_or_not_at_all(memory: Memory) -> None:
    await post(memory, letter())
    [leased] = await memory.post.lease(EVERYWHERE, NOON, 9)

    def fail(_book: Book) -> None:
        raise LookupError

    with pytest.raises(LookupError):
        await memory.post.settle(leased, Ended("sent", NOON), fail)
    assert await memory.post.settle(leased, Ended("sent", NOON), lambda book: book.settings.place_in("Asia/Tokyo"))
    assert await memory.read(TEAM, lambda book: book.settings.zone()) == "Asia/Tokyo"


async def test_who_comes_too_late_changes_nothing(memory: Memory) -> None:
    await post(memory, letter())
    [late] = await memory.post.lease(EVERYWHERE, NOON, 9)
    [ours] = await memory.post.lease(EVERYWHERE, NOON + 2 * LEASE, 9)

    assert not await memory.post.settle(late, Ended("sent", NOON), lambda book: book.settings.place_in("Asia/Tokyo"))
    assert not await memory.post.put_back(late, NOON)
    assert await memory.read(TEAM, lambda book: book.settings.zone()) == ""
    assert await memory.post.settle(ours, Ended("sent", NOON))


async def test_a_server_tells_the_time_and_a_file_does_not(memory: Memory, database: Database) -> None:
    told = await memory.post.time()

    assert (told is None) == database.embedded
    assert told is None or abs((datetime.now(UTC) - told).total_seconds()) < 60


async def lease_alone(office: PostOffice, now: datetime, most: int = 1) -> list[str]:
    """Take letters of platforms of which Discord counts what all processes send."""
    return [each.letter.key for each in await office.lease(EVERYWHERE, now, most, ("discord",))]


async def test_what_one_process_delivers_alone_is_left_to_it_as_long_as_it_finds_any(memory: Memory) -> None:
    await post(memory, *(letter(f"tip:{number}", place="discord:7/8") for number in range(3)))
    one, other = memory.post, memory.post

    assert await lease_alone(one, NOON) == ["tip:0"]
    assert await lease_alone(other, NOON) == []
    assert await lease_alone(one, NOON) == ["tip:1"]
    await one.let_go(NOON)
    assert await lease_alone(other, NOON) == []
    assert await lease_alone(other, NOON + CLEAR) == ["tip:2"]


async def test_a_process_with_nothing_but_what_another_delivers_alone_waits(memory: Memory) -> None:
    await post(memory, *(letter(f"tip:{number}", place="discord:7/8") for number in range(2)))
    await lease_alone(memory.post, NOON)

    assert await memory.post.lease(("discord",), NOON, 9, ("discord",)) == ()


async def test_another_goes_on_for_a_process_that_died_once_its_lease_is_over(memory: Memory) -> None:
    await post(memory, *(letter(f"tip:{number}", place="discord:7/8") for number in range(2)))
    await lease_alone(memory.post, NOON)
    other = memory.post

    assert await lease_alone(other, NOON + LEASE - CLEAR) == []
    assert await lease_alone(other, NOON + LEASE, 9) == ["tip:0", "tip:1"]


async def test_a_process_whose_clock_ran_ahead_holds_nobody_up(memory: Memory) -> None:
    await post(memory, *(letter(f"tip:{number}", place="discord:7/8") for number in range(2)))
    await lease_alone(memory.post, NOON + timedelta(days=400))

    assert await lease_alone(memory.post, NOON) == ["tip:1"]


async def test_what_can_go_elsewhere_as_well_waits_for_nobody(memory: Memory) -> None:
    await post(memory, letter("tip:1", place="discord:7/8"))
    await lease_alone(memory.post, NOON)
    await post(memory, letter("tip:2", place="slack:T1/C1"))
    await post(memory, letter(), by=(Identity("slack", "T1:U1", "Ann"), Identity("discord", "42", "Ann")))

    assert set(await lease_alone(memory.post, NOON, 9)) == {"tip:2", "request:1"}


async def test_processes_at_the_same_letters_agree_on_one_that_delivers_alone(memory: Memory) -> None:
    await post(memory, *(letter(f"tip:{number}", place="discord:7/8") for number in range(8)))

    found = await asyncio.gather(*(lease_alone(memory.post, NOON) for _ in range(8)))

    assert sum(map(bool, found)) == 1
