"""What people do on Discord, and what they see of it."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.ports import Identity
from storage.memory import Memory
from tests.adapters.discord.program import WHY, Town
from tests.fakes.discord.hands import NotOffered
from tests.fakes.discord.world import MEMBER, Interaction, Message

FORUM = "is it ok to call someone I only know from a forum?"


def seen(interaction: Interaction) -> Message:
    """Return what came of it."""
    assert interaction.original, interaction
    return interaction.original


async def test_an_answer_is_for_the_one_who_asked(town: Town) -> None:
    ana, bo = town.hands(town.ana), town.hands(town.bo)

    answered = seen(await ana.slash("coach ask", question=FORUM))

    assert "Ask first" in answered.text
    assert answered in ana.sees()
    assert answered not in bo.sees()


async def test_an_answer_can_be_shared_with_everybody(town: Town) -> None:
    ana, bo = town.hands(town.ana), town.hands(town.bo)
    answered = seen(await ana.slash("coach ask", question=FORUM))

    shared = seen(await ana.click(answered, "Share here"))

    assert shared in bo.sees()
    assert "Shared by Ana Ruiz" in shared.text


async def test_an_answer_can_be_judged_and_explained(town: Town) -> None:
    ana = town.hands(town.ana)
    answered = seen(await ana.slash("coach ask", question=FORUM))

    why = seen(await ana.click(answered, "Why?"))
    thanked = seen(await ana.click(answered, "👍"))

    assert len(why.text) > len("Why?")
    assert thanked.text


async def test_a_bare_command_opens_a_form(town: Town) -> None:
    ana = town.hands(town.ana)

    form = await ana.slash("coach ask")
    answered = seen(await ana.submit(form, {"Your question": FORUM}))

    assert "Ask first" in answered.text


async def test_words_are_written_from_a_form(town: Town) -> None:
    ana = town.hands(town.ana)

    form = await ana.slash("coach write")
    told = {
        "Who, and where from?": "Mira, from the bakers' forum",
        "One true thing about them": "Wrote about ovens",
    }
    written = seen(await ana.submit(form, told | {"Where will it go?": "LinkedIn"}))

    assert "Mira" in written.text
    assert "ovens" in written.text


async def test_a_draft_is_looked_over(town: Town) -> None:
    looked = seen(await town.hands(town.ana).slash("coach review", text="Hi Dana, let's connect!", medium="LinkedIn"))

    assert "Dana" in looked.text


async def test_a_message_that_was_used_up_says_what_became_of_it(town: Town) -> None:
    letter = await town.asks_bo()
    bo = town.hands(town.bo).in_dm()

    await bo.click(letter, "No, thanks")

    assert WHY in letter.text
    assert "Done." in letter.text
    assert not {"Yes, once", "No, thanks"} & letter.buttons.keys()
    told = await town.hands(town.ana).gets()
    assert "would rather not talk by phone" in told.text


async def test_rarer_answers_stand_in_a_menu(town: Town) -> None:
    letter = await town.asks_bo()

    await town.hands(town.bo).in_dm().choose(letter, "Not from Ana Ruiz again")

    checked = seen(await town.hands(town.ana).slash("coach call", person=town.bo))
    assert "Please don't call, and don't ask." in checked.text


async def test_hours_are_asked_for_in_a_form(town: Town) -> None:
    letter = await town.asks_bo()
    bo = town.hands(town.bo).in_dm()

    form = await bo.choose(letter, "Only at these hours")
    await bo.submit(form, {"Only at these hours": "weekdays 9-12 Europe/Lisbon"})

    told = await town.hands(town.ana).gets()
    assert "9:00" in told.text


async def test_a_mistake_in_a_form_can_be_mended(town: Town) -> None:
    letter = await town.asks_bo()
    bo = town.hands(town.bo).in_dm()
    form = await bo.choose(letter, "Only at these hours")

    refused = seen(await bo.submit(form, {"Only at these hours": "whenever"}))
    again = await bo.click(refused, "Fill it in again")
    await bo.submit(again, {"Only at these hours": "weekdays 9-12 Europe/Lisbon"})

    assert "9:00" in (await town.hands(town.ana).gets()).text


async def test_whoever_takes_no_direct_messages_is_not_pinged_in_public(town: Town) -> None:
    town.bo.closed = True
    ana = town.hands(town.ana)

    await ana.slash("coach permission request", person=town.bo, why=WHY)
    told = await ana.gets()

    assert "couldn't bring your question to Bo" in told.text
    assert [each for each in town.hands(town.bo).sees() if "<@" in each.text] == []
    assert town.hands(town.bo).inbox() == []


async def test_a_direct_message_is_a_conversation(town: Town) -> None:
    ana = town.hands(town.ana)

    answered = await ana.dm(FORUM)
    why = await ana.dm("why?")

    assert "Ask first" in answered.text
    assert why.text != answered.text
    assert town.fake.refused == []


async def test_a_letter_can_be_answered_in_words(town: Town) -> None:
    await town.asks_bo()

    read_back = await town.hands(town.bo).dm("sure, Thursdays after 3 Europe/Lisbon")
    await town.hands(town.bo).in_dm().click(read_back, "That's right")

    assert "Thursdays" in (await town.hands(town.ana).gets()).text


async def test_somebody_mentioned_in_a_direct_message_is_who_is_meant(town: Town) -> None:
    ana = town.hands(town.ana)
    await ana.slash("coach me")
    await ana.slash("coach permission allow", person=town.bo)
    await town.hands(town.bo).gets()

    checked = await town.hands(town.bo).dm(f"may I call <@{town.ana.id}>?")

    assert "you may call Ana Ruiz" in checked.text


async def test_people_on_record_are_offered_while_one_types(town: Town) -> None:
    await town.asks_bo()
    ana = town.hands(town.ana)

    assert await ana.typing("coach call", "contact", "b") == ["Bo"]
    assert await ana.typing("coach call", "contact", "x") == []
    assert "Europe/Lisbon" in await ana.typing("coach me", "zone", "lisb")


async def test_what_is_for_managers_is_for_managers(town: Town) -> None:
    ana, bo = town.hands(town.ana), town.hands(town.bo)

    settled = seen(await ana.slash("coach-admin settings", zone="Europe/Lisbon"))
    with pytest.raises(NotOffered):
        await bo.slash("coach-admin settings", zone="Europe/Oslo")
    refused = seen(await bo.slash("coach-admin settings", zone="Europe/Oslo", despite=True))

    assert "Europe/Lisbon" in settled.text
    assert "manages the server" in refused.text


async def test_menus_on_messages(town: Town) -> None:
    ana, bo = town.hands(town.ana), town.hands(town.bo)
    posted = await bo.says("I rewrote my bread oven controller in Rust this weekend, ask me anything about heat loops.")

    form = await ana.message_menu("Write to the author about this", posted)
    written = seen(await ana.submit(form, {"What would you like?": "Ask how the heat stays even"}))
    helped = seen(await ana.message_menu("Help me answer this", posted))
    brains = seen(await ana.message_menu("Help me answer this", await bo.says("Could I pick your brain over coffee?")))
    noting = await ana.message_menu("Save as OK to call", posted)
    noted = seen(await ana.submit(noting, {"Their words (needed for a yes)": "Call me any time"}))

    assert "Bo" in written.text
    assert "nothing in that message" in helped.text
    assert "doesn't say what for" in brains.text
    assert "Noted." in noted.text


async def test_a_list_is_looked_over_and_then_applied(town: Town) -> None:
    admin = town.hands(town.ana)
    file = town.fake.attach("calls.csv", b"email,answer,words\nmaya@example.org,yes,ring me\nole@example.org,no,\n")

    looked_over = seen(await admin.slash("coach-admin import", sheet=file))
    before = seen(await admin.slash("coach call", contact="maya@example.org"))
    applied = seen(await admin.click(looked_over, "Apply"))
    after = seen(await admin.slash("coach call", contact="maya@example.org"))

    assert "Nothing is written yet. I count one yes and one no" in looked_over.text.replace("*", "")
    assert "nothing between you" in before.text
    assert "Imported." in applied.text
    assert "Probably yes." in after.text
    assert "<t:" in after.text
    assert applied.buttons == {}


@pytest.mark.parametrize(
    ("name", "content", "kind", "told"),
    [
        ("calls.xlsx", b"PK\x03\x04", "application/vnd.openxmlformats", "no CSV file"),
        ("calls.csv", b"PK\x03\x04\x00\x00", "text/csv", "no CSV file"),
        ("calls.csv", b"email,answer\n" * 100_000, "text/csv", "too large"),
        ("calls.png", b"email,answer\n", "image/png", "no CSV file"),
    ],
)
async def test_a_file_that_is_no_list_is_refused(town: Town, name: str, content: bytes, kind: str, told: str) -> None:
    answered = seen(await town.hands(town.ana).slash("coach-admin import", sheet=town.fake.attach(name, content, kind)))

    assert told in answered.text


async def test_a_bot_is_neither_called_nor_asked(town: Town) -> None:
    giphy = town.fake.user("Giphy")
    giphy.bot, town.guild.members[giphy.id] = True, MEMBER

    checked = seen(await town.hands(town.ana).slash("coach call", person=giphy))
    asked = seen(await town.hands(town.ana).slash("coach permission request", person=giphy, why=WHY))

    assert checked.text.startswith("Giphy is a bot")
    assert asked.text.startswith("Giphy is a bot")
    assert checked.buttons == asked.buttons == {}


async def test_a_menu_on_a_person(town: Town) -> None:
    checked = seen(await town.hands(town.ana).user_menu("May I call them?", town.bo))

    assert "nothing between you and Bo" in checked.text


async def test_messages_without_words_programs_and_oneself_are_told_apart(town: Town) -> None:
    ana, bo = town.hands(town.ana), town.hands(town.bo)
    empty, mine = await bo.says(""), await ana.says("call me any time")

    assert "no words" in seen(await ana.message_menu("Help me answer this", empty)).text
    assert "That is you." in seen(await ana.message_menu("Save as OK to call", mine)).text
    answered = seen(await ana.slash("coach ask", question=FORUM))
    assert "posted by a bot" in seen(await ana.message_menu("Save as OK to call", answered)).text
    assert "That is a bot" in seen(await ana.user_menu("May I call them?", town.fake.app)).text


async def test_what_a_bridge_posted_for_somebody_can_be_answered(town: Town) -> None:
    bridge = town.hands(town.fake.user("Bridge"))
    bridge.user.bot = True
    posted = await bridge.says("Would you have time for a call about the oven some day next week?")

    assert "by a bot" not in seen(await town.hands(town.ana).message_menu("Help me answer this", posted)).text


async def test_the_same_interaction_twice_is_done_once(town: Town) -> None:
    letter = await town.asks_bo()
    bo = town.hands(town.bo).in_dm()

    pressed = await bo.click(letter, "Yes, once")
    await bo.repeat(pressed)
    await town.hands(town.ana).gets()
    await asyncio.sleep(0.3)

    assert letter.text.count("Ana Ruiz may call you") == 1
    assert len(town.hands(town.ana).inbox()) == 1


async def test_a_question_delivered_twice_is_answered_once(town: Town) -> None:
    ana = town.hands(town.ana)

    asked = await ana.slash("coach ask", question=FORUM)
    await ana.repeat(asked)
    await asyncio.sleep(0.3)

    assert len([each for each in ana.sees() if "Ask first" in each.text]) == 1


async def test_a_broken_line_is_taken_up_again(town: Town) -> None:
    await town.fake.gateway.drop()
    async with asyncio.timeout(20):
        while not (town.fake.gateway.resumed and town.fake.gateway.connected):  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0.05)

    answered = seen(await town.hands(town.ana).slash("coach ask", question=FORUM))

    assert "Ask first" in answered.text


async def test_what_is_taken_along_is_a_file(town: Town) -> None:
    ana = town.hands(town.ana)
    await ana.slash("coach permission allow", person=town.bo)

    taken = seen(await ana.slash("coach permission export"))
    as_table = seen(await ana.slash("coach permission export", format="A table (CSV)"))

    assert json.loads(taken.files["calls.json"])["lines"]
    assert "Bo" in as_table.files["calls.csv"].decode()
    assert "{" not in taken.text
    assert taken.only_for == town.ana.id


async def test_the_line_may_break_in_the_middle_of_an_answer(town: Town) -> None:
    town.fake.limit("/webhooks", 0.5)
    asked = await town.hands(town.ana).send("coach ask", question=FORUM)
    await town.fake.until(lambda: asked.answer != 0)

    await town.fake.gateway.drop()
    await town.fake.until(lambda: asked.original is not None, 10)

    assert "Ask first" in seen(asked).text


async def test_a_letter_says_which_server_it_is_about(town: Town) -> None:
    letter = await town.asks_bo()

    assert "the server Packagers" in letter.text


async def test_help_says_what_can_be_done_here(town: Town) -> None:
    ana = town.hands(town.ana)

    everything = seen(await ana.slash("coach help"))
    calls = seen(await ana.slash("coach help", topic="Calls"))
    told = await ana.dm("help")

    assert "/coach ask" in everything.text
    assert "/coach permission" in calls.text
    assert "/coach ask" in told.text
    assert "Ctrl-D" not in everything.text + told.text


async def test_whoever_writes_directly_first_belongs_to_the_server_that_she_is_in(town: Town) -> None:
    await town.hands(town.bo).dm("hello")

    await town.hands(town.bo).dm("me zone Europe/Lisbon")

    assert town.house
    team = f"discord:{town.guild.id}"
    known = await town.house.memory.read(team, lambda book: book.people.find(Identity("discord", str(town.bo.id))))
    assert known is not None


async def test_whoever_shares_no_server_has_a_record_of_her_own(town: Town) -> None:
    cleo = town.fake.user("Cleo", installed=True)
    hands = town.hands(cleo).in_dm()

    noted = await hands.dm('permission report maya@example.org yes "Sure, ring me any afternoon"')
    checked = seen(await hands.slash("coach call", contact="maya@example.org"))

    assert "Noted." in noted.text
    assert "Probably yes" in checked.text
    assert town.house
    alien = await town.house.memory.read(f"discord:{town.guild.id}", lambda book: book.ledger.checkpoint().number)
    assert alien == 0


async def test_a_server_that_lets_it_go_is_forgotten_in_a_month_unless_it_comes_back(town: Town) -> None:
    assert town.house
    memory, team = town.house.memory, f"discord:{town.guild.id}"
    await town.hands(town.ana).slash("coach permission allow", person=town.bo)
    later = datetime.now(UTC) + timedelta(days=31)

    await town.fake.gateway.tell("GUILD_DELETE", {"id": str(town.guild.id)}, town.guild.id)
    await _until_installed(memory, team, here=False)
    joined = town.fake.described(town.guild)
    del joined["unavailable"]  # it is told only of servers that had the coach before
    await town.fake.gateway.tell("GUILD_CREATE", joined, town.guild.id)
    await _until_installed(memory, team, here=True)
    assert await memory.let_go(later) == 0

    await town.fake.gateway.tell("GUILD_DELETE", {"id": str(town.guild.id)}, town.guild.id)
    await _until_installed(memory, team, here=False)
    assert await memory.let_go(later) == 1
    assert await memory.read(team, lambda book: book.ledger.checkpoint().number) == 0


async def _until_installed(memory: Memory, team: str, *, here: bool) -> None:
    async with asyncio.timeout(10):
        while (await memory.installations.find(team) is not None) is not here:  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0.02)


async def test_a_tip_comes_round_in_a_channel(town: Town) -> None:
    ana = town.hands(town.ana)
    general = town.fake.room_of(town.guild)

    shown = seen(await ana.slash("coach reminder add", channel=general, when="every Monday at 9 Europe/Lisbon"))
    await ana.click(shown, "Set it up")
    again = seen(await ana.click(shown, "Set it up"))
    listed = seen(await ana.slash("coach reminder list"))

    assert "#general" in shown.text
    assert "Set up already." in again.text
    assert listed.text.count("every Monday") == 1
    assert "Monday" in listed.text
