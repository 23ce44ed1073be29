"""A pronoun that means somebody else than the recipient is never turned into "you"."""

from __future__ import annotations

import pytest

from bot.core.coaching.openers import opener
from bot.core.coaching.pronouns import marked
from bot.core.coaching.speech import OTHER
from bot.core.coaching.written import Opening
from bot.core.commands import Opener
from tests.words import library


def drafted(brief: str) -> str:
    result = opener(Opener(brief), library()).result
    assert isinstance(result, Opening)
    return result.drafts[0].text


@pytest.mark.parametrize(
    ("texts", "name", "seen"),
    [
        (["my brother will pick it up", "he has a beard"], "Bruno", ["my brother will pick it up", "*he has a beard"]),
        (["my aunt cried when she saw it"], "Zsófia", ["my aunt cried when *she saw it"]),
        (["she said she'd ask her boss"], "Salma", ["she said she'd ask her boss"]),
        (["my daughter hates it but loves her"], "Mrs Papadaki", ["my daughter hates it but loves her"]),
        (["Nadim says she's looking for a player"], "Farah", ["Nadim says she's looking for a player"]),
        (["lotte and her flatmate wrote the ad"], "Jo", ["lotte and *her flatmate wrote the ad"]),
        (["the hoodies are here", "they go on Friday"], "Yuki", ["the hoodies are here", "*they go on Friday"]),
    ],
)
def test_somebody_else_is_marked(texts: list[str], name: str, seen: list[str]) -> None:
    assert [text.replace(OTHER, "*") for text in marked(texts, [name])] == seen


def test_where_the_recipient_is_a_they_nobody_else_is_looked_for() -> None:
    assert (
        marked(["the posters look good", "they did it in a day"], ["the team"], they=True)[1] == "they did it in a day"
    )


@pytest.mark.parametrize(
    ("brief", "said", "never"),
    [
        ("tell Bruno my brother will pick up the bike, he has a beard", "He has a beard.", "You have a beard"),
        ("write to Ms Sørensen: my mother admired the roses and she'd love a cutting", "She'd love", "You'd love"),
        ("voicemail for Dr. Osei, she (my mother) is out of pills, can he send more", "my mother is out", "you is"),
        ("ask Lea if visits are fine, my sister's in hospital there, she can't walk", "She can't walk.", "You can't"),
        ("text Lorenzo that the mechanic says his gearbox is gone", "says your gearbox is gone", "his gearbox"),
    ],
)
def test_third_persons_stay_third_persons(brief: str, said: str, never: str) -> None:
    text = drafted(brief)

    assert said in text
    assert never not in text
