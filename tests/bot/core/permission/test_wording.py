"""Every sentence about calls is there when it is needed, none lies unused, and every code is in the documents."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.core.permission.desk import JOBS
from bot.core.permission.events import WORDS, Kind, Limits, Means
from bot.core.permission.hours import parse_hours
from bot.core.permission.importing import read_rows
from bot.core.permission.quotas import Hindrance
from bot.core.permission.rules import STANDING, Reason, Ruling
from bot.core.permission.verbs import VERBS, Import
from bot.core.permission.wording import Wording
from bot.settings import PROMPTS
from tests.record import NOON, phrases
from tests.words import library

ROOT = Path(__file__).resolve().parents[4]
CODE = sorted((ROOT / "bot" / "core" / "permission").glob("*.py"))
CODES = (ROOT / "docs" / "codes.md").read_text(encoding="utf-8")


def paths(table: dict[str, Any], above: str = "") -> Iterator[str]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from paths(value, f"{above}{name}.")
        else:
            yield above + name


def literals() -> tuple[set[str], set[str]]:
    """Return the whole strings in the code, and the beginnings of those that are put together."""
    whole, begun = set(), set()
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.JoinedStr(values=[ast.Constant(value=str(start)), *_]):
                    begun.add(start)
                case ast.Constant(value=str(text)):
                    whole.add(text)
    return whole, {start for start in begun if "." in start}


def test_no_sentence_lies_unused() -> None:
    whole, begun = literals()
    known = (
        {f"errors.{word}" for word in whole}
        | {f"buttons.{word}" for word in whole}
        | {f"import.why.{word}" for word in whole}
    )
    unused = [path for path in paths(phrases()) if path not in whole | known and not path.startswith(tuple(begun))]

    assert unused == []


def test_every_sentence_that_the_code_names_is_there() -> None:
    whole, _ = literals()
    tables = set(phrases()) - {"time"}
    named = {text for text in whole if re.fullmatch(rf"({'|'.join(tables)})\.[a-z_.]*[a-z]", text)}

    assert named - set(paths(phrases())) == set()  # beginnings end in a stop or a low line


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_can_be_said(reason: Reason) -> None:
    lead, rest = phrases()["check"][reason]

    assert lead.endswith((".", ":"))
    assert rest


def test_every_hindrance_can_be_said() -> None:
    assert {*Hindrance} <= set(phrases()["next"])
    assert {f"request_{hindrance}" for hindrance in Hindrance} <= set(phrases()["errors"])


def test_every_earlier_answer_can_be_said() -> None:
    assert set(phrases()["said"]) == {kind.value for kind in WORDS | {Kind.NOT_NOW}}


def test_every_verb_has_its_job() -> None:
    assert set(VERBS) - {Import} <= set(JOBS)  # a list is read at the desk, a few lines at a time
    assert len(JOBS) == 24


def test_an_error_has_a_sentence_and_stands_in_the_documents() -> None:
    reminders = tomllib.loads((PROMPTS / "reminders.toml").read_text(encoding="utf-8"))
    ours = set(phrases()["errors"]) | set(library().phrases["errors"]) | set(reminders["errors"])
    listed = set(re.findall(r"`([a-z_]+)`", CODES.partition("## error codes")[2]))

    assert ours <= listed
    assert listed - ours == {"bad_settings", "broken_words", "ask", "cards"}


def test_every_verdict_and_reason_stands_in_the_documents() -> None:
    rows = re.findall(r"^\| `([a-z_]+)` \| `([a-z_]+)` \|", CODES, re.MULTILINE)

    assert {verdict for verdict, _ in rows} == {ruling.value for ruling in Ruling}
    assert {reason for _, reason in rows} == {reason.value for reason in Reason}


def test_a_fault_of_an_import_can_be_said() -> None:
    sheet = read_rows("contact,answer,until\nann@@x,yes,\nbo@example.org,perhaps,\n", NOON.date())

    assert {fault.code for fault in sheet.faults} <= set(phrases()["import"]["why"])


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        (Limits(True, NOON + timedelta(days=14)), "one call, until 7 December"),
        (Limits(False, NOON + STANDING), "until you say stop"),
        (Limits(False, datetime(2026, 12, 24, tzinfo=UTC)), "until 23 December"),
        (Limits(False, datetime(2027, 1, 2, tzinfo=UTC), Means.VIDEO), "until 1 January 2027, by video"),
        (
            Limits(False, NOON + STANDING, None, parse_hours("mon-fri 9-12", "Europe/Lisbon")),
            "until you say stop, weekdays 09:00–12:00 (Lisbon)",
        ),
        (
            Limits(False, NOON + STANDING, None, parse_hours("tue and thu after 15:00; sat", "America/New_York")),
            "until you say stop, Tuesdays and Thursdays from 15:00, Saturdays (New York)",
        ),
        (
            Limits(False, NOON + STANDING, None, parse_hours("daily before noon", "UTC")),
            "until you say stop, every day until 12:00 (UTC)",
        ),
    ],
)
def test_limits_are_said_with_dates_and_never_with_lifetimes(limits: Limits, said: str) -> None:
    assert Wording(phrases()).terms(limits, NOON, NOON) == said


def test_a_day_is_the_readers_day() -> None:
    late = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)

    assert Wording(phrases()).date(late, NOON) == "31 December"
    assert Wording(phrases(), "Europe/Berlin").date(late, NOON) == "1 January 2027"


def test_whoever_gives_is_named_to_others() -> None:
    assert Wording(phrases()).terms(Limits(False, NOON + STANDING), NOON, NOON, "Bo") == "until Bo says stop"
