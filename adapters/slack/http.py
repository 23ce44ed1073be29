"""Runs the coach over HTTP: in every workspace that installs it from our page, or in the one whose token we have."""

from __future__ import annotations

import asyncio
import logging
import time
from weakref import WeakValueDictionary

import aiohttp
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackTokenRotationError
from slack_sdk.oauth.installation_store import Installation
from slack_sdk.oauth.token_rotation.async_rotator import AsyncTokenRotator
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.envelope import Origin, opened, origin
from adapters.slack.incoming import Payload
from adapters.slack.installing import Credentials, flow
from adapters.slack.listening import QUIET, introduced
from adapters.slack.manifest import EVENTS, INSTALL, REDIRECT
from adapters.slack.proof import Proof
from adapters.slack.store import Store, named
from adapters.slack.web import ANSWERED_WITHIN, Account, Web
from adapters.slack.workspace import Workspace, workspace
from bot.core.delivering import Address, Later, Leased, Unsure
from bot.core.errors import Unavailable
from bot.core.front import Front
from bot.core.installing import Installations
from bot.core.platforms import Outside
from bot.core.ports import Interrupted

log = logging.getLogger(__name__)

LONGEST = 1_000_000
"""Bytes of a delivery; Slack's own are far smaller."""
ENDS_WITHIN = 12.0
RENEWED_BEFORE = 120
"""Minutes before its end that a token is renewed; Slack's live twelve hours."""
EVER = 10**9
"""Minutes: whether a token is renewed has been decided by our own clock."""
GONE = 3600.0
"""Seconds until a letter is tried again for a workspace that left: it may come back."""
AT_ONCE = 400
"""Deliveries that we take side by side: more would wait until Slack gives them up, so they are refused at once."""
LONGEST_LINE = 20_000
"""Deliveries that were acknowledged and wait to be done; some kilobytes each."""
OPEN = 500
"""Workspaces that one process keeps ready; the others are made ready when something happens there."""


class SlackOverHttp:
    """Slack, as a Platform whose deliveries come to our own address."""

    name = "slack"
    doubles = True
    alone = False

    def __init__(self, app: Credentials, installed: Installations, front: Front, outside: Outside) -> None:
        """Serve whoever is in *installed*."""
        self._credentials = app
        self._store = Store(installed, outside.clock, QUIET)
        self._front = front
        self._outside = outside
        self._proof = Proof(app.signing_secret.encode())
        self._open: dict[str, Workspace] = {}
        self._renewing: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._only: AuthorizeResult | None = None
        self._taking = 0

    @property
    def trouble(self) -> str:
        """Return nothing: Slack comes to us, and whether it can is seen from outside only."""
        return ""

    @property
    def busy(self) -> bool:
        """Say whether somebody is still to be answered."""
        return any(each.reception.answers.tasks for each in self._open.values())

    async def start(self) -> None:
        """Get ready to be called.

        Raises:
            BadSettings: Slack refuses the one token that we have.
            Unavailable: Slack can't be reached.
        """
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=ANSWERED_WITHIN))
        self._client = AsyncWebClient(base_url=self._credentials.api_url, session=self._session, retry_handlers=[])
        self._flow = flow(self._credentials, self._client, self._store, self._outside.words["pages"])
        self._rotator = AsyncTokenRotator(
            client_id=self._credentials.client_id,
            client_secret=self._credentials.client_secret,
            client=self._client,
        )

        if self._credentials.bot_token:
            asking = Web(Account(self._credentials.bot_token, "", self._credentials.api_url), self._session)
            try:
                self._only = await introduced(asking, self._credentials.bot_token)
            except (Later, Unsure) as error:
                raise Unavailable("unreachable", name="Slack") from error

    async def resume(self, interrupted: Interrupted) -> None:
        """Answer a delivery that a stopped process left behind, or say that it was interrupted."""
        if here := await self._workspace(interrupted.caller.team):
            await here.reception.answers.resume(interrupted)

    async def stop(self) -> None:
        """Finish what is under way; our port is closed by now, and Slack repeats elsewhere, or later, what it can."""
        await asyncio.gather(*(each.reception.answers.finish(ENDS_WITHIN) for each in self._open.values()))
        await self._session.close()

    async def carry(self, leased: Leased, address: Address) -> str:
        """Deliver a letter; raises what a Carrier does."""
        team = (address.place or f"slack:{address.person}").partition("/")[0].removeprefix("slack:").partition(":")[0]
        here = await self._workspace(f"slack:{team}")
        if here is None:
            raise Later(GONE)
        return await here.carrier.carry(leased, address)

    # Pages

    def mount(self, served: web.Application) -> None:
        """Answer at our addresses."""
        served.router.add_post(EVENTS, self._events)
        if self._credentials.client_id:
            served.router.add_get(INSTALL, self._install)
            served.router.add_get(REDIRECT, self._redirected)

    async def _events(self, request: web.Request) -> web.Response:
        """Take a delivery of Slack's, and of nobody else's."""
        if (request.content_length or 0) > LONGEST:
            return web.Response(status=413)
        if self._taking >= AT_ONCE or self._front.line.waiting >= LONGEST_LINE:
            return web.Response(status=503)
        self._taking += 1
        try:
            return await self._taken(request)
        finally:
            self._taking -= 1

    async def _taken(self, request: web.Request) -> web.Response:
        raw = await request.read()
        if not self._proof.holds(request.headers, raw, time.time()):
            return web.Response(status=401)
        try:
            body = opened(raw, request.content_type)
        except ValueError:
            return web.Response(status=400)
        answer = await self._answered(body)
        self._proof.spend(request.headers, time.time())
        return answer

    async def _answered(self, body: Payload) -> web.Response:
        """Return the acknowledgement of a delivery."""
        if body.get("type") == "url_verification":
            return _said({"challenge": body.get("challenge")})
        if "ssl_check" in body:
            return _said({})
        where = origin(body)
        if _leaves(body):
            await self._left(where)
            return _said({})
        token = await self._let_in(where)
        if token is None:
            return _said({"text": self._outside.words["not_installed"]} if "command" in body else {})
        return _said(await self._ready(where.name, token).reception.receive(body))

    async def _install(self, request: web.Request) -> web.Response:
        return await to_aiohttp_response(await self._flow.handle_installation(await to_bolt_request(request)))

    async def _redirected(self, request: web.Request) -> web.Response:
        return await to_aiohttp_response(await self._flow.handle_callback(await to_bolt_request(request)))

    # Workspaces

    async def _let_in(self, where: Origin) -> str | None:
        """Return our token where something happened; None where nobody installed us."""
        if self._only:
            return self._credentials.bot_token if where.team == self._only.team_id else None
        found = await self._store.async_find_installation(
            enterprise_id=where.enterprise, team_id=where.team, is_enterprise_install=where.whole
        )
        return (await self._renewed(found)).bot_token or "" if found else None

    async def _renewed(self, found: Installation) -> Installation:
        """Return an installation with a token that will be good for a while; one process renews it at a time."""
        name = named(found.enterprise_id, found.team_id, whole=found.is_enterprise_install)
        if not self._is_ending(found):
            return found
        async with self._renewing.setdefault(name, asyncio.Lock()):
            found = await self._store.looked_up(name) or found  # another may have been quicker
            if not self._is_ending(found):
                return found
            try:
                fresh = await self._rotator.perform_bot_token_rotation(
                    bot=found.to_bot(), minutes_before_expiration=EVER
                )
            except SlackTokenRotationError:
                log.warning("a token could not be renewed; the one there is serves on as long as it is good")
                return await self._store.looked_up(name) or found
            if fresh:
                await self._store.async_save_bot(fresh)
            return await self._store.looked_up(name) or found

    def _is_ending(self, found: Installation) -> bool:
        ends = found.bot_token_expires_at
        return ends is not None and ends <= self._outside.clock().timestamp() + RENEWED_BEFORE * 60

    async def _workspace(self, name: str) -> Workspace | None:
        """Return what serves a workspace, by the name of its team; None if it left."""
        if self._only:
            return self._ready(name, self._credentials.bot_token) if name == f"slack:{self._only.team_id}" else None
        found = await self._store.found(name)
        if found is None:
            self._open.pop(name, None)
            return None
        found = await self._renewed(found)
        return self._ready(name, found.bot_token or "")

    def _ready(self, name: str, token: str) -> Workspace:
        here = self._open.pop(name, None)
        if here is None:
            there = Web(Account(token, "", self._credentials.api_url), self._session)
            here = workspace(there, self._front, self._outside, name.removeprefix("slack:"))
        here.web.client.token = token
        self._open[name] = here  # the last used come last
        for idle in [each for each, kept in self._open.items() if not kept.reception.answers.tasks][
            : len(self._open) - OPEN
        ]:
            del self._open[idle]
        return here

    async def _left(self, where: Origin) -> None:
        """Let go of a workspace; what is gone no longer says how it was installed."""
        name = where.name
        if where.enterprise and not await self._store.looked_up(name):
            name = named(where.enterprise, None, whole=True)
        await self._store.remove(name)
        if here := self._open.pop(name, None):
            here.reception.gone = True


def _said(ack: Payload) -> web.Response:
    """Return an acknowledgement; Slack shows its text to whoever typed a command."""
    return web.json_response(ack) if ack else web.Response()


def _leaves(body: Payload) -> bool:
    """Say whether a workspace takes back what it gave; tokens of single people are none of ours."""
    event = body.get("event") or {}
    revoked = event.get("type") == "tokens_revoked" and (event.get("tokens") or {}).get("bot")
    return bool(event.get("type") == "app_uninstalled" or revoked)
