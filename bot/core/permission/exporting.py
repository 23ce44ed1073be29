"""Writes the record down for others: as a table that no spreadsheet runs as formulas, and as consent records."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from bot.core.permission.contacts import cleaned

FORMULA = frozenset("=+-@")
"""What makes a spreadsheet take a cell for a formula (OWASP, CSV Injection); full-width forms fold to these."""
BREAKS = frozenset("\t\r\n\v\f\0")
"""What spreadsheets drop, or start a new cell at, so that the next character comes first."""

SCHEMA = "ISO/IEC TS 27560:2023"
PURPOSE = "calls by a teammate"

# Source: W3C Data Privacy Vocabulary 2.2, module consent_status, used as its guide to ISO/IEC TS 27560:2023 says.
# An empty state is no event of a consent: a call, or two identities that turned out to be one person.
STATES = {
    "requested": "dpv:ConsentRequested",
    "withdrawn": "dpv:ConsentRequestDeferred",  # the request was, by whoever had made it: nothing is decided
    "not_now": "dpv:ConsentRequestDeferred",
    "granted": "dpv:ConsentGiven",
    "narrowed": "dpv:RenewedConsentGiven",
    "confirmed": "dpv:RenewedConsentGiven",
    "declined": "dpv:ConsentRefused",
    "write_instead": "dpv:ConsentRefused",
    "revoked": "dpv:ConsentWithdrawn",
    "disputed": "dpv:ConsentInvalidated",
    "blocked": "dpv:ConsentRefused",
    "unblocked": "dpv:ConsentUnknown",
    "asked_first": "dpv:ConsentUnknown",
    "reported": "dpv:ConsentGiven",
    "reported_no": "dpv:ConsentRefused",
    "unreported": "dpv:ConsentUnknown",
    "called": "",
    "called_answered": "",
    "called_unanswered": "",
    "suppressed": "dpv:ConsentRefused",
    "erased": "dpv:ConsentUnknown",
    "linked": "",
}
REVOKED = "dpv:ConsentRevoked"
"""What a take-back is when somebody else than the person ended her yes."""
EXPIRED = "dpv:ConsentExpired"
VALID = frozenset({"dpv:ConsentGiven", "dpv:RenewedConsentGiven"})
UNDECIDED = frozenset({"dpv:ConsentRequested", "dpv:ConsentRequestDeferred"})
"""States of a request; a yes that is in force stays in force beside them."""
HEARSAY = frozenset({"reported", "reported_no", "unreported"})


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the record, as it is handed out; people are named by opaque ids, *until* is the end of a yes."""

    number: int
    kind: str
    at: datetime
    subject: str
    caller: str
    actor: str
    means: str
    until: datetime | None
    hours: str
    words: str


@dataclass(frozen=True, slots=True)
class Keeper:
    """Who keeps the record, and what whoever was asked was told; ISO/IEC TS 27560 wants every one of these."""

    team: str
    name: str = ""
    address: str = ""
    contact: str = ""
    notice: str = ""
    language: str = "en"
    withdrawal: str = ""
    storage: str = ""
    retention: str = ""
    jurisdiction: str = ""


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a table as RFC 4180 has it, to be encoded as UTF-8, with every cell guarded and in quotes.

    The quotes keep a cell in one piece where a spreadsheet splits at semicolons.
    """
    page = io.StringIO(newline="")
    writer = csv.writer(page, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows(map(guarded, row) for row in (columns, *rows))
    return page.getvalue().encode(errors="replace").decode()


def guarded(cell: str) -> str:
    """Put an apostrophe before what a spreadsheet might run, so that it is shown as text; `unguarded` takes it off."""
    return f"'{cell}" if _is_active(cell.lstrip("'")) else cell


def unguarded(cell: str) -> str:
    """Take off the apostrophe that `guarded` put before a cell."""
    return cell[1:] if cell.startswith("'") and _is_active(cell.lstrip("'")) else cell


def _is_active(cell: str) -> bool:
    leading = len(cell) - len(cell.lstrip(" \0"))
    return not BREAKS.isdisjoint(cell[: leading + 1]) or cleaned(cell)[:1] in FORMULA


def as_consent_records(lines: Iterable[Line], keeper: Keeper, now: datetime) -> dict[str, Any]:
    """Tell the record as consent records after ISO/IEC TS 27560, one for each person and whom she was asked for.

    Whatever is empty in *keeper* is null. A yes that ran out before *now* is followed by its expiry. Besides the
    fields of the standard an event has the line it rests on, our kind, its limits, and the words as evidence.
    """
    pairs: dict[tuple[str, str], list[Line]] = {}
    for line in sorted(lines, key=lambda line: (line.at, line.number)):
        pairs.setdefault((line.subject, line.caller), []).append(line)
    told = ((pair, list(_events(about, keeper, now))) for pair, about in sorted(pairs.items()))
    return {"consent_records": [_record(*pair, events, keeper) for pair, events in told if events]}


def _record(subject: str, caller: str, events: list[dict[str, Any]], keeper: Keeper) -> dict[str, Any]:
    record_id = str(uuid5(NAMESPACE_OID, "\n".join((keeper.team, subject, caller))))
    return {
        "record": {"schema_version": SCHEMA, "record_id": record_id, "pii_principal_id": subject},
        "pii_processing": {
            "privacy_notice": keeper.notice or None,
            "language": keeper.language,
            "purposes": [_purpose(caller, keeper)],
        },
        "party_identification": [_party(keeper)],
        "event": events,
    }


def _purpose(caller: str, keeper: Keeper) -> dict[str, Any]:
    """Describe what the consent is to; no lawful basis is claimed, for that is not ours to say."""
    return {
        "purpose": PURPOSE,
        "pii_information": [{"pii_type": "pd:Contact"}],
        "pii_controllers": [keeper.team],
        "recipient": caller,
        "recipient_third_parties": [],
        "storage_locations": keeper.storage or None,
        "retention_period": keeper.retention or None,
        "jurisdiction": keeper.jurisdiction or None,
        "withdrawal_method": keeper.withdrawal or None,
    }


def _party(keeper: Keeper) -> dict[str, Any]:
    return {
        "party_id": keeper.team,
        "party_name": keeper.name or None,
        "party_address": keeper.address or None,
        "party_contact": keeper.contact or None,
        "party_role": "dpv:DataController",
    }


def _events(lines: Sequence[Line], keeper: Keeper, now: datetime) -> Iterator[dict[str, Any]]:
    """Yield the consent events of one pair, and the expiries that nobody writes down, in the order of time."""
    told = [line for line in lines if STATES[line.kind]]
    expiries = [_expiry(line, keeper) for i, line in enumerate(told) if _ran_out(line, told[i + 1 :], now)]
    yield from sorted([*map(_event, told), *expiries], key=lambda event: str(event["event_time"]))


def _ran_out(line: Line, later: Sequence[Line], now: datetime) -> bool:
    """Say whether this yes ended by itself before *now*: no later word replaced or ended it first."""
    until = line.until
    if until is None or until > now or STATES[line.kind] not in VALID:
        return False
    return not any(other.at <= until and STATES[other.kind] not in UNDECIDED for other in later)


def _event(line: Line) -> dict[str, Any]:
    """Tell one line as an event; every state lasts until the next one, if no earlier end was named."""
    hearsay = line.kind in HEARSAY
    return {
        "line": line.number,
        "event_type": "dpv:ExpressedConsent" if hearsay else "dpv:ExplicitlyExpressedConsent",
        "event_state": _state(line),
        "event_time": _instant(line.at),
        "validity_duration": _duration(line.until),
        "entity_id": line.actor,
        "method": "report" if hearsay else "own act",
        "kind": line.kind,
        "limits": {"means": line.means or None, "hours": line.hours or None},
        "evidence": line.words or None,
    }


def _expiry(line: Line, keeper: Keeper) -> dict[str, Any]:
    ended = {"event_state": EXPIRED, "entity_id": keeper.team, "method": "expiry", "kind": "expired", "evidence": None}
    return _event(line) | ended | {"event_time": _instant(line.until or line.at), "validity_duration": _duration(None)}


def _state(line: Line) -> str:
    state = STATES[line.kind]
    return REVOKED if line.kind == "revoked" and line.actor != line.subject else state


def _duration(until: datetime | None) -> dict[str, str]:
    if until is None:
        return {"type": "dpv:UntilEventDuration", "value": "next event"}
    return {"type": "dpv:UntilTimeDuration", "value": _instant(until)}


def _instant(when: datetime) -> str:
    return when.astimezone(UTC).isoformat()
