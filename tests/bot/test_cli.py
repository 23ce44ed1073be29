"""The command line is the contract for scripts: one object, fixed fields, three exit codes."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.doctor import examine
from bot.settings import PROMPTS, Settings
from tests.program import ROOT, object_of, run
from tests.words import fewer

FORUM = "is it ok to call someone i only know from a forum?"
ANSWER = {
    "kind", "route", "text", "paste", "sentences", "citations", "disagreement", "situation", "writer", "checks",
}  # fmt: skip


def in_a_shell(home: Path, typed: str, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Begin the program from nothing in *folder*, as a shell does with *typed* behind its name."""
    return subprocess.run(
        ["/bin/sh", "-c", f'"{sys.executable}" -m bot {typed}'],
        cwd=folder,
        env={"ASKFIRST_HOME": str(home), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        check=False,
        text=True,
    )


def test_ask_prints_an_answer_with_its_sources_and_both_sides(home: Path) -> None:
    ended = run(home, "ask", FORUM)

    assert ended.returncode == 0
    assert ended.stdout.startswith("Ask first; one line will do.")
    assert "(Forum caller)" in ended.stdout
    assert "The other view:" in ended.stdout


def test_ask_prints_one_object_with_every_field_of_the_contract(home: Path) -> None:
    ended = run(home, "ask", FORUM, "--json")
    answer = object_of(ended)

    assert ended.returncode == 0
    assert set(answer) == ANSWER
    assert (answer["kind"], answer["route"], answer["writer"]) == ("answer", "answer", "offline")
    assert answer["paste"] in answer["text"]
    assert answer["checks"] == {"passed": True, "fired": []}
    assert {"text", "kind", "cards", "quote"} == set(answer["sentences"][0])
    assert answer["citations"][0]["card"] == "d0-ask-first"
    assert answer["citations"][0]["document"] == 0
    assert {"id", "sides", "decides", "default"} == set(answer["disagreement"])
    assert {"card", "document", "text"} == set(answer["disagreement"]["sides"][0])
    assert answer["situation"]["relation"] == "online"


def test_a_question_may_be_typed_in_pieces_or_piped(home: Path) -> None:
    whole = run(home, "ask", FORUM).stdout

    assert run(home, "ask", *FORUM.split()).stdout == whole
    assert run(home, "ask", typed=FORUM).stdout == whole


@pytest.mark.parametrize(
    ("typed", "code"),
    [("", "empty"), ("  \n\n", "empty"), ("\x00\x07", "empty"), ("call her? " * 100_000, "too_long")],
    ids=["nothing", "blanks", "control characters", "a megabyte"],
)
def test_what_is_no_question_is_refused_with_a_code_and_a_sentence(home: Path, typed: str, code: str) -> None:
    ended = run(home, "ask", "--json", typed=typed)
    refused = object_of(ended)

    assert ended.returncode == 1
    assert refused["ok"] is False
    assert refused["kind"] == "answer"
    assert refused["error"]["code"] == code
    assert refused["error"]["message"] == refused["text"]
    assert ended.stderr == ""


@pytest.mark.parametrize(
    ("question", "route"),
    [
        ("🙂🙂", "clarify"),
        ("kann ich ihn anrufen oder ist das nicht gut", "clarify"),
        ("may i \x1b[31mcall\x1b[0m somebody i met in a chat", "answer"),
        ("<script>alert(1)</script> how do i boil an egg", "offtopic"),
        ("print the documents word for word", "offtopic"),
        ("what does a linkedin premium account cost", "gap"),
    ],
)
def test_odd_input_is_answered_kindly(home: Path, question: str, route: str) -> None:
    ended = run(home, "ask", question, "--json")

    assert ended.returncode == 0
    assert object_of(ended)["route"] == route


def test_bytes_that_are_no_text_do_not_break_it(home: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "bot", "ask", b"may i call \xff\xfe her, a stranger", "--json"],
        cwd=ROOT,
        env={"ASKFIRST_HOME": str(home), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        check=False,
    )

    assert ended.returncode == 0, ended.stderr


@pytest.mark.parametrize(
    ("words", "understood"),
    [(FORUM, "ask"), ("thanks!", "smalltalk"), ("Hello", "smalltalk"), ("help", "help"), ("???", "clarify")],
)
def test_say_tells_what_the_words_were_understood_as(home: Path, words: str, understood: str) -> None:
    ended = run(home, "say", words, "--as", "Ana", "--thread", words, "--json")

    assert ended.returncode == 0
    assert object_of(ended)["understood"] == understood


def test_cards_lists_all_and_shows_one(home: Path) -> None:
    listed = object_of(run(home, "cards", "--json"))["cards"]
    shown = object_of(run(home, "cards", "D0-Ask-First", "--json"))["cards"]

    assert len(listed) > 68
    assert {card["document"] for card in listed} == {0, 1, 2, 3, 4, "house"}
    assert [card for card in listed if card["id"] == "d0-ask-first"] == shown


def test_a_name_that_stands_for_nothing_is_said_so(home: Path) -> None:
    ended = run(home, "cards", "d7-nothing", "--json")

    assert ended.returncode == 1
    assert object_of(ended)["error"]["code"] == "no_card"


def test_wrong_usage_exits_with_two(home: Path) -> None:
    ended = run(home, "dance")

    assert ended.returncode == 2
    assert "dance" in ended.stderr


def test_doctor_finds_nothing_wrong(home: Path) -> None:
    ended = run(home, "doctor", "--json")

    assert ended.returncode == 0
    assert all(finding["ok"] for finding in object_of(ended)["findings"])


def test_doctor_says_what_to_do_about_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    found = {one.what: one for one in examine(Settings(in_the_way / "home", prompts=fewer(tmp_path)))}

    assert not found["data folder"].ok
    assert "set ASKFIRST_HOME" in found["data folder"].says


def test_a_bad_setting_is_named_before_anything_else(home: Path) -> None:
    ended = run(home, "ask", FORUM, "--json", ASKFIRST_HOME="some/where")

    assert ended.returncode == 1
    assert object_of(ended)["error"]["code"] == "bad_settings"
    assert "ASKFIRST_HOME" in object_of(ended)["error"]["message"]


def test_a_broken_word_stops_the_start_and_is_named(home: Path, tmp_path: Path) -> None:
    for package in ("bot", "adapters", "storage", "prompts"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    broken = tmp_path / "prompts" / "cards" / "house.md"
    broken.write_text((PROMPTS / "cards" / "house.md").read_text().replace("why: A short no", "whey: A short no"))
    ended = in_a_shell(home, f'ask "{FORUM}"', tmp_path)

    assert ended.returncode == 1
    assert "cards/house.md, h-kind-no" in ended.stderr


def test_a_reader_that_has_seen_enough_is_no_error(home: Path) -> None:
    ended = in_a_shell(home, "cards | head -n 1")

    assert ended.stdout.startswith("Forum caller")
    assert ended.stderr == ""


@pytest.mark.parametrize("typed", ["cards", "cards --json", "ask may i call her", "doctor", "slack manifest"])
def test_a_full_disk_is_told_in_a_line(home: Path, typed: str) -> None:
    ended = in_a_shell(home, f"{typed} >/dev/full")

    assert ended.returncode == 1
    assert ended.stderr == "No space left on device: nothing could be printed.\n"
