"""The desk, with callers of several platforms: who is who, what counts once, and what passes between workspaces."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.coach import Coach
from bot.core.errors import NotEmpty, Refused
from bot.core.people import Caller, Mention
from bot.core.permission.desk import Desk
from bot.core.permission.outcome import Checked, Recorded, Told
from bot.core.permission.verbs import (
    Block,
    Check,
    Grant,
    Join,
    Link,
    Me,
    PermissionCommand,
    ReachMe,
    Request,
    Respond,
    Revoke,
    Terms,
)
from bot.core.replies import Trouble
from tests.record import Clock, desk
from tests.words import library

THERE = (Mention("U1", "Ana"), Mention("U2", "Bo"), Mention("U9", "Kim"), Mention("78", "Lee"))
ANA = Caller("slack:T1", "U1", platform="slack", name="Ana", admin=True, mentions=THERE)
BO = Caller("slack:T1", "U2", platform="slack", name="Bo", mentions=THERE)
BO_ELSEWHERE = Caller("discord:9", "77", platform="discord", name="bo_codes", admin=True, mentions=THERE)
WHY = "I liked your talk on ovens and have one question about it."


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def at(tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    with desk(tmp_path, clock) as opened:
        yield opened


async def code(at: Desk, command: PermissionCommand, caller: Caller) -> str:
    """Return a code that the desk shows."""
    told = (await at.handle(command, caller)).result
    assert isinstance(told, Told)
    return str(told.details["code"])


async def verdict(at: Desk, person: str, caller: Caller) -> str:
    checked = (await at.handle(Check(person), caller)).result
    assert isinstance(checked, Checked)
    return checked.verdict.value


async def test_a_mention_names_a_member_before_she_ever_said_anything(at: Desk) -> None:
    await at.handle(Request("{U2}", WHY), ANA)
    (letter,) = await at.waiting(BO)
    await Coach(library(), at).handle(letter.reply.buttons[0].command, BO)

    assert await verdict(at, "{U2}", ANA) == "allowed"


async def test_a_name_that_could_be_several_is_asked_back_and_the_button_says_who(at: Desk) -> None:
    for member, name in (("U5", "Ana Ruiz"), ("U6", "Ana Lima")):
        await at.handle(Me("Europe/Lisbon"), replace(ANA, person=member, name=name))
    unclear = await at.handle(Grant("Ana", Terms(once=True)), replace(BO, mentions=()))
    await Coach(library(), at).handle(unclear.buttons[1].command, BO)

    assert [button.label for button in unclear.buttons] == ["Ana Lima", "Ana Ruiz"]
    assert await verdict(at, "{U2}", replace(ANA, person="U5", name="Ana Ruiz")) == "allowed"
    assert await verdict(at, "{U2}", replace(ANA, person="U6", name="Ana Lima")) == "ask_first"


async def test_the_same_delivery_has_one_effect(at: Desk) -> None:
    again = replace(ANA, delivery="Ev123")
    await at.handle(Request("{U2}", WHY), again)

    with pytest.raises(Refused):
        await at.handle(Request("{U2}", WHY), again)
    assert len(await at.waiting(BO)) == 1


async def test_a_button_pressed_twice_says_what_was_answered(at: Desk) -> None:
    asked = await at.handle(Request("{U2}", WHY), ANA)
    assert isinstance(asked.result, Recorded)
    number = int(asked.result.request or "")
    await at.handle(Respond("no", number), BO)
    pressed = await at.handle(Respond("yes", number), BO)

    assert "You answered that already: no" in str(pressed.parts)
    assert await verdict(at, "{U2}", ANA) == "denied"


async def test_nobody_answers_for_somebody_else(at: Desk) -> None:
    asked = await at.handle(Request("{U2}", WHY), ANA)
    assert isinstance(asked.result, Recorded)

    for stranger in (ANA, replace(BO, person="U3", name="Cy"), replace(BO, team="slack:T2")):
        with pytest.raises(Refused) as refused:
            await at.handle(Respond("yes", int(asked.result.request or "")), stranger)
        assert refused.value.phrase == "not_yours"


async def test_a_no_on_one_side_holds_on_both_once_they_are_linked(at: Desk, clock: Clock) -> None:
    await at.handle(Join(await code(at, Join(), ANA)), BO_ELSEWHERE)
    await at.handle(Grant("{U1}", Terms(once=False)), BO)
    clock.now += timedelta(minutes=1)
    await at.handle(ReachMe("never"), BO_ELSEWHERE)
    apart = await verdict(at, "{U2}", ANA)
    await at.handle(Link(await code(at, Link(), BO)), BO_ELSEWHERE)

    assert apart == "allowed"
    assert await verdict(at, "{U2}", ANA) == "denied"


async def test_a_linked_person_takes_back_from_either_side(at: Desk) -> None:
    await at.handle(Join(await code(at, Join(), ANA)), BO_ELSEWHERE)
    await at.handle(Link(await code(at, Link(), BO)), BO_ELSEWHERE)
    await at.handle(Grant("{U1}", Terms(once=False)), BO)
    before = await verdict(at, "{U2}", ANA)
    await at.handle(Revoke("everyone"), BO_ELSEWHERE)

    assert before == "allowed"
    assert await verdict(at, "{U2}", ANA) == "denied"


async def test_a_code_works_once_and_not_for_the_account_that_shows_it(at: Desk, clock: Clock) -> None:
    for typed, caller in ((await code(at, Link(), BO), BO), ("000000", ANA)):
        assert isinstance((await at.handle(Link(typed), caller)).result, Trouble)
    late = await code(at, Link(), BO)
    clock.now += timedelta(minutes=11)

    assert isinstance((await at.handle(Link(late), ANA)).result, Trouble)


async def test_five_wrong_codes_kill_the_right_one(at: Desk) -> None:
    shown = await code(at, Link(), BO)
    for wrong in range(5):
        await at.handle(Link(f"00000{wrong}"), ANA)

    assert isinstance((await at.handle(Link(shown), ANA)).result, Trouble)


async def test_only_an_admin_gives_the_record_away(at: Desk) -> None:
    with pytest.raises(Refused):
        await at.handle(Join(), BO)


async def test_a_workspace_with_a_record_of_its_own_joins_no_other(at: Desk) -> None:
    await at.handle(Grant("{78}"), BO_ELSEWHERE)
    shown = await code(at, Join(), ANA)

    with pytest.raises(NotEmpty):
        await at.handle(Join(shown), BO_ELSEWHERE)


async def test_teams_know_nothing_of_each_other(at: Desk) -> None:
    await at.handle(Grant("{U1}", Terms(once=False)), BO)
    elsewhere = replace(ANA, team="slack:T2")

    assert await verdict(at, "{U2}", ANA) == "allowed"
    assert await verdict(at, "{U2}", elsewhere) == "ask_first"


async def test_no_record_and_a_no_to_somebody_else_read_the_same(at: Desk) -> None:
    await at.handle(Me("Europe/Lisbon"), BO)
    before = await at.handle(Check("{U2}"), ANA)
    await at.handle(Block("{U9}"), BO)
    after = await at.handle(Check("{U2}"), ANA)

    assert after == before


async def test_what_people_write_is_never_logged(at: Desk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    await Coach(library(), at).handle(Request("{U2}", WHY), ANA)
    await Coach(library(), at).hear("sure, my secret number is 12345", BO)

    assert "ovens" not in caplog.text
    assert "12345" not in caplog.text


async def test_a_refusal_reaches_the_caller_as_a_sentence(at: Desk) -> None:
    refused = await Coach(library(), at).handle(Respond("yes"), BO)

    assert isinstance(refused.result, Trouble)
    assert refused.result.code == "nobody_asks"
