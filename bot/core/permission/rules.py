"""The rules about calls, as plain functions of what is on record: the same facts in any order give the same verdict."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
    here = [word for word in said if _by_these_means(word, question)]
    own = _latest(word for word in here if word.caller == question.caller)
    team = _latest(word for word in here if word.caller == EVERYONE)
    given = [word for word in (own, team) if word and word.kind in YES and not _ended(word, said, question)]
    reports = _reports(about)
    if refused := _refusal(own, team, given, reports):
        return refused
    calls = [fact for fact in about if fact.kind in CALLS and fact.caller == question.caller]
    spoken = [_held(word, calls, now) for word in given]
    in_force = next((held for held in spoken if held.ruling is not Ruling.ASK_FIRST), None)
    live = [report for report in reports if not any(_settles(word, report, question) for word in said)]
    return in_force or _reported(live, calls, now) or next(iter(spoken), Verdict(Ruling.ASK_FIRST, Reason.NO_RECORD))


def standing(facts: Sequence[Fact], subject: str, caller: str, now: datetime) -> tuple[Verdict, ...]:
    """Return what lets the caller call now, or when the hours open: one verdict for each word that does."""
    said = (verdict(facts, Question(subject, caller, means), now) for means in Means)
    allowing = (each for each in said if each.ruling in MAY and each.by is not None)
    return tuple({each.by.number: each for each in allowing if each.by is not None}.values())


def lasts(limits: Limits, at: datetime) -> bool:
    """Say whether a yes of *at* goes on until its giver says stop: it ends only where she is asked again."""
    return not limits.once and limits.until is not None and abs(limits.until - at - STANDING) <= DAY


def _concerns(fact: Fact, question: Question) -> bool:
    # What a yes was narrowed to is all that is left of it, so a narrowing concerns every means.
    by_any = fact.kind in CALLS | {Kind.NARROWED}
    between = fact.subject == question.subject and fact.caller in {question.caller, EVERYONE}
    return between and (by_any or _by_these_means(fact, question))


def _by_these_means(fact: Fact, question: Question) -> bool:
    return fact.limits.means in {None, question.means}


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


def _ended(word: Fact, said: Iterable[Fact], question: Question) -> bool:
    """Say whether a yes is over: by a later no to the whole team, whatever that was told since, or by a narrowing.

    One that was narrowed to other means is over for these, and lifts no no that is about them.
    """
    since = [later for later in said if later.at >= word.at]
    no_to_all = any(later.kind in NO and later.caller == EVERYONE for later in since)
    elsewhere = (later for later in since if later.caller == word.caller and not _by_these_means(later, question))
    return no_to_all or any(elsewhere)


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


def _settles(word: Fact, report: Fact, question: Question) -> bool:
    """Say whether a word of the person ends a report for good: a yes does, and a no ends a reported yes.

    A take-back from one caller can be undone, and then what was reported before it counts as before.
    """
    undoable = word.kind is Kind.REVOKED and word.caller != EVERYONE
    if report.kind is Kind.REPORTED:
        ends = word.kind in YES | NO and not undoable
    else:
        ends = word.kind in YES and _by_these_means(word, question)
    return ends and word.at >= report.recorded


def _reported(reports: Sequence[Fact], calls: Sequence[Fact], now: datetime) -> Verdict | None:
    """Say what others report: a no holds for whoever it names, a yes for who reported it or for the team of a list."""
    noes = [fact for fact in reports if fact.kind is Kind.REPORTED_NO]
    if noes:
        return Verdict(Ruling.DENIED, Reason.REPORTED_NO, by=min(noes, key=lambda fact: (fact.recorded, fact.number)))
    yeses = [fact for fact in reports if fact.recorded <= now + SKEW]
    if not yeses:
        return None
    latest = max(yeses, key=lambda fact: (fact.recorded, _strictness(fact.limits), fact.number))
    if _in_vain([call for call in calls if call.at >= latest.recorded]):
        return Verdict(Ruling.ASK_FIRST, Reason.UNANSWERED, by=latest)
    held = _within(latest, Ruling.ALLOWED_REPORTED, Reason.REPORTED, now)
    return held if held.ruling is not Ruling.ASK_FIRST else None
