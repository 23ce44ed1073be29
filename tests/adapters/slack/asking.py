"""Ana asks Bo for a call, as far as a test needs it."""

from __future__ import annotations

from tests.fakes.slack import FakeSlack
from tests.fakes.slack.shown import Shown

WHY = "Your note on wheel tags saved my release. May I ask how you test them?"
LETTER = "Ana Ruiz would like a call with you."
OTHERS = "I read your page on dough and would like to hear how you keep it warm overnight."


async def ask_bo(slack: FakeSlack) -> None:
    """Let Ana put her question."""
    await slack.type_slash("ana", f'permission request @bo "{WHY}"')


async def letter_to_bo(slack: FakeSlack) -> Shown:
    """Let Ana put her question, and return what Bo reads."""
    await ask_bo(slack)
    return await slack.reads("bo", LETTER)


def letters(slack: FakeSlack) -> list[Shown]:
    """Return the questions that Bo sees, answered or not."""
    return [each for each in slack.told("bo") if LETTER in each.text]
