"""Two replicas behind one address take Slack's deliveries, and one of them is killed: is anything lost, or done twice?

`python3 -m tests replicas [DELIVERIES] [SECONDS]` sends that many in that time, and tells what became of them and which
process had the processor for how long. A balancer stands before the two, which passes by whoever is not there. Each
delivery is a member's word about calls to her, so that the record shows how often it was heard: four of five a slash
command, which Slack sends once, and the fifth a direct message, which Slack sends up to four times until somebody
acknowledges it. (Slack pauses for minutes, we for seconds.)
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from aiohttp import ClientError, ClientSession
from sqlalchemy import Connection, func, select

from bot.core.permission.events import Kind
from storage.database import Database
from storage.tables import events, inbox, workspaces
from tests.fakes.slack import payloads
from tests.fakes.slack.country import CLIENT_ID, CLIENT_SECRET, Branch, Country
from tests.fakes.slack.town import SIGNING_SECRET, Post, User
from tests.faults.crew import SECRET
from tests.faults.wire import CUT, LATE, Balancer, Ear, request
from tests.postgres import DURABLE, server
from tests.program import ROOT
from tests.spent import spent
from tests.words import counted

TEAMS, MEMBERS = 10, 60
AGAIN_AFTER = (1.1, 2.0, 2.0)
"""Seconds until a message is sent again that nobody acknowledged: a signature holds a second, and is good once."""
MESSAGE = 5
"""Every so manieth delivery is a message."""
ACK_WITHIN = 3.0
KILLED_AFTER = 0.4
"""The part of the time after which one of the two is killed."""
PATIENCE = 900.0
"""Seconds that what was acknowledged may take to be done: what the killed one left is taken up after five minutes."""
WORD = "reach-me write"


@dataclass(slots=True)
class Figures:
    """What came of a run; *acks* are seconds to each acknowledgement, *heard* says how many words are on record.

    *lost* was acknowledged and claimed by nobody; *left* waits for somebody to take it up, and may have been done.
    *took* and *done* are the seconds until all was sent, and until all was done or we waited no longer; *spent* are
    milliseconds of the processor a delivery, by process.
    """

    sent: int = 0
    took: float = 0.0
    done: float = 0.0
    acks: list[float] = field(default_factory=list)
    unanswered: Counter[int] = field(default_factory=Counter)
    again: int = 0
    acknowledged: set[str] = field(default_factory=set)
    claimed: int = 0
    heard: int = 0
    left: int = 0
    lost: int = 0
    spent: dict[str, float] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        """Say whether each delivery that was acknowledged was done, or waits for that, and none was done twice."""
        return self.lost == 0 and self.claimed - self.left <= self.heard <= self.claimed

    def told(self) -> str:
        """Put the figures into lines."""
        acks = sorted(self.acks)
        half, most = (1000 * acks[int(len(acks) * part)] for part in (0.5, 0.99))
        why = {CUT: "cut off by the kill", LATE: "not answered in 3 s"}
        refused = ", ".join(f"{count} {why.get(status, status)}" for status, count in sorted(self.unanswered.items()))
        cpu = ", ".join(f"{name} {each:.2f}" for name, each in self.spent.items())
        return (
            f"{self.sent} deliveries in {self.took:.1f} s; {len(self.acks)} acknowledged in {half:.0f} ms (p50), "
            f"{most:.0f} ms (p99); not acknowledged: {refused or 'none'}; messages sent again {self.again}\n"
            f"claimed {self.claimed}, heard {self.heard}, acknowledged but lost {self.lost}; after {self.done:.1f} s, "
            f"{self.left} left to do\nmilliseconds of the processor a delivery: {cpu}"
        )


@dataclass(frozen=True, slots=True)
class Delivery:
    """Something that a member sends; *name* is what it is claimed as, *repeats* says whether Slack sends it again."""

    name: str
    branch: Branch
    body: str
    kind: str
    sent: bytes

    @property
    def repeats(self) -> bool:
        """Say whether Slack sends it again where nobody acknowledges it."""
        return self.kind == "application/json"

    def again(self, attempt: int) -> bytes:
        """Return what is sent the next time."""
        return sealed(self.branch, self.body, self.kind, **{"X-Slack-Retry-Num": str(attempt)})


def sealed(branch: Branch, body: str, kind: str, **more: str) -> bytes:
    """Return the bytes of a delivery, signed just now."""
    return request("/slack/events", {"Content-Type": kind, **branch.signed(body), **more}, body)


@asynccontextmanager
async def replica(
    country: Country, url: str, port: int, public: int, home: Path
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run one replica until it answers."""
    given = {
        "ASKFIRST_HOME": str(home), "DATABASE_URL": url, "ASKFIRST_SECRET": SECRET, "SLACK_API_URL": country.api_url,
        "SLACK_SIGNING_SECRET": SIGNING_SECRET, "SLACK_CLIENT_ID": CLIENT_ID, "SLACK_CLIENT_SECRET": CLIENT_SECRET,
        "ASKFIRST_HTTP_PORT": str(port), "ASKFIRST_PUBLIC_URL": f"http://127.0.0.1:{public}",
    }  # fmt: skip
    with (home / f"stderr-{port}").open("wb") as errors:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "serve", cwd=ROOT, env={**os.environ, **given}, stderr=errors,
            stdout=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
    try:
        async with asyncio.timeout(90), ClientSession() as session:
            while True:
                try:
                    async with session.get(f"http://127.0.0.1:{port}/healthz") as answer:
                        if answer.status == 200:
                            break
                except ClientError:
                    await asyncio.sleep(0.2)
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def run(
    count: int,
    seconds: float,
    url: str,
    ports: Sequence[int],
    home: Path,
    postmaster: int | None = None,
    patience: float = PATIENCE,
) -> Figures:
    """Send *count* deliveries within *seconds* to two replicas in turn, and kill one of them on the way.

    The *postmaster* is the process that the database's others are children of, where it runs here.
    """
    figures = Figures(count)
    async with AsyncExitStack() as stack:
        country = await stack.enter_async_context(Country(""))
        both = [await stack.enter_async_context(replica(country, url, port, ports[0], home)) for port in ports]
        teams = [f"T{number:04d}" for number in range(TEAMS)]
        async with ClientSession() as session:
            for team in teams:
                await country.install(team, session, f"http://127.0.0.1:{ports[0]}")
        ear = await asyncio.get_running_loop().create_server(Ear, "127.0.0.1", 0)
        stack.push_async_callback(closed, ear)
        address = f"http://127.0.0.1:{ear.sockets[0].getsockname()[1]}/"
        speakers = itertools.islice(itertools.cycle(members(country, teams)), count)
        deliveries = [delivery(*who, number, address) for number, who in enumerate(speakers)]

        def processor() -> dict[str, float]:
            alive = [(f"replica {number}", each) for number, each in enumerate(both, 1) if each.returncode is None]
            replicas = {name: spent(each.pid) for name, each in alive}
            database = {"PostgreSQL": spent(postmaster, with_children=True)} if postmaster else {}
            return replicas | database | {"sender and fake": spent(os.getpid())}

        before = processor()
        began = time.perf_counter()
        after = await sent(deliveries, seconds, Balancer(ports), figures, both[0], processor)
        figures.took = time.perf_counter() - began
        with closing(Database(url)) as database:
            await done(database, figures, patience)
            figures.done = time.perf_counter() - began
        after |= processor()
        figures.spent = {name: 1000 * (after[name] - before[name]) / count for name in before}
    return figures


async def closed(ear: asyncio.Server) -> None:
    """Close a server."""
    ear.close()


async def sent(
    deliveries: Sequence[Delivery],
    seconds: float,
    balancer: Balancer,
    figures: Figures,
    doomed: asyncio.subprocess.Process,
    processor: Callable[[], dict[str, float]],
) -> dict[str, float]:
    """Send everything, each at its time, and kill the *doomed* one; return what the *processor* did until then."""
    began, spent_until = asyncio.get_running_loop().time(), {}
    sending = set()
    for number, each in enumerate(deliveries):
        late = began + seconds * number / len(deliveries) - asyncio.get_running_loop().time()
        if late > 0:
            await asyncio.sleep(late)
        if number == int(len(deliveries) * KILLED_AFTER):
            spent_until = processor()
            doomed.kill()
        sending.add(task := asyncio.create_task(send(each, balancer, figures)))
        task.add_done_callback(sending.discard)
    await asyncio.gather(*sending)
    return spent_until


async def send(each: Delivery, balancer: Balancer, figures: Figures) -> None:
    """Send a delivery, a message again until it is acknowledged, and note what came of it."""
    pauses, raw = list(AGAIN_AFTER if each.repeats else ()), each.sent
    while True:
        began = time.perf_counter()
        status = await balancer.ask(raw, ACK_WITHIN)
        took = time.perf_counter() - began
        if status == 200 and took <= ACK_WITHIN:
            figures.acks.append(took)
            figures.acknowledged.add(each.name)
            return
        status = LATE if status == 200 else status  # we had no time to hear it; Slack hears no more then, either
        if not pauses:
            figures.unanswered[status] += 1
            return
        figures.again += 1
        await asyncio.sleep(pauses.pop(0))
        raw = each.again(len(AGAIN_AFTER) - len(pauses))


async def done(database: Database, figures: Figures, patience: float) -> None:
    """Wait until nothing that was claimed is still to be done, or for so many seconds, and count."""
    waiting = select(func.count()).select_from(inbox).where(inbox.c.words.is_not(None))
    end = time.monotonic() + patience
    while left := database.transact(lambda connection: connection.execute(waiting).scalar_one(), write=False):
        if time.monotonic() > end:
            break
        await asyncio.sleep(1.0)
    figures.left = left
    figures.heard, claimed = database.transact(heard_and_claimed, write=False)
    figures.claimed, figures.lost = len(claimed), len(figures.acknowledged - claimed)


def members(country: Country, teams: Sequence[str]) -> list[tuple[Branch, User]]:
    """People of every team, each once."""
    found = []
    for number, team in itertools.product(range(MEMBERS), teams):
        town = country.branches[team].town
        user = User(f"U{number:04d}", f"member{number}", f"Member {number}")
        town.users[user.id] = user
        found.append((country.branches[team], user))
    return found


def delivery(branch: Branch, user: User, number: int, address: str) -> Delivery:
    """Return a word of somebody's about calls to her, said in one of the two ways."""
    town = branch.town
    if number % MESSAGE:
        said = payloads.slash(user, town.place("general"), "/coach", WORD, address, f"trigger.{number}")
        body, kind, name = urlencode(branch.ours(said)), "application/x-www-form-urlencoded", f"slack:trigger.{number}"
    else:
        post = Post(town.dm_of(user.id).id, f"{int(time.time())}.{number:06d}", user.id, WORD)
        body, kind = json.dumps(branch.ours(payloads.event(payloads.message(post), town))), "application/json"
        name = f"slack:{post.place}/{post.ts}"
    return Delivery(f"{branch.team} {name}", branch, body, kind, sealed(branch, body, kind))


def heard_and_claimed(connection: Connection) -> tuple[int, set[str]]:
    """Return how many words about calls the record holds, and what was claimed, in whatever way."""
    words = select(func.count()).select_from(events).where(events.c.kind == Kind.WRITE_INSTEAD)
    claims = select(workspaces.c.name, inbox.c.delivery).join(workspaces, workspaces.c.team == inbox.c.team)
    claimed = {f"{name.removeprefix('slack:')} {each.removesuffix('+')}" for name, each in connection.execute(claims)}
    return connection.execute(words).scalar_one(), claimed


def main(arguments: Sequence[str]) -> int:
    """Do the whole of it, and tell."""
    count = int(arguments[0]) if arguments else 30_000
    seconds = float(arguments[1]) if len(arguments) > 1 else 60.0
    with server(**DURABLE) as databases, tempfile.TemporaryDirectory() as home:
        figures = asyncio.run(
            run(count, seconds, databases.database(), (20_001, 20_002), counted(Path(home)), databases.pid)
        )
    print(figures.told())
    return 0 if figures.holds else 1
