"""The two pages that somebody sees who adds the coach to a workspace."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from string import Template

from slack_bolt.oauth.async_callback_options import AsyncCallbackOptions, AsyncFailureArgs, AsyncSuccessArgs
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.listening import QUIET
from adapters.slack.manifest import INSTALL, REDIRECT, SCOPES
from adapters.slack.store import Store

PAGE = Template((Path(__file__).parent / "page.html").read_text(encoding="utf-8"))
HEADERS: dict[str, str | Sequence[str]] = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


@dataclass(frozen=True, slots=True)
class Credentials:
    """What makes us this app: *bot_token* is set where one workspace is served without an install page."""

    signing_secret: str = field(repr=False)
    client_id: str
    client_secret: str = field(repr=False)
    bot_token: str = field(repr=False)
    api_url: str
    public_url: str


class Flow(AsyncOAuthFlow):
    """The SDK's way through an installation, with our own first page."""

    words: Mapping[str, str]

    async def build_install_page_html(self, url: str, request: AsyncBoltRequest) -> str:  # noqa: ARG002
        """Return the page that leads to Slack."""
        return page(self.words["title"], self.words["text"], self.words["button"], url)


def flow(app: Credentials, client: AsyncWebClient, store: Store, words: Mapping[str, str]) -> Flow:
    """Return the way through an installation, in these words."""

    async def succeeded(args: AsyncSuccessArgs) -> BoltResponse:
        installed = args.installation
        where = installed.team_id or installed.enterprise_id or ""  # of a whole organisation, no team is named
        address = f"slack://app?team={where}&id={installed.app_id or ''}&tab=home"
        team = installed.team_name or installed.enterprise_name or words["your_team"]
        title = Template(words["done_title"]).safe_substitute(team=team)
        return BoltResponse(status=200, headers=HEADERS, body=page(title, words["done_text"], words["open"], address))

    async def failed(args: AsyncFailureArgs) -> BoltResponse:
        why = words.get(f"failed_{args.reason}", words["failed"])
        body = page(words["failed_title"], why, words["again"], INSTALL)
        return BoltResponse(status=args.suggested_status_code, headers=HEADERS, body=body)

    settings = AsyncOAuthSettings(
        client_id=app.client_id,
        client_secret=app.client_secret,
        scopes=SCOPES,
        redirect_uri=f"{app.public_url.rstrip('/')}{REDIRECT}",
        install_path=INSTALL,
        redirect_uri_path=REDIRECT,
        installation_store=store,
        state_store=store,
        callback_options=AsyncCallbackOptions(success=succeeded, failure=failed),
        logger=QUIET,
    )
    found = Flow(client=client, logger=QUIET, settings=settings)
    found.words = words
    return found


def page(title: str, text: str, button: str, address: str) -> str:
    """Return a page with one thing to press; whatever it says is plain text."""
    said = {"title": title, "text": text, "button": button, "address": address}
    return PAGE.substitute({name: html.escape(value, quote=True) for name, value in said.items()})
