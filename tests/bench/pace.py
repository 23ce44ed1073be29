"""Many reminders at one moment: are they posted as fast as the platforms take them, and never faster?

`python3 -m tests pace [POSTS] [REPLICAS]` posts so many to channels of Discord, which takes fifty a second of the whole
bot, and to channels of as many Slack workspaces, each of which takes one a second and minds no other; then, by one
replica, twenty to each of a few. Both fakes answer 429 to whatever comes faster.
"""

from __future__ import annotations

import asyncio
import itertools
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from slack_sdk.oauth.installation_store import Installation

from adapters.slack.listening import QUIET
from adapters.slack.store import Store
from bot.core.ports import Book, Identity
from bot.core.reminding.reminder import Reminder
from bot.core.reminding.rhythms import Rhythm, slot_on
from bot.settings import Settings
from storage.database import Database
from storage.memory import Memory
from tests.fakes.discord.server import ALLOWED_A_SECOND, FakeDiscord
from tests.fakes.slack.country import CLIENT_ID, CLIENT_SECRET, Country
from tests.fakes.slack.town import APP, BOT, SIGNING_SECRET, Place
from tests.faults import poster
from tests.faults.crew import SECRET
from tests.postgres import databases
from tests.program import forks
from tests.words import counted

USUAL = (10_000, 2)
GOAL = 1.05
LEASE, AT_ONCE = 60.0, 25
"""Seconds that a letter belongs to whoever took it, and letters taken at once, as in the shipped program."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What came of a run: *at* says when each post came, in seconds, *ideal* how long so many take at the least."""

    what: str
    wanted: Sequence[str]
    came: Sequence[str]
    at: Sequence[float]
    ideal: int
    too_fast: int

    @property
    def took(self) -> float:
        """Return the seconds from the first post to the last."""
        return self.at[-1] - self.at[0]

    @property
    def once(self) -> bool:
        """Say whether every post came, once, and nothing else."""
        return Counter(self.came) == Counter(self.wanted)

    def told(self) -> str:
        """Put the figures into a line."""
        ideal = f", {self.took / self.ideal:.3f} of the ideal {self.ideal} s (goal ≤ {GOAL})" if self.ideal else ""
        return (
            f"{self.what}: {len(self.came)} posts, each once: {self.once}; answered 429: {self.too_fast}; "
            f"{self.took:.1f} s{ideal}; {len(self.came) / self.took:.0f} a second"
        )


@asynccontextmanager
async def replicas(settings: Settings, count: int) -> AsyncIterator[None]:
    """Run so many replicas of the shipped clock and relay."""
    async with AsyncExitStack() as stack:
        lines = [await stack.enter_async_context(_replica(settings)) for _ in range(count)]
        for line in lines:
            line("begin")
        yield


@asynccontextmanager
async def _replica(settings: Settings) -> AsyncIterator[Callable[[str], None]]:
    line, theirs = forks.Pipe()
    told = (theirs, settings, poster.Fate("", 0), LEASE, AT_ONCE)
    process: ForkServerProcess = forks.Process(target=poster.main, args=told)
    process.start()
    theirs.close()
    try:
        await asyncio.to_thread(line.recv)
        yield line.send
    finally:
        process.kill()
        await asyncio.to_thread(process.join)
        line.close()


def due(count: int) -> list[Reminder]:
    """Return reminders of a moment each, all of them past, the first one first."""
    now = datetime.now(UTC)
    made = []
    for late in range(count, 0, -1):
        local = now.replace(tzinfo=None) - timedelta(minutes=1 + late % 2)
        rhythm = Rhythm(local.hour * 60 + local.minute, "UTC", tuple(range(7)))
        made.append(Reminder(0, "", "", "", "#place", rhythm, slot=slot_on(rhythm, local.date())))
    return sorted(made, key=lambda each: each.slot.at if each.slot else now)


async def on_discord(posts: int, count: int, url: str, home: Path) -> Figures:
    """Have so many replicas post to as many channels of one server."""
    async with FakeDiscord() as discord:
        ana = discord.user("Ana")
        guild = discord.guild("Guild", ana)
        rooms = [str(discord.room(guild, f"room{number}").id) for number in range(posts)]

        def set_up(book: Book) -> None:
            owner = book.people.meet(Identity("discord", str(ana.id), "Ana")).id
            for fresh, room in zip(due(posts), rooms, strict=True):
                place = f"discord:{guild.id}/{room}"
                book.reminders.add(replace(fresh, owner=owner, platform="discord", place=place), datetime.now(UTC))

        with closing(Database(url)) as database:
            database.prepare()
            await Memory.opened(database, SECRET.encode()).change(f"discord:{guild.id}", set_up)
        settings = Settings(
            home, database=url, secret=SECRET, discord_api_base=f"http://{discord.base}/api/v10",
            discord_gateway_url=discord.line, discord_token=discord.token,
        )  # fmt: skip
        async with replicas(settings, count):
            await _until(lambda: len(discord.sent("POST", "/messages")) >= posts, posts / 10)
        sent = [each for each in discord.sent("POST", "/messages") if each.status == 200]
        return Figures(
            f"Discord, {count} replicas", rooms, [each.path.split("/")[2] for each in sent], [each.at for each in sent],
            (posts - 1) // ALLOWED_A_SECOND, discord.statuses()[429],
        )  # fmt: skip


async def on_slack(teams: int, each: int, count: int, url: str, home: Path) -> Figures:
    """Have so many replicas post *each* reminders to the one channel of each workspace."""
    async with Country("", strict=True) as country:
        with closing(Database(url)) as database:
            database.prepare()
            memory = Memory.opened(database, SECRET.encode())
            for number in range(teams):
                await _join(country, memory, f"T{number:05d}", each)
        settings = Settings(
            home, database=url, secret=SECRET, slack_api_url=country.api_url, slack_signing_secret=SIGNING_SECRET,
            slack_client_id=CLIENT_ID, slack_client_secret=CLIENT_SECRET, public_url="http://127.0.0.1:9", http_port=9,
        )  # fmt: skip
        branches = country.branches
        async with replicas(settings, count):
            await _until(lambda: sum(len(here.town.posts) for here in branches.values()) >= teams * each, teams / 10)
        at = sorted(call.at for here in branches.values() for call in here.calls)
        came = [f"{team}/{post.place}" for team, here in branches.items() for post in here.town.posts]
        wanted = list(itertools.chain.from_iterable([f"{team}/C1"] * each for team in branches))
        what = f"Slack, {teams} workspaces, {count} replicas"
        return Figures(what, wanted, came, at, each - 1, len(country.too_fast))


async def _join(country: Country, memory: Memory, team: str, count: int) -> None:
    """Let a workspace have the app, and reminders in its one channel."""
    token = country.sign_up(team)
    country.branches[team].town.places["C1"] = Place("C1", "place", {BOT})
    store = Store(memory.installations, lambda: datetime.now(UTC), QUIET)
    await store.async_save(Installation(app_id=APP, user_id="U0ANA", team_id=team, bot_token=token, bot_user_id=BOT))

    def set_up(book: Book) -> None:
        owner = book.people.meet(Identity("slack", f"{team}:U0ANA", "Ana")).id
        for fresh in due(count):
            placed = replace(fresh, owner=owner, platform="slack", place=f"slack:{team}/C1")
            book.reminders.add(placed, datetime.now(UTC))

    await memory.change(f"slack:{team}", set_up)


async def _until(done: Callable[[], bool], seconds: float) -> None:
    """Wait until something is so, and a little longer, for what should not come."""
    async with asyncio.timeout(60 + seconds):
        while not done():  # noqa: ASYNC110 - others do what is awaited
            await asyncio.sleep(0.5)
    await asyncio.sleep(0.5)


def main(arguments: Sequence[str]) -> int:
    """Do the whole of it, and tell."""
    given = [int(word) for word in arguments[:2]]
    posts, count = [*given, *USUAL[len(given) :]]
    found = []
    with databases() as server, tempfile.TemporaryDirectory() as home:
        folder = counted(Path(home))
        for many in sorted({1, count}):
            found.append(asyncio.run(on_discord(posts, many, server.database(), folder)))
            print(found[-1].told(), flush=True)
        for teams, each, many in ((posts, 1, count), (max(1, posts // 1000), 20, 1)):
            found.append(asyncio.run(on_slack(teams, each, many, server.database(), folder)))
            print(found[-1].told(), flush=True)
    paced = [each for each in found if each.ideal]
    holds = all(each.once and not each.too_fast for each in found)
    return 0 if holds and all(each.took <= GOAL * each.ideal for each in paced) else 1
