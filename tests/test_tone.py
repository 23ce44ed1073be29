"""How the coach speaks: what it never says, and what never stands on screen."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator

import pytest

from bot.settings import PROMPTS
from tests.words import library

NEVER_ON_SCREEN = (
    r"cards?|ledger|grant(s|ed)?|standing|scope|narrow(ed)?|verdict|writer|gaps?|retrieval|prompts?|tokens?"
)
NEVER_SAID = r"should|must|remember|etiquette|important(ly)?"
FORBIDDEN = re.compile(rf"\b({NEVER_ON_SCREEN}|{NEVER_SAID})\b|document 00\d", re.IGNORECASE)


def said() -> Iterator[tuple[str, str]]:
    """Yield every sentence of prompts/ that a person may read, and where it stands; titles are other people's."""
    shelf = library()
    for card in shelf.cards.values():
        yield from ((card.id, text) for text in (card.rule, card.why, card.how, card.paste))
    for quarrel in shelf.disagreements.values():
        own = (quarrel.about, quarrel.decides, quarrel.default, quarrel.asks, quarrel.yes.says, quarrel.no.says)
        yield from ((quarrel.id, text) for text in (*own, *(side.says for side in quarrel.sides)))
    for gap in shelf.gaps.values():
        yield from ((gap.id, text) for text in (gap.says, gap.where))
    for case in shelf.situations.cases:
        yield from ((case.id, text) for text in (case.verdict, case.paste))
    for echo in shelf.situations.echoes:
        yield "echo", echo.says
    phrases = tomllib.loads((PROMPTS / "phrases.toml").read_text(encoding="utf-8"))
    phrases.pop("heard")
    for unsaid in ("orders", "objections", "again"):  # for recognising, and for a model: nobody reads them
        phrases["model"].pop(unsaid)
    yield from (("phrases", text) for text in texts(phrases))
    calls = tomllib.loads((PROMPTS / "permission.toml").read_text(encoding="utf-8"))
    yield from (("permission", text) for text in texts(calls))
    reminders = tomllib.loads((PROMPTS / "reminders.toml").read_text(encoding="utf-8"))
    yield from (("reminders", text) for text in texts(reminders))
    for line in (PROMPTS / "tips.md").read_text(encoding="utf-8").partition("\n## ")[2].splitlines():
        field, _, text = line.partition(": ")
        yield from (
            (line, text) for _ in [0] if field in {"lead", "text", "try", "situation", "for", "against", "yes", "no"}
        )


def texts(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for inner in value.values():
                yield from texts(inner)
        case list():
            for inner in value:
                yield from texts(inner)


def test_no_sentence_lectures_or_shows_the_machinery() -> None:
    found = [(where, hit[0], text) for where, text in said() if (hit := FORBIDDEN.search(text))]

    assert found == []


def test_no_sentence_shouts_or_praises_the_question() -> None:
    assert [text for _, text in said() if re.search(r"!!|great question|good question", text, re.IGNORECASE)] == []


@pytest.mark.parametrize("field", ["rule", "why", "how"])
def test_guidelines_are_whole_sentences(field: str) -> None:
    assert [
        card.id for card in library().cards.values() if not re.fullmatch(r"[A-Z“].*[.?!]", getattr(card, field))
    ] == []


def test_the_sides_of_a_disagreement_run_on_after_a_colon_and_end_without_a_stop() -> None:
    sides = [side.says for quarrel in library().disagreements.values() for side in quarrel.sides]

    assert [says for says in sides if says.endswith(".") or says[0].isupper()] == []


def test_open_questions_can_be_answered_with_yes_or_no() -> None:
    asked = [quarrel.asks for quarrel in library().disagreements.values()]

    assert [asks for asks in asked if not re.match(r"(Are|Can|Did|Do|Have|Is|Was|Will|Would)\b.*\?$", asks)] == []
