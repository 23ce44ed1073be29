"""Looks whether Slack lets us in as we are set up, and says what to do where it does not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.manifest import INSTALL, SCOPES
from adapters.slack.web import Account

Manifest: TypeAlias = Mapping[str, Any]

WITHIN = aiohttp.ClientTimeout(total=10)
NO_ANSWER = "{} does not answer. Is this computer online?"
REFUSED = (
    "SLACK_BOT_TOKEN is refused ({}). It begins with xoxb-; copy it anew from the app's page, OAuth & Permissions."
)
NO_SOCKET = (
    "SLACK_APP_TOKEN is refused ({}). It begins with xapp-; make one with connections:write on the app's page, "
    "Basic Information."
)
TOO_LITTLE = (
    "The app may not do all that it needs; missing: {}. On its page, App Manifest, paste what `slack manifest` prints, "
    "and install it again."
)
LET_IN = "in {}, as {}, with all that it needs"
NOT_LOOKED_AT = "{}; its commands, shortcuts and events are seen only with SLACK_CONFIG_TOKEN"
NO_EXPORT = "SLACK_CONFIG_TOKEN is refused ({}). It lives twelve hours; make another on your apps' page."
DRIFTED = "The app lacks {}. On its page, App Manifest, paste what `slack manifest` prints."
NO_PAGE = "{} does not lead to us ({}). Start `serve`, and have your proxy pass /slack/ on to ASKFIRST_HTTP_PORT."
PAGE = "whoever opens {} can add it"


async def look(account: Account, config_token: str, needed: Manifest) -> tuple[bool, str]:
    """Say whether the workspace's token, and the app's if there is one, are good; and what to do, if not.

    What the app is made from can be compared with what is *needed* only with a *config_token*.
    """
    async with aiohttp.ClientSession(timeout=WITHIN) as session:
        client = AsyncWebClient(account.bot_token, base_url=account.api_url, session=session, retry_handlers=[])
        try:
            told = await client.auth_test()
        except SlackApiError as error:
            return False, REFUSED.format(error.response["error"])
        except (aiohttp.ClientError, OSError, TimeoutError):
            return False, NO_ANSWER.format(account.api_url)
        granted = {name.casefold(): value for name, value in told.headers.items()}.get("x-oauth-scopes", "")
        if lacking := sorted(set(SCOPES) - {scope.strip() for scope in str(granted).split(",")}):
            return False, TOO_LITTLE.format(", ".join(lacking))
        if account.app_token:
            try:
                await client.apps_connections_open(app_token=account.app_token)
            except SlackApiError as error:
                return False, NO_SOCKET.format(error.response["error"])
        let_in = LET_IN.format(told["team"], told["user"])
        if not config_token:
            return True, NOT_LOOKED_AT.format(let_in)
        try:
            wrong = await _drifted(client, told["bot_id"], config_token, needed)
        except SlackApiError as error:
            return False, NO_EXPORT.format(error.response["error"])
        return (False, DRIFTED.format(", ".join(wrong))) if wrong else (True, let_in)


async def _drifted(client: AsyncWebClient, bot: str, config_token: str, needed: Manifest) -> list[str]:
    """Name what the app lacks of what it is to be made from."""
    app: str = (await client.bots_info(bot=bot))["bot"]["app_id"]
    made_from: Manifest = (await client.apps_manifest_export(app_id=app, token=config_token))["manifest"]
    return sorted(_parts(needed) - _parts(made_from))


def _parts(manifest: Manifest) -> set[str]:
    """Name each thing of a manifest without which somebody would not be heard, or not seen."""
    features, settings = manifest.get("features", {}), manifest.get("settings", {})
    interactivity, home = settings.get("interactivity", {}), features.get("app_home", {})
    commands = features.get("slash_commands", ())
    switches = {
        "escaped names behind the command": commands and all(each.get("should_escape") for each in commands),
        "interactivity": interactivity.get("is_enabled"),
        "the home tab": home.get("home_tab_enabled"),
        "the messages tab": home.get("messages_tab_enabled") and not home.get("messages_tab_read_only_enabled"),
        "Socket Mode": settings.get("socket_mode_enabled"),
        "the agent view": "agent_view" in features,
    }
    return {
        *(f"the command {each['command']}" for each in commands),
        *(f"the {each['type']} shortcut {each['callback_id']}" for each in features.get("shortcuts", ())),
        *(f"the event {name}" for name in settings.get("event_subscriptions", {}).get("bot_events", ())),
        *(name for name, on in switches.items() if on),
    }


async def look_at_page(public_url: str) -> tuple[bool, str]:
    """Say whether people reach the page from which they add the coach; and what to do, if not."""
    page = f"{public_url}{INSTALL}"
    try:
        async with aiohttp.ClientSession(timeout=WITHIN) as session, session.get(page) as answer:
            return (True, PAGE.format(page)) if answer.status == 200 else (False, NO_PAGE.format(page, answer.status))
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        return False, NO_PAGE.format(page, type(error).__name__)
