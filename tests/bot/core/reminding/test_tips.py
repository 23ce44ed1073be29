"""Tips are read from prompts/, short enough for a channel, and shown in turn."""

from __future__ import annotations

import tomllib
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from bot.core.errors import BrokenWords
from bot.core.reminding.tips import Source, Tip, about, next_tip, read, shown_with
from bot.settings import PROMPTS
from tests.words import library

MOST_WORDS = 50
SOURCES = {"a": Source("0", "Forum"), "b": Source("1", "Digital")}
GOOD = "Words for editors.\n\n## one\ncard: a\ntopics: calls\nlead: Ring?\ntext: Ask first.\ntry: May I?\n"


@cache
def topics() -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = tomllib.loads((PROMPTS / "reminders.toml").read_text(encoding="utf-8"))
    return found["topics"]  # type: ignore[return-value]


@cache
def shelf() -> tuple[Tip, ...]:
    """Return the tips of prompts/tips.md."""
    cards = library().cards.values()
    sources = {card.id: Source(str(card.document.id), library().source(card)) for card in cards}
    return read(PROMPTS, sources, topics())


def rounds(tips: tuple[Tip, ...], seed: str, count: int) -> list[Tip]:
    """Return *count* tips in the order in which a channel reads them."""
    read: list[Tip] = []
    shown: tuple[str, ...] = ()
    for _ in range(count):
        read.append(next_tip(tips, shown, seed))
        shown = shown_with(read[-1], shown)
    return read


def test_there_are_tips_from_every_document_and_eight_dilemmas() -> None:
    documents = {tip.source.document for tip in shelf() if not tip.disagreement}

    assert len([tip for tip in shelf() if not tip.disagreement]) >= 40
    assert {"0", "1", "2", "3", "4"} <= documents
    assert len([tip for tip in shelf() if tip.disagreement in library().disagreements]) == 8
    assert {tip.disagreement for tip in shelf()} - {""} <= set(library().disagreements)


def test_no_tip_is_longer_than_a_channel_reads() -> None:
    length = {
        tip.id: len(f"{tip.lead} {tip.text} {tip.paste} {' '.join(side.says for side in tip.sides)}".split())
        for tip in shelf()
    }

    assert {name: count for name, count in length.items() if count > MOST_WORDS} == {}


@pytest.mark.parametrize("topic", ["", *topics()])
def test_none_comes_back_before_its_time_and_no_document_speaks_twice_in_a_row(topic: str) -> None:
    tips = about(shelf(), topic)

    for seed in ("terminal r1", "slack:T1 r2", "discord:7 r3"):
        read = rounds(tips, seed, 3 * len(tips))
        for start in range(0, len(read), len(tips)):
            assert {tip.id for tip in read[start : start + len(tips)]} == {tip.id for tip in tips}
        assert all(one.source.document != other.source.document for one, other in pairwise(read))


def test_the_order_is_the_same_every_time_and_another_one_elsewhere() -> None:
    once, again, elsewhere = (rounds(shelf(), seed, 20) for seed in ("a", "a", "b"))

    assert once == again
    assert once != elsewhere


def test_what_nobody_wants_is_left_out_until_nothing_else_is_left() -> None:
    wanted = about(shelf(), "dilemmas", {"the-missed-call"})

    assert {tip.id for tip in about(shelf(), "dilemmas")} - {tip.id for tip in wanted} == {"the-missed-call"}
    assert about(shelf(), "dilemmas", {tip.id for tip in shelf()}) == about(shelf(), "dilemmas")


def test_a_tip_that_left_the_file_does_no_harm() -> None:
    assert next_tip(shelf(), ("gone",), "a") in shelf()


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("card: a", "card: z"),
        ("topics: calls", "topics: cooking"),
        ("lead: Ring?\n", ""),
        ("try: May I?", "try: May I?\nmore: of it"),
        ("## one", "one"),
        ("lead: Ring?", "lead Ring?"),
        ("try: May I?\n", "try: May I?\n\n" + GOOD.partition("\n\n")[2]),
    ],
)
def test_a_broken_tip_is_named_at_the_start(tmp_path: Path, was: str, now: str) -> None:
    (tmp_path / "tips.md").write_text(GOOD, encoding="utf-8")
    assert read(tmp_path, SOURCES, ["calls"])

    (tmp_path / "tips.md").write_text(GOOD.replace(was, now), encoding="utf-8")
    with pytest.raises(BrokenWords, match=r"tips\.md"):
        read(tmp_path, SOURCES, ["calls"])


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BrokenWords, match="can't be read"):
        read(tmp_path, SOURCES, ["calls"])
