"""Measures how soon a slash command is acknowledged, beside an app of stock Bolt that sends a word back.

`python3 -m tests bench` runs both programs at fake Slacks, over their sockets, and types into one and the other by
turns: twenty in a row, and twenty with a pause before each, after which caches are cold. Nothing passes or fails.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import product
from pathlib import Path

from tests.adapters.slack import child
from tests.bench.record import Pair, ratio
from tests.fakes.slack import FakeSlack
from tests.program import ROOT
from tests.words import counted

ROUNDS, IN_A_ROW = 16, 20
PAUSES = {"in a row": 0.0, "after a pause": 0.01}
"""Seconds before each of a row."""
TYPED: Mapping[str, str] = {
    "a bare /coach": "",
    "a check": "call @bo",
}
"""What is typed; both answers come with their acknowledgement."""
GOAL = 0.1


@asynccontextmanager
async def bolt(slack: FakeSlack) -> AsyncIterator[None]:
    """Run stock Bolt."""
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "tests.bench.echo", slack.api_url, cwd=ROOT)
    try:
        await slack.connected(within=60)
        yield
    finally:
        process.kill()
        await process.wait()


async def acks(home: Path, typed: str, pause: float, rounds: int = ROUNDS) -> list[Pair]:
    """Time *typed* at the shipped program and at Bolt, by turns; the first round warms both up."""
    async with AsyncExitStack() as stack:
        ours, theirs = [await stack.enter_async_context(FakeSlack()) for _ in range(2)]
        await stack.enter_async_context(child.serving(ours, home))
        await stack.enter_async_context(bolt(theirs))
        pairs = [
            Pair(one, other)
            for _ in range(rounds + 1)
            for one, other in zip(await _row(ours, typed, pause), await _row(theirs, "hello", pause), strict=True)
        ]
        return pairs[IN_A_ROW:]


async def _row(slack: FakeSlack, typed: str, pause: float) -> list[float]:
    """Return the seconds to each of a row of acknowledgements."""
    took = []
    for _ in range(IN_A_ROW):
        await asyncio.sleep(pause)
        slack.deliveries.clear()
        took.append((await slack.type_slash("ana", typed)).took)
    return took


def main() -> int:
    """Print a line for each kind."""
    for (name, typed), (how, pause) in product(TYPED.items(), PAUSES.items()):
        with tempfile.TemporaryDirectory() as home:
            found = asyncio.run(acks(counted(Path(home)), typed, pause))
        one, other = (1000 * statistics.median(side) for side in ([p.one for p in found], [p.other for p in found]))
        print(
            f"Slack, SQLite, {how}: {name} is acknowledged in {ratio(found):.3f} of what stock Bolt takes to echo "
            f"(goal ≤ {GOAL}; {one:.2f} ms against {other:.2f} ms; median of {len(found)} pairs)"
        )
    return 0
