"""What a verb came to, as scripts read it: fields may be added, not renamed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.core.permission.rules import Reason, Ruling


@dataclass(frozen=True, slots=True)
class Next:
    """Something the caller may do next: whether now, how often still, and else from when on."""

    action: Literal["call", "request", "write", "report"]
    can: bool
    remaining: int | None = None
    after: str | None = None


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
    """The answer to "may I call?"."""

    kind: Literal["permission"] = field(default="permission", init=False)
    verb: str
    ok: bool = True
    event: int | None = None
    request: str | None = None
    verdict: Ruling = Ruling.ASK_FIRST
    reason: Reason = Reason.NO_RECORD
    until: str | None = None
    opens: str | None = None
    next: tuple[Next, ...] = ()


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
    told = {name: getattr(outcome, name) for name in outcome.__dataclass_fields__ if name != "details"}
    if isinstance(outcome, Checked):
        told["next"] = [{name: getattr(n, name) for name in n.__dataclass_fields__} for n in outcome.next]
    return told | (dict(outcome.details) if isinstance(outcome, Told) else {})
