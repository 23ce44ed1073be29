"""What platforms see of the coach: typed words, buttons, forms, and deliveries that come twice or are cut short."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.core.coach import Coach
from bot.core.commands import Ask, Cards, Feedback, Fill, Help, Opener, Review, Share, manner
from bot.core.front import Front, named_in
from bot.core.grammar import spell
from bot.core.line import OpenDoor
from bot.core.people import Caller, Mention
from bot.core.permission.desk import Desk
from bot.core.permission.verbs import Check, Grant, Overview, Request
from bot.core.ports import OutOfReach
from bot.core.replies import Button, Reply, Text, Trouble, visible
from bot.settings import PROMPTS
from storage.memory import Memory
from tests.record import NOON, SECRET, Clock, kept_in, phrases
from tests.words import library

if TYPE_CHECKING:
    from bot.core.commands import Command

PEOPLE = (Mention("T1:U1", "Ana"), Mention("T1:U2", "Bo"))
ANA = Caller("slack:T1", "T1:U1", platform="slack", name="Ana", mentions=PEOPLE, delivery="Ev1")
BO = Caller("slack:T1", "T1:U2", platform="slack", name="Bo", mentions=PEOPLE, delivery="Ev2")
QUESTION = Ask("May I just call somebody I only know from a forum?")
LONG = Opener("Bo, from the forum. " + "He likes ovens. " * 200)


@dataclass(frozen=True, slots=True)
class Opened:
    """A front over a fresh record, and its memory."""

    front: Front
    memory: Memory


def front_of(desk: Desk) -> Front:
    words = tomllib.loads((PROMPTS / "forms.toml").read_text(encoding="utf-8"))
    return Front(Coach(library(), desk), desk, library().phrases, words)


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    with kept_in(tmp_path / "record.db") as database:
        memory = Memory.opened(database, SECRET)
        yield Opened(front_of(Desk(memory, phrases(), Clock())), memory)


@pytest.fixture
def front(opened: Opened) -> Front:
    return opened.front


@pytest.fixture
def cut_off() -> Front:
    """Return a front whose memory is out of reach."""
    return front_of(Desk(OutOfReach(), phrases(), Clock()))


def text(reply: Reply | None) -> str:
    assert reply is not None
    return visible(reply.parts, library().labels)


# What was meant


async def test_somebody_named_by_the_platform_is_asked_even_below_a_draft_to_her(front: Front) -> None:
    await front.take(Review("Hi Bo, loved your rye. Could you show me the mill?"), ANA)

    reply = await front.hear("ask @{T1:U2} if I can call", replace(ANA, delivery="Ev9"))

    assert "Good to go" not in text(reply)
    assert "Bo" in text(reply)
    assert isinstance(reply.result, Trouble)
    assert reply.result.code == "no_why"


@pytest.mark.parametrize("answer", ["Lund", "the second", "second", "bo lund", "the last one"])
async def test_which_of_two_people_was_meant_can_be_typed(front: Front, answer: str) -> None:
    people = (Mention("T1:U2", "Bo Ahn"), Mention("T1:U3", "Bo Lund"))
    caller = replace(ANA, mentions=people, delivery="")
    await front.take(Grant("{T1:U2}"), caller)
    await front.take(Request("{T1:U3}", "Your talk on ovens helped me. May I ask how you keep the heat?"), caller)
    named = replace(ANA, mentions=(), delivery="")

    asked = await front.hear("may I call Bo?", named)
    reply = await front.hear(answer, named)

    assert [button.label for button in asked.buttons] == ["Bo Ahn", "Bo Lund"]
    assert "You asked on" in text(reply)


@pytest.mark.parametrize(
    ("typed", "command"),
    [
        ("ask may I call?", Ask("may I call?")),
        ("/ask may I call?", Ask("may I call?")),
        ("call @{T1:U2}", Check("{T1:U2}")),
        ("list", Overview()),
        ("request @{T1:U2} may I ask about ovens?", Request("{T1:U2}", "may I ask about ovens?")),
        ("ask may I call @{T1:U2}?", Ask("may I call Bo?")),
        ("review Hello {T1:U2}, call me", Review("Hello Bo, call me")),
        ("help", Help()),
        ("cards C1", Cards("C1")),
    ],
)
def test_typed_words_are_read_as_after_a_slash(front: Front, typed: str, command: Command) -> None:
    assert front.read(typed, ANA) == command


@pytest.mark.parametrize("typed", ["", "   ", "may I just phone her?", "hello there", "@{T1:U2}"])
def test_free_words_are_no_command(front: Front, typed: str) -> None:
    assert front.read(typed, ANA) is None


def test_people_are_found_in_typed_words_and_in_tokens_in_their_order() -> None:
    assert named_in("call @{T1:U2} and {T1:U1} or @{T1:U2}, {no name}") == ("T1:U2", "T1:U1")


async def test_free_words_name_people_by_name(front: Front) -> None:
    assert "{T1:U2}" not in text(await front.hear("may I call @{T1:U2}?", ANA))


# Deliveries


async def test_a_repeated_delivery_is_answered_once(front: Front) -> None:
    request = Request("{T1:U2}", "Your note on ovens saved my bread. May I ask you about it?")

    taken = [await front.take(request, ANA), await front.take(request, ANA)]

    assert taken[0] is not None
    assert taken[1] is None


def test_nothing_is_quick_where_others_wait(front: Front) -> None:
    class Crowd(OpenDoor):
        moves = False

    crowded = replace(front, line=Crowd())

    assert [each.manner(Check("Bo")) for each in (front, crowded)] == ["quick", "slow"]


async def test_a_slow_delivery_is_claimed_before_it_is_taken(front: Front) -> None:
    assert [await front.claim(QUESTION, ANA), await front.claim(QUESTION, ANA)] == [True, False]
    assert text(await front.take(QUESTION, ANA))


async def test_a_delivery_that_was_claimed_and_not_answered_is_taken_up(opened: Opened) -> None:
    caller, now = replace(ANA, at=NOON), NOON + timedelta(minutes=5)
    await opened.front.claim(QUESTION, caller, "response 1")

    [left] = await opened.memory.take_up("slack", now, now)

    assert left.caller == caller
    assert left.reply_to == "response 1"
    assert await opened.front.unwrap(left.spelled, left.caller) == QUESTION


async def test_what_was_said_long_ago_and_comes_now_is_not_taken_for_interrupted(opened: Opened) -> None:
    began = NOON - timedelta(minutes=1)  # platforms repeat what nobody took for an hour and longer
    await opened.front.claim(QUESTION, replace(ANA, at=NOON - timedelta(hours=1)), "response 1")

    assert await opened.memory.take_up("slack", NOON, began) == ()


async def test_a_delivery_that_was_answered_leaves_no_words(opened: Opened) -> None:
    now = NOON + timedelta(minutes=5)
    await opened.front.claim(QUESTION, replace(ANA, at=NOON))
    await opened.front.answered(ANA)

    assert await opened.memory.take_up("slack", now, now) == ()


async def test_without_a_memory_a_delivery_counts_as_ours(cut_off: Front) -> None:
    assert await cut_off.claim(QUESTION, ANA)
    await cut_off.answered(ANA)
    assert text(await cut_off.take(QUESTION, ANA))


def test_a_question_is_quick_where_nothing_else_has_to_answer() -> None:
    assert {manner(each) for each in (Check("Bo"), Overview(), Help(), Feedback(True))} == {"quick"}
    assert {manner(each) for each in (QUESTION, LONG, Review("Hi"))} == {"slow"}


# Buttons


async def test_a_button_carries_its_command_or_a_number_for_it(front: Front) -> None:
    buttons = (Button("Why?", QUESTION), Button("Shorter", LONG))

    tokens = await front.wrap(buttons, ANA, 100)

    assert all(len(token) <= 100 for token in tokens)
    assert [await front.unwrap(token, ANA) for token in tokens] == [QUESTION, LONG]
    assert [await front.unwrap(token, BO) for token in tokens] == [QUESTION, None]


@pytest.mark.parametrize("token", ["#deadbeef", "#", "", "dance", "permission respond yes 99999999999999999999", "\0"])
async def test_a_token_of_nobody_is_too_old_or_harmless(front: Front, token: str) -> None:
    command = await front.unwrap(token, BO)

    reply = front.too_old() if command is None else await front.take(command, BO)
    assert text(reply)


async def test_a_button_made_without_a_memory_is_too_old(cut_off: Front) -> None:
    [token] = await cut_off.wrap((Button("Shorter", LONG),), ANA, 100)

    assert len(token) <= 100
    assert await cut_off.unwrap(token, ANA) is None


async def test_only_an_answer_can_be_shared_and_judged(front: Front) -> None:
    answer = await front.take(QUESTION, ANA)
    assert answer is not None

    beside = [button.command for button in front.beside(QUESTION, answer)]

    assert beside == [Share(QUESTION.question), Feedback(True), Feedback(False)]
    assert front.beside(Help(), front.menu()) == ()
    assert front.beside(Ask("?"), await front.coach.take(Ask("asdf qwer"), ANA)) == ()


async def test_what_is_shared_is_for_everybody_and_what_is_asked_is_not(front: Front) -> None:
    asked, shared = [await front.take(command, ANA) for command in (QUESTION, Share(QUESTION.question))]

    assert asked is not None
    assert shared is not None
    assert (asked.private, shared.private) == (True, False)
    assert text(asked) == text(shared)


def test_a_bare_command_shows_four_things_to_begin_with(front: Front) -> None:
    menu = front.menu()

    assert [button.label for button in menu.buttons] == ["Ask", "Write", "Look over", "May I call?"]
    assert all(front.form(button.command) for button in menu.buttons)


# Forms


async def test_a_mistake_in_a_form_stands_at_its_field(front: Front) -> None:
    form = front.form(Fill("me"))
    assert form is not None
    filled = front.fill("me", {"zone": "Atlantis"})
    assert not isinstance(filled, Reply)

    reply = await front.take(filled, ANA)  # type: ignore[arg-type]

    assert reply is not None
    mistakes = front.mistaken(reply, form)
    assert mistakes is not None
    assert mistakes.fields[0][0] == "zone"
    assert front.mistaken(Reply((Text("Done."),)), form) is None


def test_what_can_be_read_of_faults_says_what_to_do(front: Front) -> None:
    for reply in (front.too_old(), front.interrupted()):
        assert isinstance(reply.result, Trouble)
        assert text(reply) == reply.result.message


@pytest.mark.parametrize("command", [QUESTION, LONG, Share("May I?"), Feedback(False), Fill("me", (("zone", "UTC"),))])
def test_what_a_button_says_is_read_back(command: Command, front: Front) -> None:
    assert front.read(spell(command), ANA) == command
