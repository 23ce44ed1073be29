"""Bolt's app as we use it: one listener a kind of payload, since it asks them one after the other."""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext

QUIET = logging.getLogger("adapters.slack.sdk")
"""What the SDK reports: faults only, since what it notes beside them may hold what people wrote."""
QUIET.setLevel(logging.ERROR)

ANYTHING = re.compile("")

Receive = Callable[[Mapping[str, Any], AsyncBoltContext], Awaitable[Mapping[str, Any]]]


def listen(app: AsyncApp, receive: Receive) -> None:
    """Have *app* pass everything that happens to *receive*, and acknowledge it with what that returns."""

    async def heard(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        await ack(**await receive(body, context))

    for kind in (app.command, app.action, app.view, app.shortcut, app.event):
        kind(ANYTHING)(heard)
