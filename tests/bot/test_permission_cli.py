"""The record on the command line: what scripts may count on, and what happens to bad input."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.cli import main
from tests.program import ROOT, object_of, run
from tests.words import counted

Permission = Callable[..., dict[str, Any]]
WHY = "I liked your talk on ovens and have one question about it."


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which nothing has been said yet."""
    folder = counted(tmp_path_factory.mktemp("started"))
    assert run(folder, "permission", "list").returncode == 0
    return folder


@pytest.fixture
def permission(
    tmp_path: Path, started: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Permission:
    """Run `askfirst permission …` in a data folder of its own and return what it printed, with its exit code."""
    shutil.copytree(started, tmp_path, dirs_exist_ok=True)
    monkeypatch.setenv("ASKFIRST_HOME", str(tmp_path))

    def ran(*arguments: str) -> dict[str, Any]:
        code = main(["permission", *arguments, "--json"])
        printed: dict[str, Any] = json.loads(capsys.readouterr().out)
        return printed | {"code": code}

    return ran


def verdict(permission: Permission, *arguments: str) -> str:
    return str(permission("check", "Bo", "--as", "Ana", *arguments)["verdict"])


def test_a_check_has_every_field_of_the_contract(permission: Permission) -> None:
    checked = permission("check", "Bo", "--as", "Ana")

    assert checked["kind"] == "permission"
    assert checked["verb"] == "check"
    assert checked["ok"] is True
    assert checked["code"] == 0
    assert (checked["verdict"], checked["reason"]) == ("ask_first", "no_record")
    assert {"event", "request", "text", "until", "opens", "waiting"} <= set(checked)
    assert [step["action"] for step in checked["next"]] == ["call", "request", "write", "report"]
    assert checked["next"][1] == {"action": "request", "can": True, "remaining": 2, "after": None}


def test_a_check_writes_nothing(permission: Permission) -> None:
    permission("check", "Bo", "--as", "Ana")

    assert permission("verify")["events"] == 0
    assert permission("me", "--as", "Ana")["lines"] == 0


def test_a_request_is_asked_answered_and_told(permission: Permission) -> None:
    asked = permission("request", "Bo", WHY, "--as", "Ana")
    answered = permission("yes", "--as", "bo")
    told = permission("list", "--as", "ANA")

    assert asked["request"] == str(asked["event"])
    assert [letter["request"] for letter in answered["waiting"]] == [asked["event"]]
    assert WHY in answered["waiting"][0]["text"]
    assert answered["request"] == asked["request"]
    assert "said yes" in told["waiting"][0]["text"]
    assert verdict(permission) == "allowed"


def test_what_waited_is_shown_once(permission: Permission) -> None:
    permission("request", "Bo", WHY, "--as", "Ana")

    assert len(permission("list", "--as", "Bo")["waiting"]) == 1
    assert permission("list", "--as", "Bo")["waiting"] == []


@pytest.mark.parametrize(
    ("answer", "ruling", "reason"),
    [
        ("no", "denied", "declined"),
        ("write-instead", "write_instead", "write"),
        ("not-now", "ask_first", "no_record"),
    ],
)
def test_every_other_answer_keeps_the_phone_silent(
    permission: Permission, answer: str, ruling: str, reason: str
) -> None:
    permission("request", "Bo", WHY, "--as", "Ana", "--at", "2026-11-02T10:00:00+00:00")
    permission(answer, "--as", "Bo", "--at", "2026-11-02T11:00:00+00:00")
    checked = permission("check", "Bo", "--as", "Ana", "--at", "2026-11-02T12:00:00+00:00")

    assert (checked["verdict"], checked["reason"]) == (ruling, reason)
    assert checked["next"][1]["can"] is False
    days = 14 if answer == "not-now" else 30
    assert checked["next"][1]["after"] == ("2026-11-16" if days == 14 else "2026-12-02") + "T11:00:00+00:00"


def test_hours_are_hours_of_the_person_wherever_the_caller_is(permission: Permission) -> None:
    permission("grant", "Ana", "--as", "Bo", "--hours", "mon-fri 09:00-12:00 Europe/Lisbon")

    at_nine_in_new_york = permission("check", "Bo", "--as", "Ana", "--at", "2027-02-02T09:00:00-05:00")
    at_six_in_new_york = permission("check", "Bo", "--as", "Ana", "--at", "2027-02-02T06:00:00-05:00")
    assert at_nine_in_new_york["verdict"] == "outside_hours"
    assert at_nine_in_new_york["opens"] == "2027-02-03T09:00:00+00:00"
    assert at_six_in_new_york["verdict"] == "allowed"


def test_one_call_is_one_call(permission: Permission) -> None:
    permission("grant", "Ana", "--once", "--as", "Bo")

    assert verdict(permission) == "allowed"
    permission("called", "Bo", "answered", "--as", "Ana")
    assert verdict(permission) == "ask_first"


def test_four_calls_without_an_answer_end_a_yes(permission: Permission) -> None:
    permission("grant", "Ana", "--until-stop", "--as", "Bo")
    for _ in range(3):
        permission("called", "Bo", "unanswered", "--as", "Ana")

    assert verdict(permission) == "allowed"
    permission("called", "Bo", "unanswered", "--as", "Ana")
    assert permission("check", "Bo", "--as", "Ana")["reason"] == "unanswered"


def test_a_yes_by_video_is_no_yes_by_phone(permission: Permission) -> None:
    permission("grant", "Ana", "--by", "video", "--as", "Bo")

    assert verdict(permission, "--by", "video") == "allowed"
    asked = permission("check", "Bo", "--as", "Ana")
    assert asked["verdict"] == "ask_first"
    assert "by video" in asked["text"]


def test_a_reach_me_card_answers_before_anybody_asked(permission: Permission) -> None:
    permission("reach-me", "fine", "--hours", "daily 00:00-24:00 UTC", "--as", "Bo")

    assert permission("check", "Bo", "--as", "Ana")["reason"] == "teammates"
    permission("reach-me", "write", "--as", "Bo")
    assert verdict(permission) == "write_instead"
    permission("reach-me", "never", "--as", "Bo")
    assert permission("check", "Bo", "--as", "Ana")["reason"] == "never"
    permission("reach-me", "ask", "--as", "Bo")
    assert verdict(permission) == "ask_first"


def test_an_outsiders_no_holds_for_the_whole_team_and_their_yes_for_whoever_heard_it(permission: Permission) -> None:
    permission("report", "maya@example.org", "yes", "ring me any afternoon", "--as", "Ana")
    permission("report", "+49 30 901820", "no", "--as", "Ana")

    assert permission("check", "maya@example.org", "--as", "Ana")["verdict"] == "allowed_reported"
    assert permission("check", "maya@example.org", "--as", "Cy")["verdict"] == "ask_first"
    assert permission("check", "+4930901820", "--as", "Cy")["reason"] == "reported_no"


def test_somebody_outside_is_asked_by_pasting(permission: Permission) -> None:
    asked = permission("request", "maya@example.org", WHY, "--as", "Ana")
    reported = permission("report", "maya@example.org", "yes", "until", "2099-01-31", "any afternoon", "--as", "Ana")

    assert WHY in asked["text"]
    assert reported["request"] == asked["request"]
    assert permission("check", "maya@example.org", "--as", "Ana")["until"] == "2099-02-01T00:00:00+00:00"


def test_a_take_back_counts_at_once_and_can_be_undone(permission: Permission) -> None:
    permission("grant", "Ana", "--until-stop", "--hours", "daily 00:00-24:00 UTC", "--as", "Bo")
    taken = permission("revoke", "Ana", "--as", "Bo")

    assert verdict(permission) == "denied"
    permission("undo", str(taken["event"]), "--as", "Bo")
    again = permission("check", "Bo", "--as", "Ana")
    assert again["verdict"] == "allowed"
    assert "every day" in again["text"]


def test_everything_can_be_taken_back_at_once_and_undone(permission: Permission) -> None:
    for caller in ("Ana", "Cy"):
        permission("grant", caller, "--until-stop", "--as", "Bo")
    taken = permission("revoke", "everyone", "--as", "Bo")

    assert "Ana and Cy" in taken["text"]
    assert verdict(permission) == "denied"
    permission("undo", str(taken["event"]), "--as", "Bo")
    assert verdict(permission) == "allowed"


def test_a_forgotten_person_is_gone_and_others_noes_to_her_stay(permission: Permission) -> None:
    permission("block", "Ana", "--as", "Bo")
    permission("request", "Cy", WHY, "--as", "Ana")
    permission("forget", "me", "--as", "Ana")

    assert permission("list", "--as", "Cy")["waiting"] == []
    assert permission("verify")["ok"] is True
    assert verdict(permission) == "blocked"


def test_a_checkpoint_is_met_again(permission: Permission) -> None:
    permission("grant", "Ana", "--as", "Bo")
    line = permission("checkpoint")["checkpoint"]
    permission("revoke", "Ana", "--as", "Bo")

    assert permission("verify", line)["ok"] is True
    forged = line[:-1] + ("0" if line[-1] != "0" else "1")
    broken = permission("verify", forged)
    assert broken["code"] == 1
    assert broken["problems"] == [{"event": None, "what": "checkpoint"}]


def test_everybody_takes_their_own_record_along(permission: Permission) -> None:
    permission("request", "Bo", WHY, "--as", "Ana")
    mine = permission("export", "--as", "Ana")
    table = permission("export", "csv", "--as", "Ana")
    records = permission("export", "27560", "--as", "Ana")

    assert [line["words"] for line in mine["lines"]] == [WHY]
    assert WHY in table["content"]
    assert "dpv:ConsentRequested" in records["content"]
    assert permission("export", "--as", "Cy")["lines"] == []


def test_a_list_is_looked_over_before_it_is_imported(permission: Permission, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.csv"
    sheet.write_text('contact,answer,words\nmaya@example.org,yes,"=any afternoon"\ntom@example.org,no,\nnobody@@,no,\n')
    looked = permission("import", str(sheet))

    assert [line["fate"] for line in looked["lines"]] == ["yes", "no", "left_out"]
    assert permission("verify")["events"] == 0
    assert permission("import", str(sheet), "--apply")["applied"] is True
    assert permission("check", "tom@example.org", "--as", "Cy")["verdict"] == "denied"
    assert permission("check", "maya@example.org", "--as", "Cy")["verdict"] == "allowed_reported"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("yes", "--as", "Bo"), "nobody_asks"),
        (("yes", "99", "--as", "Bo"), "not_yours"),
        (("request", "Bo", "--as", "Ana"), "no_why"),
        (("request", "Bo", "x " * 300, "--as", "Ana"), "long_why"),
        (("request", "Ana", WHY, "--as", "Ana"), "self_call"),
        (("grant", "Bo", "--as", "Bo"), "self_grant"),
        (("grant", "Ana", "--as", "Bo", "--hours", "mon-fri 9-12"), "no_zone"),
        (("grant", "Ana", "--as", "Bo", "--hours", "whenever Europe/Lisbon"), "bad_hours"),
        (("grant", "Ana", "--as", "Bo", "--hours", "mon 9-12 Europe/Atlantis"), "unknown_zone"),
        (("grant", "Ana", "--as", "Bo", "--until", "2020-01-01"), "until_past"),
        (("grant", "Ana", "--as", "Bo", "--until", "soon"), "bad_until"),
        (("grant", "Ana", "--as", "Bo", "--until", "2099-01-01T10:00:00"), "bad_time"),
        (("grant", "Ana", "--as", "Bo", "--at", "2026-01-01T10:00:00"), "bad_time"),
        (("grant", "maya@example.org", "--as", "Bo"), "outside"),
        (("grant", "everyone", "--once", "--as", "Bo"), "once_for_everyone"),
        (("narrow", "Ana", "--once", "--as", "Bo"), "nothing_to_narrow"),
        (("report", "maya@example.org", "yes", "--as", "Ana"), "no_words"),
        (("report", "ma@@ya", "no", "--as", "Ana"), "bad_email"),
        (("report", "+49 12", "no", "--as", "Ana"), "bad_phone"),
        (("undo", "7", "--as", "Bo"), "nothing_to_undo"),
        (("withdraw", "Bo", "--as", "Ana"), "none_open"),
        (("verify", "abc"), "bad_checkpoint"),
        (("link", "000000", "--as", "Bo"), "wrong_code"),
        (("import", "no-such-file.csv"), "no_file"),
        (("check", "x" * 300, "--as", "Ana"), "contact_too_long"),
        (("me", "zone", "Europe/Atlantis", "--as", "Ana"), "unknown_zone"),
        (("me", "zone", "EST", "--as", "Ana"), "which_zone"),
    ],
)
def test_bad_input_gets_a_sentence_with_a_code_and_writes_nothing(
    permission: Permission, arguments: tuple[str, ...], code: str
) -> None:
    refused = permission(*arguments)

    assert refused["code"] == 1
    assert refused["ok"] is False
    assert refused["error"]["code"] == code
    assert refused["error"]["message"].endswith((".", "?", "Lisbon.")), refused
    assert permission("verify")["events"] == 0


@pytest.mark.parametrize("typed", [("bless", "Ana"), ("check",), ("report", "Ana", "maybe"), ("forget", "Bo")])
def test_what_is_no_verb_or_lacks_its_object_prints_what_there_is(
    typed: tuple[str, ...], started: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ASKFIRST_HOME", str(started))
    code = main(["permission", *typed])

    assert code == 2
    assert "check Bo: may I call?" in capsys.readouterr().err


@pytest.fixture
def fresh(started: Path, tmp_path: Path) -> Path:
    """A data folder for child processes, in which nothing has been said yet."""
    return Path(shutil.copytree(started, tmp_path, dirs_exist_ok=True))


def test_words_typed_in_a_message_answer_what_is_open(fresh: Path) -> None:
    run(fresh, "permission", "request", "Bo", WHY, "--as", "Ana")
    shown = object_of(run(fresh, "say", "no thanks", "--as", "Bo", "--json"))
    said = object_of(run(fresh, "say", "no thanks", "--as", "Bo", "--json"))

    assert shown["understood"] != "permission"  # nobody answers what was not shown yet
    assert len(shown["waiting"]) == 1
    assert said["understood"] == "permission"
    assert said["verb"] == "no"


def test_a_question_in_a_message_needs_no_record(fresh: Path) -> None:
    (fresh / "askfirst.db").unlink()
    said = object_of(run(fresh, "say", "may i phone somebody from a forum?", "--json"))

    assert said["understood"] == "ask"
    assert not (fresh / "askfirst.db").exists()


def test_a_database_that_cannot_be_read_refuses_and_never_guesses(fresh: Path) -> None:
    (fresh / "askfirst.db").write_text("this is no database at all, but somebody's shopping list")
    refused = object_of(run(fresh, "permission", "check", "Bo", "--json"))
    answered = run(fresh, "say", "may i phone somebody from a forum?")

    assert refused["error"]["code"] == "unavailable"
    assert "verdict" not in refused
    assert answered.returncode == 0


def test_a_fault_is_told_in_one_line_and_whole_where_that_is_asked_for(fresh: Path) -> None:
    (fresh / "askfirst.db").write_text("this is no database at all, but somebody's shopping list")
    told = run(fresh, "say", "stop", "--as", "Bo")
    whole = run(fresh, "say", "stop", "--as", "Bo", ASKFIRST_DEBUG="1")

    assert "I can't reach my memory" in told.stdout
    assert "Traceback" not in told.stderr
    assert "ASKFIRST_DEBUG=1" in told.stderr
    assert len(told.stderr.splitlines()) <= 2
    assert "Traceback" in whole.stderr


def test_a_name_that_is_none_is_refused_in_a_sentence_and_nothing_else(fresh: Path) -> None:
    refused = run(fresh, "permission", "check", "Bo", "--as", "@")

    assert refused.stdout.startswith("Whom is this about?")
    assert refused.stderr == ""


@pytest.mark.parametrize("onto", [">/dev/full", ">&-"])
@pytest.mark.parametrize("typed", ["permission list --as Bo", "say hello --as Bo", "permission list --as Bo --json"])
def test_a_letter_that_could_not_be_printed_waits_on(fresh: Path, onto: str, typed: str) -> None:
    run(fresh, "permission", "request", "Bo", WHY, "--as", "Ana")
    lost = subprocess.run(
        ["/bin/sh", "-c", f'"{sys.executable}" -m bot {typed} {onto}'],
        cwd=ROOT,
        env={**os.environ, "ASKFIRST_HOME": str(fresh)},
        capture_output=True,
        check=False,
        text=True,
    )
    later = object_of(run(fresh, "permission", "list", "--as", "Bo", "--json"))

    assert lost.returncode == 1
    assert "nothing could be printed" in lost.stderr
    assert "Traceback" not in lost.stderr
    assert WHY in later["waiting"][0]["text"]


def test_flags_may_stand_anywhere(permission: Permission) -> None:
    reported = permission("report", "maya@example.org", "yes", "--until", "2099-12-24", "sure, ring me", "--as", "Ana")
    allowed = permission("allow", "--as", "Bo", "Cy", "--by", "video", "once")

    assert (reported["code"], allowed["code"]) == (0, 0)
    assert permission("check", "maya@example.org", "--as", "Ana")["until"] == "2099-12-25T00:00:00+00:00"
    assert permission("check", "--by", "video", "Bo", "--as", "Cy")["verdict"] == "allowed"


def test_undo_without_a_number_undoes_the_last_line_that_can_be_undone(permission: Permission) -> None:
    permission("grant", "Ana", "--until-stop", "--as", "Bo")
    permission("report", "maya@example.org", "no", "--as", "Bo")
    permission("revoke", "Ana", "--as", "Bo")
    permission("me", "zone", "Lisbon", "--as", "Bo")

    assert "Ana" in permission("undo", "--as", "Bo")["text"]
    assert verdict(permission) == "allowed"
    assert permission("undo", "--as", "Bo")["code"] == 0
    assert permission("check", "maya@example.org", "--as", "Cy")["reason"] == "no_record"
    assert permission("undo", "--as", "Bo")["error"]["code"] == "nothing_to_undo"
    assert permission("undo", "--as", "Ana")["error"]["code"] == "nothing_to_undo"


@pytest.mark.parametrize(
    ("typed", "until"),
    [
        (("until", "friday"), "2026-11-28T00:00:00+00:00"),
        (("for two weeks",), "2026-12-09T00:00:00+00:00"),
        (("until the end of the month", "by", "phone"), "2026-12-01T00:00:00+00:00"),
        (("weekdays 9-24 UTC", "until tomorrow"), "2026-11-26T00:00:00+00:00"),
        (("--until", "tomorrow"), "2026-11-26T00:00:00+00:00"),
        (("--until", "for two weeks"), "2026-12-09T00:00:00+00:00"),
    ],
)
def test_an_end_may_be_typed_as_people_say_it(permission: Permission, typed: tuple[str, ...], until: str) -> None:
    noon = ("--at", "2026-11-24T12:00:00+00:00")
    permission("allow", "Ana", *typed, "--as", "Bo", *noon)

    assert permission("check", "Bo", "--as", "Ana", *noon)["until"] == until


@pytest.mark.parametrize("typed", ["forever", "for ever", "always", "until I stop"])
def test_a_yes_for_ever_is_one_until_it_is_taken_back(permission: Permission, typed: str) -> None:
    assert "until you say stop" in permission("allow", "Ana", typed, "--as", "Bo")["text"]


def test_weekdays_are_no_end(permission: Permission) -> None:
    assert "weekdays from" in permission("allow", "Ana", "mon until fri after 9 UTC", "--as", "Bo")["text"]


@pytest.mark.parametrize("typed", [("fine", "by", "video"), ("fine", "--by", "video"), ("fine until friday by video",)])
def test_a_word_to_everybody_has_limits_as_any_other(permission: Permission, typed: tuple[str, ...]) -> None:
    said = permission("reach-me", *typed, "--as", "Bo")

    assert (said["verb"], said["code"]) == ("reach-me", 0)
    assert verdict(permission) == "ask_first"
    assert verdict(permission, "--by", "video") == "allowed"


def test_a_checkpoint_is_printed_bare_and_met_however_it_is_pasted(permission: Permission) -> None:
    permission("grant", "Ana", "--as", "Bo")
    taken = permission("checkpoint")

    assert taken["text"].splitlines()[-1] == taken["checkpoint"]
    for pasted in (taken["checkpoint"], f'Try: "{taken["checkpoint"]}"', f"'{taken['checkpoint']}'"):
        assert permission("verify", pasted)["ok"] is True
    assert permission("verify", taken["checkpoint"][:-1])["error"]["code"] == "bad_checkpoint"


def test_a_checkpoint_of_something_else_is_no_fault_of_the_lines(permission: Permission) -> None:
    permission("grant", "Ana", "--as", "Bo")
    looked = permission("verify", f"askfirst-checkpoint:99:{'a' * 64}")

    assert looked["ok"] is False
    assert "does not run through that checkpoint" in looked["text"]
    assert "Its one line" in looked["text"]


def test_the_list_shows_whom_one_refused(permission: Permission) -> None:
    permission("request", "Bo", WHY, "--as", "Ana")
    permission("no", "--as", "Bo")
    permission("block", "Zed", "--as", "Bo")
    permission("revoke", "everyone", "--as", "Bo")
    shown = permission("list", "--as", "Bo")

    assert [row.partition(", since")[0] for row in shown["said_no"]] == ["Ana: no", "Zed: no, and no more questions"]
    assert "Not to call you" in shown["text"]
    permission("unblock", "Zed", "--as", "Bo")
    assert len(permission("list", "--as", "Bo")["said_no"]) == 1
    assert permission("list", "--as", "Ana")["said_no"] == []


def test_things_are_counted_in_words(permission: Permission, tmp_path: Path) -> None:
    (tmp_path / "sheet.csv").write_text(
        "contact,answer,words\n+49 30 901820,no,\n+49 30 901821,no,\nbo@example.org,yes,ok\n"
    )
    looked = permission("import", str(tmp_path / "sheet.csv"))
    permission("grant", "Ana", "--as", "Bo")

    assert "I count one yes and 2 noes, and leave out no line." in looked["text"]
    assert "It has one line;" in permission("verify")["text"]


def test_what_the_chat_keeps_is_told_with_what_is_kept(permission: Permission) -> None:
    assert "stays on this computer" in permission("me", "--as", "Bo")["text"]


def test_blocking_somebody_outside_promises_only_what_can_be_kept(permission: Permission) -> None:
    told = permission("block", "maya@example.org", "--as", "Bo")["text"]

    assert "can neither call" not in told
    assert "I can't stop" in told


def test_a_note_about_somebody_is_told_as_what_it_is(permission: Permission) -> None:
    permission("report", "Bo", "yes", "he said any time", "--as", "Ana")
    (letter,) = permission("list", "--as", "Bo")["waiting"]

    assert letter["text"].startswith("Ana says you said yes to a call.")
    assert "In Ana's words" not in letter["text"]


def test_a_question_at_night_says_on_which_day_it_goes_out(permission: Permission) -> None:
    permission("me", "zone", "Europe/Lisbon", "--as", "Bo")
    asked = permission("request", "Bo", WHY, "--as", "Ana", "--at", "2026-11-21T23:00:00+00:00")

    assert asked["text"].startswith("It goes out on Sunday, 22 November, 08:00")


def imported(permission: Permission, folder: Path, *lines: str, flags: tuple[str, ...] = ()) -> dict[str, Any]:
    (folder / "sheet.csv").write_text("\n".join(("Name;E-Mail;Telefon;Erlaubnis;Bemerkung", *lines)), encoding="utf-16")
    return permission("import", str(folder / "sheet.csv"), *flags, "--apply", "--as", "Ana")


def test_mail_and_number_of_one_line_are_one_person(permission: Permission, tmp_path: Path) -> None:
    imported(permission, tmp_path, "Maya;maya@example.org;030 901820;yes;ring me", flags=("--country", "DE"))

    assert permission("check", "+49 30 901820", "--as", "Cy")["verdict"] == "allowed_reported"
    permission("report", "maya@example.org", "no", "--as", "Cy")
    assert permission("check", "+49 30 901820", "--as", "Ana")["reason"] == "reported_no"
    assert permission("verify")["ok"] is True


def test_people_who_share_a_number_are_not_taken_for_each_other(permission: Permission, tmp_path: Path) -> None:
    imported(permission, tmp_path, "A;a@x.org;+49 30 901820;yes;sure", "B;b@x.org;+49 30 901820;yes;fine")
    permission("report", "b@x.org", "no", "--as", "Cy")

    assert permission("check", "a@x.org", "--as", "Ana")["verdict"] == "allowed_reported"
    assert permission("check", "b@x.org", "--as", "Ana")["reason"] == "reported_no"
    told = imported(permission, tmp_path, "C;c@x.org;+49 30 901820;no;never")
    assert [line["fate"] for line in told["lines"]] == ["no"]
    assert permission("check", "+49 30 901820", "--as", "Ana")["reason"] == "reported_no"


def test_a_no_by_one_contact_keeps_out_a_yes_by_the_other(permission: Permission, tmp_path: Path) -> None:
    permission("report", "+49 30 901820", "no", "--as", "Cy")
    told = imported(permission, tmp_path, "A;a@x.org;+49 30 901820;yes;sure")

    assert [line["why"] for line in told["lines"]] == ["after_no"]


def test_a_country_that_is_none_is_refused(permission: Permission, tmp_path: Path) -> None:
    assert imported(permission, tmp_path, flags=("--country", "Atlantis"))["error"]["code"] == "bad_country"
