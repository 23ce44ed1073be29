"""The manifest is one that Slack takes, by Slack's own schema (slackapi/manifest-schema, MIT, version 2.0.0)."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from adapters.slack.manifest import manifest
from adapters.slack.reception import GLOBAL
from tests.adapters.slack.house import words
from tests.fakes.slack.town import BOT_SCOPES
from tests.program import run

SCHEMA = json.loads(Path(__file__).with_name("manifest.schema.json").read_text(encoding="utf-8"))


def test_slack_takes_the_manifest() -> None:
    made = manifest(words("slack"))

    jsonschema.validate(made, SCHEMA)


def test_slack_takes_the_manifest_for_http() -> None:
    made = json.loads(json.dumps(manifest(words("slack"), "https://ask.example/")))
    settings = made["settings"]

    jsonschema.validate(made, SCHEMA)
    assert not settings["socket_mode_enabled"]
    assert settings["interactivity"]["request_url"] == "https://ask.example/slack/events"
    assert made["features"]["slash_commands"][0]["url"] == settings["event_subscriptions"]["request_url"]
    assert made["oauth_config"]["redirect_urls"] == ["https://ask.example/slack/oauth_redirect"]


def test_a_name_that_is_too_long_would_not_be_taken() -> None:
    made = json.loads(json.dumps(manifest(words("slack"))))
    made["features"]["shortcuts"][0]["name"] = "Write to the author about this"

    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(made, SCHEMA)


def test_it_asks_for_what_the_tests_are_let_in_with_and_reads_no_channel() -> None:
    made = manifest(words("slack"))
    scopes = set(made["oauth_config"]["scopes"]["bot"])

    assert scopes == BOT_SCOPES
    assert {scope for scope in scopes if scope.endswith(":history")} == {"im:history"}


def test_every_shortcut_is_one_that_is_answered() -> None:
    made = manifest(words("slack"))
    names = {each["callback_id"] for each in made["features"]["shortcuts"]}

    assert names == GLOBAL | {"write_to_author", "help_me_answer", "save_ok"}


def test_the_program_prints_it(tmp_path: Path) -> None:
    printed = run(tmp_path, "slack", "manifest")
    on_one_line = run(tmp_path, "slack", "manifest", "--json")

    assert json.loads(printed.stdout) == json.loads(on_one_line.stdout)
    assert on_one_line.stdout.count("\n") == 1
    jsonschema.validate(json.loads(printed.stdout), SCHEMA)
