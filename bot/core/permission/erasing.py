"""Deletes what is kept of a person; what others said stays theirs, and the record stays whole."""

from __future__ import annotations

from datetime import datetime

from bot.core.permission.events import EVERYONE, Act, Fact, Kind
from bot.core.permission.quotas import QUIET_AFTER_NO, REQUEST, open_requests
from bot.core.ports import Book


def erase(book: Book, person: str, now: datetime, at: datetime | None = None, *, for_good: bool = False) -> Fact:
    """Delete everything that names *person*, and return the line that says so.

    By what she was known stays, as a code that nobody can read back, where she asked never to be asked again (*for
    good*), or where a no to her would be lost with it.
    """
    mentions = {person, book.people.get(person).name, *(who.value for who in book.people.known_by(person))}
    for line in book.ledger.lines(person):
        book.outbox.cancel(line.fact.number)
    for request in open_requests(book.ledger.by(person, now - REQUEST), now):
        book.ledger.append(Act(Kind.WITHDRAWN, request.subject, person, person, at, request.number), now)
    erased = book.ledger.append(Act(Kind.ERASED, person, EVERYONE, person, at), now)
    book.ledger.erase(person)
    book.outbox.erase(person)
    book.reminders.erase(person)
    book.votes.erase(person)
    for kept in (book.conversations, book.parcels, book.inbox):
        kept.erase(person, sorted(filter(None, mentions)))
    book.answers.erase()
    bound = book.ledger.binds(person, now - QUIET_AFTER_NO)
    book.people.erase(person, now, keep_codes=for_good or bound)
    if for_good:
        book.ledger.append(Act(Kind.SUPPRESSED, person, EVERYONE, person), now)
    return erased
