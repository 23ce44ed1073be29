"""What was answered or shown, as values that scripts and tests read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer; guidance names its guidelines and quotes one of them."""

    text: str
    kind: Literal["guidance", "link", "question"]
    cards: tuple[str, ...] = ()
    quote: str | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """A guideline that an answer rests on, and where it comes from."""

    card: str
    document: int | str
    title: str


@dataclass(frozen=True, slots=True)
class ShownSide:
    """One side of a disagreement, and the guideline that speaks for it."""

    card: str
    document: int | str
    text: str


@dataclass(frozen=True, slots=True)
class ShownDisagreement:
    """A disagreement as it was shown."""

    id: str
    sides: tuple[ShownSide, ...]
    decides: str
    default: str


@dataclass(frozen=True, slots=True)
class Checks:
    """What the verifier said."""

    passed: bool
    fired: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered to a question; `text` is everything that is visible, buttons apart."""

    route: str
    text: str
    paste: str | None
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    disagreement: ShownDisagreement | None
    situation: Mapping[str, str | None]
    writer: str
    checks: Checks
    kind: str = "answer"


@dataclass(frozen=True, slots=True)
class Listed:
    """One guideline, for scripts."""

    id: str
    document: int | str
    title: str
    voice: str
    stance: str
    applies: str
    rule: str
    why: str
    how: str
    paste: str | None


@dataclass(frozen=True, slots=True)
class Shelf:
    """The guidelines that were asked for."""

    cards: tuple[Listed, ...]
    kind: str = "cards"


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
