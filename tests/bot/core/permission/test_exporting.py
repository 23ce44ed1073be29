"""What is handed out runs nowhere as a formula, and says in a standard's words what the record says in ours."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.permission.events import Kind
from bot.core.permission.exporting import STATES, Keeper, Line, as_consent_records, as_csv, guarded, unguarded
from bot.core.permission.importing import read_rows

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
TEAM = Keeper("T1", name="Acme", notice="notice 3")
TRIGGERS = "=+-@\t\r\n\0＝＋－＠﹢﹣"
CELLS = st.text(st.sampled_from(f"{TRIGGERS}'\"a1;, \u3000\u200b") | st.characters(), max_size=8)


def line(number: int, kind: str, at: datetime = NOON, until: datetime | None = None, actor: str = "p1") -> Line:
    return Line(number, kind, at, "p1", "p2", actor, "", until, "", "")


def events(*lines: Line, now: datetime = NOON) -> list[dict[str, Any]]:
    (record,) = as_consent_records(lines, TEAM, now)["consent_records"]
    told: list[dict[str, Any]] = record["event"]
    return told


def cells(table: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(table, newline=""), strict=True))


def test_a_table_has_a_header_quotes_and_crlf() -> None:
    assert as_csv(("name", "words"), [("Bo", 'said "sure",\nthen left')]) == (
        '"name","words"\r\n"Bo","said ""sure"",\nthen left"\r\n'
    )


@given(st.lists(st.tuples(CELLS, CELLS), max_size=5))
def test_no_cell_starts_as_a_formula_does(rows: list[tuple[str, str]]) -> None:
    table = cells(as_csv(("=one", "two"), rows))

    assert len(table) == len(rows) + 1
    for cell in (cell for row in table for cell in row):
        assert cell.lstrip(" \u3000")[:1] not in set(TRIGGERS)


@given(CELLS)
def test_a_guard_comes_off_as_it_went_on(cell: str) -> None:
    assert unguarded(guarded(cell)) == cell


@pytest.mark.parametrize("cell", ["", "Bo", "bo@example.com", "1-2", "'tis fine", "a=b", "Ünal", "(+49)", " Bo"])
def test_what_no_spreadsheet_runs_stays_as_it_is(cell: str) -> None:
    assert guarded(cell) == cell


@pytest.mark.parametrize(
    "cell", ["=1+1", "  =1+1", "＝1+1", "\u3000＋1", "+4915123456789", "-x", "@bo", "\t", " \tBo", "\0", "\r"]
)
def test_what_a_spreadsheet_might_run_becomes_text(cell: str) -> None:
    assert guarded(cell) == f"'{cell}"


def test_what_no_encoding_can_hold_does_not_stop_an_export() -> None:
    assert as_csv(("a",), [("\ud800",)]).encode() == b'"a"\r\n"?"\r\n'


def test_an_exported_list_can_be_read_back() -> None:
    table = as_csv(("contact", "answer", "words"), [("+49 1512 3456789", "yes", "=sure"), ("@bo", "no", "")])

    sheet = read_rows(table, date(2026, 12, 1))

    assert [(row.contact.value, row.answer, row.words) for row in sheet.rows] == [
        ("+4915123456789", "yes", "=sure"),
        ("bo", "no", ""),
    ]


def test_every_kind_of_line_has_its_place_in_the_vocabulary() -> None:
    assert set(Kind) <= STATES.keys()


def test_a_record_has_the_fields_of_the_standard() -> None:
    made = as_consent_records(
        [replace(line(1, "granted", until=NOON + DAY), hours="daily 09:00-12:00 UTC")], TEAM, NOON
    )

    (record,) = made["consent_records"]
    assert record["record"]["schema_version"] == "ISO/IEC TS 27560:2023"
    assert record["record"]["pii_principal_id"] == "p1"
    assert record["pii_processing"]["privacy_notice"] == "notice 3"
    assert record["pii_processing"]["purposes"][0]["purpose"] == "calls by a teammate"
    assert record["party_identification"][0]["party_id"] == "T1"
    assert record["event"] == [
        {
            "line": 1,
            "event_type": "dpv:ExplicitlyExpressedConsent",
            "event_state": "dpv:ConsentGiven",
            "event_time": "2026-12-01T12:00:00+00:00",
            "validity_duration": {"type": "dpv:UntilTimeDuration", "value": "2026-12-02T12:00:00+00:00"},
            "entity_id": "p1",
            "method": "own act",
            "kind": "granted",
            "limits": {"means": None, "hours": "daily 09:00-12:00 UTC"},
            "evidence": None,
        }
    ]


def test_a_record_is_plain_json_with_the_same_id_every_time() -> None:
    once = as_consent_records([line(1, "granted")], TEAM, NOON)
    again = as_consent_records([line(1, "granted"), line(2, "revoked")], TEAM, NOON)

    assert json.loads(json.dumps(once)) == once
    assert once["consent_records"][0]["record"] == again["consent_records"][0]["record"]


def test_every_pair_of_people_has_a_record_of_its_own() -> None:
    other, another = replace(line(2, "granted"), subject="p3"), replace(line(3, "declined"), caller="p4")

    made = as_consent_records([line(1, "granted"), other, another, line(4, "revoked")], TEAM, NOON)["consent_records"]

    assert [[event["line"] for event in record["event"]] for record in made] == [[1, 4], [3], [2]]
    assert len({record["record"]["record_id"] for record in made}) == 3


def test_who_ended_a_yes_is_told_apart() -> None:
    told = events(line(1, "revoked"), line(2, "revoked", actor="p9"))

    assert [event["event_state"] for event in told] == ["dpv:ConsentWithdrawn", "dpv:ConsentRevoked"]


def test_a_report_names_whoever_made_it_and_is_no_word_of_the_person() -> None:
    (told,) = events(replace(line(1, "reported", actor="p2"), words="she said: sure"))

    assert (told["entity_id"], told["method"], told["event_type"]) == ("p2", "report", "dpv:ExpressedConsent")
    assert told["evidence"] == "she said: sure"


def test_a_call_is_no_event_of_a_consent() -> None:
    assert [event["line"] for event in events(line(1, "granted"), line(2, "called_answered"))] == [1]
    assert as_consent_records([line(1, "called")], TEAM, NOON) == {"consent_records": []}


def test_a_yes_that_ran_out_is_followed_by_its_end() -> None:
    told = events(line(1, "granted", until=NOON + DAY), line(2, "requested", NOON + 3 * DAY), now=NOON + 4 * DAY)

    assert [(event["event_state"], event["event_time"]) for event in told] == [
        ("dpv:ConsentGiven", "2026-12-01T12:00:00+00:00"),
        ("dpv:ConsentExpired", "2026-12-02T12:00:00+00:00"),
        ("dpv:ConsentRequested", "2026-12-04T12:00:00+00:00"),
    ]
    assert told[1]["entity_id"] == "T1"


@pytest.mark.parametrize("kind", ["revoked", "narrowed", "erased", "blocked"])
def test_a_yes_that_another_word_ended_first_does_not_run_out_as_well(kind: str) -> None:
    told = events(line(1, "granted", until=NOON + 2 * DAY), line(2, kind, NOON + DAY), now=NOON + 4 * DAY)

    assert [event["kind"] for event in told] == ["granted", kind]


def test_a_yes_that_ran_out_did_so_before_whatever_was_said_later() -> None:
    told = events(line(1, "granted", until=NOON + DAY), line(2, "declined", NOON + 2 * DAY), now=NOON + 4 * DAY)

    assert [event["kind"] for event in told] == ["granted", "expired", "declined"]


@pytest.mark.parametrize("kind", ["requested", "withdrawn", "not_now"])
def test_a_request_does_not_keep_a_yes_from_running_out(kind: str) -> None:
    told = events(line(1, "granted", until=NOON + 2 * DAY), line(2, kind, NOON + DAY), now=NOON + 4 * DAY)

    assert [event["kind"] for event in told] == ["granted", kind, "expired"]


def test_times_are_told_in_utc() -> None:
    (told,) = events(line(1, "declined", NOON.astimezone(timezone(timedelta(hours=5)))))

    assert told["event_time"] == "2026-12-01T12:00:00+00:00"


def test_what_nobody_has_said_about_the_keeper_is_null() -> None:
    made = as_consent_records([line(1, "granted")], Keeper("T1"), NOON)["consent_records"][0]

    assert made["pii_processing"]["privacy_notice"] is None
    assert made["pii_processing"]["purposes"][0]["jurisdiction"] is None
