"""Two teams whose people, words and keys are called the same see and change nothing of each other."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection, insert, select, update

from bot.core.permission.events import Kind
from bot.core.ports import Book, Identity, Person, Spot, Talk
from bot.core.reminding.ballot import Ballot, Closing
from bot.core.reminding.reminder import Reminder, Turned
from bot.core.reminding.rhythms import Rhythm, Slot
from bot.core.replies import Letter, Reply, Text
from storage.answers import Answers
from storage.codes import Codes
from storage.conversations import Conversations
from storage.database import Database
from storage.inbox import Inbox
from storage.ledger import Ledger
from storage.memory import Memory
from storage.outbox import Outbox
from storage.parcels import Parcels
from storage.people import People
from storage.reminders import Reminders
from storage.tables import ballots, metadata, outbox, payloads, slots, teams
from storage.teams import TeamSettings
from storage.usage import Usage
from storage.votes import Votes
from tests.record import NOON
from tests.storage.samples import OTHER_TEAM, TEAM, known, met, said, team_of

ANN, BOB = known("Ann"), known("Bob")
DAY = timedelta(days=1)
REPOSITORIES = {
    "people": People,
    "ledger": Ledger,
    "outbox": Outbox,
    "conversations": Conversations,
    "codes": Codes,
    "inbox": Inbox,
    "parcels": Parcels,
    "usage": Usage,
    "settings": TeamSettings,
    "reminders": Reminders,
    "votes": Votes,
    "answers": Answers,
}


@dataclass(frozen=True, slots=True)
class Theirs:
    """What somebody of another team may have got to know of a team: ids, numbers, keys and a code."""

    ann: str
    bob: str
    last: int
    code: str
    joining: str
    parcel: str
    words: str


def furnish(book: Book, words: str, lines: int) -> Theirs:
    """Fill a team as if it were alone; but for *words*, and for how long its record is, every team gets the same."""
    ann, bob = met(book, "Ann", "Bob")
    book.people.place_in(ann, "Asia/Kathmandu")
    for _ in range(lines):
        said(book, Kind.DECLINED, bob, ann, words=words)
    for person in (ann, bob):
        book.outbox.post(Letter(f"request:{person == ann}", person, Reply((Text(words),)), refers=1), NOON)
        assert book.outbox.due(person, NOON)
    book.conversations.keep(Spot(ann, "C1"), Talk(draft=f"Dear Bob, {words}", about=bob), NOON)
    book.conversations.keep(Spot(bob, "C1"), Talk(draft=f"Dear Ann, {words}", about=ann), NOON)
    assert book.inbox.claim("Ev1", NOON, ann, words)
    for place in ("", "slack:T1/C1"):
        book.reminders.add(reminder(ann, place, words), NOON)
    leave_in_doubt(book, words, lines)
    book.reminders.leave_out([NOON.date() + number * DAY for number in range(lines)])
    book.settings.let_remind(everybody=lines > 3)
    parcel = book.parcels.keep(ann, f"opener Bob {words}", NOON)
    book.settings.place_in(f"Etc/GMT+{lines}")
    book.usage.add("calls", "ann", lines, NOON)
    assert book.usage.total("calls", None, NOON) == lines
    book.answers.keep("question", words, NOON)
    linking, joining = book.codes.make("link", ann, NOON), book.codes.make("join", ann, NOON)
    return Theirs(ann, bob, lines, linking, joining, parcel, words)


def leave_in_doubt(book: Book, words: str, lines: int) -> None:
    """Have a slot that was posted, and a letter that carried it and may not have arrived."""
    doubt = Letter(f"slot:r1:{lines}", met(book, "Ann")[0], Reply((Text(words),)))
    book.outbox.post(doubt, NOON)
    connection, team = book.ledger._connection, book.ledger._team  # type: ignore[attr-defined]
    sent = update(outbox).where(outbox.c.team == team, outbox.c.key == doubt.key)
    connection.execute(sent.values(state="unknown", leased_until=NOON))
    row = {"team": team, "number": 1, "slot": "noon", "fate": "posted", "tip": words, "at": NOON}
    connection.execute(insert(slots), row)
    ballot = {"team": team, "number": 1, "slot": "noon", "place": words, "closes": NOON}
    connection.execute(insert(ballots), ballot)
    book.votes.cast(1, "noon", met(book, "Ann")[0], aye=lines > 3)


def settle_every_doubt(book: Book, _theirs: Theirs) -> bool:
    for lines in (3, 5):
        book.outbox.count_as_sent(f"slot:r1:{lines}", NOON)
    return book.outbox.in_doubt("slot:", NOON) == ()


def send_every_doubt_again(book: Book, _theirs: Theirs) -> bool:
    for lines in (3, 5):
        book.outbox.send_again(Letter(f"slot:r1:{lines}", ours(book), Reply((Text("mine"),))), NOON)
    return book.outbox.in_doubt("slot:", NOON) == ()


def reminder(owner: str, place: str, words: str) -> Reminder:
    """Return a reminder that is due at noon."""
    at_noon = Slot(NOON.replace(tzinfo=None), NOON)
    return Reminder(0, owner, "terminal", place, words, Rhythm(12 * 60, "UTC", (0,)), slot=at_noon)


def add_a_reminder_like_theirs(book: Book, _theirs: Theirs) -> bool:
    return book.reminders.add(reminder(ours(book), "", "mine"), NOON).number == 3


def keep_a_reminder_like_theirs(book: Book, _theirs: Theirs) -> bool:
    book.reminders.keep(replace(reminder(ours(book), "", "mine"), number=1))
    return book.reminders.all()[0].label == "mine"


def post_what_is_due_to_them(book: Book, theirs: Theirs) -> bool:
    posted = book.reminders.due("terminal", NOON, lambda due: Turned(due.reminder, "posted", None, ()))
    return len(posted) == 2 and theirs.words not in str(posted)


def work_on_their_days_off(book: Book, theirs: Theirs) -> bool:
    days = book.reminders.days_off()
    book.reminders.take_in([NOON.date() + number * DAY for number in range(5)])
    return len(days) != theirs.last and book.reminders.days_off() == ()


def link_their_reminders(book: Book, theirs: Theirs) -> bool:
    book.reminders.link(ours(book), theirs.ann)
    return [each.owner for each in book.reminders.all()] == [ours(book)] * 2


def erase_their_reminders(book: Book, theirs: Theirs) -> bool:
    book.reminders.erase(theirs.ann)
    left = len(book.reminders.all())
    book.reminders.erase(ours(book))
    return (left, len(book.reminders.all())) == (2, 1)


def vacate_a_channel_like_theirs(book: Book, _theirs: Theirs) -> bool:
    book.reminders.vacate("slack:T1/")
    return [each.place for each in book.reminders.all()] == [""]


def open_ballot(book: Book) -> Ballot:
    found = book.votes.ballot(1, "noon")
    assert found
    return found


def vote_like_them(book: Book, theirs: Theirs) -> bool:
    before = open_ballot(book).ayes
    book.votes.cast(1, "noon", met(book, "Bob")[0], aye=True)
    return before != (theirs.last > 3) and open_ballot(book).ayes == 1


def close_what_is_due_to_them(book: Book, theirs: Theirs) -> bool:
    seen: list[Closing] = []
    book.votes.close("terminal", NOON, seen.append)
    return len(seen) == 1 and theirs.words not in str(seen)


def drop_their_votes(book: Book, _theirs: Theirs) -> bool:
    book.votes.drop(1)
    return open_ballot(book).closes is None


def link_their_votes(book: Book, theirs: Theirs) -> bool:
    before = open_ballot(book)
    book.votes.link(ours(book), theirs.ann)
    return open_ballot(book) == before


def erase_their_votes(book: Book, theirs: Theirs) -> bool:
    book.votes.erase(theirs.ann)
    left = open_ballot(book).noes
    book.votes.erase(ours(book))
    return (left, open_ballot(book).noes) == (1, 0)


def let_others_remind(book: Book, theirs: Theirs) -> bool:
    settled = book.settings.everybody_reminds()
    book.settings.let_remind(everybody=not settled)
    return settled is not (theirs.last > 3)


def ours(book: Book) -> str:
    return met(book, "Ann")[0]


def nobody(person: Person | None, theirs: Theirs) -> bool:
    return person is not None and person.id not in {theirs.ann, theirs.bob}


def append_about_them(book: Book, theirs: Theirs) -> bool:
    fact = said(book, Kind.GRANTED, theirs.bob, theirs.ann, NOON - DAY)
    return (fact.number, fact.at) == (4, NOON - DAY)


def link_them(book: Book, theirs: Theirs) -> bool:
    book.people.link(theirs.ann, theirs.bob)
    book.people.link(ours(book), theirs.bob)
    return True


def link_their_facts(book: Book, theirs: Theirs) -> bool:
    book.ledger.link(ours(book), theirs.bob)
    return book.ledger.about(ours(book)) == ()


def erase_them(book: Book, theirs: Theirs) -> bool:
    book.people.erase(theirs.ann, NOON, keep_codes=False)
    book.people.erase(ours(book), NOON, keep_codes=False)
    return True


def erase_their_lines(book: Book, theirs: Theirs) -> bool:
    for person in (theirs.ann, theirs.bob):
        book.ledger.erase(person)
    line = book.ledger.line(1)
    for person in met(book, "Ann", "Bob"):
        book.ledger.erase(person)
    return line is not None and line.words == "alpha"


def erase_their_letters(book: Book, theirs: Theirs) -> bool:
    book.outbox.erase(theirs.ann)
    book.outbox.erase(ours(book))
    return True


def erase_what_they_said(book: Book, theirs: Theirs) -> bool:
    book.conversations.erase(theirs.ann, ())
    book.conversations.erase(ours(book), ("Ann", "Bob", theirs.ann, theirs.bob))
    return True


def keep_a_talk_like_theirs(book: Book, theirs: Theirs) -> bool:
    book.conversations.keep(Spot(ours(book), "C1"), Talk(draft="mine"), NOON + 31 * DAY)  # and lets go of what is old
    return theirs.words not in str(book.conversations.resume(Spot(ours(book), "C1"), NOON + 31 * DAY))


def guess_a_code(book: Book, theirs: Theirs) -> bool:
    guesses = [book.codes.redeem("link", code, NOON) for code in (theirs.code, theirs.joining, "000000") * 3]
    return guesses == [None] * 9


def make_a_code(book: Book, theirs: Theirs) -> bool:
    return book.codes.make("link", ours(book), NOON) != theirs.code


def post_a_letter_like_theirs(book: Book, _theirs: Theirs) -> bool:
    mine = Letter("request:True", ours(book), Reply((Text("mine"),)))
    book.outbox.erase(ours(book))
    book.outbox.post(mine, NOON)
    return book.outbox.take(ours(book), NOON)[0].reply == mine.reply


def recall_a_letter_like_theirs(book: Book, _theirs: Theirs) -> bool:
    book.outbox.recall("request:True")
    return book.outbox.take(ours(book), NOON) == ()


def know_somebody_by_their_address(book: Book, theirs: Theirs) -> bool:
    book.people.also(ours(book), Identity("email", f"{theirs.words}@example.com"))
    return True


def put_their_letters_back(book: Book, theirs: Theirs) -> bool:
    for key in ("request:True", "request:False"):
        book.outbox.put_back(Letter(key, theirs.ann, Reply((Text("mine"),))))
    return theirs.words not in str(book.outbox.take(ours(book), NOON))


def cancel_their_letters(book: Book, theirs: Theirs) -> bool:
    book.outbox.cancel(1)
    book.outbox.cancel(1, theirs.ann)
    return not book.outbox.due(ours(book), NOON)


def claim_what_they_claimed(book: Book, theirs: Theirs) -> bool:
    return book.inbox.claim("Ev2", NOON + 30 * DAY) and book.inbox.claim(f"Ev {theirs.last}", NOON)


def answer_what_they_claimed(book: Book, _theirs: Theirs) -> bool:
    book.inbox.answered("Ev1")
    return True


def erase_what_waits_for_them(book: Book, theirs: Theirs) -> bool:
    for erase in (book.inbox.erase, book.parcels.erase):
        erase(theirs.ann, ())
        erase(ours(book), ("Ann", "Bob", theirs.ann, theirs.words))
    return book.parcels.open(theirs.parcel, theirs.ann, NOON) is None


def keep_a_parcel_like_theirs(book: Book, theirs: Theirs) -> bool:
    mine = book.parcels.keep(ours(book), "ask", NOON + 31 * DAY)  # and lets go of what is old
    return book.parcels.open(mine, ours(book), NOON + 31 * DAY) == "ask" and mine != theirs.parcel


def open_their_parcel(book: Book, theirs: Theirs) -> bool:
    return {book.parcels.open(theirs.parcel, who, NOON) for who in (theirs.ann, ours(book))} == {None}


def use_as_much(book: Book, theirs: Theirs) -> bool:
    book.usage.add("calls", "ann", 1, NOON + 30 * DAY)
    return book.usage.total("calls", None, NOON) < theirs.last


def name_nobody_when_ours_are_gone(book: Book, _: Theirs) -> bool:
    for person in met(book, "Ann", "Bob"):
        book.people.erase(person, NOON, keep_codes=False)
    return book.people.names() == ()


def keep_another_answer(book: Book, theirs: Theirs) -> bool:
    book.answers.keep("question", "ours", NOON + 30 * DAY)  # and lets go of what is old
    return book.answers.find("question", NOON + 30 * DAY) == "ours" != theirs.words


def erase_our_answers(book: Book, _: Theirs) -> bool:
    book.answers.erase()
    return book.answers.find("question", NOON) is None


def move_to_another_zone(book: Book, theirs: Theirs) -> bool:
    book.settings.place_in("Etc/GMT+9")
    return book.settings.zone() != f"Etc/GMT+{theirs.last}"


def changes_nothing(book: Book, theirs: Theirs) -> bool:
    book.people.place_in(theirs.ann, "Europe/Lisbon")
    book.people.place_in(ours(book), "Europe/Lisbon")
    return True


CASES: Mapping[tuple[str, str], Callable[[Book, Theirs], bool]] = {
    ("people", "meet"): lambda book, theirs: nobody(book.people.meet(ANN), theirs),
    ("people", "find"): lambda book, theirs: nobody(book.people.find(BOB), theirs),
    ("people", "named"): lambda book, theirs: all(nobody(person, theirs) for person in book.people.named("ann")),
    ("people", "has"): lambda book, theirs: not book.people.has(theirs.ann),
    ("people", "get"): lambda book, theirs: book.people.get(theirs.ann) == Person(theirs.ann, ""),
    ("people", "known_by"): lambda book, theirs: book.people.known_by(theirs.ann) == (),
    ("people", "names"): name_nobody_when_ours_are_gone,
    ("people", "place_in"): changes_nothing,
    ("people", "also"): know_somebody_by_their_address,
    ("people", "link"): link_them,
    ("people", "erase"): erase_them,
    ("ledger", "append"): append_about_them,
    ("ledger", "between"): lambda book, theirs: book.ledger.between(theirs.bob, theirs.ann) == (),
    ("ledger", "about"): lambda book, theirs: (
        book.ledger.about(theirs.bob) == book.ledger.about(theirs.bob, NOON) == ()
    ),
    ("ledger", "by"): lambda book, theirs: book.ledger.by(theirs.ann) == (),
    ("ledger", "line"): lambda book, theirs: (
        book.ledger.line(max(theirs.last, 4)) is None and theirs.words not in str(book.ledger.line(1))
    ),
    ("ledger", "lines"): lambda book, theirs: book.ledger.lines(theirs.ann) == (),
    ("ledger", "link"): link_their_facts,
    ("ledger", "binds"): lambda book, theirs: not book.ledger.binds(theirs.ann, NOON - DAY),
    ("ledger", "erase"): erase_their_lines,
    ("ledger", "checkpoint"): lambda book, theirs: book.ledger.checkpoint().number != theirs.last,
    ("ledger", "problems"): lambda book, _: list(book.ledger.problems()) == [],
    ("outbox", "post"): post_a_letter_like_theirs,
    ("outbox", "due"): lambda book, theirs: not book.outbox.due(theirs.ann, NOON),
    ("outbox", "unread"): lambda book, theirs: not any(book.outbox.unread(line, theirs.ann) for line in range(9)),
    ("outbox", "take"): lambda book, theirs: (
        book.outbox.take(theirs.ann, NOON) == () and theirs.words not in str(book.outbox.take(ours(book), NOON))
    ),
    ("outbox", "put_back"): put_their_letters_back,
    ("outbox", "recall"): recall_a_letter_like_theirs,
    ("outbox", "cancel"): cancel_their_letters,
    ("outbox", "in_doubt"): lambda book, theirs: book.outbox.in_doubt("slot:", NOON) == (f"slot:r1:{8 - theirs.last}",),
    ("outbox", "count_as_sent"): settle_every_doubt,
    ("outbox", "send_again"): send_every_doubt_again,
    ("outbox", "erase"): erase_their_letters,
    ("conversations", "resume"): lambda book, theirs: book.conversations.resume(Spot(theirs.ann, "C1"), NOON) == Talk(),
    ("conversations", "keep"): keep_a_talk_like_theirs,
    ("conversations", "erase"): erase_what_they_said,
    ("codes", "make"): make_a_code,
    ("codes", "redeem"): guess_a_code,
    ("inbox", "claim"): claim_what_they_claimed,
    ("inbox", "answered"): answer_what_they_claimed,
    ("inbox", "erase"): erase_what_waits_for_them,
    ("parcels", "keep"): keep_a_parcel_like_theirs,
    ("parcels", "open"): open_their_parcel,
    ("parcels", "erase"): erase_what_waits_for_them,
    ("answers", "find"): lambda book, theirs: book.answers.find("question", NOON) != theirs.words,
    ("answers", "keep"): keep_another_answer,
    ("answers", "erase"): erase_our_answers,
    ("settings", "zone"): lambda book, theirs: book.settings.zone() != f"Etc/GMT+{theirs.last}",
    ("settings", "place_in"): move_to_another_zone,
    ("settings", "everybody_reminds"): let_others_remind,
    ("settings", "let_remind"): let_others_remind,
    ("reminders", "add"): add_a_reminder_like_theirs,
    ("reminders", "all"): lambda book, theirs: theirs.words not in str(book.reminders.all()),
    ("reminders", "keep"): keep_a_reminder_like_theirs,
    ("reminders", "due"): post_what_is_due_to_them,
    ("reminders", "tip_of"): lambda book, theirs: book.reminders.tip_of(1, "noon") not in {"", theirs.words},
    ("reminders", "days_off"): work_on_their_days_off,
    ("reminders", "leave_out"): work_on_their_days_off,
    ("reminders", "take_in"): work_on_their_days_off,
    ("reminders", "link"): link_their_reminders,
    ("reminders", "erase"): erase_their_reminders,
    ("reminders", "vacate"): vacate_a_channel_like_theirs,
    ("votes", "ballot"): lambda book, theirs: open_ballot(book).ayes != (theirs.last > 3),
    ("votes", "cast"): vote_like_them,
    ("votes", "by"): lambda book, theirs: (
        book.votes.by(theirs.ann) == () and book.votes.by(ours(book)) == ((1, "noon", False),)
    ),
    ("votes", "close"): close_what_is_due_to_them,
    ("votes", "drop"): drop_their_votes,
    ("votes", "link"): link_their_votes,
    ("votes", "erase"): erase_their_votes,
    ("usage", "add"): use_as_much,
    ("usage", "total"): lambda book, theirs: book.usage.total("calls", "ann", NOON) != theirs.last,
}


def methods() -> set[tuple[str, str]]:
    """Return every public method of every repository, with the name of the repository in a book."""
    return {
        (name, method)
        for name, repository in REPOSITORIES.items()
        for method, _ in inspect.getmembers(repository, inspect.isfunction)
        if not method.startswith("_")
    }


def rows(connection: Connection, team: str) -> str:
    """Return everything that is kept of a team."""
    tables = [table for table in metadata.sorted_tables if "team" in table.c]
    found = [connection.execute(select(table).where(table.c.team == team)).all() for table in tables]
    head = connection.execute(select(teams).where(teams.c.id == team)).all()
    return "\n".join(sorted(str(row) for some in (*found, head) for row in some))


def test_every_repository_of_a_book_is_looked_at() -> None:
    assert set(REPOSITORIES) == set(Book.__dataclass_fields__)


def test_every_method_of_every_repository_has_a_case() -> None:
    assert methods() == set(CASES)


@pytest.mark.parametrize("seen_by", [TEAM, OTHER_TEAM])
async def test_no_method_shows_or_changes_anything_of_another_team(
    memory: Memory, database: Database, seen_by: str
) -> None:
    """Each method is tried on a team as it was furnished; what it did is undone."""
    other = OTHER_TEAM if seen_by == TEAM else TEAM
    await memory.change(seen_by, lambda book: furnish(book, "alpha", 3))
    theirs = await memory.change(other, lambda book: furnish(book, "omega", 5))
    team = team_of(database, other)
    before = database.transact(lambda connection: rows(connection, team), write=False)
    assert "omega" in before

    for name, case in CASES.items():

        def try_it(book: Book, case: Callable[[Book, Theirs], bool] = case) -> None:
            unseen = case(book, theirs)
            raise _Undo(unseen, rows(book.ledger._connection, team))  # type: ignore[attr-defined]

        with pytest.raises(_Undo) as tried:
            await memory.change(seen_by, try_it)
        assert tried.value.unseen, name
        assert tried.value.after == before, name


class _Undo(Exception):
    """Carry what was found out of a transaction that is not to be kept."""

    def __init__(self, unseen: bool, after: str) -> None:
        self.unseen = unseen
        self.after = after


async def test_a_fault_in_the_record_of_one_team_is_none_of_another(memory: Memory, database: Database) -> None:
    for team in (TEAM, OTHER_TEAM):
        await memory.change(team, lambda book: furnish(book, "alpha", 3))
    spoil = update(payloads).where(payloads.c.team == team_of(database)).values(body="{}")
    database.transact(lambda connection: connection.execute(spoil), write=True)

    assert len(await memory.read(TEAM, lambda book: list(book.ledger.problems()))) == 3
    assert await memory.read(OTHER_TEAM, lambda book: list(book.ledger.problems())) == []
