"""Whoever asks to be forgotten is: no word of hers is left in any byte, and nobody else loses anything."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random

import psycopg
import pytest
from sqlalchemy import Connection, select

from bot.core.errors import Refused
from bot.core.people import Caller
from bot.core.permission.desk import Desk
from bot.core.permission.events import Act, Kind, Limits
from bot.core.permission.hours import parse_hours
from bot.core.permission.outcome import Checked, Told
from bot.core.permission.rules import Ruling
from bot.core.permission.verbs import Block, Check, Forget, Me, Report, Request, Verify
from bot.core.ports import Book, Identity, Spot, Talk
from bot.core.reminding.reminder import Reminder
from bot.core.reminding.rhythms import Rhythm
from bot.core.replies import Letter, Reply, Text
from storage.database import Database
from storage.memory import Memory
from storage.tables import metadata
from tests.postgres import server
from tests.record import NOON, SECRET, Clock, phrases
from tests.storage.conftest import files_of, prepare
from tests.storage.samples import MINUTE, TEAM, known, met, said

QUIRINA = "Quirina Vexwood"
MAIL, PHONE = "quirina.vexwood@example.net", "+351 912 345 678"
NUMBER = "+351912345678"
WORDS = "marmalade-lighthouse"
ZONE = "Antarctica/Troll"
NEEDLES = tuple(
    needle.encode() for needle in ("quirina", "vexwood", "912345678", "912 345 678", WORDS, "Antarctica/Troll")
)
LONG_AGO = NOON - timedelta(days=300)
OTHERS = ("Ana", "Bo", "Cy", "Dee")
WHY = f"I would like to talk about the plan, call {PHONE} or write to {MAIL}: {WORDS}"


def by(name: str) -> Caller:
    return Caller(TEAM, name, admin=True)


Files = Callable[[], Iterator[bytes]]
"""Yields all that a database has on its disk, a file at a time."""


def traces(files: Files) -> dict[str, int]:
    """Return how often each needle occurs, in letters of either case."""
    counts = dict.fromkeys(NEEDLES, 0)
    for content in files():
        folded = content.lower()
        for needle in NEEDLES:
            counts[needle] += folded.count(needle.lower())
    return {needle.decode(): count for needle, count in counts.items()}


@dataclass(slots=True)
class Life:
    """A record among whose lines one person's are spread, and all else that is kept of people."""

    book: Book
    random: Random

    def write(self, lines: int) -> None:
        """Fill the record; every tenth line is about her, by her or to her."""
        self._meet()
        others = [self.book.people.meet(known(name)).id for name in OTHERS]
        her = self.book.people.meet(known(QUIRINA)).id
        for number in range(lines):
            one, other = self.random.sample([her, *others] if number % 10 == 0 else others, 2)
            kind = self.random.choice((Kind.REQUESTED, Kind.GRANTED, Kind.DECLINED, Kind.REPORTED, Kind.ANSWERED))
            hers = her in {one, other}
            words = self._words(number, hers=hers) if number % 3 == 0 else ""
            hours = parse_hours(f"mon 03:00-03:07 {ZONE}", None) if hers and kind is Kind.GRANTED else None
            actor = one if kind in {Kind.GRANTED, Kind.DECLINED} else other
            act = Act(kind, one, other, actor, limits=Limits(hours=hours), words=words)
            self.book.ledger.append(act, LONG_AGO + number * MINUTE)

    def _meet(self) -> None:
        """Let her be known by an address and a number as well, each of which was somebody else's once."""
        people, ledger = self.book.people, self.book.ledger
        her = people.meet(known(QUIRINA))
        people.place_in(her.id, ZONE)
        for outside in (Identity("email", MAIL, MAIL), Identity("phone", NUMBER, PHONE)):
            other = people.meet(outside)
            cy = people.meet(known("Cy"))
            said(self.book, Kind.DECLINED, other.id, cy.id, LONG_AGO, f"{QUIRINA} said {WORDS}")
            self.book.conversations.keep(Spot(other.id), Talk(draft=WORDS), NOON)
            self.book.outbox.post(Letter(outside.kind, other.id, Reply((Text(WORDS),))), NOON)
            ledger.append(Act(Kind.LINKED, her.id, other.id, other.id), LONG_AGO)
            people.link(her.id, other.id)
            ledger.link(her.id, other.id)

    def _words(self, number: int, *, hers: bool) -> str:
        length = self.random.choice((1, 3, 30))
        return f"{QUIRINA}, {MAIL}, {PHONE}: {WORDS} " * length if hers else f"the words of line {number} " * length


def talk_about_her(book: Book) -> None:
    """Let others have her in their conversations, and one in whose conversation she is not."""
    her, ana, bo, _, dee = met(book, QUIRINA, *OTHERS)
    book.conversations.keep(Spot(ana), Talk(draft=f"Hello\n{QUIRINA},\n{WORDS}", better=PHONE), NOON)
    book.conversations.keep(Spot(bo, "C1"), Talk((("Call her", "/permission check x"),), her, WORDS), NOON)
    book.conversations.keep(Spot(dee, "C1"), Talk(draft="Dear Cy"), NOON)
    book.reminders.add(Reminder(0, her, "terminal", "", WORDS, Rhythm(8 * 60, ZONE, (0,))), NOON)
    book.reminders.add(Reminder(0, ana, "terminal", "terminal:general", "#general", Rhythm(8 * 60, "UTC", (0,))), NOON)
    for number, (person, words) in enumerate(((her, "hello"), (bo, f"about {QUIRINA}, {WORDS}"), (dee, "Dear Cy"))):
        book.parcels.keep(person, f"/review {WORDS if person == her else words}", NOON)
        assert book.inbox.claim(f"Ev{number}", NOON, person, WORDS if person == her else words)
    book.outbox.post(Letter("request:5000", ana, Reply((Text("May I call?"),)), 5_000), NOON)


async def live(desk: Desk, lines: int) -> None:
    """Fill a record, and have her and the others do at the desk what people do."""
    await desk.memory.change(TEAM, lambda book: Life(book, Random(lines)).write(lines))  # noqa: S311 - the same each time
    await desk.memory.change(TEAM, talk_about_her)
    await desk.handle(Report("dr.no@example.org", yes=False, words=f"not to {QUIRINA} either, {WORDS}"), by(QUIRINA))
    await desk.handle(Request("Cy", WHY, anyway=True), by(QUIRINA))
    await desk.handle(Request(QUIRINA, f"{QUIRINA}, may I ask you about {WORDS} this week?", anyway=True), by("Dee"))
    await desk.handle(Block(QUIRINA), by("Bo"))


def kept_of_others(book: Book) -> list[object]:
    """Return what is kept of the others and does not concern her."""
    her, *others = met(book, QUIRINA, *OTHERS)
    lines = {line.fact.number: line for other in others for line in book.ledger.lines(other)}
    apart = [line for line in lines.values() if her not in {line.fact.subject, line.fact.caller, line.fact.actor}]
    told: list[object] = [sorted(apart, key=lambda line: line.fact.number)]
    for other in others:
        told += [book.people.get(other), book.people.known_by(other)]
    told += [book.conversations.resume(Spot(others[-1], "C1"), NOON), book.outbox.due(others[0], NOON)]
    told += [each for each in book.reminders.all() if each.owner != her]
    return told


async def ruling(desk: Desk, person: str, name: str) -> Ruling:
    """Return what *name* is told who would like to call *person*."""
    checked = (await desk.handle(Check(person), by(name))).result
    assert isinstance(checked, Checked)
    return checked.verdict


async def verified(desk: Desk) -> tuple[int, list[object]]:
    told = (await desk.handle(Verify(), by("Ana"))).result
    assert isinstance(told, Told)
    return told.details["events"], told.details["problems"]


# In every byte


async def forgotten_without_a_trace(url: str, lines: int, files: Files, settle: Callable[[], None]) -> None:
    """Have her forgotten among *lines* lines; *settle* is what whoever keeps the database does now and then."""
    with closing(Database(url)) as database:
        desk = Desk(Memory.opened(database, SECRET), phrases(), Clock())
        await live(desk, lines)
        others = await desk.memory.read(TEAM, kept_of_others)
        settle()
        before = traces(files)
        assert min(before.values()) > 0, before

        await desk.handle(Forget(confirmed=True), by(QUIRINA))
        settle()

        assert traces(files) == dict.fromkeys(before, 0)
        events, problems = await verified(desk)
        assert events > lines
        assert problems == []
        assert await desk.memory.read(TEAM, kept_of_others) == others
        assert await ruling(desk, "dr.no@example.org", "Ana") is Ruling.DENIED
        await desk.handle(Me("Europe/Lisbon"), by(QUIRINA))
        assert await ruling(desk, "Bo", QUIRINA) is Ruling.BLOCKED


async def test_no_byte_of_a_sqlite_file_tells_of_whoever_was_forgotten(tmp_path: Path, long: bool) -> None:
    url = f"sqlite:///{tmp_path / 'record.db'}"
    prepare(url)

    def files() -> Iterator[bytes]:
        yield from (file.read_bytes() for file in files_of(url))

    await forgotten_without_a_trace(url, 100_000 if long else 4_000, files, lambda: None)


async def test_no_byte_of_a_postgresql_server_tells_of_whoever_was_forgotten(long: bool) -> None:
    """PostgreSQL's log keeps what was written until its files are full and a checkpoint has passed.

    On a server in use that takes minutes; a keeper who can't wait does what is done here. Statistics are gathered
    first, as PostgreSQL does by itself sooner or later: they hold what is in the columns, too.
    """
    with server(wal_recycle="off") as ours:
        url = ours.database()
        prepare(url)

        def keep() -> None:
            with psycopg.connect(url, autocommit=True) as keeper:
                for statement in ("ANALYZE", "CHECKPOINT", "SELECT pg_switch_wal()", "CHECKPOINT"):
                    keeper.execute(statement)

        def files() -> Iterator[bytes]:
            yield from (file.read_bytes() for file in ours.data.rglob("*") if file.is_file())

        await forgotten_without_a_trace(url, 10_000 if long else 1_000, files, keep)


# What holds afterwards


@pytest.fixture
def desk(memory: Memory) -> Desk:
    return Desk(memory, phrases(), Clock())


def everything(database: Database) -> str:
    """Return every value of every table."""

    def read(connection: Connection) -> str:
        return str([connection.execute(select(table)).all() for table in metadata.sorted_tables])

    return database.transact(read, write=False)


def names_left(database: Database) -> list[str]:
    """Return what of her can still be read in the tables."""
    folded = everything(database).casefold().encode()
    return [needle.decode() for needle in NEEDLES if needle.lower() in folded]


@pytest.mark.parametrize("for_good", [False, True])
async def test_nothing_readable_is_left_and_the_record_is_whole(desk: Desk, database: Database, for_good: bool) -> None:
    await live(desk, 50)
    assert len(names_left(database)) == len(NEEDLES)

    await desk.handle(Forget(confirmed=True, for_good=for_good), by(QUIRINA))

    assert names_left(database) == []
    assert (await verified(desk))[1] == []


async def test_a_no_to_somebody_holds_when_she_comes_back(desk: Desk) -> None:
    def decline(book: Book) -> None:
        cy, her = met(book, "Cy", QUIRINA)
        said(book, Kind.DECLINED, cy, her, words=WORDS)

    await desk.memory.change(TEAM, decline)
    await desk.handle(Block(QUIRINA), by("Bo"))
    await desk.handle(Forget(confirmed=True), by(QUIRINA))

    assert await ruling(desk, "Bo", QUIRINA) is Ruling.BLOCKED
    assert await ruling(desk, "Cy", QUIRINA) is Ruling.DENIED
    await desk.handle(Me("Europe/Lisbon"), by(QUIRINA))
    assert await ruling(desk, "Bo", QUIRINA) is Ruling.BLOCKED
    assert await ruling(desk, "Cy", QUIRINA) is Ruling.DENIED
    assert await ruling(desk, "Ana", QUIRINA) is Ruling.ASK_FIRST
    assert (await verified(desk))[1] == []


async def test_the_no_of_somebody_outside_holds_for_the_team_though_whoever_noted_it_is_gone(
    desk: Desk, database: Database
) -> None:
    await desk.handle(Report("dr.no@example.org", yes=False, words=WORDS), by(QUIRINA))
    await desk.handle(Forget(confirmed=True), by(QUIRINA))

    assert await ruling(desk, "dr.no@example.org", "Ana") is Ruling.DENIED
    assert names_left(database) == []
    assert (await verified(desk))[1] == []


async def test_whoever_is_forgotten_for_good_is_asked_by_nobody_and_her_name_stays_gone(
    desk: Desk, database: Database
) -> None:
    await desk.handle(Me(ZONE), by(QUIRINA))
    await desk.handle(Forget(confirmed=True, for_good=True), by(QUIRINA))

    assert await ruling(desk, QUIRINA, "Bo") is Ruling.BLOCKED
    with pytest.raises(Refused) as refused:
        await desk.handle(Request(QUIRINA, WHY, anyway=True), by("Bo"))
    assert refused.value.phrase == "request_unwelcome"
    assert names_left(database) == []
    await desk.handle(Block(QUIRINA), by("Bo"))
    await desk.handle(Report(QUIRINA, yes=False), by("Cy"))
    assert names_left(database) == []
    assert (await verified(desk))[1] == []


async def test_whoever_was_forgotten_and_comes_again_starts_afresh(desk: Desk) -> None:
    await live(desk, 50)
    await desk.handle(Forget(confirmed=True), by(QUIRINA))
    told = (await desk.handle(Me(), by(QUIRINA))).result

    assert isinstance(told, Told)
    assert told.details["zone"] is None
    assert await ruling(desk, QUIRINA, "Ana") is Ruling.ASK_FIRST
    assert await desk.waiting(by(QUIRINA)) == ()


async def test_letters_about_somebody_who_was_forgotten_do_not_go_out(desk: Desk) -> None:
    await desk.handle(Request("Cy", WHY, anyway=True), by(QUIRINA))
    await desk.handle(Request("Cy", "I would like to talk about the plan for next week", anyway=True), by("Bo"))
    await desk.handle(Forget(confirmed=True), by(QUIRINA))

    letters = await desk.waiting(by("Cy"))
    assert ["Bo" in str(letter) for letter in letters] == [True]


async def test_somebody_with_two_accounts_is_forgotten_in_both(desk: Desk, database: Database) -> None:
    def link(book: Book) -> None:
        one, other = met(book, QUIRINA), book.people.meet(Identity("discord", "77", f"{QUIRINA} too"))
        book.conversations.keep(Spot(other.id, "C9"), Talk(draft=WORDS), NOON)
        book.outbox.post(Letter("a", other.id, Reply((Text(WORDS),))), NOON)
        said(book, Kind.DECLINED, other.id, words=WORDS)
        book.ledger.append(Act(Kind.LINKED, one[0], other.id, other.id), NOON)
        book.people.link(one[0], other.id)
        book.ledger.link(one[0], other.id)

    await desk.memory.change(TEAM, link)
    await desk.handle(Forget(confirmed=True), by(QUIRINA))

    assert names_left(database) == []
    assert (await verified(desk))[1] == []


async def test_forgetting_twice_or_somebody_nobody_knows_does_no_harm(desk: Desk) -> None:
    for _ in range(2):
        await desk.handle(Forget(confirmed=True), by(QUIRINA))
    await desk.handle(Forget(confirmed=True, for_good=True), by("Nobody"))

    assert await verified(desk) == (4, [])


async def test_nobody_is_forgotten_before_saying_so_twice(desk: Desk) -> None:
    await live(desk, 20)
    before = await desk.memory.read(TEAM, lambda book: book.ledger.checkpoint())
    await desk.handle(Forget(), by(QUIRINA))

    assert await desk.memory.read(TEAM, lambda book: book.ledger.checkpoint()) == before
