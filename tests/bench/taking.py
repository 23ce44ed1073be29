"""A Discord in a process of its own, which takes every answer and looks at none: what that costs it is not counted."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from multiprocessing.connection import Connection

from aiohttp import web

from tests.program import forks

TAKEN = {"interaction": {"id": "1", "type": 2}}


@asynccontextmanager
async def elsewhere() -> AsyncIterator[str]:
    """Run it, and yield the address of its API."""
    line, theirs = forks.Pipe()
    process = forks.Process(target=_serve, args=(theirs,), daemon=True)
    process.start()
    theirs.close()  # so that waiting for its address ends where it dies
    try:
        yield f"http://127.0.0.1:{await asyncio.to_thread(line.recv)}"
    finally:
        process.kill()
        await asyncio.to_thread(process.join)


def _serve(line: Connection) -> None:
    asyncio.run(_take_all(line))


async def _take_all(line: Connection) -> None:
    async def take(request: web.Request) -> web.Response:
        await request.read()
        return web.Response(body=json.dumps(TAKEN).encode(), headers={"Content-Type": "application/json"})

    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    line.send(runner.addresses[0][1])
    await asyncio.Event().wait()
