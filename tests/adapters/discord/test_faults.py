"""What goes wrong on Discord: late, twice, gone, closed, cut off, pressed by the wrong one."""

from __future__ import annotations

import asyncio
import random
import sqlite3
from pathlib import Path

import pytest

from adapters.discord.platform import Discord
from bot.core.delivering import Address, Closed, Leased
from bot.core.replies import Letter, Reply, Text
from tests.adapters.discord.program import Town
from tests.adapters.discord.test_platform import FORUM, seen
from tests.fakes.discord import refusals
from tests.fakes.discord.hands import Hands, NotOffered
from tests.fakes.discord.server import Trouble
from tests.fakes.discord.world import Interaction


def letter(key: str, text: str = "A word.") -> Leased:
    return Leased("team", Letter(key, "p1", Reply((Text(text),))), 1, 1)


def to(town: Town, whom: int) -> Address:
    return Address("discord", str(whom), workspace=f"discord:{town.guild.id}")


def platform(town: Town) -> Discord:
    assert town.house
    [found] = town.house.platforms
    assert isinstance(found, Discord)
    return found


async def test_a_slow_record_is_waited_for_and_the_person_knows(town: Town, folder: Path) -> None:
    blocking = sqlite3.connect(folder / "askfirst.db")
    blocking.execute("BEGIN IMMEDIATE")

    asked = await town.hands(town.ana).send("coach permission allow", person=town.bo)
    await town.fake.until(lambda: asked.answer == 5)
    blocking.rollback()
    await town.fake.until(lambda: asked.original is not None, 10)

    assert "Bo may call you" in seen(asked).text
    assert town.fake.refused == []


async def test_what_fails_is_told_in_a_sentence(town: Town, folder: Path) -> None:
    with sqlite3.connect(folder / "askfirst.db") as database:
        database.execute("DROP TABLE facts")
        database.execute("DROP TABLE parcels")

    told = seen(await town.hands(town.ana).slash("coach permission allow", person=town.bo))

    assert "on my side" in told.text or "can't be reached" in told.text or "try again" in told.text.casefold()


async def test_an_answer_that_took_a_quarter_of_an_hour_comes_directly(town: Town) -> None:
    town.fake.limit("/webhooks", 0.5)
    asked = await town.hands(town.ana).send("coach ask", question=FORUM)
    await town.fake.until(lambda: bool(town.fake.refused))
    town.fake.clock.advance(minutes=16)

    told = await town.hands(town.ana).gets()

    assert asked.original is None
    assert "Ask first" in told.text


async def test_what_comes_after_three_seconds_is_let_go(town: Town) -> None:
    ana = town.hands(town.ana)
    payload = await ana.slash("coach call", person=town.bo)
    late = Interaction(
        town.fake.new_id(), town.fake.new_token(), payload.kind, town.ana, ana.room, town.fake.clock(), {}
    )  # fmt: skip
    late.payload = payload.payload | {"id": str(late.id), "token": late.token}
    town.fake.open(late)
    town.fake.clock.advance(seconds=4)

    await ana.repeat(late)
    await town.fake.until(lambda: bool(town.fake.refused))

    assert [each.told["code"] for each in town.fake.refused] == [10062]
    assert "Ask first" in seen(await ana.slash("coach ask", question=FORUM)).text


async def test_the_button_of_somebody_else_does_nothing(town: Town) -> None:
    await town.asks_bo()
    room = town.fake.room_of(town.guild)
    button = {"type": 2, "style": 2, "label": "Yes", "custom_id": f"{town.guild.id}:/permission yes #1 once"}
    forged = town.fake.put(room, town.fake.app, {"components": [{"type": 1, "components": [button]}]})

    refused = seen(await town.hands(town.ana).click(forged, "Yes"))

    assert "may call" not in refused.text
    assert "nothing between you and Bo" not in refused.text
    checked = seen(await town.hands(town.ana).slash("coach call", person=town.bo))
    assert "you may call" not in checked.text


@pytest.mark.parametrize("carried", ["nonsense", "7:", ":/help", "@1:/help", "7:#gone", "7:/no-such-verb"])
async def test_a_button_that_means_nothing_is_too_old(town: Town, carried: str) -> None:
    room = town.fake.room_of(town.guild)
    button = {"type": 2, "style": 2, "label": "Old", "custom_id": carried}
    old = town.fake.put(room, town.fake.app, {"components": [{"type": 1, "components": [button]}]})

    told = seen(await town.hands(town.ana).click(old, "Old"))

    assert "too old" in told.text


async def test_one_can_use_it_where_the_server_does_not_have_it(town: Town) -> None:
    cleo = town.fake.user("Cleo", installed=True)
    elsewhere = town.fake.guild("Elsewhere", cleo, town.bo, has_app=False)
    hands = town.hands(cleo).at(town.fake.room_of(elsewhere))

    answered = seen(await hands.slash("coach ask", question=FORUM))
    checked = seen(await hands.slash("coach call", person=town.bo))

    assert "Ask first" in answered.text
    assert "nothing between you and Bo" in checked.text
    assert answered.only_for == cleo.id
    assert {each.told["code"] for each in town.fake.refused} == {10007}  # whether she is in the server that has it
    with pytest.raises(NotOffered):
        await hands.slash("coach-admin settings")


async def test_what_discord_takes_no_more_of_there_comes_directly(town: Town) -> None:
    town.fake.troubles.append(Trouble("/webhooks", "POST", refusals.too_many_followups()))
    ana = town.hands(town.ana)

    await ana.send("coach ask", question=FORUM)

    assert "Ask first" in (await ana.gets()).text


async def test_between_two_people_it_answers_one_of_them(town: Town) -> None:
    cleo = town.fake.user("Cleo", installed=True)
    hands = town.hands(cleo).at(town.fake.dm(cleo, town.bo))

    answered = seen(await hands.slash("coach ask", question=FORUM))

    assert answered.only_for == cleo.id


async def test_a_letter_whose_answer_was_lost_is_not_doubled(town: Town) -> None:
    sent = letter("k1")
    first = await platform(town).carry(sent, to(town, town.bo.id))

    again = await platform(town).carry(sent, to(town, town.bo.id))

    assert again == first
    assert len(town.hands(town.bo).inbox()) == 1


async def test_whoever_closed_their_messages_is_left_alone_until_they_come_back(town: Town) -> None:
    town.bo.closed = True
    with pytest.raises(Closed):
        await platform(town).carry(letter("k1"), to(town, town.bo.id))
    before = len(town.fake.requests)

    with pytest.raises(Closed):
        await platform(town).carry(letter("k2"), to(town, town.bo.id))

    assert len(town.fake.requests) == before
    town.bo.closed = False
    await town.hands(town.bo).slash("coach list")
    assert await platform(town).carry(letter("k3"), to(town, town.bo.id))


async def test_a_letter_to_a_channel_that_is_gone_is_given_up(town: Town) -> None:
    room = town.fake.room(town.guild, "short-lived")
    place = Address("discord", place=f"discord:{town.guild.id}/{room.id}", workspace=f"discord:{town.guild.id}")
    assert await platform(town).carry(letter("k1"), place)
    await town.fake.remove_room(room)

    with pytest.raises(Closed):
        await platform(town).carry(letter("k2"), place)


async def test_many_letters_go_out_below_what_discord_allows(town: Town) -> None:
    people = [town.fake.user(f"Reader {number}") for number in range(60)]

    await asyncio.gather(*(platform(town).carry(letter(f"k{each.id}"), to(town, each.id)) for each in people))

    assert len(town.fake.sent("POST", "/channels/")) == 60
    assert town.fake.invalid <= 5  # of 120: what is sent at the start, in the same second, has no place in the pace


async def test_a_long_letter_is_several_messages_and_none_doubles(town: Town) -> None:
    sent = letter("k1", "A long word to read. " * 500)

    await platform(town).carry(sent, to(town, town.bo.id))
    await platform(town).carry(sent, to(town, town.bo.id))

    read = town.hands(town.bo).inbox()
    assert len(read) > 1
    assert sum(each.text.count("A long word to read.") for each in read) == 500


async def test_a_refusal_of_discords_own_is_tried_again(town: Town) -> None:
    town.fake.fail("/messages", 500, times=1)
    town.fake.limit("/messages", 0.2)

    await platform(town).carry(letter("k1"), to(town, town.bo.id))

    assert len(town.hands(town.bo).inbox()) == 1


async def test_nothing_happens_twice_in_whatever_order_and_number_it_is_delivered(town: Town) -> None:
    """Two hundred things, each delivered up to three times, at once or late, among the others."""
    chance = random.Random(11)  # noqa: S311 - the same order at every run
    hands = town.hands(town.ana), town.hands(town.bo)
    for _ in range(50):
        made = [await _something(chance, town, chance.choice(hands)) for _ in range(4)]
        again = [each for each in made for _ in range(chance.randrange(3))]
        chance.shuffle(again)
        await asyncio.gather(*(_late(hands[0], each, chance.random() / 50) for each in again))
        for each in made:
            await town.fake.until(lambda each=each: each.settled, 10)  # type: ignore[misc]
    await asyncio.sleep(0.2)

    given = [each for each in town.fake.interactions.values() if "allow" in str(each.payload["data"])]
    assert town.house
    lines = await town.house.memory.read(f"discord:{town.guild.id}", lambda book: book.ledger.checkpoint().number)
    assert lines == len(given)
    assert {each.told["code"] for each in town.fake.refused} <= {40060}


async def _something(chance: random.Random, town: Town, hands: Hands) -> Interaction:
    other = town.bo if hands.user is town.ana else town.ana
    match chance.randrange(4):
        case 0:
            return await hands.send("coach call", person=other)
        case 1:
            return await hands.send("coach ask", question=FORUM)
        case _:
            return await hands.send("coach permission allow", person=other)


async def _late(hands: Hands, interaction: Interaction, seconds: float) -> None:
    await asyncio.sleep(seconds)
    await hands.repeat(interaction)


async def test_whoever_runs_it_can_see_whether_the_line_is_up(town: Town) -> None:
    assert platform(town).trouble == ""

    await platform(town).stop()

    assert platform(town).trouble == "the gateway is closed"
