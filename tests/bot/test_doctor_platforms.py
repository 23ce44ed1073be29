"""The doctor asks the platforms whether they let us in, and says what to do about each that does not."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bot.connections import look_at_platforms, slack_manifest
from bot.settings import Settings
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.slack import FakeSlack
from tests.fakes.slack.town import APP_TOKEN, BOT_TOKEN, CONFIG_TOKEN


async def slack_says(slack: FakeSlack, settings: Settings, **given: str) -> tuple[bool, str]:
    ours = {"slack_bot_token": BOT_TOKEN, "slack_app_token": APP_TOKEN, "slack_api_url": slack.api_url, **given}
    (found,) = await look_at_platforms(replace(settings, **ours))  # type: ignore[arg-type]
    assert found[0] == "slack"
    return found[1:]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path)


async def test_slack_lets_us_in(settings: Settings) -> None:
    async with FakeSlack() as slack:
        ok, says = await slack_says(slack, settings)

    assert ok
    assert says.startswith("in Town, as askfirst, with all that it needs;")
    assert "SLACK_CONFIG_TOKEN" in says


async def test_what_the_app_was_made_from_is_compared_with_what_it_needs(settings: Settings) -> None:
    async with FakeSlack() as slack:
        slack.api.made_from = json.loads(json.dumps(slack_manifest(settings, "")))
        same = await slack_says(slack, settings, slack_config_token=CONFIG_TOKEN)
        slack.api.made_from["features"]["shortcuts"].pop(0)
        slack.api.made_from["features"]["slash_commands"][0]["should_escape"] = False
        slack.api.made_from["settings"]["event_subscriptions"]["bot_events"].remove("message.im")
        older = await slack_says(slack, settings, slack_config_token=CONFIG_TOKEN)
        refused = await slack_says(slack, settings, slack_config_token="xoxe.xoxp-old")  # noqa: S106 - of nobody

    assert same == (True, "in Town, as askfirst, with all that it needs")
    assert not older[0]
    assert "lacks escaped names behind the command, the event message.im, the message shortcut write_to" in older[1]
    assert refused[0] is False
    assert "SLACK_CONFIG_TOKEN is refused (invalid_auth)" in refused[1]


async def test_a_token_that_slack_refuses_is_named(settings: Settings) -> None:
    async with FakeSlack() as slack:
        bot = await slack_says(slack, settings, slack_bot_token="xoxb-other")  # noqa: S106 - of nobody
        app = await slack_says(slack, settings, slack_app_token="xapp-other")  # noqa: S106 - of nobody

    assert (bot[0], app[0]) == (False, False)
    assert "SLACK_BOT_TOKEN is refused (invalid_auth)" in bot[1]
    assert "SLACK_APP_TOKEN is refused (invalid_auth)" in app[1]


async def test_what_the_app_may_not_do_is_named(settings: Settings) -> None:
    async with FakeSlack() as slack:
        slack.api.scopes -= {"users:read", "commands"}
        ok, says = await slack_says(slack, settings)

    assert not ok
    assert "missing: commands, users:read." in says


async def test_a_platform_that_is_not_there_is_said_so(settings: Settings) -> None:
    nowhere = replace(
        settings,
        slack_bot_token=BOT_TOKEN,
        slack_app_token=APP_TOKEN,
        slack_api_url="http://127.0.0.1:9/api/",
        discord_token="a token",  # noqa: S106 - of nobody
        discord_api_base="http://127.0.0.1:9/api",
    )

    for _, ok, says in await look_at_platforms(nowhere):
        assert not ok
        assert "does not answer" in says


async def test_discord_lets_us_in_or_not(settings: Settings) -> None:
    async with FakeDiscord() as fake:
        ours = replace(settings, discord_token=fake.token, discord_api_base=fake.api)
        found = await look_at_platforms(ours)
        refused = await look_at_platforms(replace(ours, discord_token="another"))  # noqa: S106 - of nobody

    assert [(name, ok) for name, ok, _ in (*found, *refused)] == [("discord", True), ("discord", False)]
    assert "Copy the bot's token anew" in refused[0][2]


async def test_what_is_missing_for_slack_over_http_is_named(settings: Settings) -> None:
    found = await look_at_platforms(replace(settings, slack_client_id="1.2"))

    assert [(name, ok) for name, ok, _ in found] == [("slack over http", False)]
    for name in ("SLACK_SIGNING_SECRET", "SLACK_CLIENT_SECRET", "ASKFIRST_PUBLIC_URL", "ASKFIRST_HTTP_PORT"):
        assert name in found[0][2]


async def test_a_page_that_nobody_reaches_is_named(settings: Settings) -> None:
    ours = dict.fromkeys(("slack_client_id", "slack_client_secret", "slack_signing_secret"), "x" * 16)
    found = await look_at_platforms(
        replace(settings, **ours, http_port=8080, public_url="http://127.0.0.1:9")  # type: ignore[arg-type]
    )

    assert [(name, ok) for name, ok, _ in found] == [("slack over http", False)]
    assert "http://127.0.0.1:9/slack/install does not lead to us" in found[0][2]
