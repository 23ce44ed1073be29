"""Measures how much of the processor a delivery of Slack's takes over HTTP, with all that follows from it.

`python3 -m tests bench` has the shipped program serve one workspace on PostgreSQL, and prints for each kind how long
the program has the processor (for taking it, the answer, the record, and the letters that it sends), how long the
database has it for that, and how long whoever sends it and the fake Slack do. Nothing here passes or fails.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from aiohttp import ClientSession

from tests.fakes.slack import payloads
from tests.fakes.slack.country import Branch, Country
from tests.fakes.slack.town import User
from tests.faults.replicas import replica
from tests.postgres import DURABLE, server
from tests.spent import spent as spent_by
from tests.words import counted

TEAM = "T0001"
EACH = 60
"""Deliveries of one kind; each is another person's."""
PORT = 20_003
WHY = "Your note on wheel tags saved my release last week. May I ask how you test them?"
KINDS: Mapping[str, str] = {
    "a check by somebody new": "call {other}",
    "a check": "call {other}",
    "a yes, unasked": "permission grant {other}",
    "a check of that yes": "call {before}",
    "a take-back": "permission revoke {other}",
    "a question": f"permission request {{far}} {WHY}",
    "a no to it": "permission no",
    "a word to all": "reach-me write",
}
"""What is typed, one kind after the other."""
SETTLES = 1.0
"""Seconds without any of the program's time after which nothing more is under way."""


@dataclass(frozen=True, slots=True)
class Street:
    """People of one workspace, who type in turn; whoever one names is never the next to type."""

    branch: Branch
    session: ClientSession
    pid: int
    people: tuple[User, ...]
    postmaster: int | None

    async def spent(self, kind: str) -> dict[str, float]:
        """Let everybody type, and return each process's time for one of them, in seconds."""
        before = self._times()
        for number in range(len(self.people)):
            await self._typed(kind, number)
        spent = spent_by(self.pid)
        while True:
            await asyncio.sleep(SETTLES)
            if spent_by(self.pid) - spent < 0.03:  # it looks around now and then
                after = self._times()
                return {name: (after[name] - before[name]) / len(self.people) for name in before}
            spent = spent_by(self.pid)

    async def _typed(self, kind: str, number: int) -> None:
        def person(far: int) -> str:
            user = self.people[(number + far) % len(self.people)]
            return f"<@{user.id}|{user.name}>"

        typed = KINDS[kind].format(other=person(1), before=person(-1), far=person(3))
        place, trigger = self.branch.town.place("general"), f"{kind}.{number}"
        said = payloads.slash(self.people[number], place, "/coach", typed, "http://127.0.0.1:9/none", trigger)
        body = urlencode(self.branch.ours(said))
        headers = {"Content-Type": "application/x-www-form-urlencoded", **self.branch.signed(body)}
        async with self.session.post(f"http://127.0.0.1:{PORT}/slack/events", data=body, headers=headers) as answer:
            assert answer.status == 200

    def _times(self) -> dict[str, float]:
        """Return how long each process has had the processor."""
        database = {"PostgreSQL": spent_by(self.postmaster, with_children=True)} if self.postmaster else {}
        return {"the program": spent_by(self.pid), **database, "sender and fake": spent_by(os.getpid())}


@asynccontextmanager
async def street(url: str, home: Path, count: int, postmaster: int | None = None) -> AsyncIterator[Street]:
    """Serve a workspace of *count* people."""
    async with (
        Country("") as country,
        ClientSession() as session,
        replica(country, url, PORT, PORT, home) as process,
    ):
        await country.install(TEAM, session, f"http://127.0.0.1:{PORT}")
        branch = country.branches[TEAM]
        people = [User(f"U{number:04d}", f"member{number}", f"Member {number}") for number in range(count)]
        branch.town.users |= {user.id: user for user in people}
        yield Street(branch, session, process.pid, tuple(people), postmaster)


async def costs(
    url: str, home: Path, count: int, kinds: Sequence[str] = tuple(KINDS), postmaster: int | None = None
) -> dict[str, dict[str, float]]:
    """Return what each kind takes of each process, in seconds of the processor, for as many people as *count* says."""
    async with street(url, home, count, postmaster) as people:
        return {kind: await people.spent(kind) for kind in kinds}


def main() -> int:
    """Print a line for each kind."""
    with tempfile.TemporaryDirectory() as home, server(**DURABLE) as databases:
        found = asyncio.run(costs(databases.database(), counted(Path(home)), EACH, postmaster=databases.pid))
    for kind, spent in found.items():
        told = ", ".join(f"{name} {1000 * each:.1f}" for name, each in spent.items())
        print(f"Slack over HTTP: {kind} takes, in milliseconds of the processor: {told}")
    return 0
