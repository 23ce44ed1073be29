"""The rules about calls, as plain functions of what is on record: the same facts in any order give the same verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import groupby

from bot.core.permission.events import CALLS, EVERYONE, NO, REPORTS, WORDS, YES, Fact, Kind, Limits, Means

DAY = timedelta(days=1)
ONCE = timedelta(days=14)
"""How long a yes to one call lasts."""
STANDING = timedelta(days=182)
"""After how long a yes "until I say stop" is asked for again: EDPB 05/2020 wants consent refreshed now and then."""
REPORT = timedelta(days=90)
"""How long a reported yes lasts when no date was named."""
UNANSWERED_CALLS = 4
"""So many calls in a row without an answer end a yes; WhatsApp ends its calling permission after four as well."""
SKEW = timedelta(minutes=5)
"""By how much a platform's clock may run ahead of ours; a yes from farther in the future does not count yet."""
FOREVER = datetime.max.replace(tzinfo=UTC)


class Ruling(StrEnum):
    """May she call?"""

    ALLOWED = "allowed"
    ALLOWED_REPORTED = "allowed_reported"
    ASK_FIRST = "ask_first"
    OUTSIDE_HOURS = "outside_hours"
    WRITE_INSTEAD = "write_instead"
    DENIED = "denied"
    BLOCKED = "blocked"


class Reason(StrEnum):
    """Why a ruling is what it is."""

    GRANTED = "granted"
    TEAMMATES = "teammates"  # the person's own standing word to the team
    REPORTED = "reported"
    NO_RECORD = "no_record"
    EXPIRED = "expired"
    SPENT = "spent"
    UNANSWERED = "unanswered"
    HOURS = "hours"
    DECLINED = "declined"
    TAKEN_BACK = "taken_back"
    DISPUTED = "disputed"
    REPORTED_NO = "reported_no"
    WRITE = "write"
    NEVER = "never"
    BLOCKED = "blocked"
    DO_NOT_CONTACT = "do_not_contact"


MAY = frozenset({Ruling.ALLOWED, Ruling.ALLOWED_REPORTED, Ruling.OUTSIDE_HOURS})
"""Rulings behind which a yes stands."""
NOES = {
    Kind.DECLINED: (Ruling.DENIED, Reason.DECLINED),
    Kind.REVOKED: (Ruling.DENIED, Reason.TAKEN_BACK),
    Kind.DISPUTED: (Ruling.DENIED, Reason.DISPUTED),
    Kind.WRITE_INSTEAD: (Ruling.WRITE_INSTEAD, Reason.WRITE),
    Kind.BLOCKED: (Ruling.BLOCKED, Reason.BLOCKED),
    Kind.SUPPRESSED: (Ruling.BLOCKED, Reason.DO_NOT_CONTACT),
}
SEVERITY = dict.fromkeys(YES, 0) | {kind: rank for rank, kind in enumerate((Kind.ASKED_FIRST, *NOES), start=1)}
"""Of two words said in the same instant, the one with the higher rank counts: a tie goes to no."""


@dataclass(frozen=True, slots=True)
class Question:
    """May *caller* call *subject*, by these means?"""

    subject: str
    caller: str
    means: Means = Means.PHONE


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the record says to a question: until when it holds, when the hours open, and which line decided."""

    ruling: Ruling
    reason: Reason
    until: datetime | None = None
    opens: datetime | None = None
    by: Fact | None = None


def verdict(facts: Iterable[Fact], question: Question, now: datetime) -> Verdict:
    """Say whether the record lets the caller call at *now*.

    The person's own word beats any report. Among her own words about this caller and these means the latest counts, and
    a tie goes to no. A word to the whole team fills in where there is none about this caller; a no to the whole team
    also ends, for good, what was granted or reported before it. A no counts whatever our clock says; a yes from the
    future does not yet.
    """
    about = {fact for fact in facts if _concerns(fact, question)}  # what is told twice is one fact
    said = [fact for fact in about if fact.kind in WORDS and (fact.kind not in YES or fact.at <= now + SKEW)]
    own = _latest(fact for fact in said if fact.caller == question.caller)
    team = _latest(fact for fact in said if fact.caller == EVERYONE)
    given = [word for word in (own, team) if word and word.kind in YES and not _ended(word, said)]
    reports = _reports(about)
    if refused := _refusal(own, team, given, reports):
        return refused
    calls = [fact for fact in about if fact.kind in CALLS and fact.caller == question.caller]
    spoken = [_held(word, calls, now) for word in given]
    in_force = next((held for held in spoken if held.ruling is not Ruling.ASK_FIRST), None)
    live = [report for report in reports if not any(_settles(word, report) for word in said)]
    return in_force or _reported(live, now) or next(iter(spoken), Verdict(Ruling.ASK_FIRST, Reason.NO_RECORD))


def standing(facts: Sequence[Fact], subject: str, caller: str, now: datetime) -> tuple[Verdict, ...]:
    """Return what lets the caller call now, or when the hours open: one verdict for each word that does."""
    said = (verdict(facts, Question(subject, caller, means), now) for means in Means)
    allowing = (each for each in said if each.ruling in MAY and each.by is not None)
    return tuple({each.by.number: each for each in allowing if each.by is not None}.values())


def lasts(limits: Limits, at: datetime) -> bool:
    """Say whether a yes of *at* goes on until its giver says stop: it ends only where she is asked again."""
    return not limits.once and limits.until is not None and limits.until - at >= STANDING - DAY


def _concerns(fact: Fact, question: Question) -> bool:
    by_these_means = fact.limits.means in {None, question.means} or fact.kind in CALLS
    return fact.subject == question.subject and fact.caller in {question.caller, EVERYONE} and by_these_means


def _latest(words: Iterable[Fact]) -> Fact | None:
    """Return the word that counts: the last one, but a take-back after a no leaves the no as it was."""
    latest_first = sorted(words, key=_order, reverse=True)
    last = next(iter(latest_first), None)
    before = next((word for word in latest_first if word.kind is not Kind.REVOKED), None)
    return before if before and before.kind in NO else last


def _order(word: Fact) -> tuple[datetime, int, tuple[bool, bool, float, str], int]:
    return word.at, SEVERITY[word.kind], _strictness(word.limits), word.number


def _strictness(limits: Limits) -> tuple[bool, bool, float, str]:
    """Order limits from wide to narrow, so that of two yeses in one instant the narrower counts in every order."""
    until = limits.until or FOREVER
    return (limits.once, limits.hours is not None, -until.timestamp(), repr(limits.hours))


def _ended(word: Fact, said: Iterable[Fact]) -> bool:
    """Say whether a no to the whole team came after a yes, whatever the team was told since."""
    return any(no.kind in NO and no.caller == EVERYONE and no.at >= word.at for no in said)


def _refusal(own: Fact | None, team: Fact | None, given: Sequence[Fact], reports: Iterable[Fact]) -> Verdict | None:
    """Return the no that stands: one to this caller, or one to the whole team that no later yes to her has lifted.

    Where both stand, the one to the whole team counts, unless hers is a block: it does not end after some days.
    """
    to_all = team if team and team.kind in NO and own not in given else None
    hers = own if own and own.kind in NO else None
    if hers and (not to_all or to_all.kind is Kind.REVOKED or NOES[hers.kind][0] is Ruling.BLOCKED):
        return Verdict(*NOES[hers.kind], by=hers)
    if not to_all:
        return None
    if to_all.kind is Kind.REVOKED:  # everything was taken back: whoever had nothing has lost nothing
        had = (own and own.kind in YES) or any(report.kind is Kind.REPORTED for report in reports)
        return Verdict(*NOES[Kind.REVOKED], by=to_all) if had else None
    ruling, reason = NOES[to_all.kind]
    return Verdict(ruling, Reason.NEVER if reason is Reason.DECLINED else reason, by=to_all)


def _held(word: Fact, calls: Sequence[Fact], now: datetime) -> Verdict:
    """Say what a yes amounts to at *now*, given the calls since."""
    reason = Reason.TEAMMATES if word.caller == EVERYONE else Reason.GRANTED
    since = [call for call in calls if call.at >= word.at]
    if word.limits.once and any(call.kind is Kind.ANSWERED for call in since):
        return Verdict(Ruling.ASK_FIRST, Reason.SPENT, by=word)
    if _in_vain(since):
        return Verdict(Ruling.ASK_FIRST, Reason.UNANSWERED, by=word)
    return _within(word, Ruling.ALLOWED, reason, now)


def _in_vain(calls: Sequence[Fact]) -> bool:
    """Say whether four calls in a row went unanswered; one that is answered after that does not bring the yes back."""
    in_order = sorted(calls, key=lambda call: (call.at, call.kind is Kind.ANSWERED))
    runs = [(kind, len(list(run))) for kind, run in groupby(in_order, key=lambda call: call.kind)]
    return any(kind is Kind.UNANSWERED and length >= UNANSWERED_CALLS for kind, length in runs)


def _within(word: Fact, ruling: Ruling, reason: Reason, now: datetime) -> Verdict:
    """Apply the end and the hours of a yes."""
    until, hours = word.limits.until, word.limits.hours
    opens = hours.next_opening(now) if hours else now
    if until is None or until <= now or until <= opens:
        return Verdict(Ruling.ASK_FIRST, Reason.EXPIRED, by=word)
    if opens > now:
        return Verdict(Ruling.OUTSIDE_HOURS, Reason.HOURS, until, opens, word)
    return Verdict(ruling, reason, until, by=word)


def _reports(about: Iterable[Fact]) -> list[Fact]:
    """Return the reports that were neither taken back by whoever made them nor put right by the person."""
    over = {fact.refers for fact in about if fact.kind is Kind.UNREPORTED or fact.kind in WORDS}
    return [fact for fact in about if fact.kind in REPORTS and fact.number not in over]


def _settles(word: Fact, report: Fact) -> bool:
    """Say whether a word of the person ends a report for good: a yes does, and a no ends a reported yes.

    A take-back from one caller can be undone, and then what was reported before it counts as before.
    """
    no = word.kind in NO and report.kind is Kind.REPORTED
    undoable = word.kind is Kind.REVOKED and word.caller != EVERYONE
    return word.at >= report.recorded and (word.kind in YES or (no and not undoable))


def _reported(reports: Sequence[Fact], now: datetime) -> Verdict | None:
    """Say what others report: a no holds for whoever it names, a yes for who reported it or for the team of a list."""
    noes = [fact for fact in reports if fact.kind is Kind.REPORTED_NO]
    if noes:
        return Verdict(Ruling.DENIED, Reason.REPORTED_NO, by=min(noes, key=lambda fact: (fact.recorded, fact.number)))
    yeses = [fact for fact in reports if fact.recorded <= now + SKEW]
    if not yeses:
        return None
    latest = max(yeses, key=lambda fact: (fact.recorded, _strictness(fact.limits), fact.number))
    held = _within(latest, Ruling.ALLOWED_REPORTED, Reason.REPORTED, now)
    return held if held.ruling is not Ruling.ASK_FIRST else None


WEEK = timedelta(days=7)
REQUEST = timedelta(days=14)
"""How long a request waits for an answer."""
QUIET_AFTER_NO = timedelta(days=30)
QUIET_AFTER_NOT_NOW = timedelta(days=14)
PAIR_WEEK = 2
"""Requests that one person may make to another in seven days; they start afresh after a call that was answered."""
OPEN_AT_ONCE = 3
"""Requests that may wait for one person's answer at the same time."""
NEW_A_DAY = 2
"""New requests that one person receives in a day."""
PEOPLE_A_DAY = 5
"""People whom one asker may ask in a day."""


class Hindrance(StrEnum):
    """Why a request can't be made now."""

    ALREADY = "already"
    WAITING = "waiting"
    UNWELCOME = "unwelcome"
    QUIET = "quiet"
    PAIR_DAY = "pair_day"
    PAIR_WEEK = "pair_week"
    THEIR_OPEN = "their_open"
    THEIR_DAY = "their_day"
    YOUR_DAY = "your_day"


@dataclass(frozen=True, slots=True)
class Allowance:
    """Whether one may ask now, how often still in the seven days, and, if not now, from when on (None: no date)."""

    remaining: int
    hindrance: Hindrance | None = None
    after: datetime | None = None

    @property
    def can(self) -> bool:
        """Say whether a request can be made now."""
        return self.hindrance is None


@dataclass(frozen=True, slots=True)
class Traffic:
    """What the quotas are counted on: what lies between the two, the recent requests to the one and by the other."""

    between: Sequence[Fact]
    to_them: Sequence[Fact] = ()
    by_you: Sequence[Fact] = ()


def allowance(traffic: Traffic, said: Verdict, now: datetime) -> Allowance:
    """Say whether the caller may ask for a call at *now*; of several things in the way, the last to go counts."""
    remaining = max(0, PAIR_WEEK - len(_counted(traffic.between, now)))
    if final := _final(traffic, said, now):
        return Allowance(0 if final is Hindrance.UNWELCOME else remaining, final)
    hindrances = [(after, hindrance) for hindrance, find in WINDOWS.items() if (after := find(traffic, now))]
    if not hindrances:
        return Allowance(remaining)
    after, hindrance = max(hindrances, key=lambda found: found[0])
    return Allowance(remaining, hindrance, after)


def _final(traffic: Traffic, said: Verdict, now: datetime) -> Hindrance | None:
    """Name what no waiting removes."""
    to_everyone = said.by is not None and said.by.caller == EVERYONE and said.by.kind is not Kind.REVOKED
    if said.ruling is Ruling.BLOCKED or said.reason in {Reason.NEVER, Reason.REPORTED_NO}:
        return Hindrance.UNWELCOME
    if said.ruling is Ruling.WRITE_INSTEAD and to_everyone:
        return Hindrance.UNWELCOME
    if said.ruling in {Ruling.ALLOWED, Ruling.OUTSIDE_HOURS}:
        return Hindrance.ALREADY
    return Hindrance.WAITING if open_requests(traffic.between, now) else None


def open_requests(facts: Sequence[Fact], now: datetime) -> tuple[Fact, ...]:
    """Return the requests among *facts* that wait for an answer at *now*, the oldest first.

    One that our clock puts in the future waits too: it can be answered, and it counts.
    """
    requests = {fact for fact in facts if fact.kind is Kind.REQUESTED and now < fact.at + REQUEST}
    waiting = [request for request in requests if not any(_closes(fact, request) for fact in facts)]
    return tuple(sorted(waiting, key=lambda request: (request.at, request.number)))


def _closes(fact: Fact, request: Fact) -> bool:
    """Say whether *fact* ends the wait: it answers the request, or is a later word of the person that covers it."""
    if fact.refers == request.number:
        return True
    same = fact.subject == request.subject
    to_her = fact.caller == request.caller and fact.kind in WORDS
    to_all = fact.caller == EVERYONE and fact.kind in NO - {Kind.REVOKED}
    return same and fact.at >= request.at and (to_her or to_all)


def _counted(between: Sequence[Fact], now: datetime) -> list[Fact]:
    """Return the pair's requests of the last seven days, those before the last answered call left out."""
    talked = max((fact.at for fact in between if fact.kind is Kind.ANSWERED), default=None)
    return [fact for fact in _requests(between, now, WEEK) if talked is None or fact.at > talked]


def _requests(facts: Sequence[Fact], now: datetime, window: timedelta) -> list[Fact]:
    """Return the requests made within *window*, the oldest first; one that our clock puts in the future counts too."""
    requests = {fact for fact in facts if fact.kind is Kind.REQUESTED and fact.at > now - window}
    return sorted(requests, key=lambda fact: fact.at)


def _quiet(traffic: Traffic, now: datetime) -> datetime | None:
    """Return when the quiet after a no, a take-back or a not-now ends."""
    noes = [fact for fact in traffic.between if fact.kind in NO or fact.kind is Kind.NOT_NOW]
    not_lifted = [no for no in noes if not any(_lifts(word, no) for word in traffic.between)]
    ends = [no.at + (QUIET_AFTER_NOT_NOW if no.kind is Kind.NOT_NOW else QUIET_AFTER_NO) for no in not_lifted]
    return max((end for end in ends if end > now), default=None)


def _lifts(word: Fact, no: Fact) -> bool:
    """Say whether a later word ends the quiet; one to the whole team does not, where the no was to this caller."""
    welcome = word.kind in YES or word.kind is Kind.ASKED_FIRST
    return welcome and word.at > no.at and no.caller in {EVERYONE, word.caller}


def _pair_day(traffic: Traffic, now: datetime) -> datetime | None:
    return _until_fewer(_requests(traffic.between, now, DAY), 1, DAY)


def _pair_week(traffic: Traffic, now: datetime) -> datetime | None:
    return _until_fewer(_counted(traffic.between, now), PAIR_WEEK, WEEK)


def _their_open(traffic: Traffic, now: datetime) -> datetime | None:
    return _until_fewer(open_requests(traffic.to_them, now), OPEN_AT_ONCE, REQUEST)


def _their_day(traffic: Traffic, now: datetime) -> datetime | None:
    return _until_fewer(_requests(traffic.to_them, now, DAY), NEW_A_DAY, DAY)


def _your_day(traffic: Traffic, now: datetime) -> datetime | None:
    last = {fact.subject: fact for fact in _requests(traffic.by_you, now, DAY)}
    return _until_fewer(sorted(last.values(), key=lambda fact: fact.at), PEOPLE_A_DAY, DAY)


def _until_fewer(requests: Sequence[Fact], most: int, window: timedelta) -> datetime | None:
    """Return when fewer than *most* of the requests, the oldest first, are left in the window; None if that is now."""
    return requests[-most].at + window if len(requests) >= most else None


WINDOWS: dict[Hindrance, Callable[[Traffic, datetime], datetime | None]] = {
    Hindrance.QUIET: _quiet,
    Hindrance.PAIR_DAY: _pair_day,
    Hindrance.PAIR_WEEK: _pair_week,
    Hindrance.THEIR_OPEN: _their_open,
    Hindrance.THEIR_DAY: _their_day,
    Hindrance.YOUR_DAY: _your_day,
}
