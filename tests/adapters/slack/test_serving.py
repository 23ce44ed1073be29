"""The shipped program, as a child process, serves a Slack: every surface is entered as bytes on its socket."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.adapters.slack.asking import LETTER, WHY, ask_bo, letter_to_bo, letters
from tests.adapters.slack.child import serving
from tests.fakes.slack import FakeSlack
from tests.fakes.slack.town import BOT_TOKEN
from tests.program import Served

OPENER = {
    "Who, and where from?": "Mira, from the bakers' forum",
    "One true thing about them": "She wrote about bread ovens",
    "What would you like?": "Ask how she keeps the heat even",
}


async def test_a_question_is_answered_and_a_permission_asked_for_and_given(slack: FakeSlack, home: Path) -> None:
    async with serving(slack, home) as child:
        await slack.type_slash("ana", "ask is it ok to call someone I only know from a forum?")
        answer = await slack.reads("ana", "Ask first", "C0GENERAL")
        await slack.type_slash("ana", "call @bo")
        await slack.reads("ana", "nothing between you and Bo Lind", "C0GENERAL")
        await slack.click("ana", "Ask Bo Lind")
        await slack.submit("ana", {"Your own sentence: what is it about?": WHY})
        letter = await slack.reads("bo", "Ana Ruiz would like a call with you.")
        await slack.click("bo", "Yes, once")
        await slack.reads("ana", "Bo Lind said yes.")
        await slack.reads("bo", "Ana Ruiz may call you")
        await slack.type_slash("ana", "call @bo")
        await slack.reads("ana", "Yes, you may call Bo Lind", "C0GENERAL")
        code = await child.end()

    assert answer.private
    assert WHY in letter.text
    assert "Yes, once" not in slack.sees("bo")[-1].buttons
    assert slack.refusals() == []
    assert code == 0


async def test_a_question_survives_a_power_cut_and_its_buttons_work_after_it(slack: FakeSlack, home: Path) -> None:
    slack.echoes = False  # what nobody acknowledged when the power was cut is no complaint
    async with serving(slack, home, "tests.adapters.slack.hasty") as child:
        slack.fail("chat.postMessage", status=429, retry_after=2)
        await ask_bo(slack)
        await slack.until(lambda: any(call.method == "chat.postMessage" for call in slack.calls))
        await child.kill()
    async with serving(slack, home) as child:
        await slack.reads("bo", LETTER, within=30)
        await child.kill()
    async with serving(slack, home):
        await slack.click("bo", "Yes, once")
        await slack.reads("ana", "Bo Lind said yes.")

    assert len(letters(slack)) == 1
    assert len([each for each in slack.told("ana") if "said yes" in each.text]) == 1


async def test_an_answer_that_was_cut_off_comes_after_the_start(slack: FakeSlack, home: Path) -> None:
    async with serving(slack, home) as child:
        slack.fail("chat.postMessage", status=429, retry_after=60)
        await slack.dm("ana", "is it ok to call someone I only know from a forum?")
        await slack.until(lambda: any(call.method == "chat.postMessage" for call in slack.calls))
        await child.kill()
    async with serving(slack, home) as child:
        await slack.reads("ana", "Ask first")
        await child.end()
    async with serving(slack, home):
        await slack.type_slash("ana", "call @bo")

    assert len(slack.told("ana")) == 1


async def test_what_is_asked_while_the_program_ends_is_acknowledged_and_answered_by_the_next(
    slack: FakeSlack, home: Path
) -> None:
    async with serving(slack, home) as child:
        await slack.type_slash("ana", "call @bo")
        slack.fail("chat.postMessage", status=429, retry_after=1)
        await slack.dm("ana", "is it ok to call someone I only know from a forum?")
        await slack.until(lambda: any(call.method == "chat.postMessage" for call in slack.calls))
        ending = asyncio.ensure_future(child.end())
        await asyncio.sleep(0.5)  # the program hears that it is to end, and waits for Ana's answer
        quick = await slack.type_slash("bo", "call @ana")
        slow = await slack.type_slash("bo", "ask is it ok to call someone I met at a fair?")
        code = await ending
        before = [each for each in slack.told("bo", "C0GENERAL") if "Write first" in each.text]
    async with serving(slack, home):
        await slack.reads("bo", "Write first", "C0GENERAL")

    assert code == 0
    assert "nothing between you and Ana Ruiz" in quick.ack["text"]
    assert slow.ack == {}
    assert before == []
    assert "Ask first" in slack.told("ana")[0].text


async def test_every_surface_works_in_the_shipped_program(slack: FakeSlack, home: Path) -> None:
    async with serving(slack, home):
        await slack.mention("ana", "is it ok to call someone I only know from a forum?")
        await slack.reads("ana", "Ask first", "C0GENERAL")
        await letter_to_bo(slack)
        await slack.dm("bo", "sure, on weekdays 9-12")
        await slack.reads("bo", "Did I read that right?")
        await slack.click("bo", "That's right")
        await slack.reads("ana", "Bo Lind said yes.")
        await slack.open_home("bo")
        await slack.until(lambda: "U0BO" in slack.town.homes)
        await slack.click_home("bo", "Take back: Ana Ruiz")
        await slack.until(lambda: "Taken back" in slack.home("bo").text)
        post = slack.write("cy", "sure, ring me any afternoon")
        await slack.shortcut("ana", "save_ok", post)
        await slack.submit("ana", {})
        await slack.reads("ana", "Noted.", "C0GENERAL")
        await slack.open_home("ana", "messages")
        await slack.until(lambda: bool(slack.town.suggested))

    assert slack.refusals() == []
    assert "Traceback" not in (home / "stderr").read_text()


async def test_shortcuts_work_in_the_shipped_program(slack: FakeSlack, home: Path) -> None:
    async with serving(slack, home):
        for name, values, told in (
            ("ask", {"Your question": "is it ok to call someone I only know from a forum?"}, "Ask first"),
            ("opener", OPENER, "Hi Mira"),
            ("review", {"Your draft": "Hi Dana, quick favour: could you introduce me to your boss?"}, "Not yet"),
            ("call", {"Whom?": "U0BO"}, "nothing between you and Bo Lind"),
        ):
            await slack.shortcut("ana", name)
            await slack.submit("ana", values)
            await slack.reads("ana", told)
        brains = slack.write("cy", "I'd love to pick your brain over coffee some time")
        await slack.shortcut("ana", "help_me_answer", brains)
        vague = await slack.reads("ana", "doesn't say what for", "C0GENERAL")
        menu = slack.write("cy", "Lunch today: lentil soup, bread, apple cake")
        await slack.shortcut("ana", "help_me_answer", menu)
        nothing = await slack.reads("ana", "nothing in that message", "C0GENERAL")
        await slack.shortcut("ana", "write_to_author", slack.write("cy", "I wrote up how we test wheel tags"))
        await slack.submit("ana", {"What would you like?": "ask how they test tags on Windows"})
        await slack.reads("ana", "wheel tags")

    assert vague.private
    assert nothing.private
    assert "What is the one thing you'd like to know?" in vague.text
    assert slack.refusals() == []
    assert "Traceback" not in (home / "stderr").read_text()


async def test_a_wrong_token_is_told_in_a_line(slack: FakeSlack, home: Path) -> None:
    served = Served(home, SLACK_BOT_TOKEN=BOT_TOKEN, SLACK_APP_TOKEN="xapp-wrong", SLACK_API_URL=slack.api_url)  # noqa: S106
    code = await served.ended()

    assert code != 0
    assert served.errors.strip().startswith("Slack refuses SLACK_APP_TOKEN (invalid_auth).")
    assert len(served.errors.splitlines()) == 1
