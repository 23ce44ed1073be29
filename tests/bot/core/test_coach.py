"""The coach's doors never raise, and a button works as long as its words do."""

from __future__ import annotations

import logging

import pytest

from bot.core.coach import Coach
from bot.core.commands import Ask, Cards, Coaching, Help, Settle, SmallTalk, Why
from bot.core.grammar import parse, spell
from bot.core.people import Caller
from bot.core.replies import Trouble
from tests.words import library

ANA = Caller("terminal", "Ana")


@pytest.mark.parametrize(
    "command",
    [Ask("may i call her?"), Why("may i call her?"), Why(), Settle("K1", True), Settle("K1", False), Cards(), Help()],
)
async def test_a_command_survives_being_written_on_a_button(command: Coaching) -> None:
    reply = await Coach(library()).handle(command, ANA)

    assert parse(spell(command)) == command
    assert reply.parts


@pytest.mark.parametrize("topic", ["hello", "thanks", "bye", "who", "fine"])
async def test_small_talk_is_answered_briefly(topic: str) -> None:
    reply = await Coach(library()).handle(SmallTalk(topic), ANA)

    assert len(reply.parts) == 1


@pytest.mark.parametrize(
    ("typed", "command"),
    [
        ("help", Help()),
        ("HELP!", Help()),
        ("/help me", Help()),
        ("why?", Why()),
        ("why do they never answer?", Ask("why do they never answer?")),
        ("/why may i call", Why("may i call")),
        ("/ask may i call", Ask("may i call")),
        ("ask for a favour twice?", Ask("ask for a favour twice?")),
        ("/sources\td0-ask-first", Cards("d0-ask-first")),
        ("/settle k1 YES", Settle("K1", True)),
        ("/settle K1 perhaps", Help()),
        ("/foo", Help()),
        ("Thanks a lot!", SmallTalk("thanks")),
        ("thanks a lot for the tip, may i call her now?", Ask("thanks a lot for the tip, may i call her now?")),
        ("/sources d0-ask-first", Cards("d0-ask-first")),
        ("ok", SmallTalk("fine")),
    ],
)
def test_words_are_understood_as_what_they_amount_to(typed: str, command: Coaching) -> None:
    assert Coach(library()).understand(typed) == command


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("undo", "undo"),
        ("/undo", "undo"),
        ("link ABC234", "link ABC234"),
        ('report omar@example.org yes "any time"', 'report omar@example.org yes "any time"'),
        ("report omar yes any time", "report omar yes any time"),
        ("report omar no", "report omar no"),
        ("called Bo Lind answered", ""),
        ("called bo unanswered", "called bo unanswered"),
        ("withdraw @bo", "withdraw @bo"),
        ("withdraw", "withdraw"),
        ("change @bo to mornings only", "change @bo mornings only"),
        ("allow @bo once until Friday", "allow @bo once until Friday"),
        ('request @bo "Your note on ovens helped me."', 'request @bo "Your note on ovens helped me."'),
        ("request @bo to be kind", ""),
        ("allow @bo to call me", ""),
        ("report omar no longer works here", ""),
        ("report a bug", ""),
        ("withdraw from the race", ""),
        ("join forces", ""),
        ("check my draft", ""),
    ],
)
def test_a_verb_of_the_record_stands_alone_where_the_line_can_be_no_sentence(typed: str, meant: str) -> None:
    assert parse(typed) == (parse(f"/permission {meant}") if meant else None)


def test_a_reminder_is_named_by_what_nothing_else_is_called() -> None:
    assert parse("pause r2") == parse("/reminder pause r2")
    assert parse("change R2 Fridays at 9") == parse("/reminder change R2 Fridays at 9")
    assert parse("pause the music") is None


async def test_a_refusal_is_a_reply_with_a_code() -> None:
    reply = await Coach(library()).hear("/sources d9-nothing", ANA)

    assert isinstance(reply.result, Trouble)
    assert reply.result.code == "no_card"


async def test_a_fault_of_ours_is_logged_whole_and_told_kindly(caplog: pytest.LogCaptureFixture) -> None:
    coach = Coach(library())
    with caplog.at_level(logging.ERROR):
        reply = await coach.handle(SmallTalk("a topic that no phrase answers"), ANA)

    assert isinstance(reply.result, Trouble)
    assert reply.result.code == "failed"
    assert "nothing was sent" in reply.result.message
    assert "Traceback" in caplog.text


async def test_what_people_write_is_never_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        await Coach(library()).hear("may i call my neighbour Zebulon about the fence?", ANA)

    assert caplog.text
    assert "Zebulon" not in caplog.text
