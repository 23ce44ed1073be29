"""Carries letters: to people in direct messages, to channels as they are; each with a nonce, so that none doubles."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

import aiohttp
import discord

from adapters.discord import naming
from adapters.discord.drawing import Pen
from adapters.discord.pacing import Budget, Pace
from adapters.discord.pressing import keys
from bot.core.delivering import Address, Closed, Later, Leased, Unsure
from bot.core.front import Front
from bot.core.people import Caller

log = logging.getLogger(__name__)

T = TypeVar("T")

MOST = 10_000
"""People whom one process remembers something about."""
LONGEST = 30.0
"""Seconds for one delivery; a lease lasts 60."""
SHUT = {10003, 10004, 10013, 50001, 50007, 50013, 50033, 50278}
"""Codes that say that nobody can be reached there: gone, or closed to us."""
COUNTED = {401, 403, 429}
"""Answers that Discord counts as invalid."""


@dataclass(frozen=True, slots=True)
class Post:
    """Discord, as whoever delivers letters sees it.

    *from_server* says which server something is about. *shut* holds who took no letters and has not come back since,
    *rooms* where people read what is for them alone; of both, whoever was longest in it is forgotten first, and asked
    for again.
    """

    client: discord.Client
    front: Front
    pen: Pen
    from_server: Callable[[str], str]
    pace: Pace = field(default_factory=Pace)
    budget: Budget = field(default_factory=Budget)
    shut: dict[str, bool] = field(default_factory=dict)
    rooms: dict[str, int] = field(default_factory=dict)

    async def carry(self, leased: Leased, address: Address) -> str:
        """Deliver a letter to one address and return "channel/message".

        Raises:
            Closed: the person takes no direct messages, or the channel is gone.
            Later: it did not go out.
            Unsure: it may have gone out, and may be sent again: the nonce keeps it from doubling.
        """
        whom = address.person or address.place
        if whom in self.shut:
            raise Closed
        if pause := self.budget.pause:
            raise Later(pause)
        try:
            async with asyncio.timeout(LONGEST):
                return await self._carry(leased, address)
        except discord.HTTPException as error:
            raise self._meaning(error, whom) from error
        except discord.RateLimited as error:
            self.budget.spend()
            raise Later(error.retry_after) from error
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise Unsure(repeatable=True) from error

    def _meaning(self, error: discord.HTTPException, whom: str) -> Exception:
        """Say what a refusal means for a letter."""
        if error.status in COUNTED:
            self.budget.spend()
        if error.code in SHUT:
            remember(self.shut, whom, True)
            return Closed()
        if error.status >= 500:
            return Unsure(repeatable=True)
        return Later() if error.status in COUNTED else error

    async def _carry(self, leased: Leased, address: Address) -> str:
        to = await self._channel(address)
        reader = Caller(address.workspace or naming.own(int(address.person)), address.person, platform="discord")
        row = await keys(self.front, leased.letter.reply.buttons, reader)
        sent: discord.Message | None = None
        pages = self.pen.drawn(leased.letter.reply, row, small=self._server(address))
        for page, nonce in zip(pages, _nonces(leased.nonce), strict=False):
            async with self.pace.turn():
                sent = await to.send(view=page.view, nonce=nonce, silent=bool(address.place))
        return f"{to.id}/{sent.id}" if sent else f"{to.id}/"

    def _server(self, address: Address) -> str:
        """Return where a direct message is about: somebody may share several servers with the coach."""
        guild = address.workspace.removeprefix(f"{naming.PLATFORM}:")
        known = self.client.get_guild(int(guild)) if guild.isdecimal() and address.person else None
        return self.from_server(known.name) if known else ""

    async def _channel(self, address: Address) -> discord.PartialMessageable:
        if address.place:
            return self.client.get_partial_messageable(int(address.place.rpartition("/")[2]))
        if address.person not in self.rooms:
            async with self.pace.turn():
                opened = await self.client.create_dm(discord.Object(int(address.person), type=discord.User))
            remember(self.rooms, address.person, opened.id)
        return self.client.get_partial_messageable(self.rooms[address.person])


def remember(among: dict[str, T], whom: str, what: T) -> None:
    """Keep something about somebody, in the place of what was kept longest where that would be too many."""
    if len(among) >= MOST and whom not in among:
        del among[next(iter(among))]
    among[whom] = what


def _nonces(first: str) -> Iterator[str]:
    """Yield a nonce for each message of a letter, the same at every try; Discord takes 25 characters."""
    yield first
    number = 0
    while True:
        number += 1
        yield f"{first[:22]}-{number}"
