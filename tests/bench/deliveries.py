"""Measures how much of the processor a delivery of Slack's takes over HTTP, with all that follows from it.

`python3 -m tests bench` has the shipped program serve one workspace on PostgreSQL, and prints the program's own time
for each kind: taking it, the answer, the record, and the letters that it sends. Nothing here passes or fails.
"""

from __future__ import annotations

import asyncio
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

    async def spent(self, kind: str) -> float:
        """Let everybody type, and return the program's time for each, in seconds."""
        before = self._time()
        for number in range(len(self.people)):
            await self._typed(kind, number)
        spent = self._time()
        while True:
            await asyncio.sleep(SETTLES)
            if self._time() - spent < 0.03:  # it looks around now and then
                return (self._time() - before) / len(self.people)
            spent = self._time()

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

    def _time(self) -> float:
        """Return how long the program has had the processor, in all its threads."""
        told = [each.read_text() for each in Path(f"/proc/{self.pid}/task").glob("*/schedstat")]
        return sum(int(each.split()[0]) for each in told) / 1e9


@asynccontextmanager
async def street(url: str, home: Path, count: int) -> AsyncIterator[Street]:
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
        yield Street(branch, session, process.pid, tuple(people))


async def costs(url: str, home: Path, count: int, kinds: Sequence[str] = tuple(KINDS)) -> dict[str, float]:
    """Return what each kind takes, in seconds of the processor, for as many people as *count* says."""
    async with street(url, home, count) as people:
        return {kind: await people.spent(kind) for kind in kinds}


def main() -> int:
    """Print a line for each kind."""
    with tempfile.TemporaryDirectory() as home, server(**DURABLE) as databases:
        found = asyncio.run(costs(databases.database(), counted(Path(home)), EACH))
    for kind, spent in found.items():
        print(f"Slack over HTTP, PostgreSQL: {kind} takes {1000 * spent:.1f} ms of the processor's time")
    return 0
