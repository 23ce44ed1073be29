"""What a language model wrote is kept for a week, for the same request of the same team alone."""

from __future__ import annotations

from datetime import timedelta

from storage.answers import KEPT
from storage.memory import Memory
from tests.record import NOON
from tests.storage.samples import TEAM

OTHER = "slack:T9"


async def test_what_was_written_is_found_again_by_the_same_request(memory: Memory) -> None:
    await memory.change(TEAM, lambda book: book.answers.keep("a", "one", NOON))
    await memory.change(TEAM, lambda book: book.answers.keep("a", "two", NOON))

    assert await memory.read(TEAM, lambda book: [book.answers.find(key, NOON) for key in "ab"]) == ["two", None]


async def test_another_team_finds_nothing_of_it(memory: Memory) -> None:
    await memory.change(TEAM, lambda book: book.answers.keep("a", "one", NOON))

    assert await memory.change(OTHER, lambda book: book.answers.find("a", NOON)) is None


async def test_after_a_week_it_is_gone(memory: Memory) -> None:
    later = NOON + KEPT + timedelta(seconds=1)
    await memory.change(TEAM, lambda book: book.answers.keep("a", "one", NOON))

    assert await memory.read(TEAM, lambda book: book.answers.find("a", later)) is None
    await memory.change(TEAM, lambda book: book.answers.keep("b", "two", later))
    assert await memory.read(TEAM, lambda book: book.answers.find("a", NOON)) is None


async def test_it_is_erased_as_a_whole_since_whose_words_it_holds_is_not_kept(memory: Memory) -> None:
    await memory.change(TEAM, lambda book: book.answers.keep("a", "one", NOON))
    await memory.change(OTHER, lambda book: book.answers.keep("a", "hers", NOON))
    await memory.change(TEAM, lambda book: book.answers.erase())

    assert await memory.read(TEAM, lambda book: book.answers.find("a", NOON)) is None
    assert await memory.read(OTHER, lambda book: book.answers.find("a", NOON)) == "hers"
