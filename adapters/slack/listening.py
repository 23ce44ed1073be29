"""Who we are in a workspace, and Bolt's app as we use it: one listener a kind of payload, as it asks each in turn."""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.async_context import AsyncBoltContext

from adapters.slack.web import Rejected, Web
from bot.core.errors import BadSettings

QUIET = logging.getLogger("adapters.slack.sdk")
"""What the SDK reports: faults only, since what it notes beside them may hold what people wrote."""
QUIET.setLevel(logging.ERROR)

ANYTHING = re.compile("")
NOT_LET_IN = (
    "Slack refuses SLACK_BOT_TOKEN ({}). It begins with xoxb-; copy it anew from the app's page, OAuth & Permissions."
)

Receive = Callable[[Mapping[str, Any], AsyncBoltContext], Awaitable[Mapping[str, Any]]]


def listen(app: AsyncApp, receive: Receive) -> None:
    """Have *app* pass everything that happens to *receive*, and acknowledge it with what that returns."""

    async def heard(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        await ack(**await receive(body, context))

    for kind in (app.command, app.action, app.view, app.shortcut, app.event):
        kind(ANYTHING)(heard)


async def introduced(web: Web, token: str) -> AuthorizeResult:
    """Ask Slack where a token is good, and who we are there.

    Raises:
        BadSettings: Slack refuses it.
        Later, Unsure: Slack can't be reached.
    """
    try:
        told = await web.call("auth.test")
    except Rejected as error:
        raise BadSettings(NOT_LET_IN.format(error.code)) from error
    return AuthorizeResult(
        enterprise_id=told.get("enterprise_id"),
        team_id=told["team_id"],
        bot_user_id=told.get("user_id"),
        bot_id=told.get("bot_id"),
        bot_token=token,
    )
