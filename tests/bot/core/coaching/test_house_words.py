"""Words to send hold no word of content that is neither the writer's nor ours."""

from __future__ import annotations

import pytest

from bot.core.coaching.house_words import strange_words
from tests.words import library

DRAFT = "hi mira, loved your post on bread ovens. could i ask how you keep the heat even?"


def strange(text: str) -> tuple[str, ...]:
    return strange_words(text, DRAFT, library())


@pytest.mark.parametrize(
    "text",
    [
        "Hi Mira, I liked your post on bread ovens. May I ask how you keep the heat even? No hurry at all.",
        "Hello Mira, your oven posts helped me. I have one question about heat, if you have a minute.",
        "Hi [their name], [one true thing about the vineyard]. Would you mind a question?",
    ],
)
def test_what_was_told_can_be_said_in_other_words(text: str) -> None:
    assert strange(text) == ()


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Hi Mira, loved your post on bread ovens, and the sailing pictures.", "sail"),
        ("I rebuilt my grandmother's oven after your post.", "grandmoth"),
        ("Could I ask you in Bratislava how you keep the heat even?", "bratislava"),
    ],
)
def test_what_nobody_told_is_noticed(text: str, word: str) -> None:
    assert word in strange(text)
