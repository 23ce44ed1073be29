"""What a delivery does in these tests: it claims itself, writes one line of the record and puts out one letter."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from bot.core.permission.events import Act, Kind, Limits, Means
from bot.core.permission.hours import parse_hours
from bot.core.permission.rules import Question, Verdict, verdict
from bot.core.ports import Book, Identity, Person
from bot.core.replies import Letter, Reply, Text

TEAM = "terminal"
NAMES = ("ann", "ben", "cleo", "dan", "eve")
HOURS = parse_hours("mon-fri 09:00-12:00 Europe/Lisbon", None)
BY_THE_PERSON = {Kind.GRANTED, Kind.REVOKED}
KINDS = (Kind.REQUESTED, Kind.GRANTED, Kind.REVOKED, Kind.REPORTED, Kind.ANSWERED, Kind.UNANSWERED)


def deliver(delivery: str) -> Callable[[Book], int | None]:
    """Return the work of *delivery*, which gives the number of its line, or None where it was done before.

    The name of the delivery decides on everything, so that the same one asks for the same thing again; it stands in the
    line's words and in the letter's key, so that each can be told from the others' afterwards.
    """

    def work(book: Book) -> int | None:
        now = datetime.now(UTC)
        if not book.inbox.claim(delivery, now):
            return None
        fact = book.ledger.append(_act(book, delivery, now), now)
        book.outbox.post(Letter(delivery, fact.caller, Reply((Text("Noted."),)), fact.number), now)
        return fact.number

    return work


def _act(book: Book, delivery: str, now: datetime) -> Act:
    chance = random.Random(delivery)  # noqa: S311
    subject, caller = (_person(book, name).id for name in chance.sample(NAMES, 2))
    kind = chance.choice(KINDS)
    actor = subject if kind in BY_THE_PERSON else caller
    limits = (
        Limits(until=now + timedelta(days=14), means=Means.PHONE, hours=HOURS) if kind is Kind.GRANTED else Limits()
    )
    return Act(kind, subject, caller, actor, limits=limits, words=delivery)


def check(delivery: str) -> Callable[[Book], Verdict]:
    """Return a reader's work: may the one call the other?"""

    def work(book: Book) -> Verdict:
        subject, caller = random.Random(delivery).sample(NAMES, 2)  # noqa: S311
        one, other = (book.people.find(_known_as(name)) for name in (subject, caller))
        question = Question(one.id if one else "", other.id if other else "")
        return verdict(book.ledger.between(question.subject, question.caller), question, datetime.now(UTC))

    return work


def _person(book: Book, name: str) -> Person:
    return book.people.meet(_known_as(name))


def _known_as(name: str) -> Identity:
    return Identity("terminal", name, name.title())
