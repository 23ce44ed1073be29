"""Two replicas behind one address take Slack's deliveries, and one of them is killed: is anything lost, or done twice?

`python3 -m tests replicas [DELIVERIES] [SECONDS]` sends that many in that time, as Slack does: again, up to three
times, where nobody acknowledged. A balancer stands before the two, which passes by whoever is not there. Each delivery
is a member's word about calls to her, so that the record shows how often it was heard.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from aiohttp import ClientConnectorError, ClientError, ClientSession, ClientTimeout
from sqlalchemy import Connection, func, select

from bot.core.permission.events import Kind
from storage.database import Database
from storage.tables import events, inbox
from tests.fakes.slack import payloads
from tests.fakes.slack.country import CLIENT_ID, CLIENT_SECRET, Branch, Country
from tests.fakes.slack.town import SIGNING_SECRET, User
from tests.faults.crew import SECRET
from tests.postgres import databases
from tests.program import ROOT
from tests.words import counted

TEAMS, MEMBERS = 10, 30
TRIES = 4
"""How often Slack sends what nobody acknowledges."""
ACK_WITHIN = 3.0
KILLED_AFTER = 0.4
"""The part of the time after which one of the two is killed."""


@dataclass(slots=True)
class Figures:
    """What came of a run; *acks* are seconds to each acknowledgement, *heard* says how often how many were heard."""

    sent: int = 0
    took: float = 0.0
    acks: list[float] = field(default_factory=list)
    unanswered: int = 0
    again: int = 0
    heard: int = 0
    claimed: int = 0

    @property
    def holds(self) -> bool:
        """Say whether each delivery that was acknowledged was done once, and nothing else was done."""
        return self.unanswered == 0 and self.heard == self.claimed == self.sent

    def told(self) -> str:
        """Put the figures into a line."""
        acks = sorted(self.acks)
        half, most = (1000 * acks[int(len(acks) * part)] for part in (0.5, 0.99))
        return (
            f"{self.sent} deliveries in {self.took:.1f} s; acknowledged in {half:.0f} ms (p50), {most:.0f} ms (p99); "
            f"sent again {self.again}; never acknowledged {self.unanswered}; heard {self.heard}; claimed {self.claimed}"
        )


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


async def run(count: int, seconds: float, url: str, ports: Sequence[int], home: Path) -> Figures:
    """Send *count* deliveries within *seconds* to two replicas in turn, and kill one of them on the way."""
    figures = Figures(count)
    turns = itertools.cycle(ports)
    async with AsyncExitStack() as stack:
        country = await stack.enter_async_context(Country(""))
        both = [await stack.enter_async_context(replica(country, url, port, ports[0], home)) for port in ports]
        session = await stack.enter_async_context(ClientSession(timeout=ClientTimeout(total=ACK_WITHIN)))
        teams = [f"T{number:04d}" for number in range(TEAMS)]
        for team in teams:
            await country.install(team, session, f"http://127.0.0.1:{ports[0]}")
        speakers = list(itertools.islice(itertools.cycle(members(country, teams)), count))

        async def send(number: int, branch: Branch, user: User) -> None:
            body = delivery(branch, user, number)
            for attempt in range(TRIES):
                began = time.perf_counter()
                headers = {"Content-Type": "application/x-www-form-urlencoded", **branch.signed(body)}
                headers |= {"X-Slack-Retry-Num": str(attempt)} if attempt else {}
                if await passed_on(session, [next(turns), next(turns), next(turns)], body, headers) == 200:
                    figures.acks.append(time.perf_counter() - began)
                    return
                figures.again += 1
                await asyncio.sleep(1.1 if attempt == 0 else 2.0)  # a signature holds a second, and is good once
            figures.unanswered += 1

        began = asyncio.get_running_loop().time()
        sending = []
        for number, (branch, user) in enumerate(speakers):
            await asyncio.sleep(max(0.0, began + seconds * number / count - asyncio.get_running_loop().time()))
            if number == int(count * KILLED_AFTER):
                both[0].kill()
            sending.append(asyncio.create_task(send(number, branch, user)))
        await asyncio.gather(*sending)
        figures.took = asyncio.get_running_loop().time() - began
    with closing(Database(url)) as database:
        figures.heard, figures.claimed = database.transact(heard_and_claimed, write=False)
    return figures


async def passed_on(session: ClientSession, ports: Sequence[int], body: str, headers: Mapping[str, str]) -> int:
    """Pass a delivery on to the first of *ports* where somebody is; return its status, 0 if it was lost."""
    for port in ports:
        try:
            async with session.post(f"http://127.0.0.1:{port}/slack/events", data=body, headers=headers) as answer:
                return answer.status
        except ClientConnectorError:
            continue
        except (ClientError, TimeoutError):
            return 0
    return 0


def members(country: Country, teams: Sequence[str]) -> list[tuple[Branch, User]]:
    """People every team, each once."""
    found = []
    for number, team in itertools.product(range(MEMBERS), teams):
        town = country.branches[team].town
        user = User(f"U{number:04d}", f"member{number}", f"Member {number}")
        town.users[user.id] = user
        found.append((country.branches[team], user))
    return found


def delivery(branch: Branch, user: User, number: int) -> str:
    """Return the body of a slash command, which names itself by *number*."""
    place = branch.town.place("general")
    said = payloads.slash(user, place, "/coach", "reach-me write", "http://127.0.0.1:9/none", f"trigger.{number}")
    return urlencode(branch.ours(said))


def heard_and_claimed(connection: Connection) -> tuple[int, int]:
    """Return how many words about calls the record holds, and how many deliveries were claimed."""
    words = select(func.count()).select_from(events).where(events.c.kind == Kind.WRITE_INSTEAD)
    claims = select(func.count()).select_from(inbox)
    return connection.execute(words).scalar_one(), connection.execute(claims).scalar_one()


def main(arguments: Sequence[str]) -> int:
    """Do the whole of it, and tell."""
    count = int(arguments[0]) if arguments else 30_000
    seconds = float(arguments[1]) if len(arguments) > 1 else 60.0
    with databases() as found, tempfile.TemporaryDirectory() as home:
        figures = asyncio.run(run(count, seconds, found.database(), (20_001, 20_002), counted(Path(home))))
    print(figures.told())
    return 0 if figures.holds else 1
