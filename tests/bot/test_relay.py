"""Letters reach their platforms once, in turn; what went out, what did not and what may have are told apart."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.coach import Coach
from bot.core.delivering import Address, Closed, Later, Leased, Unsure
from bot.core.errors import Unavailable
from bot.core.people import Caller, Mention
from bot.core.permission.desk import Desk
from bot.core.permission.outcome import Checked
from bot.core.permission.rules import Ruling
from bot.core.permission.verbs import Check, Request
from bot.core.ports import Book, Identity
from bot.core.replies import Letter, Reply, Text, visible
from bot.relay import AT_ONCE, MOST_ATTEMPTS, Relay
from storage.memory import Memory
from tests.record import SECRET, Clock, kept_in, phrases
from tests.words import library

PEOPLE = (Mention("T1:U1", "Ana"), Mention("T1:U2", "Bo"))
ANA = Caller("slack:T1", "T1:U1", platform="slack", name="Ana", mentions=PEOPLE)
BO = Caller("slack:T1", "T1:U2", platform="slack", name="Bo", mentions=PEOPLE)
WHY = "Your note on wheel tags saved my release. May I ask how you test them?"


@dataclass(slots=True)
class Slack:
    """A carrier that does what it is told to, and keeps what it delivered."""

    faults: list[Exception] = field(default_factory=list)
    carried: list[tuple[str, Address]] = field(default_factory=list)
    tries: list[str] = field(default_factory=list)
    held: asyncio.Event | None = None
    doubles: bool = True
    alone: bool = False

    async def carry(self, leased: Leased, address: Address) -> str:
        self.tries.append(leased.nonce)
        if self.held:
            await self.held.wait()
        if self.faults:
            raise self.faults.pop(0)
        self.carried.append((visible(leased.letter.reply.parts, library().labels), address))
        return f"D1/{len(self.carried)}"


@dataclass(frozen=True, slots=True)
class Station:
    """A relay over a fresh record, its desk, and its one carrier."""

    relay: Relay
    coach: Coach
    memory: Memory
    slack: Slack
    clock: Clock

    async def ask_bo(self) -> None:
        """Have Ana ask Bo for a call."""
        asked = await self.coach.take(Request("Bo", WHY), ANA)
        assert getattr(asked.result, "ok", True), asked

    async def post(self, *letters: Letter) -> None:
        """Put letters out to Bo, or to the place that they name."""

        def posted(book: Book) -> None:
            bo = book.people.meet(Identity("slack", BO.person, BO.name)).id
            for letter in letters:
                book.outbox.post(replace(letter, to=bo), self.clock())

        await self.memory.change(BO.team, posted)

    async def words_for(self, caller: Caller) -> str:
        """Return what waits for a caller, as the terminal would show it."""
        return " ".join(visible(each.reply.parts, library().labels) for each in await self.coach.waiting(caller))

    async def later(self, **pause: float) -> int:
        """Let time pass, and return how many letters are delivered then."""
        self.clock.now += timedelta(**pause)
        return await self.relay.round()


def letter(key: str = "tip:1", place: str = "") -> Letter:
    return Letter(key, "", Reply((Text(f"words of {key}"),)), place=place)


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Station]:
    clock, slack = Clock(), Slack()
    with kept_in(tmp_path / "record.db") as database:
        memory = Memory.opened(database, SECRET)
        desk = Desk(memory, phrases(), clock)
        yield Station(Relay(memory.post, {"slack": slack}, clock, desk), Coach(library(), desk), memory, slack, clock)


async def until(true: Callable[[], bool]) -> None:
    """Wait until something is true, at most ten seconds."""
    async with asyncio.timeout(10):
        while not true():  # noqa: ASYNC110 - what is waited for happens in the code under test
            await asyncio.sleep(0.01)


async def test_a_question_reaches_whom_it_is_for_once(station: Station) -> None:
    await station.ask_bo()

    assert [await station.relay.round(), await station.relay.round()] == [1, 0]

    [(words, address)] = station.slack.carried
    assert WHY in words
    assert address == Address("slack", person="T1:U2", workspace="slack:T1")


async def test_what_is_typed_below_a_delivered_question_answers_it(station: Station) -> None:
    await station.ask_bo()
    await station.relay.round()

    await station.coach.hear("sure", BO)

    checked = (await station.coach.take(Check("Bo"), ANA)).result
    assert isinstance(checked, Checked)
    assert checked.verdict is Ruling.ALLOWED


async def test_what_is_typed_before_it_arrives_is_no_answer(station: Station) -> None:
    await station.ask_bo()

    await station.coach.hear("sure", BO)

    checked = (await station.coach.take(Check("Bo"), ANA)).result
    assert isinstance(checked, Checked)
    assert checked.verdict is Ruling.ASK_FIRST


async def test_whoever_asked_hears_that_it_could_not_be_brought(station: Station) -> None:
    await station.ask_bo()
    station.slack.faults = [Closed()]

    await station.relay.round()

    assert "Bo" in await station.words_for(ANA)
    checked = (await station.coach.take(Check("Bo"), ANA)).result
    assert isinstance(checked, Checked)
    assert checked.verdict is Ruling.ASK_FIRST


async def test_a_letter_to_a_channel_goes_there(station: Station) -> None:
    await station.post(letter(place="slack:T1/C1"))

    await station.relay.round()

    assert station.slack.carried == [("words of tip:1", Address("slack", place="slack:T1/C1", workspace="slack:T1"))]


@pytest.mark.parametrize("fault", [Later(90), Unsure(repeatable=True)])
async def test_what_did_not_go_out_or_can_be_repeated_is_tried_again_as_the_same_message(
    station: Station, fault: Exception
) -> None:
    await station.post(letter())
    station.slack.faults = [fault]

    assert [await station.relay.round(), await station.later(seconds=2), await station.later(seconds=90)] == [1, 0, 1]
    assert len(station.slack.carried) == 1
    assert len(set(station.slack.tries)) == 1


async def test_what_may_have_gone_out_is_not_sent_again(station: Station) -> None:
    await station.post(letter())
    station.slack.faults = [Unsure()]

    assert [await station.relay.round(), await station.later(days=2)] == [1, 0]
    assert station.slack.carried == []


@pytest.mark.parametrize("place", ["slack:T1/C1", ""], ids=["channel", "person"])
async def test_a_tip_counts_as_unknown_before_it_is_sent(station: Station, place: str) -> None:
    await station.post(letter("slot:r1:2026-11-23T12:00", place))
    station.slack.held = asyncio.Event()
    under_way = asyncio.create_task(station.relay.round())
    await until(lambda: bool(station.slack.tries))

    assert await station.later(minutes=2) == 0
    station.slack.held.set()
    await under_way
    assert len(station.slack.tries) == len(station.slack.carried) == 1


async def test_a_tip_that_may_have_gone_out_is_not_sent_again_even_to_a_person(station: Station) -> None:
    await station.post(letter("slot:r1:2026-11-23T12:00"))
    station.slack.faults = [Unsure(repeatable=True)]

    assert [await station.relay.round(), await station.later(days=2)] == [1, 0]
    assert station.slack.carried == []


async def test_a_tip_that_certainly_did_not_go_out_is_tried_again_with_its_words(station: Station) -> None:
    await station.post(letter("slot:r1:2026-11-23T12:00", "slack:T1/C1"))
    station.slack.faults = [Later(90)]

    assert [await station.relay.round(), await station.later(seconds=90)] == [1, 1]
    assert [words for words, _ in station.slack.carried] == ["words of slot:r1:2026-11-23T12:00"]


async def test_where_nothing_doubles_a_tip_left_behind_is_sent_again_as_the_same_message(station: Station) -> None:
    station.slack.doubles = False
    await station.post(letter("slot:r1:2026-11-23T12:00", "slack:T1/C1"))
    (left,) = await station.memory.post.lease(["slack"], station.clock(), AT_ONCE)

    assert await station.later(minutes=2) == 1
    assert station.slack.tries == [left.nonce]


async def test_a_workspace_has_one_tip_on_its_way_and_waits_for_no_other_workspace(station: Station) -> None:
    await station.post(*(letter(f"slot:r{number}:x", f"slack:T{number % 2}/C{number}") for number in range(6)))
    station.slack.held = asyncio.Event()
    under_way = asyncio.create_task(station.relay.round())
    await until(lambda: len(station.slack.tries) == 2)
    await asyncio.sleep(0.1)

    assert len(station.slack.tries) == 2
    station.slack.held.set()
    assert await under_way == 6
    assert len(station.slack.carried) == 6


async def test_one_letter_that_cannot_be_drawn_holds_up_no_other(station: Station) -> None:
    await station.post(letter("tip:1"), letter("tip:2"))
    station.slack.faults = [LookupError("a fault of ours")]

    assert [await station.relay.round(), await station.later(days=2)] == [2, 0]
    assert len(station.slack.carried) == 1


async def test_a_fault_in_what_follows_has_no_letter_sent_again(
    station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise LookupError

    monkeypatch.setattr(Desk, "delivered", fail)
    await station.post(letter())

    assert [await station.relay.round(), await station.later(days=2)] == [1, 0]
    assert len(station.slack.carried) == 1


async def test_a_letter_is_given_up_after_so_many_tries(station: Station) -> None:
    await station.post(letter())
    station.slack.faults = [Later() for _ in range(3 * MOST_ATTEMPTS)]

    delivered = [await station.later(hours=6) for _ in range(2 * MOST_ATTEMPTS)]

    assert sum(delivered) == MOST_ATTEMPTS


async def test_letters_go_out_side_by_side(station: Station) -> None:
    await station.post(*(letter(f"tip:{number}") for number in range(AT_ONCE + 1)))
    station.slack.held = asyncio.Event()

    under_way = asyncio.create_task(station.relay.round())
    await until(lambda: len(station.slack.tries) == AT_ONCE)
    station.slack.held.set()

    assert await under_way == AT_ONCE
    assert await station.relay.round() == 1


async def test_it_wakes_for_a_new_letter_and_ends_what_is_under_way(station: Station) -> None:
    stop, wake = asyncio.Event(), asyncio.Event()
    running = asyncio.create_task(station.relay.run(stop, wake))
    await asyncio.sleep(0)
    station.slack.held = asyncio.Event()
    await station.post(letter())
    wake.set()
    await until(lambda: bool(station.slack.tries))

    stop.set()
    await asyncio.sleep(0.05)
    assert not running.done()
    station.slack.held.set()
    await running

    assert len(station.slack.carried) == 1


async def test_a_slow_answer_holds_up_no_letter_that_comes_later(station: Station) -> None:
    stop, wake, slow = asyncio.Event(), asyncio.Event(), asyncio.Event()
    station.slack.doubles, station.slack.held = False, slow
    running = asyncio.create_task(station.relay.run(stop, wake))
    await station.post(letter("tip:slow"))
    wake.set()
    await until(lambda: bool(station.slack.tries))
    station.slack.held = None
    await station.post(letter("tip:quick"))
    wake.set()

    await until(lambda: len(station.slack.carried) == 1)
    assert "tip:quick" in station.slack.carried[0][0]
    slow.set()
    stop.set()
    await running


async def test_it_outlives_a_database_that_goes_away(station: Station, monkeypatch: pytest.MonkeyPatch) -> None:
    class Away:
        """An office that nobody reaches the first time."""

        def __init__(self) -> None:
            self.asked = 0

        async def next_due(self, *_: object) -> None:
            self.asked += 1
            raise Unavailable("unavailable")

        async def let_go(self, _now: object) -> None:
            raise Unavailable("unavailable")

    away, stop = Away(), asyncio.Event()
    monkeypatch.setattr("bot.relay.SOON", 0.01)
    relay = replace(station.relay, office=away)  # type: ignore[arg-type]
    running = asyncio.create_task(relay.run(stop))
    await until(lambda: away.asked >= 3)
    stop.set()
    await running
