"""The SDK's stores over our own: what workspaces gave is sealed by the memory, and goes with them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from logging import Logger

from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore

from bot.core.installing import Installations

Clock = Callable[[], datetime]

GOOD_FOR = timedelta(seconds=5)
"""How long what was found is good for: to look it up costs a fifth of what a command does."""
MOST = 1000
"""Installations that one process knows."""


def named(enterprise: str | None, team: str | None, *, whole: bool | None = False) -> str:
    """Return what an installation is kept under: the organisation where it is one for the *whole* of it."""
    return f"slack:{enterprise if whole or not team else team}"


class Store(AsyncInstallationStore, AsyncOAuthStateStore):
    """Keeps one installation a workspace, the newest: we ask for no rights of single people."""

    def __init__(self, kept: Installations, clock: Clock, logger: Logger) -> None:
        """Keep them in *kept*."""
        self._kept = kept
        self._known: dict[str, tuple[datetime, Installation]] = {}
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
        self._known.pop(name, None)

    async def async_save_bot(self, bot: Bot) -> None:
        """Keep a token that was renewed."""
        found = await self.looked_up(named(bot.enterprise_id, bot.team_id, whole=bot.is_enterprise_install))
        if found:
            found.bot_token, found.bot_refresh_token = bot.bot_token, bot.bot_refresh_token
            found.bot_token_expires_at = bot.bot_token_expires_at
            await self.async_save(found)

    async def found(self, name: str) -> Installation | None:
        """Return the installation kept under *name*, as it was a few seconds ago at most."""
        looked, found = self._known.get(name, (None, None))
        if looked is None or self._clock() - looked > GOOD_FOR:
            found = await self.looked_up(name)
        return found

    async def looked_up(self, name: str) -> Installation | None:
        """Return the installation kept under *name*, as it is now."""
        self._known.pop(name, None)
        given = await self._kept.find(name)
        if given is None:
            return None
        while len(self._known) >= MOST:
            del self._known[next(iter(self._known))]
        found = Installation(**json.loads(given))
        self._known[name] = (self._clock(), found)
        return found

    async def remove(self, name: str) -> None:
        """Let go of the tokens kept under *name*, now; what is kept about its people follows."""
        await self._kept.remove(name, self._clock())
        self._known.pop(name, None)

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
        """Do what `remove` does."""
        await self.remove(named(enterprise_id, team_id))

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
