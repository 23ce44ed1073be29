"""Looks whether Slack lets us in as we are set up, and says what to do where it does not."""

from __future__ import annotations

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.manifest import INSTALL, SCOPES
from adapters.slack.web import Account

WITHIN = aiohttp.ClientTimeout(total=10)
NO_ANSWER = "{} does not answer. Is this computer online?"
REFUSED = "SLACK_BOT_TOKEN is refused ({}). Copy it anew from the app's page, OAuth & Permissions."
NO_SOCKET = "SLACK_APP_TOKEN is refused ({}). Make one with connections:write on the app's page, Basic Information."
TOO_LITTLE = (
    "The app may not do all that it needs; missing: {}. On its page, App Manifest, paste what `slack manifest` prints, "
    "and install it again."
)
LET_IN = "in {}, as {}, with all that it needs"
NO_PAGE = "{} does not lead to us ({}). Start `serve`, and have your proxy pass /slack/ on to ASKFIRST_HTTP_PORT."
PAGE = "whoever opens {} can add it"


async def look(account: Account) -> tuple[bool, str]:
    """Say whether the workspace's token, and the app's if there is one, are good; and what to do, if not."""
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
        return True, LET_IN.format(told["team"], told["user"])


async def look_at_page(public_url: str) -> tuple[bool, str]:
    """Say whether people reach the page from which they add the coach; and what to do, if not."""
    page = f"{public_url}{INSTALL}"
    try:
        async with aiohttp.ClientSession(timeout=WITHIN) as session, session.get(page) as answer:
            return (True, PAGE.format(page)) if answer.status == 200 else (False, NO_PAGE.format(page, answer.status))
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        return False, NO_PAGE.format(page, type(error).__name__)
