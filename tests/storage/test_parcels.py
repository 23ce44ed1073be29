"""Commands too long for a button are kept for whoever sees the button, and for nobody else."""

from __future__ import annotations

from datetime import timedelta

from bot.core.ports import Book
from storage.memory import Memory
from storage.parcels import KEPT
from tests.record import NOON
from tests.storage.samples import TEAM, met

SECOND = timedelta(seconds=1)


async def test_only_whoever_it_was_kept_for_opens_it(memory: Memory) -> None:
    def kept(book: Book) -> list[str | None]:
        ann, bob = met(book, "Ann", "Bob")
        number = book.parcels.keep(ann, "/opener Bob", NOON)
        return [book.parcels.open(number, who, NOON) for who in (ann, bob, "", "nobody")]

    assert await memory.change(TEAM, kept) == ["/opener Bob", None, None, None]


async def test_it_is_hers_under_every_id_that_turns_out_to_be_hers(memory: Memory) -> None:
    def kept(book: Book) -> list[str | None]:
        ann, elsewhere = met(book, "Ann", "Ann of Discord")
        number = book.parcels.keep(elsewhere, "/opener Bob", NOON)
        book.people.link(ann, elsewhere)
        return [book.parcels.open(number, who, NOON) for who in (ann, elsewhere)]

    assert (await memory.change(TEAM, kept))[0] == "/opener Bob"


async def test_its_time_is_over_after_a_month(memory: Memory) -> None:
    def kept(book: Book) -> list[str | None]:
        (ann,) = met(book, "Ann")
        number = book.parcels.keep(ann, "/opener Bob", NOON)
        return [book.parcels.open(number, ann, NOON + KEPT - SECOND), book.parcels.open(number, ann, NOON + KEPT)]

    assert await memory.change(TEAM, kept) == ["/opener Bob", None]


async def test_erasing_somebody_deletes_what_was_kept_for_her_and_what_names_her(memory: Memory) -> None:
    def kept(book: Book) -> list[bool]:
        ann, bob = met(book, "Ann", "Bob")
        hers = book.parcels.keep(ann, "/opener Cleo", NOON)
        about = book.parcels.keep(bob, "/opener Ann, from the forum", NOON)
        other = book.parcels.keep(bob, "/opener Annabel, from the forum", NOON)
        book.parcels.erase(ann, ("Ann",))
        return [bool(book.parcels.open(*each, NOON)) for each in ((hers, ann), (about, bob), (other, bob))]

    assert await memory.change(TEAM, kept) == [False, False, True]
