"""What is typed after a slash becomes the command that it names, and Discord takes every one of them."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

import pytest

from adapters.discord import slash
from bot.core.commands import Ask, Cards, Fill, Help, Opener, Review, Why
from bot.core.errors import BrokenWords
from bot.core.permission.events import Means
from bot.core.permission.verbs import (
    Block,
    Called,
    Check,
    Export,
    Forget,
    Grant,
    Join,
    Link,
    Me,
    Overview,
    ReachMe,
    Report,
    Request,
    Respond,
    Revoke,
    Settings,
    TakeCheckpoint,
    Terms,
    Undo,
    Verify,
    Withdraw,
)
from bot.core.reminding import verbs as reminding
from tests.fakes.discord.rules import faults
from tests.program import ROOT

if TYPE_CHECKING:
    from bot.core.commands import Command

WORDS = tomllib.loads((ROOT / "prompts" / "discord.toml").read_text(encoding="utf-8"))


def read(path: str, **options: Any) -> Command | None:  # noqa: ANN401
    return slash.command(slash.Typed(tuple(path.split()), options), str)


def every_leaf() -> dict[str, dict[str, Any]]:
    """Return every typed command by its whole name, as Discord is told of it."""

    def below(name: str, told: dict[str, Any]) -> dict[str, dict[str, Any]]:
        inner = [each for each in told.get("options", []) if each["type"] in {slash.SUBCOMMAND, slash.GROUP}]
        if not inner and told["type"] != slash.GROUP:
            return {name: told}
        return {path: leaf for each in inner for path, leaf in below(f"{name} {each['name']}", each).items()}

    typed = [each for each in slash.payload(WORDS) if each["type"] == 1]
    return {path: leaf for each in typed for path, leaf in below(each["name"], each).items()}


def test_discord_takes_every_command() -> None:
    assert faults("commands", slash.payload(WORDS)) == []


def test_a_missing_description_is_named() -> None:
    with pytest.raises(BrokenWords, match="withdraw"):
        slash.payload(WORDS | {"commands": {k: v for k, v in WORDS["commands"].items() if k != "withdraw"}})


@pytest.mark.parametrize(
    ("path", "options", "meant"),
    [
        ("coach ask", {"question": "may I?"}, Ask("may I?")),
        ("coach ask", {}, Fill("ask")),
        ("coach write", {}, Opener()),
        (
            "coach write",
            {"brief": "Mira", "to": "Mira", "facts": "ovens", "purpose": "heat", "medium": "email", "max_chars": 300},
            Opener("Mira", "Mira", ("ovens",), "heat", "email", "", 300),
        ),
        ("coach review", {}, Review("")),
        ("coach review", {"text": "Hi!", "medium": "linkedin"}, Review("Hi!", "linkedin")),
        ("coach call", {"person": "42", "means": "video"}, Check("{42}", Means.VIDEO)),
        ("coach call", {"contact": "maya@example.org"}, Check("maya@example.org")),
        ("coach call", {}, Fill("call")),
        ("coach why", {}, Why("")),
        ("coach sources", {"id": "d0-ask-first"}, Cards("d0-ask-first")),
        ("coach help", {"topic": "permission"}, Help("permission")),
        ("coach me", {"zone": "Europe/Lisbon"}, Me("Europe/Lisbon")),
        ("coach list", {}, Overview()),
        ("coach reach-me", {"choice": "fine", "hours": "weekdays 9-12"}, ReachMe("fine", "weekdays 9-12")),
        ("coach permission check", {"person": "42"}, Check("{42}")),
        ("coach permission request", {"person": "42", "why": "Because."}, Request("{42}", "Because.")),
        ("coach permission request", {"why": "Because."}, Fill("request", (("why", "Because."),))),
        ("coach permission withdraw", {"person": "42"}, Withdraw("{42}")),
        (
            "coach permission allow",
            {"person": "42", "once": "once", "by": "phone", "until": "Friday", "hours": "9-12"},
            Grant("{42}", Terms(True, "Friday", Means.PHONE, "9-12")),
        ),
        ("coach permission allow", {"contact": "everyone"}, Grant("everyone")),
        ("coach permission change", {"person": "42", "once": "until-stop"}, Grant("{42}", Terms(False), narrow=True)),
        ("coach permission revoke", {"person": "42"}, Revoke("{42}")),
        ("coach permission revoke", {}, Revoke("")),
        ("coach permission block", {"person": "42"}, Block("{42}")),
        ("coach permission unblock", {"person": "42"}, Block("{42}", lift=True)),
        (
            "coach permission report",
            {"contact": "maya@example.org", "yes": True, "words": "Sure.", "until": "Friday"},
            Report("maya@example.org", True, "Sure.", Terms(until="Friday")),
        ),
        ("coach permission report", {"yes": False}, Fill("report")),
        ("coach permission called", {"person": "42", "answered": False}, Called("{42}", False)),
        ("coach permission yes", {"request": 7, "once": "once"}, Respond("yes", 7, Terms(True))),
        ("coach permission no", {}, Respond("no")),
        ("coach permission not-now", {"until": "Friday"}, Respond("not-now", None, Terms(until="Friday"))),
        ("coach permission write-instead", {}, Respond("write-instead")),
        ("coach permission undo", {"line": 3}, Undo(3)),
        ("coach permission export", {"format": "csv"}, Export("csv")),
        ("coach permission forget", {}, Forget()),
        ("coach permission link", {"code": "ABCD"}, Link("ABCD")),
        (
            "coach reminder add",
            {"channel": "<#8|general>", "when": "Mondays at 9"},
            reminding.Add("<#8|general>", "Mondays at 9"),
        ),
        ("coach reminder add", {"when": "Mondays at 9"}, reminding.Add("me", "Mondays at 9")),
        ("coach reminder change", {"reminder": "r1", "when": "Fridays"}, reminding.Change("r1", "Fridays")),
        ("coach reminder pause", {}, reminding.Pause()),
        ("coach reminder off", {"days": "2026-12-24"}, reminding.Off("2026-12-24")),
        ("coach-admin settings", {"zone": "Europe/Lisbon"}, Settings("Europe/Lisbon")),
        ("coach-admin join", {}, Join()),
        ("coach-admin verify", {}, Verify()),
        ("coach-admin checkpoint", {}, TakeCheckpoint()),
        ("coach no-such-thing", {}, None),
        ("elsewhere", {}, None),
    ],
)
def test_what_is_typed_is_what_is_meant(path: str, options: dict[str, Any], meant: Command | None) -> None:
    assert read(path, **options) == meant


def test_every_command_can_be_typed_without_what_is_not_required() -> None:
    for path, leaf in every_leaf().items():
        required = {each["name"]: True for each in leaf["options"] if each.get("required")}

        assert read(path, **required) is not None, path


def test_every_option_that_discord_offers_arrives() -> None:
    for path, leaf in every_leaf().items():
        required = {each["name"]: False for each in leaf["options"] if each.get("required")}
        plain = read(path, **required)
        for option in leaf["options"]:
            value = {
                slash.TEXT: "x", slash.WHOLE: 25, slash.TRUTH: True, slash.USER: "42", slash.CHANNEL: "8",
                slash.FILE: "9",
            }[option["type"]]  # fmt: skip
            chosen = option["choices"][-1]["value"] if option.get("choices") else value
            someone = {"contact": "Bo"} if "contact" in [each["name"] for each in leaf["options"]] else {}

            told = read(path, **{**required, **someone, option["name"]: chosen})

            assert told not in {plain, read(path, **required, **someone)} or option["name"] == "contact", option


def test_mentions_are_written_out_in_words_and_kept_where_a_person_is_picked() -> None:
    told = slash.Typed(("coach", "permission", "request"), {"person": "42", "why": "About <@7>."})

    meant = slash.command(told, lambda text: text.replace("<@7>", "Cleo"))

    assert meant == Request("{42}", "About Cleo.")
