"""What a verb came to, as scripts read it: fields may be added, not renamed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from bot.core.permission.quotas import Allowance
from bot.core.permission.rules import NOES, Reason, Ruling, Verdict

FINAL = {Reason.REPORTED_NO, *(reason for _, reason in NOES.values())}
"""Reasons beside which nobody else's report would count."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A line was written, or, where *event* is None, none had to be."""

    kind: Literal["permission"] = field(default="permission", init=False)
    verb: str
    ok: bool = True
    event: int | None = None
    request: str | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """The answer to "may I call?": what the record says, and whether one may ask."""

    kind: Literal["permission"] = field(default="permission", init=False)
    said: Verdict
    may: Allowance

    @property
    def verdict(self) -> Ruling:
        """Return the answer in a word."""
        return self.said.ruling


@dataclass(frozen=True, slots=True)
class Told:
    """Something that was looked up or made: *details* are its fields."""

    kind: Literal["permission"] = field(default="permission", init=False)
    verb: str
    ok: bool = True
    details: Mapping[str, Any] = field(default_factory=dict)
    event: int | None = None
    request: str | None = None


Outcome = Recorded | Checked | Told


def plain(outcome: Outcome) -> dict[str, Any]:
    """Return *outcome* as one flat object."""
    if isinstance(outcome, Checked):
        return _checked(outcome.said, outcome.may)
    told = {name: getattr(outcome, name) for name in outcome.__dataclass_fields__ if name != "details"}
    return told | (dict(outcome.details) if isinstance(outcome, Told) else {})


def _checked(said: Verdict, may: Allowance) -> dict[str, Any]:
    call = said.ruling in {Ruling.ALLOWED, Ruling.ALLOWED_REPORTED}
    report = said.reason not in FINAL and said.ruling is not Ruling.ALLOWED
    return {
        "kind": "permission",
        "verb": "check",
        "ok": True,
        "event": said.by.number if said.by else None,
        "request": None,
        "verdict": said.ruling,
        "reason": said.reason,
        "until": _iso(said.until),
        "opens": _iso(said.opens),
        "next": [
            _next("call", can=call, after=said.opens),
            _next("request", can=may.can, remaining=may.remaining, after=may.after),
            _next("write", can=said.ruling is not Ruling.BLOCKED),
            _next("report", can=report),
        ],
    }


def _next(action: str, *, can: bool, remaining: int | None = None, after: datetime | None = None) -> dict[str, Any]:
    """Say whether something can be done next, how often still, and else from when on."""
    return {"action": action, "can": can, "remaining": remaining, "after": _iso(after)}


def _iso(when: datetime | None) -> str | None:
    return when.isoformat() if when else None
