"""The SDK's stores over our own: what workspaces gave is sealed by the memory, and goes with them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from logging import Logger

from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore

from bot.core.installing import Installations

Clock = Callable[[], datetime]


def named(enterprise: str | None, team: str | None, *, whole: bool | None = False) -> str:
    """Return what an installation is kept under: the organisation where it is one for the *whole* of it."""
    return f"slack:{enterprise if whole or not team else team}"


class Store(AsyncInstallationStore, AsyncOAuthStateStore):
    """Keeps one installation a workspace, the newest: we ask for no rights of single people."""

    def __init__(self, kept: Installations, clock: Clock, logger: Logger) -> None:
        """Keep them in *kept*."""
        self._kept = kept
        self._clock = clock
        self._logger = logger

    @property
    def logger(self) -> Logger:
        """Return where the SDK reports."""
        return self._logger

    async def async_save(self, installation: Installation) -> None:
        """Keep an installation."""
        name = named(installation.enterprise_id, installation.team_id, whole=installation.is_enterprise_install)
        given = json.dumps(installation.to_dict_for_copying(), default=str)
        await self._kept.keep(name, given, self._clock())

    async def async_save_bot(self, bot: Bot) -> None:
        """Keep a token that was renewed."""
        found = await self.found(named(bot.enterprise_id, bot.team_id, whole=bot.is_enterprise_install))
        if found:
            found.bot_token, found.bot_refresh_token = bot.bot_token, bot.bot_refresh_token
            found.bot_token_expires_at = bot.bot_token_expires_at
            await self.async_save(found)

    async def found(self, name: str) -> Installation | None:
        """Return the installation kept under *name*."""
        given = await self._kept.find(name)
        return Installation(**json.loads(given)) if given else None

    async def async_find_installation(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None = None,  # noqa: ARG002 - the interface asks for it
        is_enterprise_install: bool | None = False,
    ) -> Installation | None:
        """Return the installation of a workspace, or else that of its whole organisation."""
        own = await self.found(named(enterprise_id, team_id, whole=is_enterprise_install))
        if own or is_enterprise_install or not enterprise_id:
            return own
        return await self.found(named(enterprise_id, None, whole=True))

    async def async_find_bot(
        self, *, enterprise_id: str | None, team_id: str | None, is_enterprise_install: bool | None = False
    ) -> Bot | None:
        """Return what `async_find_installation` does, as far as it is the bot's."""
        found = await self.async_find_installation(
            enterprise_id=enterprise_id, team_id=team_id, is_enterprise_install=is_enterprise_install
        )
        return found.to_bot() if found else None

    async def async_delete_bot(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        """Let go of a workspace's tokens, now; what is kept about its people follows."""
        await self._kept.remove(named(enterprise_id, team_id), self._clock())

    async def async_delete_installation(
        self, *, enterprise_id: str | None, team_id: str | None, user_id: str | None = None
    ) -> None:
        """Do what `async_delete_bot` does, unless it is about one person's rights only, of which we have none."""
        if user_id is None:
            await self.async_delete_bot(enterprise_id=enterprise_id, team_id=team_id)

    # What ties an "Allow" to the page it came from

    async def async_issue(self, *_: object, **__: object) -> str:
        """Return a fresh word."""
        return await self._kept.issue(self._clock())

    async def async_consume(self, state: str) -> bool:
        """Say whether this word is ours; it is good once."""
        return await self._kept.consume(state, self._clock())
