"""What is written down about calls: one line of the record is an act before it has a number, and a fact after."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.core.permission.hours import Hours

EVERYONE = "*"
"""Stands for the whole team where a caller is named."""


class Means(StrEnum):
    """How one talks."""

    PHONE = "phone"
    VIDEO = "video"
    VOICE = "voice"


class Kind(StrEnum):
    """What happened; the value is what the record keeps."""

    REQUESTED = "requested"
    WITHDRAWN = "withdrawn"
    NOT_NOW = "not_now"
    GRANTED = "granted"
    NARROWED = "narrowed"
    CONFIRMED = "confirmed"  # a report, by the person herself
    DECLINED = "declined"
    WRITE_INSTEAD = "write_instead"
    REVOKED = "revoked"
    DISPUTED = "disputed"  # a report, by the person herself
    BLOCKED = "blocked"
    ASKED_FIRST = "asked_first"  # back to the default: a card put away, a block lifted
    REPORTED = "reported"  # a yes, by somebody else
    REPORTED_NO = "reported_no"
    UNREPORTED = "unreported"  # a report taken back by whoever made it
    ANSWERED = "called_answered"
    UNANSWERED = "called_unanswered"
    SUPPRESSED = "suppressed"  # do not contact at all
    ERASED = "erased"
    LINKED = "linked"  # two identities turned out to be one person: the caller is the subject from now on


YES = frozenset({Kind.GRANTED, Kind.NARROWED, Kind.CONFIRMED})
NO = frozenset({Kind.DECLINED, Kind.WRITE_INSTEAD, Kind.REVOKED, Kind.DISPUTED, Kind.BLOCKED, Kind.SUPPRESSED})
WORDS = YES | NO | {Kind.ASKED_FIRST}
"""What only the person can say about calls."""
REPORTS = frozenset({Kind.REPORTED, Kind.REPORTED_NO})
CALLS = frozenset({Kind.ANSWERED, Kind.UNANSWERED})


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a yes goes; no means is any means, no hours is any hour."""

    once: bool = False
    until: datetime | None = None
    means: Means | None = None
    hours: Hours | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody did, before the record has given it a number.

    *subject* is whom one would like to call, *caller* who would like to call (or EVERYONE), *actor* who acted. *at* is
    the platform's time of the act, or None where nobody but us has a clock. *refers* numbers the line this one answers.
    *words* are what was typed; they are kept where they can be erased, and never in the chain.
    """

    kind: Kind
    subject: str
    caller: str
    actor: str
    at: datetime | None = None
    refers: int | None = None
    limits: Limits = field(default_factory=Limits)
    words: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """What one line of the record states; *at* is when it was said, *recorded* when we heard of it."""

    number: int
    kind: Kind
    subject: str
    caller: str
    actor: str
    at: datetime
    recorded: datetime
    refers: int | None = None
    limits: Limits = field(default_factory=Limits)
