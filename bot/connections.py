"""Builds the platforms' adapters from the settings, and asks the platforms whether they let us in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.core.errors import BadSettings
from bot.core.phrasing import read
from bot.settings import Settings

if TYPE_CHECKING:
    from aiohttp import web

    from bot.core.front import Front
    from bot.core.installing import Installations
    from bot.core.platforms import Outside, Platform

    Mount = Callable[[web.Application], None]

LACKING_FOR_SLACK = (
    "For Slack over Socket Mode, give SLACK_BOT_TOKEN and SLACK_APP_TOKEN. Without Socket Mode, this is missing: {}."
)
HALF_FOR_SLACK = "SLACK_APP_TOKEN is there, SLACK_BOT_TOKEN is not: copy it from the app's page, Install App."
SLACK_WORDS, DISCORD_WORDS = "slack.toml", "discord.toml"


def built(
    settings: Settings, front: Front, outside: Outside, installed: Installations
) -> tuple[tuple[Platform, Mount | None], ...]:
    """Build the adapter of every platform for which there are tokens, and what it answers over HTTP.

    Raises:
        BadSettings: of what one of them needs, something is missing.
        BrokenWords: its words are broken.
    """
    slack = (_slack(settings, front, outside, installed),) if settings.names_slack else ()
    discord = ((_discord(settings, front, outside, installed), None),) if settings.discord_token else ()
    return (*slack, *discord)


def _slack(
    settings: Settings, front: Front, outside: Outside, installed: Installations
) -> tuple[Platform, Mount | None]:
    """Build Slack's adapter: over Socket Mode if there is a token for that, over HTTP otherwise."""
    outside = replace(outside, words=read(settings.prompts, SLACK_WORDS))
    if settings.slack_app_token and not settings.slack_bot_token:
        raise BadSettings(HALF_FOR_SLACK)
    if settings.slack_app_token:
        from adapters.slack.platform import Slack
        from adapters.slack.web import Account

        account = Account(settings.slack_bot_token, settings.slack_app_token, settings.slack_api_url)
        return Slack(account, front, outside), None
    from adapters.slack.http import SlackOverHttp
    from adapters.slack.installing import Credentials

    if lacking := _lacking_for_http(settings):
        raise BadSettings(lacking)
    app = Credentials(
        settings.slack_signing_secret,
        settings.slack_client_id,
        settings.slack_client_secret,
        settings.slack_bot_token,
        settings.slack_api_url,
        settings.public_url,
    )
    slack = SlackOverHttp(app, installed, front, outside)
    return slack, slack.mount


def _lacking_for_http(settings: Settings) -> str:
    """Name every setting that is missing for Slack without Socket Mode; empty if none is."""
    wanted = {"SLACK_SIGNING_SECRET": settings.slack_signing_secret, "ASKFIRST_HTTP_PORT": settings.http_port}
    if not settings.slack_bot_token:
        wanted |= {
            "SLACK_CLIENT_ID": settings.slack_client_id,
            "SLACK_CLIENT_SECRET": settings.slack_client_secret,
            "ASKFIRST_PUBLIC_URL": settings.public_url,
        }
    lacking = [name for name, value in wanted.items() if not value]
    return LACKING_FOR_SLACK.format(" and ".join(lacking)) if lacking else ""


def _discord(settings: Settings, front: Front, outside: Outside, installed: Installations) -> Platform:
    from adapters.discord.platform import Access, Discord

    access = Access(settings.discord_token, settings.discord_api_base, settings.discord_gateway_url)
    return Discord(access, front, replace(outside, words=read(settings.prompts, DISCORD_WORDS)), installed)


async def look_at_platforms(settings: Settings) -> tuple[tuple[str, bool, str], ...]:
    """Ask every platform that the settings name whether it lets us in; return its name, the answer, and what to do."""
    found = []
    if settings.slack_bot_token:
        from adapters.slack import checkup
        from adapters.slack.web import Account

        account = Account(settings.slack_bot_token, settings.slack_app_token, settings.slack_api_url)
        needed = slack_manifest(settings, "" if settings.slack_app_token else settings.public_url)
        found.append(("slack", *await checkup.look(account, settings.slack_config_token, needed)))
    if settings.over_http:
        from adapters.slack import checkup

        if lacking := _lacking_for_http(settings):
            found.append(("slack over http", False, lacking))
        elif settings.slack_client_id:
            found.append(("slack over http", *await checkup.look_at_page(settings.public_url)))
    if settings.discord_token:
        from adapters.discord.checkup import look

        found.append(("discord", *await look(settings.discord_token, settings.discord_api_base)))
    return tuple(found)


def slack_manifest(settings: Settings, address: str) -> Mapping[str, Any]:
    """Return what Slack makes the app from: for Socket Mode, or for HTTP at an *address* of ours.

    Raises:
        BrokenWords: the file is broken.
    """
    from adapters.slack.manifest import manifest

    return manifest(read(settings.prompts, SLACK_WORDS), address)
