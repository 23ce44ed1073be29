"""People are found by what they are known by, and by nothing else once they are gone."""

from __future__ import annotations

from typing import get_args

import pytest
from sqlalchemy import select

from bot.core.ports import Book, Identity, IdentityKind, Person
from storage.database import Database
from storage.memory import Memory
from storage.people import MOST
from storage.tables import identities, people
from tests.record import NOON
from tests.storage.samples import OTHER_TEAM, TEAM, known, met

ANN = known("Ann Lee")
MAIL = Identity("email", "ann@example.com", "Ann@Example.com")


async def test_whoever_was_met_is_met_again(memory: Memory) -> None:
    first = await memory.change(TEAM, lambda book: book.people.meet(ANN))
    again = await memory.change(TEAM, lambda book: book.people.meet(Identity(ANN.kind, ANN.value, "Somebody Else")))

    assert first == again == Person(first.id, "Ann Lee")
    assert await memory.read(TEAM, lambda book: book.people.find(ANN)) == first
    assert await memory.read(TEAM, lambda book: book.people.get(first.id)) == first
    assert await memory.read(TEAM, lambda book: book.people.known_by(first.id)) == (ANN,)
    assert await memory.read(TEAM, lambda book: book.people.has(first.id))


async def test_whoever_goes_by_a_new_name_on_a_platform_is_called_by_it(memory: Memory) -> None:
    first = await memory.change(TEAM, lambda book: book.people.meet(Identity("slack", "T1:U1", "Ann Lee")))
    again = await memory.change(TEAM, lambda book: book.people.meet(Identity("slack", "T1:U1", "Ann Ray")))
    unnamed = await memory.change(TEAM, lambda book: book.people.meet(Identity("slack", "T1:U1")))

    assert again == unnamed == Person(first.id, "Ann Ray")
    assert [found.id for found in await memory.read(TEAM, lambda book: book.people.named("ray"))] == [first.id]


async def test_a_new_name_on_one_platform_leaves_what_another_calls_her(memory: Memory) -> None:
    first = await memory.change(TEAM, lambda book: book.people.meet(Identity("slack", "T1:U1", "Ann Lee")))
    await memory.change(TEAM, lambda book: book.people.also(first.id, Identity("discord", "7", "ann")))
    again = await memory.change(TEAM, lambda book: book.people.meet(Identity("discord", "7", "annie")))

    assert again == first


async def test_whoever_is_known_by_another_kind_of_the_same_value_is_another(memory: Memory) -> None:
    kinds = get_args(IdentityKind)

    def meet(book: Book) -> list[Person]:
        return [book.people.meet(Identity(kind, "same")) for kind in kinds]

    found = await memory.change(TEAM, meet)

    assert len({person.id for person in found}) == len(kinds)
    assert [person.outside for person in found] == [False] * 3 + [True] * 4
    assert {person.name for person in found} == {"same"}


async def test_somebody_nobody_met_is_not_found(memory: Memory) -> None:
    assert await memory.read(TEAM, lambda book: book.people.find(ANN)) is None
    assert await memory.read(TEAM, lambda book: book.people.get("nobody")) == Person("nobody", "")
    assert await memory.read(TEAM, lambda book: book.people.known_by("nobody")) == ()
    assert not await memory.read(TEAM, lambda book: book.people.has("nobody"))


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("ann", ["Ann", "Ann Lee"]),
        ("LEE", ["Ann Lee", "Bo Lee"]),
        ("ann lee", ["Ann Lee"]),
        ("an", []),
        ("n l", []),
        ("%", ["100 %"]),
        ("_nn", []),
        ("\\", []),
        ("ÄNNCHEN", ["Ännchen Straße"]),
        ("STRASSE", ["Ännchen Straße"]),
    ],
)
async def test_people_are_found_by_the_words_of_their_names(memory: Memory, typed: str, names: list[str]) -> None:
    await memory.change(TEAM, lambda book: met(book, "Ann", "Ann Lee", "Bo Lee", "Joann", "100 %", "Ännchen Straße"))

    found = await memory.read(TEAM, lambda book: book.people.named(typed))
    assert [person.name for person in found] == names


async def test_no_more_people_are_offered_than_can_be_read(memory: Memory) -> None:
    await memory.change(TEAM, lambda book: met(book, *(f"Ann {number:02}" for number in range(20))))

    found = await memory.read(TEAM, lambda book: book.people.named("ann"))
    assert [person.name for person in found] == [f"Ann {number:02}" for number in range(MOST)]


async def test_a_zone_is_kept(memory: Memory) -> None:
    def keep(book: Book) -> tuple[Person, Person]:
        ann, bob = met(book, "Ann", "Bob")
        book.people.place_in(ann, "Europe/Lisbon")
        return book.people.get(ann), book.people.get(bob)

    ann, bob = await memory.change(TEAM, keep)

    assert (ann.zone, bob.zone) == ("Europe/Lisbon", "")


async def test_two_people_become_one_under_every_identity(memory: Memory) -> None:
    def link(book: Book) -> tuple[Person, Person, Person]:
        kept, other, third = (book.people.meet(who) for who in (ANN, MAIL, known("Third")))
        book.people.link(other.id, third.id)
        book.people.link(kept.id, other.id)
        return kept, other, third

    kept, other, third = await memory.change(TEAM, link)

    def look(book: Book) -> list[Person | None]:
        return [
            book.people.find(MAIL),
            book.people.find(known("Third")),
            book.people.get(other.id),
            book.people.get(third.id),
        ]

    assert await memory.read(TEAM, look) == [kept] * 4
    known_by = await memory.read(TEAM, lambda book: book.people.known_by(kept.id))
    assert {who.value for who in known_by} == {ANN.value, MAIL.value, "third"}
    assert await memory.read(TEAM, lambda book: book.people.named("third")) == ()


@pytest.mark.parametrize("keep_codes", [True, False])
async def test_of_whoever_was_erased_nothing_readable_is_left(
    memory: Memory, database: Database, keep_codes: bool
) -> None:
    def erase(book: Book) -> str:
        kept, other = book.people.meet(ANN), book.people.meet(MAIL)
        book.people.place_in(kept.id, "Asia/Kathmandu")
        book.people.place_in(other.id, "Asia/Kathmandu")
        book.people.link(kept.id, other.id)
        book.people.erase(kept.id, NOON, keep_codes=keep_codes)
        return kept.id

    ann = await memory.change(TEAM, erase)

    def everything() -> str:
        tables = (people, identities)
        rows = database.transact(lambda c: [c.execute(select(table)).all() for table in tables], write=False)
        return str(rows).casefold()

    for gone in ("ann", "lee", "example", "kathmandu"):
        assert gone not in everything()
    assert await memory.read(TEAM, lambda book: book.people.get(ann)) == Person(ann, "")
    assert await memory.read(TEAM, lambda book: book.people.known_by(ann)) == ()
    assert await memory.read(TEAM, lambda book: book.people.named("ann")) == ()


@pytest.mark.parametrize("keep_codes", [True, False])
async def test_whoever_comes_again_after_an_erasure_is_the_same_only_where_her_codes_were_kept(
    memory: Memory, keep_codes: bool
) -> None:
    def erase(book: Book) -> tuple[str, Person | None]:
        ann = book.people.meet(ANN)
        book.people.erase(ann.id, NOON, keep_codes=keep_codes)
        return ann.id, book.people.find(ANN)

    ann, found = await memory.change(TEAM, erase)
    again = await memory.change(TEAM, lambda book: book.people.meet(ANN))

    assert found == (Person(ann, "") if keep_codes else None)
    assert (again.id == ann) is keep_codes
    assert again.name == "Ann Lee"
    assert await memory.read(TEAM, lambda book: book.people.named("ann")) == (again,)
    assert await memory.read(TEAM, lambda book: book.people.known_by(again.id)) == (ANN,)


async def test_others_lose_nothing_when_somebody_is_erased(memory: Memory) -> None:
    def erase(book: Book) -> Person:
        ann, bob = book.people.meet(ANN), book.people.meet(MAIL)
        book.people.erase(ann.id, NOON, keep_codes=False)
        return bob

    bob = await memory.change(TEAM, erase)

    assert await memory.read(TEAM, lambda book: book.people.find(MAIL)) == bob
    assert await memory.read(TEAM, lambda book: book.people.known_by(bob.id)) == (MAIL,)


async def test_the_same_person_has_another_code_in_every_team(memory: Memory, database: Database) -> None:
    for team in (TEAM, OTHER_TEAM):
        await memory.change(team, lambda book: book.people.meet(ANN))

    kept = database.transact(lambda c: c.execute(select(identities.c.code)).scalars().all(), write=False)
    assert len(set(kept)) == 2
