"""Runs the coach in one Slack workspace: comes in, stays in, and lets what is under way finish."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult

from adapters.slack.carrier import Carrier
from adapters.slack.doors import Requests, Socket
from adapters.slack.home import Home
from adapters.slack.letters import Letters
from adapters.slack.people import Directory
from adapters.slack.reception import Reception
from adapters.slack.voice import Voice
from adapters.slack.web import Account, Rejected, Web
from bot.core.delivering import Address, Later, Leased, Unsure
from bot.core.errors import BadSettings, Unavailable
from bot.core.front import Front
from bot.core.ports import Interrupted
from bot.core.replies import Labels

log = logging.getLogger(__name__)
QUIET = logging.getLogger("adapters.slack.sdk")
"""What the SDK reports: faults only, since what it notes beside them may hold what people wrote."""
QUIET.setLevel(logging.ERROR)

ANYTHING = re.compile("")
OPENS_WITHIN = 30.0
"""Seconds that Slack may take to let us in."""
ENDS_WITHIN = 12.0
"""Seconds that what is under way may take once we stop."""
REMOVED = 3600.0
"""Seconds until a letter is tried again once the app was removed from the workspace."""
NOT_LET_IN = "Slack refuses SLACK_BOT_TOKEN ({}). Copy it anew from the app's page, OAuth & Permissions."
NO_DOOR = "Put SLACK_APP_TOKEN into .env, or, to be told by requests, SLACK_SIGNING_SECRET; README.md says where from."


@dataclass(frozen=True, slots=True)
class Outside:
    """What the adapter needs of the program beside the coach: its words, the clock, and whom to tell of letters."""

    words: Mapping[str, Any]
    labels: Labels
    clock: Callable[[], datetime]
    wake: Callable[[], None]


class Slack:
    """One workspace, as a Platform."""

    name = "slack"

    def __init__(self, account: Account, front: Front, outside: Outside) -> None:
        self._account = account
        self._web = Web(account)
        self._people = Directory(self._web, outside.clock)
        voice = Voice(self._web, front, outside.labels, outside.words)
        home = Home(self._web, front, voice, outside.words)
        letters = Letters(self._web, voice)
        self._reception = Reception(
            self._web, front, self._people, voice, letters, home, outside.words, outside.wake, outside.clock
        )
        self._carrier = Carrier(self._web, self._people, voice, letters)
        self._door = Socket(account.app_token) if account.app_token else Requests(account.port)

    @property
    def busy(self) -> bool:
        """Say whether somebody is still to be answered."""
        return bool(self._reception.tasks)

    async def start(self) -> None:
        """Introduce ourselves and open the door.

        Raises:
            BadSettings: Slack refuses one of the tokens, or one is missing.
            Unavailable: Slack can't be reached.
        """
        if not (self._account.app_token or self._account.signing_secret):
            raise BadSettings(NO_DOOR)
        await self._web.open()
        try:
            async with asyncio.timeout(OPENS_WITHIN):
                await self._door.open(self._app(await self._introduced()))
        except (Later, Unsure, TimeoutError) as error:
            raise Unavailable("unavailable") from error

    async def resume(self, interrupted: Interrupted) -> None:
        """Answer a delivery that a stopped process left behind, or say that it was interrupted."""
        await self._reception.resume(interrupted)

    async def stop(self) -> None:
        """Take nothing more, and finish what is under way."""
        self._door.shut()
        await self._reception.finish(ENDS_WITHIN)
        await self._door.close()
        await self._web.close()

    async def carry(self, leased: Leased, address: Address) -> str:
        """Deliver a letter; raises what a Carrier does."""
        if self._reception.gone:
            raise Later(REMOVED)
        return await self._carrier.carry(leased, address)

    async def _introduced(self) -> AuthorizeResult:
        """Ask Slack who we are."""
        try:
            told = await self._web.call("auth.test")
        except Rejected as error:
            raise BadSettings(NOT_LET_IN.format(error.code)) from error
        self._people.team = str(told["team_id"])
        return AuthorizeResult(
            enterprise_id=told.get("enterprise_id"),
            team_id=told["team_id"],
            bot_user_id=told.get("user_id"),
            bot_id=told.get("bot_id"),
            bot_token=self._account.bot_token,
        )

    def _app(self, ourselves: AuthorizeResult) -> AsyncApp:
        """Return Bolt's app: one listener a kind of payload, since it asks them one after the other."""

        async def let_in() -> AuthorizeResult:
            return ourselves

        app = AsyncApp(
            name="askfirst",
            logger=QUIET,
            client=self._web.client,
            signing_secret=self._account.signing_secret,
            authorize=let_in,
            process_before_response=True,
            attaching_conversation_kwargs_enabled=False,
        )

        async def heard(ack: AsyncAck, body: dict[str, Any]) -> None:
            await ack(**await self._reception.receive(body))

        for kind in (app.command, app.action, app.view, app.shortcut, app.event):
            kind(ANYTHING)(heard)
        return app
