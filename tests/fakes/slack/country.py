"""Many fake workspaces behind one Slack: each installs the app through OAuth, and none sees another's tokens."""

from __future__ import annotations

import base64
import hmac
import itertools
import json
import math
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, urlsplit

from aiohttp import ClientSession, web

from tests.fakes.slack.rules import Json, Plain
from tests.fakes.slack.server import Call, Delivery, FakeSlack, read_call
from tests.fakes.slack.town import APP, BOT, BOT_SCOPES, BOT_TOKEN, TEAM
from tests.fakes.slack.web_api import real_now

CLIENT_ID, CLIENT_SECRET = "1234.5678", "the secret of the app"
TOKENS_LIVE = 12 * 3600
"""Seconds, where tokens are renewed."""


class Branch(FakeSlack):
    """One workspace of a country: a fake Slack under another team's id, which is called over HTTP."""

    def __init__(self, team: str, request_url: str, organisation: str = "") -> None:
        """Be the workspace *team*; where it is of an *organisation*, that one installs apps for all of its own."""
        super().__init__(request_url)
        self.team = team
        self.organisation = organisation
        self.installed = False
        for user in self.town.users.values():
            user.real_name = f"{user.real_name} of {team}"

    async def _post_signed(self, delivery: Delivery, **more: Json) -> None:
        delivery.payload = self.ours(delivery.payload)
        await super()._post_signed(delivery, **more)

    def ours(self, said: Plain) -> Plain:
        """Return what is said as this team says it."""
        told: Plain = json.loads(json.dumps(said).replace(TEAM, self.team))
        return self._of_organisation(told) if self.organisation else told

    def _of_organisation(self, told: Plain) -> Plain:
        """Say of which organisation something comes, wherever Slack does."""
        whole = {"enterprise_id": self.organisation, "is_enterprise_install": True}
        if "authorizations" in told:
            gone = told["event"]["type"] == "app_uninstalled"  # who is gone authorises nothing
            parties = [] if gone else [{**each, **whole} for each in told["authorizations"]]
            return {**told, "authorizations": parties, "enterprise_id": self.organisation}
        if "command" in told:
            return {**told, **whole, "enterprise_name": "Org", "is_enterprise_install": "true"}
        if "is_enterprise_install" in told:
            return {**told, "enterprise": {"id": self.organisation, "name": "Org"}, "is_enterprise_install": True}
        return told

    def answer(self, method: str, body: Plain) -> Plain:
        """Answer a call of the Web API that came with this team's token."""
        answer = self.ours(self.api.answer(method, BOT_TOKEN, body))
        self.calls.append(Call(method, body, answer, self.now()))
        return answer


@dataclass(slots=True)
class Token:
    """A token that was given out, and when it ends."""

    team: str
    ends: float | None = None


@dataclass(slots=True)
class Country:
    """The Slack that all of them are on; use it as an async context manager."""

    request_url: str
    renews: bool = False
    tokens_live: int = TOKENS_LIVE
    branches: dict[str, Branch] = field(default_factory=dict)
    tokens: dict[str, Token] = field(default_factory=dict)
    refreshing: dict[str, str] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    strangers: list[str] = field(default_factory=list)
    strict: bool = False
    latest: dict[tuple[str, str], float] = field(default_factory=dict)
    too_fast: list[str] = field(default_factory=list)
    offset: float = 0.0
    port: int = 0
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    runner: web.AppRunner = field(init=False)

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=4_000_000)
        app.router.add_route("*", "/api/{method}", self._api)
        self.runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self.runner.setup()
        await web.TCPSite(self.runner, "127.0.0.1", 0).start()
        self.port = self.runner.addresses[0][1]
        return self

    async def __aexit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        for branch in self.branches.values():
            if branch.port:
                await branch.__aexit__()
        await self.runner.cleanup()

    @property
    def api_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/api/"

    def now(self) -> float:
        return real_now() + self.offset

    async def found(self, team: str, organisation: str = "") -> Branch:
        """Found a workspace."""
        branch = self.branches[team] = Branch(team, self.request_url, organisation)
        await branch.__aenter__()
        return branch

    def sign_up(self, team: str) -> str:
        """Found a workspace that has the app, and is called and does nothing else; return its token."""
        branch = self.branches[team] = Branch(team, self.request_url)
        branch.echoes, branch.installed = False, True
        return str(self._granted(team)["access_token"])

    async def install(self, team: str, session: ClientSession, pages: str) -> tuple[int, str]:
        """Add the app to a workspace as a person with a browser does; return the last page."""
        branch = self.branches.get(team) or await self.found(team)
        async with session.get(f"{pages}/slack/install") as first:
            cookie = first.headers["Set-Cookie"].partition(";")[0]
            asked = re.search(r'href="(https://slack\.com/oauth[^"]+)"', await first.text())
        assert asked is not None
        wanted = {name: values[0] for name, values in parse_qs(urlsplit(asked[1].replace("&amp;", "&")).query).items()}
        assert wanted["client_id"] == CLIENT_ID
        assert set(wanted["scope"].split(",")) - {"assistant:write"} <= BOT_SCOPES, wanted["scope"]
        code = f"code-{next(self.numbers)}"
        self.codes[code] = team
        query = {"code": code, "state": wanted["state"]}
        async with session.get(wanted["redirect_uri"], params=query, headers={"Cookie": cookie}) as last:
            branch.installed = last.status == 200
            return last.status, await last.text()

    async def uninstall(self, team: str) -> None:
        """Remove the app from a workspace, or its whole organisation: the tokens are dead, and the program is told."""
        self.branches[team].installed = False
        self.tokens = {token: held for token, held in self.tokens.items() if held.team != team}
        await self.branches[team].uninstall()

    async def _api(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        body, token = await read_call(request)
        if method == "oauth.v2.access":
            return web.json_response(self._access(request, body))
        held = self.tokens.get(token)
        if held is None:
            self.strangers.append(f"{method} {token}")
            return web.json_response({"ok": False, "error": "invalid_auth"})
        if held.ends is not None and held.ends <= self.now():
            self.strangers.append(f"{method} {token}: ended")
            return web.json_response({"ok": False, "error": "token_expired"})
        if wait := self._wait(held.team, method, body):
            self.too_fast.append(f"{held.team} {body.get('channel')}")
            told, headers = {"ok": False, "error": "ratelimited"}, {"Retry-After": str(math.ceil(wait))}
            return web.json_response(told, status=429, headers=headers)
        return web.json_response(self.branches[held.team].answer(method, body))

    def _wait(self, team: str, method: str, body: Plain) -> float:
        """Return for how long, in seconds, nothing more is taken in a channel; where we are *strict*, a second."""
        if not self.strict or method != "chat.postMessage":
            return 0.0
        place, now = (team, str(body.get("channel"))), time.monotonic()
        wait = self.latest.get(place, now - 1) + 1 - now
        if wait <= 0:
            self.latest[place] = now
        return max(0.0, wait)

    def _access(self, request: web.Request, body: Plain) -> Plain:
        basic = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        if not hmac.compare_digest(request.headers.get("Authorization", ""), f"Basic {basic}"):
            return {"ok": False, "error": "bad_client_secret"}
        if body.get("grant_type") == "refresh_token":
            team = self.refreshing.pop(str(body.get("refresh_token")), None)
        else:
            team = self.codes.pop(str(body.get("code")), None)
        if team is None:
            return {"ok": False, "error": "invalid_refresh_token" if "grant_type" in body else "invalid_code"}
        return self._granted(team)

    def _granted(self, team: str) -> Plain:
        token, organisation = f"xoxb-{team}-{next(self.numbers)}", self.branches[team].organisation
        self.tokens[token] = Token(team, self.now() + self.tokens_live if self.renews else None)
        told: Plain = {
            "ok": True, "app_id": APP, "authed_user": {"id": "U0ANA"}, "scope": ",".join(sorted(BOT_SCOPES)),
            "token_type": "bot", "access_token": token, "bot_user_id": BOT,
            "team": {"id": team, "name": f"Team {team}"}, "enterprise": None, "is_enterprise_install": False,
        }  # fmt: skip
        if organisation:
            whole = {"id": organisation, "name": f"Organisation {organisation}"}
            told |= {"team": None, "enterprise": whole, "is_enterprise_install": True}
        if self.renews:
            refresh = f"xoxe-{team}-{next(self.numbers)}"
            self.refreshing[refresh] = team
            told |= {"refresh_token": refresh, "expires_in": self.tokens_live}
        return told
