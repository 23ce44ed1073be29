"""A pronoun that may mean somebody else than the recipient is never turned into "you"."""

from __future__ import annotations

import pytest

from bot.core.coaching.openers import opener
from bot.core.coaching.writing.pronouns import is_unclear
from bot.core.coaching.writing.speech import BY_NAME, HE, SHE
from bot.core.coaching.written import Opening
from bot.core.commands import Opener
from tests.words import library


def outcome(brief: str) -> Opening:
    result = opener(Opener(brief), library()).result
    assert isinstance(result, Opening)
    return result


@pytest.mark.parametrize(
    ("before", "text", "pronoun", "unclear"),
    [
        ("my brother will pick it up", "he has a beard", HE, True),
        ("my sister will pick it up", "he has a beard", HE, False),
        ("", "my aunt cried when she saw it", SHE, True),
        ("my aunt cried", "I'm to say thank you from her too", SHE, True),
        ("", "she said she'd ask her boss", SHE, False),
        ("", "Nadim says she's looking for a player", SHE, False),
        ("", "lotte and her flatmate wrote the ad", SHE, True),
        ("mine was Dr Klee on the corner", "she's gentle", SHE, True),
        ("", "they go to the shelter on Friday", BY_NAME, True),
    ],
)
def test_what_may_mean_two_people_is_unclear(before: str, text: str, pronoun: str, unclear: bool) -> None:
    assert is_unclear(text, before, ["Yuki"], pronoun) is unclear


@pytest.mark.parametrize(
    ("brief", "said", "never"),
    [
        ("tell Bruno my brother will pick up the bike, he has a beard", "My brother will pick up", "You have a beard"),
        ("write to Ms Sørensen: my mother admired the roses and she'd love a cutting", "y mother admired", "ou'd love"),
        ("voicemail for Dr. Osei, she (my mother) is out of pills, can he send more", "my mother is out", "you is"),
        ("ask Lea if visits are fine, my sister's in hospital there, she can't walk", "Hi Lea", "you can't walk"),
        ("text Lorenzo that the mechanic says his gearbox is gone", "says your gearbox is gone", "his gearbox"),
    ],
)
def test_third_persons_are_never_the_recipient(brief: str, said: str, never: str) -> None:
    text = outcome(brief).drafts[0].text

    assert said.casefold() in text.casefold()
    assert never.casefold() not in text.casefold()


def test_what_was_unclear_is_named_below_with_the_way_to_get_it_in() -> None:
    (left,) = outcome("tell Bruno my brother will pick up the bike, he has a beard").declined

    assert "he has a beard" in left
    assert "as you would say it to Bruno" in left
