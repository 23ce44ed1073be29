"""What was written for somebody, or found in a draft, as values that scripts and tests read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.core.coaching.outcome import Checks


@dataclass(frozen=True, slots=True)
class KnownFact:
    """Something the person told us, as a draft may use it."""

    id: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Drafted:
    """Words to send, and which facts and guidelines they rest on."""

    text: str
    subject: str | None
    medium: str
    facts: tuple[str, ...]
    cards: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Script:
    """What to say on the phone: when somebody answers, and to a machine."""

    answered: str
    voicemail: str


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """A claim in a draft that no fact carries, and what would settle it."""

    span: str
    question: str


@dataclass(frozen=True, slots=True)
class Opening:
    """What was written for somebody; *needs* names what would make it better, *declined* what was left out and why."""

    drafts: tuple[Drafted, ...]
    facts: tuple[KnownFact, ...]
    script: Script | None
    needs: tuple[str, ...]
    unconfirmed: tuple[Unconfirmed, ...]
    declined: tuple[str, ...]
    writer: str
    checks: Checks
    to: str = ""
    kind: str = "opener"


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark on a draft; given[start:end] == quote, in code points of the text as it was given."""

    rule: str
    start: int
    end: int
    quote: str
    card: str | None
    document: int | str | None
    severity: Literal["high", "low"]
    advice: str
    rewrite: str | None


@dataclass(frozen=True, slots=True)
class Strength:
    """What is good about a draft."""

    text: str
    card: str | None


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What a look at a draft found; *rewrite* is a whole version that says only what the draft says."""

    verdict: Literal["ok", "fix"]
    findings: tuple[Finding, ...]
    strengths: tuple[Strength, ...]
    rewrite: str | None
    writer: str
    checks: Checks
    kind: str = "review"
