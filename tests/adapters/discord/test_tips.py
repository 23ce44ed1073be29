"""Reminders on Discord, from setting them up to the tip that somebody reads, in a channel or alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.core.reminding.reminder import Reminder
from tests.adapters.discord.program import Town
from tests.adapters.discord.test_platform import seen
from tests.fakes.discord.world import Message, Room


async def reminders(town: Town) -> tuple[Reminder, ...]:
    assert town.house
    return await town.house.memory.read(f"discord:{town.guild.id}", lambda book: book.reminders.all())


async def rung(town: Town, at: datetime) -> None:
    """Have what is due then rung and carried."""
    assert town.house
    ringing = replace(town.house.bell, clock=lambda: at)
    carrying = replace(town.house.relay, clock=lambda: at)
    while await ringing.round():
        pass
    while await carrying.round():
        pass


async def set_up(town: Town, when: str, place: Room | None = None) -> datetime:
    """Have Ana set a reminder up, and return when it is due."""
    ana = town.hands(town.ana)
    typed: dict[str, Any] = {"when": when} | ({"channel": place} if place else {})
    await ana.click(seen(await ana.slash("coach reminder add", **typed)), "Set it up")
    *_, kept = await reminders(town)
    assert kept.slot
    return kept.slot.at


def tips(town: Town, room: Room) -> list[Message]:
    """Return what the app has posted in a room for everybody."""
    ours = (each for each in town.fake.messages.values() if each.author is town.fake.app)
    return [each for each in ours if each.room == room.id and not each.only_for]


async def test_a_tip_is_posted_once_and_the_one_that_nobody_wants_stays_away(town: Town) -> None:
    general = town.fake.room_of(town.guild)
    due = await set_up(town, "every Monday at 9 Europe/Lisbon about cold calls", general)
    for at in (due, due, due + timedelta(minutes=1)):
        await rung(town, at)

    (first,) = tips(town, general)
    assert "Ana Ruiz set this up" in first.text
    assert "To change or end it: /coach reminder list." in first.text
    assert "Noted." in seen(await town.hands(town.ana).click(first, "Not for us")).text
    await rung(town, due + timedelta(days=7))
    assert len(tips(town, general)) == 2
    ((shown, unwanted),) = [(each.shown, each.unwanted) for each in await reminders(town)]
    assert (len(shown), len(unwanted)) == (2, 1)


async def test_a_channel_votes_and_the_next_day_both_authors_speak_once(town: Town) -> None:
    general = town.fake.room_of(town.guild)
    due = await set_up(town, "every Monday at 9 Europe/Lisbon about dilemmas", general)
    await rung(town, due)
    (dilemma,) = tips(town, general)
    aye, no, _ = dilemma.buttons
    assert "Both authors speak on" in dilemma.text

    cy = town.fake.user("Cy")
    town.guild.members[cy.id] = town.guild.members[town.bo.id]
    for who, label in ((town.bo, no), (town.bo, aye), (town.ana, no), (cy, no)):
        told = seen(await town.hands(who).click(dilemma, label))
        assert "Counted: you'd" in told.text
        assert told.only_for == who.id

    for _ in range(2):
        await rung(town, due + timedelta(days=1))
    _, spoken = tips(town, general)
    assert "1 would " in spoken.text
    assert "2 would " in spoken.text
    assert "What decides:" in spoken.text
    assert "That one is closed: 1 would " in seen(await town.hands(town.bo).click(dilemma, no)).text


async def test_alone_both_authors_answer_a_press(town: Town) -> None:
    ana = town.hands(town.ana)
    await rung(town, await set_up(town, "weekdays at 8:45 Europe/Lisbon about dilemmas"))
    (dilemma,) = ana.inbox()

    assert "Here is what the two say:" in seen(await ana.in_dm().click(dilemma, next(iter(dilemma.buttons)))).text


async def test_a_tip_for_oneself_comes_in_a_direct_message_and_stop_pauses_it(town: Town) -> None:
    ana = town.hands(town.ana)
    due = await set_up(town, "weekdays at 8:45 Europe/Lisbon")
    await rung(town, due)

    (tip,) = ana.inbox()
    assert "You asked for this" in tip.text
    assert "Paused." in (await ana.dm("stop")).text
    assert [each.pause for each in await reminders(town)] == ["paused"]


async def test_on_days_off_nothing_is_posted_and_a_snooze_rests(town: Town) -> None:
    ana, general = town.hands(town.ana), town.fake.room_of(town.guild)
    due = await set_up(town, "every day at 12:00 UTC", general)
    await ana.slash("coach reminder off", days=f"{due:%Y-%m-%d}")
    await rung(town, due)
    assert tips(town, general) == []

    (moved,) = await reminders(town)
    assert moved.slot
    assert moved.slot.at == due + timedelta(days=1)
    await ana.slash("coach reminder snooze", reminder="r1")
    await rung(town, due + timedelta(days=1))
    assert tips(town, general) == []
    await rung(town, due + timedelta(days=2))
    assert len(tips(town, general)) == 1


async def test_an_admin_lets_everybody_set_up_reminders(town: Town) -> None:
    bo, general = town.hands(town.bo), town.fake.room_of(town.guild)
    when = "every Monday at 9 Europe/Lisbon"
    assert "Only an admin" in seen(await bo.slash("coach reminder add", channel=general, when=when)).text

    await town.hands(town.ana).slash("coach-admin reminders", everybody=True)
    assert "Set it up" in seen(await bo.slash("coach reminder add", channel=general, when=when)).buttons
