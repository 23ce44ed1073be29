"""One person's turn at the desk: who she is, the team's book, the time, and how things are said to her."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import TypedDict, Unpack
from zoneinfo import ZoneInfo

from bot.core.commands import Fill
from bot.core.errors import CoachError, NotKept, Refused, Unreadable
from bot.core.moments import Moment
from bot.core.people import Caller, Mention
from bot.core.permission import verbs
from bot.core.permission.contacts import read_contact
from bot.core.permission.dates import UNTIL, until
from bot.core.permission.events import EVERYONE, NO, WORDS, YES, Act, Fact, Kind, Limits
from bot.core.permission.hours import Hours, parse_hours
from bot.core.permission.quotas import REQUEST, Allowance, Traffic, allowance, without_end
from bot.core.permission.rules import DAY, ONCE, STANDING, Question, Verdict, standing, verdict
from bot.core.permission.verbs import PermissionCommand, Terms
from bot.core.permission.wording import Wording
from bot.core.ports import Book, Identity, Person, Spot, Talk
from bot.core.replies import Button, Letter, Reply

EVERYBODY = {"everyone", "everybody", "anyone", "anybody"}
"""Names that would be taken for the whole team."""
QUIET_FROM, QUIET_TO = time(20), time(8)
"""No request is delivered between these hours of the recipient's day."""
UNANSWERED = "unanswered"
"""Begins the key of the letter that tells an asker that a question has rested."""
JUST_SHOWN = timedelta(hours=1)
"""How long typed words still refer to what is on screen: a label, a question that was asked, "stop"."""
ISO_TIME = re.compile(r"\d{4}-\d\d-\d\dT.*")


class Unclear(CoachError):
    """A name could mean several people."""

    def __init__(self, typed: str, people: Sequence[Person]) -> None:
        super().__init__("who")
        self.typed = typed
        self.people = tuple(people)


class More(TypedDict, total=False):
    """What a line may hold besides who and what."""

    limits: Limits
    words: str


@dataclass(frozen=True, slots=True)
class Visit:
    """What a verb works with, inside one transaction."""

    book: Book
    me: Person
    caller: Caller
    now: datetime
    say: Wording
    look_over: Callable[[str], str | None] | None = None

    # Who is meant

    def sought(self, typed: str) -> Person:
        """Return whom *typed* means; somebody without an id if we never heard of her.

        Raises:
            Unclear: it could be several.
            NotKept: nobody is named.
            Unreadable: a garbled address or number.
        """
        who = self._identity(typed)
        if isinstance(who, Person):
            return who
        return self._known(who) or Person("", who.shown, who.outside)

    def met(self, typed: str) -> Person:
        """Return whom *typed* means, and keep her if we never heard of her; raises what `sought` raises."""
        who = self._identity(typed)
        if isinstance(who, Person):
            return who
        known = self._known(who) or self.book.people.meet(who)
        zone = next((mention.zone for mention in self.caller.mentions if mention.value == who.value), "")
        if not zone or known.zone:
            return known
        self.book.people.place_in(known.id, zone)  # her night counts from the first question on
        return replace(known, zone=zone)

    def _identity(self, typed: str) -> Identity | Person:
        if not typed.strip():
            raise NotKept("nobody")
        if typed.startswith("{"):
            return self._by_id(typed.strip("{}"))
        contact = read_contact(typed)
        if contact.kind == "name" and contact.value in EVERYBODY:
            raise Refused("one_person")
        if contact.kind == "name" and (mentioned := self._mentioned(contact.value)):
            return mentioned
        kind = "terminal" if contact.kind == "name" and self.caller.platform == "terminal" else contact.kind
        return Identity(kind, contact.value, contact.shown)

    def _by_id(self, known: str) -> Identity | Person:
        """Return whom an id means: the platform's own, if the platform named her by it, or one of ours."""
        if shown := next((mention for mention in self.caller.mentions if mention.value == known), None):
            return self._somebody(shown)
        if self.book.people.has(known):
            return self.book.people.get(known)
        who = Identity(self.caller.platform, known)
        if self.caller.platform == "terminal" or self.book.people.find(who) is None:  # typed by hand, and nobody's
            raise NotKept("nobody")
        return who

    def spelling(self, typed: str) -> str:
        """Return how a button names somebody who is not on record yet: as the platform does, else as typed."""
        who = self._identity(typed)
        if isinstance(who, Identity) and who.kind == self.caller.platform != "terminal":
            return f"{{{who.value}}}"
        return typed

    def _mentioned(self, name: str) -> Identity | None:
        """Return whom the caller named by the platform's own means, if just one of them is called *name*."""
        called = [mention for mention in self.caller.mentions if name == mention.name.casefold()]
        called = called or [mention for mention in self.caller.mentions if name in mention.name.casefold().split()]
        return self._somebody(called[0]) if len(called) == 1 else None

    def _somebody(self, mention: Mention) -> Identity:
        """Return whom the platform named; a program neither calls nor is called."""
        if mention.bot:
            raise Refused("a_bot", name=mention.name)
        return Identity(self.caller.platform, mention.value, mention.name)

    def _known(self, who: Identity) -> Person | None:
        """Return the person known by *who*.

        Raises:
            Unclear: nobody is called just that, but there are longer names that hold it.
        """
        found = self.book.people.find(who)
        if found and not found.name:  # forgotten: called by what was typed, and not written down again
            return replace(found, name=who.shown)
        if found is None and who.kind in {"terminal", "name"} and (alike := self.book.people.named(who.shown)):
            raise Unclear(who.shown, alike)
        return found

    def name(self, person: str) -> str:
        """Return what a person is called on screen."""
        if person == EVERYONE:
            return self.say.line("people.everyone")
        return self.book.people.get(person).name or self.say.line("people.nobody")

    # What is on record

    def between(self, subject: str, caller: str) -> tuple[Fact, ...]:
        """Return the facts about *subject* that concern *caller*."""
        return self.book.ledger.between(subject, caller) if subject else ()

    def verdict(self, subject: str, caller: str) -> Verdict:
        """Say whether *caller* may call *subject* now."""
        return verdict(self.between(subject, caller), Question(subject, caller), self.now)

    def allowance(self, subject: str, said: Verdict) -> Allowance:
        """Say whether I may ask *subject* for a call now."""
        between = self.between(subject, self.me.id)
        if without_end(between, said, self.now):
            return allowance(Traffic(between), said, self.now)
        to_them = self.book.ledger.about(subject, self.now - REQUEST) if subject else ()
        by_me = self.book.ledger.by(self.me.id, self.now - DAY) if self.me.id else ()
        return allowance(Traffic(between, to_them, by_me), said, self.now)

    def standing(self, facts: Sequence[Fact], caller: str) -> tuple[Verdict, ...]:
        """Return what lets *caller* call me, now or when the hours open, by these facts."""
        return standing(facts, self.me.id, caller, self.now)

    def record(self, kind: Kind, subject: str, caller: str, refers: int | None = None, **more: Unpack[More]) -> Fact:
        """Write one line, as said by me; *more* are its limits and words. A no hushes what a yes has promised."""
        if kind in NO:
            self.hush(caller)
        if kind in WORDS | {Kind.NOT_NOW}:
            self._answer(caller)
        return self.book.ledger.append(Act(kind, subject, caller, self.me.id, self.caller.at, refers, **more), self.now)

    def _answer(self, caller: str) -> None:
        """Let nobody hear that there was no answer, who hears one now."""
        for fact in self.book.ledger.about(self.me.id, self.now - REQUEST):
            if fact.kind is Kind.REQUESTED and caller in {fact.caller, EVERYONE}:
                self.book.outbox.recall(f"{UNANSWERED}:{fact.number}")

    def hush(self, caller: str, but: int | None = None) -> None:
        """Cancel the letters about my yeses to *caller*, or to anybody: they no longer hold."""
        for fact in self.book.ledger.about(self.me.id) if caller == EVERYONE else self.between(self.me.id, caller):
            if fact.kind in YES and caller in {fact.caller, EVERYONE} and fact.number != but:
                self.book.outbox.cancel(fact.number)

    @property
    def talk(self) -> Talk:
        """Return where my conversation stands here."""
        return self.book.conversations.resume(self._spot, self.now) if self.me.id else Talk()

    @property
    def _spot(self) -> Spot:
        return Spot(self.me.id, self.caller.place, self.caller.thread)

    @property
    def fresh(self) -> Talk:
        """Return where my conversation stands, if that is still on screen."""
        talk = self.talk
        return talk if is_fresh(talk, self.now) else Talk()

    # Limits as typed

    def limits(self, terms: Terms, *, standing: bool = False) -> Limits:
        """Read the limits of a yes of mine; *standing* is what a yes without any means.

        Raises:
            Unreadable: hours without a zone, a garbled date, an end in the past.
        """
        once = not standing and not terms.until if terms.once is None else terms.once
        until = self.day_after(terms.until) if terms.until else self.now + (ONCE if once else STANDING)
        return Limits(once, until, terms.means, self.hours(terms.hours))

    def hours(self, typed: str) -> Hours | None:
        """Read hours of mine; nothing typed is any hour."""
        return parse_hours(typed, self.say.zone or None) if typed else None

    def day_after(self, typed: str) -> datetime:
        """Read the end of something: an ISO time with its offset, or a day, which counts to its end in my zone.

        Raises:
            Unreadable: it can't be read, lacks its offset, or has passed.
        """
        ends = self._moment(typed) if ISO_TIME.fullmatch(typed) else self._end_of(typed)
        if ends <= self.now:
            raise Unreadable("until_past", text=typed)
        return ends

    def _moment(self, typed: str) -> datetime:
        try:
            moment = datetime.fromisoformat(typed)
        except ValueError as error:
            raise Unreadable("bad_until", text=typed) from error
        if moment.tzinfo is None:
            raise Unreadable("bad_time", text=typed)
        return moment

    def _end_of(self, typed: str) -> datetime:
        """Return the end of a day: an ISO date, or one in words ("5 December", "Friday", "the end of the month")."""
        zone = self.say.zone or "UTC"
        try:
            day = datetime.fromisoformat(typed).date()
            return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone)).astimezone(UTC)
        except ValueError:
            said = (typed.casefold(), f"until {typed}".casefold())
            ends = next((until(words, zone, self.now) for words in said if re.fullmatch(UNTIL, words)), None)
        except OverflowError as error:
            raise Unreadable("bad_until", text=typed) from error
        if ends is None:
            raise Unreadable("bad_until", text=typed)
        return ends

    # What goes to whom

    @property
    def times(self) -> tuple[Moment, ...]:
        """Return every time that was said in this turn."""
        return tuple(self.say.said.values())

    def send(self, key: str, to: Person, reply: Reply, refers: int) -> None:
        """Put out a letter about a line of the record; nobody outside gets one."""
        if not to.outside and to.id != self.me.id:
            self.book.outbox.post(Letter(key, to.id, replace(reply, times=self.times), refers), self.now)

    def remind(self, key: str, reply: Reply, *, refers: int, at: datetime) -> None:
        """Put out a letter to myself, for later, and for the day."""
        dated = replace(reply, times=self.times)
        self.book.outbox.post(Letter(key, self.me.id, dated, refers, self.awake(self.me, at) or at), self.now)

    def to(self, reader: Person) -> Wording:
        """Return how things are said to *reader*: with times of her zone."""
        return replace(self.say, zone=self.zone_of(reader))

    def zone_of(self, person: Person) -> str:
        """Return by whose clock *person* lives, as far as we know: her own, else her team's."""
        return person.zone or self.book.settings.zone()

    def awake(self, person: Person, at: datetime | None = None) -> datetime | None:
        """Return when a message of *at*, or of now, may reach *person*: None for then, else the end of her night."""
        zone = self.zone_of(person)
        if not zone:
            return None
        local = (at or self.now).astimezone(ZoneInfo(zone))
        if QUIET_TO <= local.time() < QUIET_FROM:
            return None
        day = local.date() + timedelta(days=1 if local.time() >= QUIET_FROM else 0)
        return datetime.combine(day, QUIET_TO, ZoneInfo(zone)).astimezone(UTC)

    def button(self, phrase: str, command: PermissionCommand | Fill, **values: str) -> Button:
        """Return a button labelled with *phrase*."""
        return Button(self.say.line(f"buttons.{phrase}", **values), command)

    def ask(self, phrase: str, command: PermissionCommand, **values: str) -> Reply:
        """Ask for the words that *command* lacks; what is typed next completes it."""
        self.remember(Talk(asking=verbs.spell(command)))
        return self.say.trouble(CoachError(phrase, **values))

    def remember(self, talk: Talk) -> None:
        """Keep where my conversation stands."""
        self.book.conversations.keep(self._spot, talk, self.now)


def is_fresh(talk: Talk, now: datetime) -> bool:
    """Say whether what a conversation is at is on screen still."""
    return talk.kept is not None and now - talk.kept < JUST_SHOWN


def legible(text: str) -> str:
    """Return *text* without what steers a terminal or turns a line around: it is shown to somebody else."""
    return "".join(" " if character in "\n\r\t" else character for character in text if _is_legible(character))


def _is_legible(character: str) -> bool:
    return character in "\n\r\t\u200d" or unicodedata.category(character) not in {"Cc", "Cf", "Cs"}


def reference(person: Person) -> str:
    """Return how a command names a person: by id, which no spelling can confuse."""
    return f"{{{person.id}}}"


def not_to_myself(visit: Visit, person: Person, phrase: str) -> None:
    """Refuse what one can't do to oneself."""
    if person.id and person.id == visit.me.id:
        raise Refused(phrase)
