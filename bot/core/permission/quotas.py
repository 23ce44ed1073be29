"""How often one may ask: rolling windows, quiet after a no, when the next question can go; plain functions again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.core.permission.events import EVERYONE, NO, WORDS, YES, Fact, Kind
from bot.core.permission.rules import DAY, Reason, Ruling, Verdict, standing

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
    if final := without_end(traffic.between, said, now):
        return Allowance(0 if final is Hindrance.UNWELCOME else remaining, final)
    hindrances = [(after, hindrance) for hindrance, find in WINDOWS.items() if (after := find(traffic, now))]
    if not hindrances:
        return Allowance(remaining)
    after, hindrance = max(hindrances, key=lambda found: found[0])
    return Allowance(remaining, hindrance, after)


def without_end(between: Sequence[Fact], said: Verdict, now: datetime) -> Hindrance | None:
    """Name what no waiting removes; where there is such a thing, the recent requests don't matter."""
    to_everyone = said.by is not None and said.by.caller == EVERYONE and said.by.kind is not Kind.REVOKED
    if said.ruling is Ruling.BLOCKED or said.reason in {Reason.NEVER, Reason.REPORTED_NO}:
        return Hindrance.UNWELCOME
    if said.ruling is Ruling.WRITE_INSTEAD and to_everyone:
        return Hindrance.UNWELCOME
    if said.ruling in {Ruling.ALLOWED, Ruling.OUTSIDE_HOURS}:
        return Hindrance.ALREADY
    return Hindrance.WAITING if open_requests(between, now) else None


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
    same = fact.subject == request.subject and (fact.at, fact.number) > (request.at, request.number)
    to_her = fact.caller == request.caller and fact.kind in WORDS
    to_all = fact.caller == EVERYONE and fact.kind in NO - {Kind.REVOKED}
    return same and (to_her or to_all)


def _counted(between: Sequence[Fact], now: datetime) -> list[Fact]:
    """Return the pair's requests of the last seven days, those before the last answered call left out."""
    answered = [call for call in between if call.kind is Kind.ANSWERED and call.at > now - WEEK]
    talked = max((call.at for call in answered if _welcome(call, between)), default=None)
    return [fact for fact in _requests(between, now, WEEK) if talked is None or fact.at > talked]


def _welcome(call: Fact, between: Sequence[Fact]) -> bool:
    """Say whether a yes covered a call when it was made: else whoever asks could talk the quota away."""
    before = [fact for fact in between if fact.at <= call.at and fact != call]
    return bool(standing(before, call.subject, call.caller, call.at))


def _requests(facts: Sequence[Fact], now: datetime, window: timedelta) -> list[Fact]:
    """Return the requests made within *window*, the oldest first; one that our clock puts in the future counts too."""
    requests = {fact for fact in facts if fact.kind is Kind.REQUESTED and fact.at > now - window}
    return sorted(requests, key=lambda fact: fact.at)


def _quiet(traffic: Traffic, now: datetime) -> datetime | None:
    """Return when the quiet after a no, a take-back or a not-now ends."""
    noes = [fact for fact in traffic.between if fact.kind is Kind.NOT_NOW or _took(fact, traffic.between)]
    not_lifted = [no for no in noes if not any(_lifts(word, no) for word in traffic.between)]
    return max((end for no in not_lifted if (end := quiet_until(no)) > now), default=None)


def quiet_until(no: Fact) -> datetime:
    """Return when one may ask again after a no; a not-now may name a later day than the usual one."""
    if no.kind is not Kind.NOT_NOW:
        return no.at + QUIET_AFTER_NO
    usual = no.at + QUIET_AFTER_NOT_NOW
    return max(usual, no.limits.until or usual)


def _took(no: Fact, between: Sequence[Fact]) -> bool:
    """Say whether a no is one to this caller: taking everything back takes nothing from whoever had nothing."""
    everything = no.kind is Kind.REVOKED and no.caller == EVERYONE
    had = any(fact.kind in YES | {Kind.REPORTED} and fact.at <= no.at for fact in between)
    return no.kind in NO and (had or not everything)


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
