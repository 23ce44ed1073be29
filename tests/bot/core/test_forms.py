"""Forms ask for what a command lacks, fit the narrowest platform, and become the command that was meant."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from bot.core import forms
from bot.core.commands import Ask, Fill, Opener, Review
from bot.core.errors import BrokenWords
from bot.core.forms import FILLS, MOST_FIELDS, MOST_LABEL, MOST_TITLE, Form, Mistakes
from bot.core.grammar import parse
from bot.core.permission.events import Means
from bot.core.permission.verbs import Check, Grant, Me, ReachMe, Report, Request, Respond, Settings, Terms
from bot.core.reminding.verbs import Add
from bot.settings import PROMPTS

if TYPE_CHECKING:
    from bot.core.commands import Command

MAY_BE_ASKED = {"person": "{T1:U2}", "request": "7"}


@cache
def words() -> dict[str, Any]:
    return tomllib.loads((PROMPTS / "forms.toml").read_text(encoding="utf-8"))


def drawn(command: Command) -> Form:
    form = forms.form_for(command, words())
    assert form is not None
    return form


@pytest.mark.parametrize("name", FILLS)
def test_every_form_fits_the_narrowest_platform(name: str) -> None:
    form = drawn(Fill(name))

    assert 1 <= len(form.fields) <= MOST_FIELDS
    assert 1 <= len(form.title) <= MOST_TITLE
    assert 1 <= len(form.submit) <= MOST_TITLE
    assert all(1 <= len(field.label) <= MOST_LABEL and len(field.hint) <= 100 for field in form.fields)
    assert all((field.kind == "choice") == bool(field.options) for field in form.fields)
    assert all(field.value in dict(field.options) for field in form.fields if field.kind == "choice" and field.value)


def test_the_forms_in_the_file_are_those_that_somebody_reads() -> None:
    assert {name for name, page in words().items() if isinstance(page, dict)} == set(FILLS)


@pytest.mark.parametrize(
    ("command", "name", "filled_in"),
    [
        (Opener(to="Mira", medium="email"), "opener", {"who": "Mira", "medium": "email"}),
        (Review("", "slack"), "review", {"medium": "slack"}),
        (Request("{T1:U2}", ""), "request", {"person": "{T1:U2}"}),
        (Report("maya@example.org", True, ""), "report", {"contact": "maya@example.org", "answer": "yes"}),
        (ReachMe(), "reach-me", {}),
        (Fill("yes", (("request", "7"), ("hours", "mon 9-10"))), "yes", {"request": "7", "hours": "mon 9-10"}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_form_asks_for_the_rest_and_keeps_what_is_known(
    command: Command, name: str, filled_in: dict[str, str]
) -> None:
    form = drawn(command)

    assert form.name == name
    assert filled_in.items() <= ({field.name: field.value for field in form.fields} | dict(form.hidden)).items()


@pytest.mark.parametrize(
    "command", [Ask("May I call?"), Review("Hello"), Opener("to Mira"), Request("Bo", "Why"), Fill("no such form")]
)
def test_what_lacks_nothing_has_no_form(command: Command) -> None:
    assert forms.form_for(command, words()) is None


@pytest.mark.parametrize(
    ("name", "values", "command"),
    [
        ("ask", {"question": "  May I call her? "}, Ask("May I call her?")),
        ("call", {"person": "{T1:U2}"}, Check("{T1:U2}")),
        (
            "opener",
            {"who": "Mira", "fact": "wrote about ovens", "wish": "ask how", "medium": "email"},
            Opener("write to Mira", "", ("wrote about ovens",), "ask how", "email"),
        ),
        ("opener", {"who": "Mira", "medium": "pigeon post"}, Opener("write to Mira")),
        ("review", {"draft": "Hi", "medium": "slack"}, Review("Hi", "slack")),
        ("request", {"person": "{T1:U2}", "why": "One question."}, Request("{T1:U2}", "One question.")),
        (
            "yes",
            {"request": "7", "length": "once", "means": "video", "hours": "mon 9-10", "until": "5 December"},
            Respond("yes", 7, Terms(True, "5 December", Means("video"), "mon 9-10")),
        ),
        ("yes", {"person": "{T1:U2}", "length": "until-stop", "means": "smoke"}, Grant("{T1:U2}", Terms(False))),
        (
            "report",
            {"contact": "maya@example.org", "answer": "yes", "words": "Sure", "until": ""},
            Report("maya@example.org", True, "Sure"),
        ),
        ("reach-me", {"choice": "never"}, parse("/permission reach-me never")),
        ("reach-me", {"choice": "fine", "hours": "mon 9-10"}, parse("/permission reach-me fine mon 9-10")),
        ("reach-me", {"choice": "sometimes"}, ReachMe()),
        ("me", {"zone": "Europe/Lisbon"}, Me("Europe/Lisbon")),
        ("settings", {"zone": "Europe/Lisbon"}, Settings("Europe/Lisbon")),
        ("reminder", {"place": "C024BE91L", "rhythm": "mondays at 9"}, Add("#{C024BE91L}", "mondays at 9")),
        (
            "reminder",
            {"place": "#{7|general}", "rhythm": "mondays", "topic": "favours"},
            Add("#{7|general}", "mondays about favours"),
        ),
        ("reminder", {"place": "me", "rhythm": "mondays", "topic": ""}, Add("me", "mondays")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_form_becomes_the_command_that_was_meant(name: str, values: dict[str, str], command: Command) -> None:
    assert forms.fill(name, values, words()) == command


@pytest.mark.parametrize("name", FILLS)
def test_every_field_that_is_needed_is_named_when_it_is_empty(name: str) -> None:
    needed = {field.name for field in drawn(Fill(name)).fields if field.required}

    for values in ({}, dict.fromkeys(needed, " \n")):
        mistakes = forms.fill(name, {**values, **MAY_BE_ASKED} if "person" not in needed else values, words())
        assert isinstance(mistakes, Mistakes) == bool(needed)
        if isinstance(mistakes, Mistakes):
            assert {field for field, _ in mistakes.fields} == needed
            assert all(sentence for _, sentence in mistakes.fields)


def test_a_form_of_another_version_says_that_it_is_too_old() -> None:
    assert forms.fill("tea", {"sugar": "two"}, words()) == Mistakes((("", words()["old"]),))


def test_trouble_stands_at_the_field_that_it_concerns() -> None:
    form = drawn(Fill("yes"))

    assert forms.mistaken("bad_hours", "Those hours?", form) == Mistakes((("hours", "Those hours?"),))
    assert forms.mistaken("until_past", "That is over.", form) == Mistakes((("until", "That is over."),))
    assert forms.mistaken("unavailable", "Not now.", form) is None


def test_every_kind_of_trouble_that_a_field_can_have_is_one_that_people_hear() -> None:
    told = [
        tomllib.loads((PROMPTS / file).read_text(encoding="utf-8")) for file in ("permission.toml", "reminders.toml")
    ]

    assert {code for codes in forms.CONCERNS.values() for code in codes} <= {
        code for page in told for code in page["errors"]
    }


def test_a_form_that_lacks_its_title_is_named() -> None:
    broken = words() | {"me": {"submit": "Keep it", "fields": []}}

    with pytest.raises(BrokenWords, match=r"forms\.toml, me"):
        forms.form_for(Fill("me"), broken)
