"""The shipped program, as a child process, serves a Slack: every surface is entered as bytes on its socket."""

from __future__ import annotations

from pathlib import Path

from tests.adapters.slack.child import serving
from tests.fakes.slack import FakeSlack

WHY = "Your note on wheel tags saved my release. May I ask how you test them?"


async def test_a_question_is_answered_and_a_permission_asked_for_and_given(slack: FakeSlack, tmp_path: Path) -> None:
    async with serving(slack, tmp_path) as child:
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
