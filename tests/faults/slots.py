"""Four replicas post reminders and are killed over it: is anything posted twice, or lost without a word?

`python3 -m tests slots-replicas [SLOTS] [KILLS]` has so many slots due at one moment, on Discord and on Slack, in
channels and in direct messages, each in a place of its own. The replicas are killed over a slot, a lease and a letter:
before a request is received, after it was, and after it was answered.
"""

from __future__ import annotations

import asyncio
import itertools
import random
import signal
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection as Line
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Literal

from aiohttp import ClientError, ClientSession, web
from sqlalchemy import Connection, func, select

from bot.core.ports import Book, Identity
from bot.core.reminding.reminder import Reminder
from bot.core.reminding.rhythms import Rhythm, slot_on
from bot.settings import Settings
from storage.database import Database
from storage.memory import Memory
from storage.tables import outbox, reminders, slots
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.slack import FakeSlack
from tests.fakes.slack.town import APP_TOKEN, BOT, BOT_TOKEN, TEAM, Place, User
from tests.faults import poster
from tests.faults.crew import SECRET
from tests.postgres import databases
from tests.program import forks
from tests.words import counted

REPLICAS = 4
ON_THE_WAY = ("request", "received", "answered")
"""Moments of a message at which the wire is where somebody is killed."""
FIRST = ("turn", "turn")
"""How the first ones die: all slots are turned into letters before others have started."""
MOMENTS = ("received", "mark", "request", "begin", "answered", "lease")
PERSONAL = 5
"""Every so manieth slot of Slack's is a person's own."""
USUAL = (1000, 40)
PATIENCE = 300.0
SETTLES = 2.0
"""Seconds within which what was answered last is noted."""
NTH = {"turn": 20, "lease": 2} | dict.fromkeys(("received", "mark", "request", "begin", "answered"), 8)
"""At the latest at which time of its kind a moment is somebody's last."""
HOPS = {"Content-Length", "Transfer-Encoding", "Connection", "Date", "Server"}
PASSED_ON = ("Authorization", "Content-Type", "User-Agent")


@dataclass(frozen=True, slots=True)
class Amount:
    """How many slots and kills, how long a lease lasts in seconds, and how many letters a replica takes at once."""

    slots: int
    kills: int
    lease: float = 4.0
    at_once: int = 50


@dataclass(slots=True)
class Figures:
    """What came of a run: *posted* says how often each slot was, by its place, and *states* what is known of it."""

    slots: int
    kills: Counter[str] = field(default_factory=Counter)
    took: float = 0.0
    posted: dict[str, int] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    settled: int = 0
    too_fast: int = 0

    def doubles(self, platform: str) -> int:
        """Return how many messages of a platform were one too many."""
        return sum(count - 1 for place, count in self.posted.items() if place.startswith(platform) and count > 1)

    @property
    def missed(self) -> list[str]:
        """Return the places where nobody reads anything."""
        return [place for place, count in self.posted.items() if not count]

    @property
    def unknown(self) -> list[str]:
        """Return the places of which it is not known whether somebody reads something there."""
        return [place for place, state in self.states.items() if state == "unknown"]

    @property
    def holds(self) -> bool:
        """Say whether nothing doubled, and what is missing is known to be in doubt, and no more than one a kill."""
        ends = set(self.states.values()) <= {"sent", "unknown"} and len(self.states) == self.settled == self.slots
        in_doubt = set(self.missed) <= set(self.unknown) and len(self.missed) <= self.kills.total()
        return ends and in_doubt and not self.doubles("slack") and not self.doubles("discord")

    def told(self) -> str:
        """Put the figures into a line."""
        kills = ", ".join(f"{moment} {count}" for moment, count in sorted(self.kills.items()))
        once = sum(count == 1 for count in self.posted.values())
        return (
            f"{self.slots} slots, {REPLICAS} replicas, {self.kills.total()} kills ({kills}) in {self.took:.1f} s: "
            f"posted once {once}; doubles on Discord {self.doubles('discord')}, on Slack {self.doubles('slack')}; "
            f"missed {len(self.missed)}, all of them unknown: {set(self.missed) <= set(self.unknown)}; "
            f"unknown {len(self.unknown)}; states {dict(Counter(self.states.values()))}; slots settled {self.settled}; "
            f"answered 429 {self.too_fast}"
        )


@dataclass(slots=True)
class Wire:
    """What one replica's calls go through; who speaks over it may be killed over a message."""

    slack: FakeSlack
    discord: FakeDiscord
    session: ClientSession
    moment: str
    left: int
    kill: Callable[[], None] = lambda: None
    address: str = ""

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Wire]:
        """Listen on a free port."""
        served = web.Application(client_max_size=2**22)
        served.router.add_route("*", "/{rest:.*}", self._pass)
        runner = web.AppRunner(served, access_log=None, shutdown_timeout=5.0)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            self.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
            yield self
        finally:
            await runner.cleanup()

    async def _pass(self, request: web.Request) -> web.StreamResponse:
        """Pass a call on, and kill its caller if this is the moment."""
        now = self.moment if self._is_the_one(request) else ""
        body = await request.read()
        if now == "request":
            return self._killed(request)
        to = self.discord.base if request.path.startswith("/api/v10/") else f"127.0.0.1:{self.slack.port}"
        headers = {name: request.headers[name] for name in PASSED_ON if name in request.headers}
        asking = self.session.request(request.method, f"http://{to}{request.path_qs}", data=body, headers=headers)
        try:
            async with asking as answer:
                told = {name: value for name, value in answer.headers.items() if name not in HOPS}
                held = await answer.read()
        except ClientError:
            return self._killed(request)
        if now == "received":
            return self._killed(request)
        response = web.Response(status=answer.status, body=held, headers=told)
        if now == "answered":
            await response.prepare(request)
            await response.write_eof()
            self.kill()
        return response

    def _is_the_one(self, request: web.Request) -> bool:
        writes = request.path.endswith(("/chat.postMessage", "/messages")) and request.method == "POST"
        if not writes or self.moment not in ON_THE_WAY:
            return False
        self.left -= 1
        return self.left == 0

    def _killed(self, request: web.Request) -> web.Response:
        self.kill()
        if request.transport:
            request.transport.abort()
        return web.Response()


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a reminder posts: its *place* and *owner* as letters name them, and the *channel* as the platform does."""

    place: str
    owner: str
    channel: str

    def seen_in(self, platform: str) -> str:
        """Return a name for it that begins with its platform."""
        return f"{platform} {self.channel}"


@dataclass(slots=True)
class Stage:
    """Both fakes, the database, and the slots that are due."""

    amount: Amount
    home: Path
    url: str
    slack: FakeSlack
    discord: FakeDiscord
    session: ClientSession
    figures: Figures
    fates: Iterator[tuple[str, int]]
    spots: dict[tuple[str, int], Spot] = field(default_factory=dict)
    ready: int = 0
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    over: asyncio.Event = field(default_factory=asyncio.Event)

    async def fill(self) -> None:
        """Set up reminders, each in a place of its own, that are due now."""
        now = datetime.now(UTC)
        local = now.replace(tzinfo=None) - timedelta(minutes=1)
        rhythm = Rhythm(local.hour * 60 + local.minute, "UTC", tuple(range(7)))
        fresh = Reminder(0, "", "", "", "#place", rhythm, slot=slot_on(rhythm, local.date()))
        owner = self.discord.user("Ana")
        guild = self.discord.guild("Guild", owner)

        def set_up(book: Book, platform: Literal["slack", "discord"], spots: Iterable[Spot]) -> None:
            for spot in spots:
                known = book.people.meet(Identity(platform, spot.owner, "Ana")).id
                kept = replace(fresh, owner=known, platform=platform, place=spot.place)
                self.spots[platform, book.reminders.add(kept, now).number] = spot

        ours = [self._on_slack(number) for number in range(0, self.amount.slots, 2)]
        rooms = [self.discord.room(guild, f"room{number}") for number in range(1, self.amount.slots, 2)]
        theirs = [Spot(f"discord:{guild.id}/{room.id}", str(owner.id), str(room.id)) for room in rooms]
        with closing(Database(self.url)) as database:
            database.prepare()
            memory = Memory.opened(database, SECRET.encode())
            await memory.change(f"slack:{TEAM}", lambda book: set_up(book, "slack", ours))
            await memory.change(f"discord:{guild.id}", lambda book: set_up(book, "discord", theirs))

    def _on_slack(self, number: int) -> Spot:
        """Make a channel, or, now and then, somebody who is written to herself."""
        if number // 2 % PERSONAL:
            place = self.slack.town.places[f"C{number:05d}"] = Place(f"C{number:05d}", f"place{number}", {BOT})
            return Spot(f"slack:{TEAM}/{place.id}", f"{TEAM}:U0ANA", place.id)
        user = self.slack.town.users[f"U{number:05d}"] = User(f"U{number:05d}", f"user{number}", f"User {number}")
        return Spot("", f"{TEAM}:{user.id}", self.slack.town.dm_of(user.id).id)

    async def play(self) -> None:
        """Let the replicas post until every slot has found its end."""
        began = time.perf_counter()
        async with asyncio.TaskGroup() as group, asyncio.timeout(PATIENCE):
            for _ in range(REPLICAS):
                group.create_task(self._replicas())
            await self.begun.wait()
            began = time.perf_counter()
            with closing(Database(self.url)) as database:
                while not database.transact(self._ended, write=False):  # noqa: ASYNC110 - others do what is awaited
                    await asyncio.sleep(0.2)
                self.figures.took = time.perf_counter() - began
                await asyncio.sleep(SETTLES)
                self.over.set()
                database.transact(self._look, write=False)

    async def _replicas(self) -> None:
        """Run one replica after the other, as each is killed."""
        while not self.over.is_set():
            moment, count = next(self.fates, ("", 0))
            wire = Wire(self.slack, self.discord, self.session, moment, count)
            async with wire.open(), self._replica(wire) as (process, line):
                self.ready += 1
                if self.ready >= REPLICAS:
                    self.begun.set()
                await self.begun.wait()
                line.send("begin")
                ended = asyncio.ensure_future(asyncio.to_thread(process.join))
                over = asyncio.ensure_future(self.over.wait())
                await asyncio.wait({ended, over}, return_when=asyncio.FIRST_COMPLETED)
                over.cancel()
                if not self.over.is_set():
                    if process.exitcode != -signal.SIGKILL:
                        raise RuntimeError("a replica ended before it was killed")
                    self.figures.kills[moment] += 1

    @asynccontextmanager
    async def _replica(self, wire: Wire) -> AsyncIterator[tuple[ForkServerProcess, Line]]:
        """Run one replica from when it is ready; it is forked, as loading it takes longer than what it does."""
        settings = Settings(
            self.home, database=self.url, secret=SECRET, slack_api_url=f"{wire.address}/api/",
            slack_bot_token=BOT_TOKEN, slack_app_token=APP_TOKEN, discord_api_base=f"{wire.address}/api/v10",
            discord_gateway_url=self.discord.line, discord_token=self.discord.token,
        )  # fmt: skip
        line, theirs = forks.Pipe()
        told = (theirs, settings, poster.Fate(wire.moment, wire.left), self.amount.lease, self.amount.at_once)
        process = forks.Process(target=poster.main, args=told)
        process.start()
        theirs.close()
        wire.kill = process.kill
        try:
            await asyncio.to_thread(line.recv)
            yield process, line
        finally:
            process.kill()
            await asyncio.to_thread(process.join)
            line.close()

    def _ended(self, connection: Connection) -> bool:
        """Say whether every slot was settled, and no letter waits or is in hand."""
        settled = connection.execute(select(func.count()).select_from(slots)).scalar_one()
        waits = outbox.c.state.in_(("pending", "leased"))
        return settled == self.amount.slots and not connection.execute(select(outbox.c.key).where(waits)).first()

    def _look(self, connection: Connection) -> None:
        """Note what became of every slot, on the platforms and by what is known here."""
        seen = Counter(post.place for post in self.slack.town.posts if post.user == BOT)
        seen += Counter(str(each.room) for each in self.discord.messages.values() if each.author is self.discord.app)
        self.figures.posted = {spot.seen_in(platform): seen[spot.channel] for (platform, _), spot in self.spots.items()}
        self.figures.settled = connection.execute(select(func.count()).select_from(slots)).scalar_one()
        kept = connection.execute(select(reminders.c.team, reminders.c.number, reminders.c.platform)).all()
        platforms = {(row.team, row.number): row.platform for row in kept}
        for row in connection.execute(select(outbox.c.team, outbox.c.key, outbox.c.state)):
            number = int(row.key.split(":")[1].removeprefix("r"))
            platform = platforms[row.team, number]
            self.figures.states[self.spots[platform, number].seen_in(platform)] = row.state


async def run(amount: Amount, url: str, home: Path, chance: random.Random) -> Figures:
    """Post *amount* of slots with replicas that are killed, and return what came of it."""
    moments = itertools.islice(itertools.chain(FIRST, itertools.cycle(MOMENTS)), amount.kills)
    fates = iter([(moment, chance.randint(1, NTH[moment])) for moment in moments])
    async with FakeSlack() as slack, FakeDiscord() as discord, ClientSession() as session:
        slack.echoes = False
        stage = Stage(amount, home, url, slack, discord, session, Figures(amount.slots), fates)
        await stage.fill()
        await stage.play()
        stage.figures.too_fast = discord.statuses()[429]
    return stage.figures


def main(arguments: Sequence[str]) -> int:
    """Do the whole of it, and tell."""
    given = [int(word) for word in arguments[:2]]
    count, kills = [*given, *USUAL[len(given) :]]
    with databases() as found, tempfile.TemporaryDirectory() as home:
        amount = Amount(count, kills)
        figures = asyncio.run(run(amount, found.database(), counted(Path(home)), random.Random()))  # noqa: S311
    print(figures.told())
    return 0 if figures.holds else 1
