"""Measures how soon a slash command is acknowledged, beside an app of stock Bolt that sends a word back.

`python3 -m tests bench` runs both programs at the same fake Slack, over its socket, and types into them in turn.
Nothing here passes or fails.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from tests.adapters.slack import child
from tests.bench.record import Pair, ratio
from tests.fakes.slack import FakeSlack
from tests.program import ROOT
from tests.words import counted

PAIRS, WARM = 300, 20
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


async def acks(home: Path, typed: str, pairs: int, warm: int = WARM) -> list[Pair]:
    """Time *typed* at the shipped program and at Bolt, in turn."""
    async with AsyncExitStack() as stack:
        ours, theirs = [await stack.enter_async_context(FakeSlack()) for _ in range(2)]
        await stack.enter_async_context(child.serving(ours, home))
        await stack.enter_async_context(bolt(theirs))
        return [Pair(await _took(ours, typed), await _took(theirs, "hello")) for _ in range(pairs + warm)][warm:]


async def _took(slack: FakeSlack, typed: str) -> float:
    """Return the seconds to an acknowledgement; what Slack is asked meanwhile has ended by the next."""
    slack.deliveries.clear()
    took = (await slack.type_slash("ana", typed)).took
    await asyncio.sleep(0.01)
    return took


def main() -> int:
    """Print a line for each kind."""
    for name, typed in TYPED.items():
        with tempfile.TemporaryDirectory() as home:
            found = asyncio.run(acks(counted(Path(home)), typed, PAIRS))
        one, other = (1000 * statistics.median(side) for side in ([p.one for p in found], [p.other for p in found]))
        print(
            f"Slack, SQLite: {name} is acknowledged in {ratio(found):.2f} of what stock Bolt takes to echo "
            f"(goal ≤ {GOAL}; {one:.2f} ms against {other:.2f} ms; median of {PAIRS} pairs)"
        )
    return 0
