"""Discord as a platform: connects, tells Discord which commands there are, and passes on what comes."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import discord
from discord.gateway import DiscordWebSocket
from discord.http import Route

from adapters.discord import naming, slash
from adapters.discord.belonging import Belonging
from adapters.discord.carrying import Post
from adapters.discord.direct import Direct
from adapters.discord.drawing import Pen
from adapters.discord.menus import filled
from adapters.discord.reception import Reception
from bot.core.delivering import Address, Leased
from bot.core.errors import BadSettings, Unavailable
from bot.core.front import Front
from bot.core.installing import Installations
from bot.core.platforms import Outside
from bot.core.ports import Interrupted

log = logging.getLogger(__name__)

REFUSED = "DISCORD_TOKEN is not one that Discord takes. Copy the bot's token anew: its application's page, under Bot."
INTENTS = "Discord refuses what the bot asks to hear of, though it asks for servers and direct messages only."
SYNCED = "discord commands"
"""Under which name we note what Discord was told last."""
TO_END = 12.0
"""Seconds that what is under way has to end in."""
TO_CONNECT = 60.0
SETTLES = 0.5
"""Seconds without another server after which we count as connected."""


@dataclass(frozen=True, slots=True)
class Access:
    """How to reach Discord; the addresses are for a Discord of one's own, and empty for the real one."""

    token: str = field(repr=False)
    api: str = ""
    gateway: str = ""


discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # a coach that only writes lacks nothing


class Client(discord.AutoShardedClient):
    """The connection; it has no command tree and keeps no views, as what comes is routed by what it carries."""

    def __init__(
        self,
        heard: Callable[[discord.Message], Awaitable[None]],
        taken: Callable[[Any], Awaitable[None]],
        moved: Callable[[discord.Guild, bool], None],
    ) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True, dm_messages=True),
            allowed_mentions=discord.AllowedMentions.none(),
            chunk_guilds_at_startup=False,
            guild_ready_timeout=SETTLES,
            max_messages=None,
            max_ratelimit_timeout=30.0,
            member_cache_flags=discord.MemberCacheFlags.none(),
        )
        self._heard = heard
        self._taken = taken
        self._moved = moved

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Pass on what somebody set going."""
        await self._taken(interaction)

    async def on_message(self, message: discord.Message) -> None:
        """Pass on what somebody wrote directly."""
        if message.guild is None and not message.author.bot:
            await self._heard(message)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Pass on that a server has us."""
        self._moved(guild, True)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Pass on that a server has us no more; one that Discord has lost for a while still has."""
        self._moved(guild, False)


class Discord:
    """The platform, as serving sees it."""

    name = naming.PLATFORM
    doubles = False
    alone = True

    def __init__(self, access: Access, front: Front, outside: Outside, installed: Installations) -> None:
        """Take how to reach Discord, the coach, what comes from outside, and which servers have the coach."""
        pen, words = Pen(outside.labels, outside.words["more"]), outside.words
        self._access, self._outside, self._memory, self._installed = access, outside, front.desk.memory, installed
        self._client = Client(self._hear, self._take, self._moved)
        belonging = Belonging(self._client, front)
        self._reception = Reception(front, pen, words, belonging)
        self._direct = Direct(belonging, pen, outside.clock)
        self._post = Post(self._client, front, pen, lambda name: filled(words["about"], name=name))
        self._under_way: set[asyncio.Task[Any]] = set()
        self._line: asyncio.Task[None] | None = None
        self._stopping = False

    @property
    def trouble(self) -> str:
        """Return what is wrong with the connection; empty while it is alive."""
        lost = self._line is None or self._line.done() or any(each.is_closed() for each in self._client.shards.values())
        return "the gateway is closed" if lost else ""

    async def start(self) -> None:
        """Connect, and take deliveries from then on.

        Raises:
            BadSettings: Discord refuses the token, or what the bot asks to hear of.
            Unavailable: Discord can't be reached.
        """
        self._point()
        try:
            await self._connect()
        except discord.LoginFailure as error:
            raise BadSettings(REFUSED) from error
        except discord.PrivilegedIntentsRequired as error:
            raise BadSettings(INTENTS) from error
        except discord.ConnectionClosed as error:
            raise BadSettings(REFUSED) if error.code == 4004 else Unavailable("unreachable", name="Discord") from error
        except (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError) as error:
            raise Unavailable("unreachable", name="Discord") from error

    def _point(self) -> None:
        """Let the library talk to a Discord of one's own; its addresses belong to the whole process."""
        if self._access.api:
            Route.BASE = self._access.api
        if self._access.gateway:
            DiscordWebSocket.DEFAULT_GATEWAY = type(DiscordWebSocket.DEFAULT_GATEWAY)(self._access.gateway)

    async def _connect(self) -> None:
        async with asyncio.timeout(TO_CONNECT):
            await self._client.login(self._access.token)
            await self._tell_commands()
            self._line = asyncio.create_task(self._client.connect())
            ready = asyncio.create_task(self._client.wait_until_ready())
            await asyncio.wait({self._line, ready}, return_when=asyncio.FIRST_COMPLETED)
            if self._line.done():
                ready.cancel()
                self._line.result()
        self._line.add_done_callback(_mourn)
        for guild in self._client.guilds:
            self._moved(guild, True)

    async def _tell_commands(self) -> None:
        """Tell Discord which commands there are, unless it was told just that before."""
        commands, app = slash.payload(self._outside.words), self._client.application_id
        told = hashlib.sha256(json.dumps([app, commands], sort_keys=True).encode()).hexdigest()
        if app is None or await self._memory.noted(SYNCED) == told:
            return
        try:
            await self._client.http.bulk_upsert_global_commands(app, commands)
        except discord.HTTPException as error:  # those it was told before, and direct messages, go on working
            log.error("Discord does not take the commands: %s %s", error.status, error.text)  # noqa: TRY400
            return
        await self._memory.note(SYNCED, told)

    # What comes

    async def _take(self, interaction: discord.Interaction) -> None:
        self._post.shut.pop(str(interaction.user.id), None)
        await self._attend(self._reception.take(interaction))

    async def _hear(self, message: discord.Message) -> None:
        self._post.shut.pop(str(message.author.id), None)
        await self._attend(self._direct.hear(message))

    async def _attend(self, work: Coroutine[Any, Any, None]) -> None:
        """Do *work* in the task that the library made for what came, and let whoever stops us wait for that."""
        if self._stopping:
            work.close()
        elif task := asyncio.current_task():
            self._under_way.add(task)
            try:
                await work
            finally:
                self._under_way.discard(task)

    def _moved(self, guild: discord.Guild, here: bool) -> None:
        self._begin(self._note(guild.id, here=here))

    async def _note(self, guild: int, *, here: bool) -> None:
        """Note that a server has us, or that it let us go: what is kept is deleted in a month, if it stays away."""
        name, now = naming.workspace(guild), self._outside.clock()
        try:
            if not here:
                await self._installed.remove(name, now)
            elif await self._installed.find(name) is None:
                await self._installed.keep(name, "here", now)
        except Unavailable:
            log.warning("which servers have the coach could not be noted")

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        if self._stopping:
            work.close()
        else:
            self._under_way.add(task := asyncio.create_task(work))
            task.add_done_callback(self._under_way.discard)

    async def resume(self, interrupted: Interrupted) -> None:
        """Answer a delivery that a stopped process left behind, or say that it was interrupted."""
        await self._direct.resume(interrupted)

    async def carry(self, leased: Leased, address: Address) -> str:
        """Deliver a letter; raises what `Post.carry` raises."""
        return await self._post.carry(leased, address)

    async def stop(self) -> None:
        """Take nothing more, finish what is under way, and hang up."""
        self._stopping = True
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=TO_END)
        await self._client.close()
        if self._line:
            await asyncio.wait({self._line}, timeout=1)


def _mourn(line: asyncio.Task[None]) -> None:
    """Say so if the connection ended for good though nobody asked for it."""
    if not line.cancelled() and (fault := line.exception()):
        log.error("the connection to Discord has ended", exc_info=fault)
