"""Carries letters to Slack: into a direct message or a channel; what can't be reached is told from what must wait."""

from __future__ import annotations

from dataclasses import dataclass

from adapters.slack.people import Directory
from adapters.slack.voice import Voice
from adapters.slack.web import Rejected, Web
from bot.core.delivering import Address, Closed, Later, Leased, Unsure
from bot.core.people import Caller

FOR_LATER = {
    "account_inactive", "ekm_access_denied", "invalid_auth", "missing_scope", "not_authed", "org_login_required",
    "token_expired", "token_revoked", "two_factor_setup_required",
}  # fmt: skip
"""Errors that are about us, not about whom we write to."""
OUR_FAULT = {
    "invalid_blocks",
    "invalid_blocks_format",
    "invalid_arguments",
    "msg_too_long",
    "msg_blocks_too_long",
    "no_text",
}
"""Errors that another try would meet as well."""
LOCKED_OUT = 900.0
"""Seconds until we try again while Slack does not let us in."""


@dataclass(frozen=True, slots=True)
class Carrier:
    """Brings letters to people and places of one workspace."""

    web: Web
    people: Directory
    voice: Voice

    async def carry(self, leased: Leased, address: Address) -> str:
        """Deliver a letter and return what Slack calls the message ("D1/171.42").

        Raises:
            Closed, Later, Unsure: see bot.core.delivering.
        """
        try:
            channel = await self._channel(address)
            return await self._posted(leased, address, channel)
        except Rejected as error:
            if error.code in FOR_LATER:
                raise Later(LOCKED_OUT) from error
            if error.code in OUR_FAULT:
                raise
            raise Closed from error
        except Unsure as error:  # a second copy to a person says what was answered; one in a channel is a nuisance
            raise Unsure(repeatable=not leased.letter.place) from error

    async def _channel(self, address: Address) -> str:
        if address.place:
            team, _, channel = address.place.removeprefix("slack:").partition("/")
            if team != self.people.team:
                raise Closed
            return channel
        user = self.people.theirs(address.person)
        if not user:
            raise Closed
        try:
            return await self.web.direct(user)
        except Unsure as error:  # nothing was written yet
            raise Later from error

    async def _posted(self, leased: Leased, address: Address, channel: str) -> str:
        reader = Caller(f"slack:{self.people.team}", address.person, platform="slack")
        first, *more = await self.voice.drawn(leased.letter.reply, reader)
        ts = await self.web.post_once(channel, first.text, first.blocks)
        for message in more:
            await self.web.post(channel, message.text, message.blocks)
        return f"{channel}/{ts}"
