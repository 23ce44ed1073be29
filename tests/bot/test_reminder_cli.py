"""Reminders on the command line: what scripts may count on, and what happens to bad input."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from bot.cli import main
from bot.core.reminding.wording import Words
from bot.settings import PROMPTS
from tests.program import ROOT, run
from tests.words import counted

Remind = Callable[..., dict[str, Any]]
FRIDAY, MONDAY = "2026-11-20T15:00+00:00", "2026-11-23T09:05+00:00"
WEEKLY = ("add", "general", "every monday 9:00", "--zone", "Europe/Lisbon", "--topic", "cold calls", "--at", FRIDAY)
LISTED = {
    "type": "object",
    "required": ["id", "place", "rhythm", "zone", "next", "paused"],
    "properties": {
        "id": {"type": "string"},
        "place": {"type": "string"},
        "rhythm": {"type": "string"},
        "zone": {"type": "string"},
        "next": {"type": "array", "items": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d[+-]\d\d:\d\d$"}},
        "paused": {"type": "boolean"},
    },
}
POSTED = {
    "type": "object",
    "required": ["id", "slot", "text", "card"],
    "additionalProperties": {"type": "string"},
}
SCHEMA = {
    "type": "object",
    "required": ["kind", "ok", "text", "reminders", "posted"],
    "properties": {
        "kind": {"const": "reminder"},
        "ok": {"const": True},
        "text": {"type": "string"},
        "reminders": {"type": "array", "items": LISTED},
        "posted": {"type": "array", "items": POSTED},
    },
}


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which nothing has been said yet, and what takes seconds to count is counted."""
    folder = counted(tmp_path_factory.mktemp("started"))
    assert run(folder, "reminder", "list").returncode == 0
    return folder


@pytest.fixture
def remind(
    tmp_path: Path, started: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Remind:
    """Run `askfirst reminder …` in a data folder of its own and return what it printed, with its exit code."""
    shutil.copytree(started, tmp_path, dirs_exist_ok=True)
    monkeypatch.setenv("ASKFIRST_HOME", str(tmp_path))

    def ran(*arguments: str, verb: str = "reminder") -> dict[str, Any]:
        code = main([verb, *arguments, "--json"])
        printed: dict[str, Any] = json.loads(capsys.readouterr().out)
        return printed | {"code": code}

    return ran


def test_every_verb_prints_the_object_of_the_contract(remind: Remind) -> None:
    told = [
        remind("list"),
        remind(*WEEKLY),
        remind("list", "--at", FRIDAY),
        remind("preview", "r1", "--at", FRIDAY),
        remind("preview", "weekdays at 9", "--zone", "Europe/Lisbon"),
        remind("due", "--at", MONDAY),
        remind("change", "r1", "fridays at 10", "--topic", "favours"),
        remind("pause", "r1"),
        remind("resume"),
        remind("snooze", "r1"),
        remind("off", "2026-12-24", "to", "2026-12-26", "--at", FRIDAY),
        remind("who"),
        remind("remove", "r1"),
    ]

    for each in told:
        jsonschema.validate(each, SCHEMA)
        assert each["code"] == 0


def test_what_is_added_is_set_up_at_once_and_shows_the_next_three(remind: Remind) -> None:
    (added,) = remind(*WEEKLY)["reminders"]

    assert added["next"] == ["2026-11-23T09:00+00:00", "2026-11-30T09:00+00:00", "2026-12-07T09:00+00:00"]
    assert (added["id"], added["place"], added["zone"]) == ("r1", "general", "Europe/Lisbon")
    assert remind("list", "--at", FRIDAY)["reminders"] == [added]


def test_what_is_due_is_posted_once_with_the_guideline_it_comes_from(remind: Remind) -> None:
    remind(*WEEKLY)

    assert remind("due", "--at", FRIDAY)["posted"] == []
    (posted,) = remind("due", "--at", MONDAY)["posted"]
    assert (posted["id"], posted["slot"]) == ("r1", "2026-11-23T09:00")
    assert posted["card"].startswith("d")
    assert remind("due", "--at", MONDAY)["posted"] == []


def test_summer_time_moves_the_hour_and_not_the_clock(remind: Remind) -> None:
    remind(*WEEKLY[:-1], "2026-03-25T12:00+00:00")

    (listed,) = remind("list", "--at", "2026-03-25T12:00+00:00")["reminders"]
    assert listed["next"][:2] == ["2026-03-30T09:00+01:00", "2026-04-06T09:00+01:00"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("add", "general", "every monday"), "no_zone"),
        (("add", "general", "every monday", "--zone", "Mars/Phobos"), "unknown_zone"),
        (("add", "general", "now and then", "--zone", "UTC"), "bad_rhythm"),
        (("add", "general", "every monday", "--zone", "UTC", "--topic", "taxes"), "no_topic"),
        (("list", "--at", "yesterday"), "bad_time"),
        (("list", "--at", "2026-11-23T09:00"), "bad_time"),
        (("pause", "r7"), "no_reminders"),
    ],
)
def test_what_is_refused_has_a_code_and_exit_code_1(remind: Remind, arguments: tuple[str, ...], code: str) -> None:
    told = remind(*arguments)

    assert (told["kind"], told["verb"], told["ok"], told["code"]) == ("reminder", arguments[0], False, 1)
    assert told["error"]["code"] == code
    assert told["error"]["message"] == told["text"]


def test_free_words_are_understood_as_a_reminder(remind: Remind) -> None:
    told = remind("remind the team every monday at 9 Lisbon about cold calls", verb="say")

    assert (told["kind"], told["understood"]) == ("reminder", "reminder")
    assert len(told["reminders"][0]["next"]) == 3
    assert remind("list")["reminders"] == []


def test_what_is_no_verb_is_wrong_usage_and_lists_the_verbs(started: Path) -> None:
    ended = run(started, "reminder", "dance")

    assert (ended.returncode, ended.stdout) == (2, "")
    assert "change r1" in ended.stderr


def test_every_error_code_is_listed_for_scripts() -> None:
    listed = (ROOT / "docs" / "codes.md").read_text(encoding="utf-8")

    assert [code for code in Words.read(PROMPTS).phrases["errors"] if f"`{code}`" not in listed] == []
