"""The rules about calls told a second time, as a story: the facts are heard in the order of time, and one keeps score.

Written from the design, to be compared with rules.py, which asks what stands instead of what happened. Slow and plain.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.core.permission.events import EVERYONE, Act, Fact, Kind, Limits, Means
from bot.core.permission.quotas import Hindrance
from bot.core.permission.rules import Reason, Ruling

DAY = timedelta(days=1)
SKEW = timedelta(minutes=5)
YESES = (Kind.GRANTED, Kind.NARROWED, Kind.CONFIRMED)
NOES = (Kind.DECLINED, Kind.REVOKED, Kind.DISPUTED, Kind.WRITE_INSTEAD, Kind.BLOCKED, Kind.SUPPRESSED)
WORDS = (*YESES, *NOES, Kind.ASKED_FIRST)
REPORTS = (Kind.REPORTED, Kind.REPORTED_NO)
CALLS = (Kind.UNANSWERED, Kind.ANSWERED)
ENDS_A_NO = (Kind.ASKED_FIRST, Kind.UNREPORTED)
IN_ONE_INSTANT = (REPORTS, YESES, *((kind,) for kind in (Kind.ASKED_FIRST, *NOES, *CALLS)))
QUIET = dict.fromkeys(NOES, 30 * DAY) | {Kind.NOT_NOW: 14 * DAY}

Found = tuple[Ruling, Reason, datetime | None, datetime | None]
"""The ruling, why, until when it holds and when the hours open."""


def naive_verdict(facts: Iterable[Fact], caller: str, subject: str, means: Means, now: datetime) -> Found:
    """Say whether *caller*, who is not EVERYONE, may call *subject* by these means."""
    return story(facts, caller, subject, means, now).verdict()


def story(facts: Iterable[Fact], caller: str, subject: str, means: Means, now: datetime) -> Story:
    told = Story(caller, means, now)
    any_means = (*CALLS, Kind.NARROWED)
    between = [f for f in facts if f.subject == subject and f.caller in (caller, EVERYONE)]
    concern = {f for f in between if f.kind in any_means or by_means(f, means)}
    void = {f.refers for f in concern if f.kind is Kind.UNREPORTED or f.kind in WORDS}
    heard = [f for f in concern if any(f.kind in kinds for kinds in IN_ONE_INSTANT)]
    for fact in sorted(heard, key=lambda fact: moment(fact, means)):
        if fact.kind not in REPORTS or fact.number not in void:
            told.hear(fact)
    return told


def by_means(fact: Fact, means: Means) -> bool:
    return fact.limits.means in (None, means)


def moment(fact: Fact, means: Means) -> tuple[object, ...]:
    """Say when a fact is heard: reports when they were recorded; in one instant yeses, the widest first, then noes."""
    rank = next(place for place, kinds in enumerate(IN_ONE_INSTANT) if fact.kind in kinds)
    limits = fact.limits
    end = limits.until.timestamp() if limits.until else float("inf")
    narrow = (not by_means(fact, means), limits.once, limits.hours is not None, -end, repr(limits.hours))
    return (fact.recorded if fact.kind in REPORTS else fact.at, rank, narrow, fact.number)


@dataclass
class Story:
    """How things stand between one caller and one person; what is said to the team is under EVERYONE."""

    caller: str
    means: Means
    now: datetime
    word: dict[str, Fact] = field(default_factory=dict)
    over: dict[str, Reason] = field(default_factory=dict)  # why a yes has ended
    vain: dict[str, int] = field(default_factory=dict)  # calls without an answer, in a row, since a yes
    taken_from: bool = False  # the yes to this caller, by a no to everybody or a narrowing to other means
    reports: list[Fact] = field(default_factory=list)
    rung: dict[int, int] = field(default_factory=dict)  # calls without an answer, in a row, since a report; 4 is over
    ever_reported: bool = False

    def hear(self, fact: Fact) -> None:
        if fact.kind in YESES:
            self.hear_yes(fact)
        elif fact.kind in NOES:
            self.hear_no(fact)
        elif fact.kind is Kind.ASKED_FIRST:
            self.word[fact.caller] = fact
        elif fact.kind in REPORTS:
            self.reports.append(fact)
            self.rung[fact.number] = 0
            self.ever_reported |= fact.kind is Kind.REPORTED
        elif fact.caller == self.caller:
            self.hear_call(answered=fact.kind is Kind.ANSWERED)

    def hear_yes(self, fact: Fact) -> None:
        if fact.at > self.now + SKEW:
            return
        if not by_means(fact, self.means):
            self.taken_from |= self.granted
            self.forget_reported_yeses()
            return
        self.word[fact.caller] = fact
        self.vain[fact.caller] = 0
        self.over.pop(fact.caller, None)
        self.reports.clear()
        if fact.caller != EVERYONE:
            self.taken_from = False

    def hear_no(self, fact: Fact) -> None:
        said = self.word.get(fact.caller)
        if fact.kind is not Kind.REVOKED or said is None or said.kind not in NOES:
            self.word[fact.caller] = fact
        if fact.caller == EVERYONE and (own := self.word.get(self.caller)) and own.kind in YESES:
            self.taken_from = True
        if fact.caller == EVERYONE or fact.kind is not Kind.REVOKED:
            self.forget_reported_yeses()

    def forget_reported_yeses(self) -> None:
        self.reports = [report for report in self.reports if report.kind is Kind.REPORTED_NO]

    def hear_call(self, *, answered: bool) -> None:
        for number, calls in self.rung.items():
            self.rung[number] = 4 if calls == 4 else 0 if answered else calls + 1
        for whom, word in self.word.items():
            if word.kind not in YESES:
                continue
            self.vain[whom] = 0 if answered else self.vain[whom] + 1
            if answered and word.limits.once:
                self.over[whom] = Reason.SPENT
            if self.vain[whom] == 4:
                self.over.setdefault(whom, Reason.UNANSWERED)

    @property
    def own(self) -> Fact | None:
        return self.word.get(self.caller)

    @property
    def granted(self) -> bool:
        return self.own is not None and self.own.kind in YESES

    def verdict(self) -> Found:
        own, team = self.own, self.word.get(EVERYONE)
        if (no := self.no_to_all()) and not (own and own.kind is Kind.BLOCKED):
            return no
        if own and own.kind in NOES:
            return refused(own.kind)
        if team and team.kind is Kind.REVOKED and self.lost_something():
            return refused(Kind.REVOKED)
        yeses = [word for word in (own, team) if word and word.kind in YESES and not (word is own and self.taken_from)]
        found = [self.held(word) for word in yeses]
        in_force = [each for each in found if each[0] is not Ruling.ASK_FIRST]
        return next(iter([*in_force, *self.reported(), *found]), (Ruling.ASK_FIRST, Reason.NO_RECORD, None, None))

    def no_to_all(self) -> Found | None:
        """Return what a card says that lets nobody call, unless a yes to this caller came after it."""
        team = self.word.get(EVERYONE)
        if not team or team.kind not in NOES or team.kind is Kind.REVOKED or (self.granted and not self.taken_from):
            return None
        return (Ruling.DENIED, Reason.NEVER, None, None) if team.kind is Kind.DECLINED else refused(team.kind)

    def lost_something(self) -> bool:
        """Say whether "not any more", said to everybody, took something from this caller: a yes, or a reported one."""
        return self.taken_from if self.granted else self.ever_reported

    def held(self, word: Fact) -> Found:
        if why := self.over.get(word.caller):
            return Ruling.ASK_FIRST, why, None, None
        why = Reason.TEAMMATES if word.caller == EVERYONE else Reason.GRANTED
        return self.within(word.limits, Ruling.ALLOWED, why)

    def within(self, limits: Limits, ruling: Ruling, why: Reason) -> Found:
        opens = limits.hours.next_opening(self.now) if limits.hours else self.now
        if limits.until is None or max(self.now, opens) >= limits.until:
            return Ruling.ASK_FIRST, Reason.EXPIRED, None, None
        if opens > self.now:
            return Ruling.OUTSIDE_HOURS, Reason.HOURS, limits.until, opens
        return ruling, why, limits.until, None

    def reported(self) -> list[Found]:
        """Return what others report: any no, else the last yes."""
        if any(report.kind is Kind.REPORTED_NO for report in self.reports):
            return [(Ruling.DENIED, Reason.REPORTED_NO, None, None)]
        yeses = [report for report in self.reports if report.recorded <= self.now + SKEW]
        if yeses and self.rung[yeses[-1].number] == 4:
            return [(Ruling.ASK_FIRST, Reason.UNANSWERED, None, None)]
        found = [self.within(report.limits, Ruling.ALLOWED_REPORTED, Reason.REPORTED) for report in yeses[-1:]]
        return [each for each in found if each[0] is not Ruling.ASK_FIRST]


def refused(kind: Kind) -> Found:
    match kind:
        case Kind.WRITE_INSTEAD:
            return Ruling.WRITE_INSTEAD, Reason.WRITE, None, None
        case Kind.BLOCKED:
            return Ruling.BLOCKED, Reason.BLOCKED, None, None
        case Kind.SUPPRESSED:
            return Ruling.BLOCKED, Reason.DO_NOT_CONTACT, None, None
        case Kind.REVOKED:
            return Ruling.DENIED, Reason.TAKEN_BACK, None, None
        case _:
            return Ruling.DENIED, Reason(kind.value), None, None


# May I ask?


@dataclass(frozen=True, slots=True)
class May:
    """Whatever is in the way of asking, and the first moment at which nothing is; None if no waiting helps."""

    in_the_way: frozenset[Hindrance]
    after: datetime | None
    remaining: int


def naive_allowance(facts: Iterable[Fact], caller: str, subject: str, now: datetime) -> May:
    """Try every moment at which something could end, with all facts of the team at hand."""
    known = set(facts)
    told = story(known, caller, subject, Means.PHONE, now)
    ruling, reason, *_ = told.verdict()
    left = max(0, 2 - len(this_week(known, caller, subject, now)))
    if ruling is Ruling.BLOCKED or reason is Reason.REPORTED_NO or told.no_to_all():
        return May(frozenset({Hindrance.UNWELCOME}), None, 0)
    if ruling in (Ruling.ALLOWED, Ruling.OUTSIDE_HOURS):
        return May(frozenset({Hindrance.ALREADY}), None, left)
    if any(f.caller == caller for f in waiting(known, subject, now)):
        return May(frozenset({Hindrance.WAITING}), None, left)
    ends = {f.at + days * DAY for f in known for days in (1, 7, 14, 30)}
    ends |= {f.limits.until for f in known if f.kind is Kind.NOT_NOW and f.limits.until}
    clear = next(t for t in sorted({now} | {t for t in ends if t > now}) if not windows(known, caller, subject, t))
    return May(frozenset(windows(known, caller, subject, now)), None if clear == now else clear, left)


def waiting(facts: Iterable[Fact], subject: str, now: datetime) -> list[Fact]:
    known = [f for f in facts if f.subject == subject]
    return [f for f in known if f.kind is Kind.REQUESTED and now < f.at + 14 * DAY and not answered(f, known)]


def answered(request: Fact, facts: Iterable[Fact]) -> bool:
    """Say whether a request was answered or withdrawn, or whether she said something since that settles it."""
    for fact in facts:
        later = (fact.at, fact.number) > (request.at, request.number)
        to_all = fact.caller == EVERYONE and fact.kind in NOES and fact.kind is not Kind.REVOKED
        if fact.refers == request.number:
            return True
        if later and (to_all or (fact.caller == request.caller and fact.kind in WORDS)):
            return True
    return False


def this_week(facts: Iterable[Fact], caller: str, subject: str, now: datetime) -> list[Fact]:
    """Return what one asked the other in seven days, and since they last talked."""
    pair = [f for f in facts if f.caller == caller and f.subject == subject]
    talked = [f.at for f in pair if f.kind is Kind.ANSWERED and welcome(f, facts)]
    asked = [f for f in pair if f.kind is Kind.REQUESTED and now < f.at + 7 * DAY]
    return [f for f in asked if not talked or f.at > max(talked)]


def welcome(call: Fact, facts: Iterable[Fact]) -> bool:
    """Say whether a call was made on a yes, of any kind and by any means."""
    before = [f for f in facts if f.at <= call.at and f != call]
    found = [naive_verdict(before, call.caller, call.subject, means, call.at)[0] for means in Means]
    return any(ruling in (Ruling.ALLOWED, Ruling.ALLOWED_REPORTED, Ruling.OUTSIDE_HOURS) for ruling in found)


def windows(facts: set[Fact], caller: str, subject: str, now: datetime) -> set[Hindrance]:
    """Name what time will remove."""
    today = [f for f in facts if f.kind is Kind.REQUESTED and now < f.at + DAY]
    rules = {
        Hindrance.QUIET: any(quiet(f, facts, caller, subject, now) for f in facts),
        Hindrance.PAIR_DAY: any(f.caller == caller and f.subject == subject for f in today),
        Hindrance.PAIR_WEEK: len(this_week(facts, caller, subject, now)) >= 2,
        Hindrance.THEIR_OPEN: len(waiting(facts, subject, now)) >= 3,
        Hindrance.THEIR_DAY: len([f for f in today if f.subject == subject]) >= 2,
        Hindrance.YOUR_DAY: len({f.subject for f in today if f.caller == caller}) >= 5,
    }
    return {hindrance for hindrance, holds in rules.items() if holds}


def quiet(no: Fact, facts: set[Fact], caller: str, subject: str, now: datetime) -> bool:
    """Say whether *no* still asks for quiet between the two."""
    between = no.subject == subject and no.caller in (caller, EVERYONE)
    if not between or no.kind not in QUIET:
        return False
    named = no.limits.until if no.kind is Kind.NOT_NOW else None
    if now >= no.at + QUIET[no.kind] and (named is None or now >= named):
        return False
    given = [f for f in facts if f.subject == subject and f.caller in (caller, EVERYONE) and f.at <= no.at]
    if no.kind is Kind.REVOKED and no.caller == EVERYONE and not any(f.kind in (*YESES, Kind.REPORTED) for f in given):
        return False
    lifting = [f for f in facts if f.subject == subject and f.kind in (*YESES, Kind.ASKED_FIRST) and f.at > no.at]
    return not any(f.caller == caller or (f.caller == no.caller == EVERYONE) for f in lifting)


# The record itself


@dataclass
class Diary:
    """What a ledger has to do, over a list."""

    facts: list[Fact] = field(default_factory=list)
    number: int = 0

    def append(self, act: Act, now: datetime) -> Fact:
        self.number += 1
        at = act.at or self.moment(act, now)
        fact = Fact(self.number, act.kind, act.subject, act.caller, act.actor, at, now, act.refers, act.limits)
        self.facts.append(fact)
        return fact

    def moment(self, act: Act, now: datetime) -> datetime:
        """Put a word after the person's last one, even if our clock was set back since."""
        saying = (*WORDS, Kind.NOT_NOW)
        said = [f.at for f in self.facts if f.subject == act.subject and f.kind in saying and act.kind in saying]
        return max([now, *(at + timedelta(microseconds=1) for at in said)])

    def erase(self, person: str) -> None:
        """Forget somebody; noes to her and by her, what lifted them, and her questions stay."""
        stays = (*NOES, *ENDS_A_NO, Kind.REPORTED_NO, Kind.NOT_NOW, Kind.REQUESTED, Kind.WITHDRAWN)
        mine = [f for f in self.facts if f.subject == person]
        touched = [f for f in self.facts if person in (f.caller, f.actor) and f.kind not in stays]
        self.facts = [f for f in self.facts if f not in mine and f not in touched]
